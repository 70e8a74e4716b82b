//! School files on their way into the register. They touch nothing until they are taken over, and can wait for days.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, BatchId, SchoolId};
use domain::import::batch::BatchState;

use crate::StorageError;

/// A batch without what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    /// By which it is asked for.
    pub id: BatchId,
    /// The school whose files they are.
    pub school: SchoolId,
    /// Who began it; none for a command.
    pub begun_by: Option<AccountId>,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// How far it has come.
    pub state: BatchState,
    /// When it was taken over or, later, taken back; none while it is open.
    pub settled_at: Option<DateTime<Utc>>,
    /// Whether nothing is left in it but the record of what it did.
    pub emptied: bool,
    /// Counts its changes from 1, so that two people who work on it do not overwrite each other.
    pub revision: u64,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// What lists show of it.
    pub line: BatchLine,
    /// What is in it, as the caller wrote it.
    pub body: Vec<u8>,
}

/// The batches of the county.
#[async_trait]
pub trait BatchRepository: Send {
    /// Adds one.
    async fn add(&mut self, batch: &Batch) -> Result<(), StorageError>;
    /// A batch; none when the county has no such batch.
    async fn get(&mut self, id: BatchId) -> Result<Option<Batch>, StorageError>;
    /// The batches of a school, the newest first.
    async fn of_school(&mut self, school: SchoolId) -> Result<Vec<BatchLine>, StorageError>;
    /// The batches that were settled until an instant and have not been emptied since, the oldest first.
    async fn to_empty(&mut self, until: DateTime<Utc>) -> Result<Vec<BatchId>, StorageError>;
    /// Keeps a batch, whose revision is the one after that which was read. `Missing` when it was changed since.
    async fn put(&mut self, batch: &Batch) -> Result<(), StorageError>;
    /// Forgets a batch that was not taken over, with all that was in it. `Missing` when there is none.
    async fn discard(&mut self, id: BatchId) -> Result<(), StorageError>;
    /// How a school's files were understood the last time, as the caller wrote it; none before the first.
    async fn recipe(&mut self, school: SchoolId) -> Result<Option<String>, StorageError>;
    /// Keeps how a school's files are understood. It holds titles of columns, no names.
    async fn keep_recipe(&mut self, school: SchoolId, recipe: &str) -> Result<(), StorageError>;
}
