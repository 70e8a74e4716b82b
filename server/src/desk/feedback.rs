//! What people wrote in the app about the app, for the centre.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::feedback::{FeedbackDesk, FeedbackLine};
use domain::policy::{Action, Subject};

use super::{Desk, answer, name_of};

/// How many of the newest messages are shown.
const SHOWN: u32 = 200;

#[async_trait]
impl FeedbackDesk for Desk {
    async fn feedback(&self) -> Result<Vec<FeedbackLine>, DeskError> {
        answer(async {
            self.require(Action::SeeCounty, Subject::County)?;
            let mut unit = self.read().await?;
            let mut lines = vec![];
            for one in unit.feedback().newest(SHOWN).await? {
                let who = name_of(unit.as_mut(), one.account).await?;
                lines.push(FeedbackLine { at: one.captured_at, who, text: one.text });
            }
            Ok(lines)
        })
        .await
    }
}
