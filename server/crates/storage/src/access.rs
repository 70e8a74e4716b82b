//! The access log: who looked at what, and who did what by a power over others. Append-only, each entry bound to
//! the one before.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use uuid::Uuid;

use crate::StorageError;

/// Whoever works at the server's own machine, by its commands. They have no account.
pub const OPERATOR: AccountId = AccountId(Uuid::nil());

/// One look at a file, one export, or one act of power.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEntry {
    /// Number in the county, from 1 without gaps.
    pub n: u64,
    /// When it was, by the server's clock.
    pub at: DateTime<Utc>,
    /// The account that did it, or [`OPERATOR`].
    pub account: AccountId,
    /// Whom it affects; none where it is nobody in particular.
    pub affected: Option<AccountId>,
    /// The code of what was done, such as `see_child_file`.
    pub action: String,
    /// The identifier of what it was done to: a child, an adult, a school, an account or a picture.
    pub subject: Uuid,
    /// The code of the reason that was given; empty for none.
    pub reason: String,
    /// What binds it to the entry before, in hexadecimal.
    pub hash: String,
}

/// What is to be written down.
#[derive(Debug, Clone, Copy)]
pub struct NewAccess<'a> {
    /// When it is, by the server's clock.
    pub at: DateTime<Utc>,
    /// The account that does it, or [`OPERATOR`].
    pub account: AccountId,
    /// Whom it affects.
    pub affected: Option<AccountId>,
    /// The code of what is done.
    pub action: &'a str,
    /// The identifier of what it is done to.
    pub subject: Uuid,
    /// The code of the reason; empty for none.
    pub reason: &'a str,
}

/// Makes an entry's hash from the hash before (empty at first) and the entry with its number.
pub type Bind<'a> = &'a (dyn Fn(&str, &AccessEntry) -> String + Send + Sync);

/// Where the log ends, as is kept beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessHead {
    /// The number of the last entry.
    pub n: u64,
    /// Its hash.
    pub hash: String,
}

/// The county's access log.
#[async_trait]
pub trait AccessRepository: Send {
    /// Appends an entry, and returns it with its number and hash. Writers stand in line.
    async fn append(&mut self, new: NewAccess<'_>, bind: Bind<'_>) -> Result<AccessEntry, StorageError>;
    /// Where the log ends, as far as the head says; none before the first entry.
    async fn head(&mut self) -> Result<Option<AccessHead>, StorageError>;
    /// The next `limit` entries after a number, oldest first.
    async fn after(&mut self, n: u64, limit: u32) -> Result<Vec<AccessEntry>, StorageError>;
    /// The newest `limit` entries, newest first.
    async fn newest(&mut self, limit: u32) -> Result<Vec<AccessEntry>, StorageError>;
}
