//! What people wrote about the app; the centre reads it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, OpId};

use crate::StorageError;

/// A message about the app, as somebody wrote it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The operation that brought it.
    pub op: OpId,
    /// The account that wrote it.
    pub account: AccountId,
    /// The person's own words.
    pub text: String,
    /// When it was written, by the device's clock.
    pub captured_at: DateTime<Utc>,
}

/// What the county's people wrote about the app.
#[async_trait]
pub trait FeedbackRepository: Send {
    /// Keeps a message. `Conflict` when its operation has brought one before.
    async fn add(&mut self, feedback: &Feedback) -> Result<(), StorageError>;
    /// The newest `limit` messages, newest first.
    async fn newest(&mut self, limit: u32) -> Result<Vec<Feedback>, StorageError>;
}
