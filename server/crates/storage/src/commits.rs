//! The county itself, and its commit sequence.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use domain::register::{Cause, Commit};

use crate::StorageError;

/// Who takes a number, when and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    /// When, by the server's clock.
    pub at: DateTime<Utc>,
    /// Who; none for a command.
    pub actor: Option<AccountId>,
    /// What the number is taken for.
    pub cause: Cause,
}

/// The county's sequence of commits: every change takes a number, and what it wrote carries it.
#[async_trait]
pub trait CommitRepository: Send {
    /// Makes the unit's county. One that is there keeps its name and its sequence.
    async fn found(&mut self, name: &str) -> Result<(), StorageError>;
    /// Says for good that the people of the unit's county are made up. `Missing` without the county.
    async fn made_up(&mut self) -> Result<(), StorageError>;
    /// Takes the next number, under a row lock held until the unit ends. The first is 1.
    /// `Missing` without the county.
    async fn next(&mut self, by: By) -> Result<u64, StorageError>;
    /// Takes `count` numbers at once, likewise; returns the first.
    async fn take(&mut self, count: u64, by: By) -> Result<u64, StorageError>;
    /// The first number that this unit of work took; none while it took none.
    async fn taken(&mut self) -> Result<Option<u64>, StorageError>;
    /// The number taken last; 0 before the first, or without the county.
    async fn newest(&mut self) -> Result<u64, StorageError>;
    /// The epoch: another one after the database was put back from a backup, so that what was told before it no longer holds.
    async fn epoch(&mut self) -> Result<u64, StorageError>;
    /// What is known of a number that was taken. Its instant is never before that of a smaller number.
    async fn get(&mut self, seq: u64) -> Result<Option<Commit>, StorageError>;
}
