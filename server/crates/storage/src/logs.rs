//! Entries: what mentors record. Every state that an entry had is kept as a revision.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, LogId, OpId, SchoolId};
use domain::log::Log;

use crate::{Found, StorageError};

/// An entry with the children it concerns: the chosen ones and those of chosen classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLog {
    /// The entry as it was first recorded.
    pub log: Log,
    /// Every child it concerns.
    pub children: Vec<ChildId>,
    /// The operation that made it; none for an import.
    pub op: Option<OpId>,
    /// Its number in the county's commit sequence.
    pub seq: u64,
}

/// A state of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The entry as it was.
    pub log: Log,
    /// The operation that made it so; none for an import.
    pub op: Option<OpId>,
    /// When it arrived, by the server's clock.
    pub received_at: DateTime<Utc>,
}

/// The entries of the county and all their revisions.
#[async_trait]
pub trait LogRepository: Send {
    /// Adds entries with their first revision, received at an instant.
    async fn add(&mut self, logs: &[NewLog], at: DateTime<Utc>) -> Result<(), StorageError>;
    /// An entry as it is now. `Inconsistent` when its body cannot be read.
    async fn get(&mut self, id: LogId) -> Result<Option<Log>, StorageError>;
    /// Writes an entry's newer state, numbered `seq`, and keeps it as a revision. `Missing` without the
    /// entry, `Conflict` when there is a revision of that number.
    async fn revise(&mut self, seq: u64, log: &Log, op: OpId, at: DateTime<Utc>) -> Result<(), StorageError>;
    /// Every revision of an entry, oldest first.
    async fn revisions(&mut self, id: LogId) -> Result<Vec<Revision>, StorageError>;
    /// Every child an entry concerns: the chosen ones and those of chosen classes.
    async fn children(&mut self, id: LogId) -> Result<Vec<ChildId>, StorageError>;
    /// The entries that somebody copied from notebooks since an instant, the newest first. Those of an import, which no
    /// operation made, are none of them.
    async fn entered(&mut self, by: AccountId, since: DateTime<Utc>) -> Result<Found<Log>, StorageError>;
    /// The entries about a school's children of a day whose follow-up was to be done before that day, the longest
    /// waiting first.
    async fn follow_ups(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<Log>, StorageError>;
    /// From now on the entries about a closed file are in the file of the kept child as well; a commit says so to whoever has
    /// that file. Entries that are there already stay as they are.
    async fn reach(&mut self, seq: u64, kept: ChildId, linked: ChildId) -> Result<(), StorageError>;
    /// Undoes what [`Self::reach`] did for a closed file.
    async fn release(&mut self, seq: u64, kept: ChildId, linked: ChildId) -> Result<(), StorageError>;
    /// Which of some entries there are.
    async fn known(&mut self, ids: &[LogId]) -> Result<Vec<LogId>, StorageError>;
}
