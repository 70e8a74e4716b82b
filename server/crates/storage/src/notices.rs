//! What somebody is told of acts of power that affect them. It is only added to.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, NoticeId};

use crate::StorageError;

/// One act that affected somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Of this notice alone.
    pub id: NoticeId,
    /// Who is told.
    pub account: AccountId,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// The code of what was done.
    pub act: String,
    /// Who did it; [`crate::OPERATOR`] at the server's own machine.
    pub by: AccountId,
    /// The commit with which phones learn of it.
    pub seq: u64,
}

/// The county's notices.
#[async_trait]
pub trait NoticeRepository: Send {
    /// Adds a notice. `Conflict` when that one is there.
    async fn add(&mut self, notice: &Notice) -> Result<(), StorageError>;
    /// What an account was told with the commits after `seq`, of what was done since an instant; oldest first.
    async fn of_account(
        &mut self,
        account: AccountId,
        seq: u64,
        since: DateTime<Utc>,
    ) -> Result<Vec<Notice>, StorageError>;
}
