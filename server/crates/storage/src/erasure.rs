//! Erasing a child who has left: the exception that the law asks for.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, ErasureId, LogId, RequestId, SchoolId};
use domain::register::erasure::{Ground, RequestKind, Weight};
use uuid::Uuid;

use crate::StorageError;

/// That a child was erased. It names nobody; the county keeps it for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Its own identifier.
    pub id: ErasureId,
    /// Under which identifier the child is still counted.
    pub child: ChildId,
    /// When it was.
    pub at: DateTime<Utc>,
    /// Who decided it; none where the account came later than the backup that was put back.
    pub by: Option<AccountId>,
    /// Why it was.
    pub ground: Ground,
    /// Since when the child's file was closed.
    pub left_on: Option<NaiveDate>,
    /// How much it was.
    pub weight: Weight,
}

/// Who decided about a request, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Whether it was granted.
    pub granted: bool,
    /// Who decided.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a guardian asked. Its words lie under the child's key, and go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// By which it is decided about.
    pub id: RequestId,
    /// The child.
    pub child: ChildId,
    /// The school that the child is at or has left.
    pub school: SchoolId,
    /// What is asked for.
    pub kind: RequestKind,
    /// The day on which the guardian asked.
    pub asked_on: NaiveDate,
    /// Who asked and what they said, as the desk wrote it; none once the child is erased.
    pub words: Option<String>,
    /// Who wrote it down.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was decided; none while it waits.
    pub answered: Option<Answered>,
    /// The reason that was given; none while it waits, and once the child is erased.
    pub answer: Option<String>,
}

/// Erases children of the county, and keeps what is known of that.
#[async_trait]
pub trait ErasureRepository: Send {
    /// Erases children, each with the closed files of the same child: the key under which its words lie sealed is
    /// destroyed, names, birth and numbers are blank in every version, and what is sealed and no other child needs is
    /// deleted, with every text of the county that names them. A household goes with its last child. What is counted
    /// stays: entries without words, and what they count for, periods at schools and with mentors. Numbered `seq`, so
    /// that whoever has the file learns of it. Says how much it was of each. `Missing` without one of them.
    async fn children(&mut self, seq: u64, children: &[ChildId]) -> Result<Vec<Weight>, StorageError>;
    /// How much would go with each child, were it the only one. Of one who is not there: nothing.
    async fn weigh(&mut self, children: &[ChildId]) -> Result<Vec<Weight>, StorageError>;
    /// Those of some children, adults and households who were erased.
    async fn erased(&mut self, subjects: &[Uuid]) -> Result<Vec<Uuid>, StorageError>;
    /// Those of some children who were erased by a commit after `seq`.
    async fn erased_after(&mut self, children: &[ChildId], seq: u64) -> Result<Vec<ChildId>, StorageError>;
    /// Remembers of entries of an author that they are gone for good, by their identifiers. [`Self::children`] does so for
    /// entries that were never taken in, such as those that were refused or wait.
    async fn entry_gone(&mut self, author: AccountId, log: LogId) -> Result<(), StorageError>;
    /// Whether an entry of an author is.
    async fn is_entry_gone(&mut self, author: AccountId, log: LogId) -> Result<bool, StorageError>;
    /// Keeps that a child was erased. One that is kept already stays as it is.
    async fn record(&mut self, erasure: &Erasure) -> Result<(), StorageError>;
    /// All that were, newest first.
    async fn records(&mut self) -> Result<Vec<Erasure>, StorageError>;
    /// Keeps what a guardian asked. `Missing` when the child was erased.
    async fn ask(&mut self, request: &Request) -> Result<(), StorageError>;
    /// A request, decided or not.
    async fn request(&mut self, id: RequestId) -> Result<Option<Request>, StorageError>;
    /// All requests, newest first.
    async fn requests(&mut self) -> Result<Vec<Request>, StorageError>;
    /// Keeps what was decided and why. `Missing` when nothing of the kind waits: it is decided once.
    async fn decide(&mut self, id: RequestId, answered: &Answered, answer: &str) -> Result<(), StorageError>;
}
