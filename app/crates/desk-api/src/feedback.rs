//! What people wrote in the app about the app, for the centre.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackLine {
    /// When it was written, by the phone's clock.
    pub at: DateTime<Utc>,
    /// The name of who wrote it, so that they can be answered.
    pub who: String,
    /// Their own words.
    pub text: String,
}

/// What people wrote.
#[async_trait]
pub trait FeedbackDesk: Send + Sync {
    /// The newest messages of the county, newest first.
    async fn feedback(&self) -> Result<Vec<FeedbackLine>, DeskError>;
}
