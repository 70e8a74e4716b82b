//! What is to be done today at a school.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::access_log::Look;
use desk_api::today::{TodayDesk, TodayView};
use domain::id::SchoolId;
use domain::policy::{Action, Subject};

use super::{Desk, answer};
use crate::core::coverage::{self, Today};

#[async_trait]
impl TodayDesk for Desk {
    async fn today(&self, id: SchoolId) -> Result<TodayView, DeskError> {
        answer(async {
            self.require(Action::SeeSchool, Subject::School(id))?;
            let today = Desk::today(self);
            let mut unit = self.read().await?;
            let school = unit.schools().get(id).await?.ok_or(DeskError::NotFound)?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let Today { enrolled, children, rules } = coverage::today(unit.as_mut(), &history, id, today).await?;
            drop(unit);
            self.looked(Look::SchoolList, id.0).await?;
            Ok(TodayView { name: school.name, as_of: today, enrolled, children, rules })
        })
        .await
    }
}
