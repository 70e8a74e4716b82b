//! The county's rules.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::rules::{RulesDesk, RulesView};
use domain::policy::{Action, Subject};

use super::{Desk, answer};

#[async_trait]
impl RulesDesk for Desk {
    async fn rules(&self) -> Result<RulesView, DeskError> {
        answer(async {
            self.require(Action::SeeCounty, Subject::County)?;
            let book = self.read().await?.rules().book().await?.value;
            Ok(RulesView { today: self.today(), book })
        })
        .await
    }
}
