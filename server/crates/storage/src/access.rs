//! The access log: who looked at which child's file. Append-only, each entry bound to the one before.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use uuid::Uuid;

use crate::StorageError;

/// One look at a file, or one export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEntry {
    /// Number in the county, from 1 without gaps.
    pub n: u64,
    /// When it was, by the server's clock.
    pub at: DateTime<Utc>,
    /// The account that looked.
    pub account: AccountId,
    /// The code of what was done, such as `see_child_file`.
    pub action: String,
    /// The identifier of what was looked at: a child, an adult, a school or a picture.
    pub subject: Uuid,
    /// SHA-256 over the entry before and this one, in hexadecimal.
    pub hash: String,
}

/// The county's access log.
#[async_trait]
pub trait AccessRepository: Send {
    /// Appends an entry. `bind` makes the hash from the hash before (empty at first) and the entry
    /// with its number; writers stand in line.
    async fn append(
        &mut self,
        at: DateTime<Utc>,
        account: AccountId,
        action: &str,
        subject: Uuid,
        bind: for<'a> fn(&'a str, &'a AccessEntry) -> String,
    ) -> Result<(), StorageError>;
    /// The newest `limit` entries, newest first.
    async fn newest(&mut self, limit: u32) -> Result<Vec<AccessEntry>, StorageError>;
}
