//! The county's schools with counts of their children, for the centre.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::county::{CountyDesk, CountyView};
use domain::policy::{Action, Subject};

use super::{Desk, answer};
use crate::core::coverage;

#[async_trait]
impl CountyDesk for Desk {
    async fn county(&self) -> Result<CountyView, DeskError> {
        answer(async {
            self.require(Action::SeeCounty, Subject::County)?;
            let today = self.today();
            let mut unit = self.read().await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let schools = coverage::schools(unit.as_mut(), &history, today).await?;
            Ok(CountyView { as_of: today, schools })
        })
        .await
    }
}
