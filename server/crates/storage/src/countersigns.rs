//! What is asked for an account and done when a second person agrees.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountersignId};
use domain::policy::Countersigned;

use crate::{Decision, StorageError};

/// Something that is asked for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countersign {
    /// By which it is decided about.
    pub id: CountersignId,
    /// What is asked.
    pub what: Countersigned,
    /// For whose account.
    pub of: AccountId,
    /// Who asks.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// What a second person said; none while nobody has.
    pub decision: Option<Decision>,
    /// When it was done; none while it is not.
    pub done_at: Option<DateTime<Utc>>,
}

/// What is asked for accounts.
#[async_trait]
pub trait CountersignRepository: Send {
    /// Adds one that nobody has decided on.
    async fn add(&mut self, asked: &Countersign) -> Result<(), StorageError>;
    /// One by its identifier, whatever became of it.
    async fn get(&mut self, id: CountersignId) -> Result<Option<Countersign>, StorageError>;
    /// What was asked since an instant and is neither declined nor done, oldest first.
    async fn open(&mut self, since: DateTime<Utc>) -> Result<Vec<Countersign>, StorageError>;
    /// Keeps what was said. `Missing` when nothing of the kind waits: it is decided once.
    async fn resolve(&mut self, id: CountersignId, decision: Decision) -> Result<(), StorageError>;
    /// Remembers that it was done. `Missing` when it was not agreed to, or done before: it is done once.
    async fn done(&mut self, id: CountersignId, at: DateTime<Utc>) -> Result<(), StorageError>;
}
