//! What the signed-in person is told of acts that affected them.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::notices::{NoticeLine, NoticesDesk};
use domain::policy::{Action, Power, Subject};

use super::{Desk, answer};
use crate::core::notices::told;

#[async_trait]
impl NoticesDesk for Desk {
    async fn notices(&self) -> Result<Vec<NoticeLine>, DeskError> {
        answer(async {
            self.require(Action::ManageOwnAccount, Subject::Own)?;
            let mut unit = self.read().await?;
            let told = told(unit.as_mut(), self.who.account.id, 0, self.today()).await?;
            let line = |(notice, by): (storage::Notice, String)| NoticeLine {
                at: notice.at,
                act: notice.act.parse().unwrap_or(Power::Unlisted),
                by,
            };
            Ok(told.into_iter().rev().map(line).collect())
        })
        .await
    }
}
