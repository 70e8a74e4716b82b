//! The county's schools.

use async_trait::async_trait;
use chrono::Days;
use desk_api::DeskError;
use desk_api::county::{CountyDesk, CountyView};
use domain::policy::{Action, Subject};
use domain::term::Term;

use super::{Desk, RECENT_DAYS, answer};

#[async_trait]
impl CountyDesk for Desk {
    async fn county(&self) -> Result<CountyView, DeskError> {
        answer(async {
            self.require(Action::SeeCounty, Subject::County)?;
            let today = self.today();
            let (contact_since, visit_since) = (today - Days::new(RECENT_DAYS), Term::of(today).start());
            let mut unit = self.read().await?;
            let schools = unit.school_lines(self.home(), today, contact_since, visit_since).await?;
            Ok(CountyView { as_of: today, schools })
        })
        .await
    }
}
