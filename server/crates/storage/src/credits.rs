//! What entries count for: the results of the domain's one definition, kept so that last days can be
//! read without reading entries. Written with the entries; nothing else writes them.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ChildId, LogId, SchoolId};
use domain::log::Credit;
use domain::term::due::LastDays;

use crate::{Found, StorageError};

/// What an entry counts for, for one child, as far as a revision said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptCredit {
    /// The child for whom the entry counts.
    pub child: ChildId,
    /// What it counts for.
    pub credit: Credit,
    /// The commit that wrote it.
    pub from_seq: u64,
    /// The commit that replaced or withdrew it.
    pub to_seq: Option<u64>,
}

/// What an entry counts for now, for one child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counting {
    /// The child for whom the entry counts.
    pub child: ChildId,
    /// The entry.
    pub log: LogId,
    /// What it counts for.
    pub credit: Credit,
}

/// What the county's entries count for.
#[async_trait]
pub trait CreditRepository: Send {
    /// The days up to `day` on which children last counted as seen, visited, called, spoken with: of those who
    /// are at one school on that day, or at any, whether they have entries or not. Safety lessons are looked up for
    /// one school only.
    async fn last_days(
        &mut self,
        school: Option<SchoolId>,
        day: NaiveDate,
    ) -> Result<Found<(ChildId, LastDays)>, StorageError>;
    /// What entries of some days, the first and the last included, count for now: for some children, or for all. A
    /// child of whom it cannot be read is named, and missing.
    async fn between(
        &mut self,
        from: NaiveDate,
        to: NaiveDate,
        children: Option<&[ChildId]>,
    ) -> Result<Found<Counting>, StorageError>;
    /// The entries that cannot be read, or of which something else is kept than the domain says they count for or give.
    async fn amiss(&mut self) -> Result<Vec<LogId>, StorageError>;
    /// What an entry counted and counts for, by commit and child.
    async fn of_log(&mut self, log: LogId) -> Result<Vec<KeptCredit>, StorageError>;
}
