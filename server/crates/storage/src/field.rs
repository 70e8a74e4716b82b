//! What mentors record: entries and facts; and what a device pulls.

use std::ops::Range;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::guardianship::{Fact, FactKind};
use domain::id::{AccountId, ChildId, CountyId, FactId, HouseholdId, LogId, OpId, SchoolId};
use domain::log::Log;
use sync::{Row, RowKey};

use crate::StorageError;

/// An entry with the children it concerns: the chosen ones and those of chosen classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLog {
    /// The entry.
    pub log: Log,
    /// Every child it concerns.
    pub children: Vec<ChildId>,
    /// The operation that made it; none for an import.
    pub op: Option<OpId>,
    /// Its number in the county's commit sequence.
    pub seq: u64,
}

/// Which versions of rows a reader has not seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Since {
    /// Those after this one,
    pub after: u64,
    /// but for these.
    pub but: Range<u64>,
}

impl Since {
    /// Everything.
    pub const BEGINNING: Self = Self::after(0);

    /// Every version after one.
    pub const fn after(version: u64) -> Self {
        Self { after: version, but: 0..0 }
    }
}

/// Entries, facts and the pull feed.
#[async_trait]
pub trait Field {
    /// Takes the next number of the county's commit sequence, under a row lock held until the unit ends.
    async fn next_seq(&mut self, county: CountyId) -> Result<u64, StorageError>;
    /// The county's commit sequence.
    async fn seq(&mut self, county: CountyId) -> Result<u64, StorageError>;
    /// Takes so many numbers of the sequence at once, likewise; returns the first.
    async fn next_seqs(&mut self, county: CountyId, count: u64) -> Result<u64, StorageError>;
    /// Adds entries with their first revision.
    async fn add_logs(&mut self, county: CountyId, logs: &[NewLog], at: DateTime<Utc>) -> Result<(), StorageError>;
    /// An entry.
    async fn log(&mut self, id: LogId) -> Result<Option<Log>, StorageError>;
    /// Writes an entry's newer state, numbered `seq`, and keeps it as a revision.
    async fn revise_log(&mut self, seq: u64, log: &Log, op: OpId, at: DateTime<Utc>) -> Result<(), StorageError>;
    /// Every revision of an entry, oldest first.
    async fn revisions(&mut self, id: LogId) -> Result<Vec<Log>, StorageError>;
    /// Which of some entries there are.
    async fn known_logs(&mut self, ids: &[LogId]) -> Result<Vec<LogId>, StorageError>;
    /// Adds facts, numbered `seq`.
    async fn add_facts(&mut self, county: CountyId, seq: u64, facts: &[Fact]) -> Result<(), StorageError>;
    /// The version of a fact that arrived last.
    async fn newest_fact(&mut self, household: HouseholdId, kind: FactKind) -> Result<Option<Fact>, StorageError>;
    /// A version of a fact.
    async fn fact(&mut self, id: FactId) -> Result<Option<Fact>, StorageError>;
    /// The versions that contradict another and that nothing has settled since, in a school's households.
    async fn disputed_facts(&mut self, school: SchoolId) -> Result<Vec<Fact>, StorageError>;
    /// The children of classes of a school.
    async fn children_of_classes(&mut self, school: SchoolId, classes: &[String])
    -> Result<Vec<ChildId>, StorageError>;
    /// The households of children.
    async fn households_of(&mut self, children: &[ChildId]) -> Result<Vec<HouseholdId>, StorageError>;
    /// The rows of children's files that `since` lets through. An entry names only children of
    /// `visible`; of pairings come those of `mentor`, or all when none is given.
    async fn file_rows(
        &mut self,
        files: &[ChildId],
        visible: &[ChildId],
        mentor: Option<AccountId>,
        since: Since,
    ) -> Result<Vec<Row>, StorageError>;
    /// The author's entries for whole classes that are in no file of `visible`, as far as `since` lets
    /// them through. They name no child.
    async fn class_sessions(
        &mut self,
        author: AccountId,
        visible: &[ChildId],
        since: Since,
    ) -> Result<Vec<Row>, StorageError>;
    /// The names and versions of all rows of each file, in the order of `files`.
    async fn file_keys(
        &mut self,
        files: &[ChildId],
        mentor: AccountId,
    ) -> Result<Vec<(ChildId, Vec<(RowKey, u64)>)>, StorageError>;
}
