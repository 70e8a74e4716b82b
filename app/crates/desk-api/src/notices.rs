//! What the signed-in person is told of acts that affected them. A phone gets the same with its rows.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::policy::Power;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// For how many days an act is told.
pub const TOLD_DAYS: u64 = 180;

/// One act that affected the signed-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// When it was done.
    pub at: DateTime<Utc>,
    /// What was done.
    pub act: Power,
    /// The name of who did it.
    pub by: String,
}

/// What the signed-in person is told.
#[async_trait]
pub trait NoticesDesk: Send + Sync {
    /// What others did that affected this person, newest first.
    async fn notices(&self) -> Result<Vec<NoticeLine>, DeskError>;
}
