//! Work that came for a child who had moved on by then. It waits for the child's school.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, OpId, SchoolId};

use crate::StorageError;

/// What a school said of parked work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Whether the work went into the file.
    pub accepted: bool,
    /// The account that decided.
    pub by: AccountId,
    /// When it was decided, by the server's clock.
    pub at: DateTime<Utc>,
}

/// An operation that waits for the school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// The operation's identifier, by which it is decided about.
    pub op: OpId,
    /// Everything of it, as it came; the exchange reads it.
    pub text: String,
    /// The account that recorded it.
    pub author: AccountId,
    /// The child who had moved on, whose school is asked; of several the first whose school was not asked before.
    pub child: ChildId,
    /// Children who had moved on as well, and whose school has said already that the work stands.
    pub heard: Vec<ChildId>,
    /// When it arrived, by the server's clock.
    pub received_at: DateTime<Utc>,
    /// What the school said; none while it has not.
    pub decision: Option<Decision>,
}

/// Work that waits for a school, and what schools decided.
#[async_trait]
pub trait ParkingRepository: Send {
    /// Parks an operation that nobody has decided on.
    async fn add(&mut self, parked: &Parked) -> Result<(), StorageError>;
    /// A parked operation, decided or not.
    async fn get(&mut self, op: OpId) -> Result<Option<Parked>, StorageError>;
    /// What waits for a school on a day, oldest first: work on its children, and on those who were last its. For a child
    /// whose file is closed it waits where the kept one is; for one who was never anywhere in the end, where it was to be.
    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<Parked>, StorageError>;
    /// What waits of an author, oldest first.
    async fn of_author(&mut self, author: AccountId) -> Result<Vec<Parked>, StorageError>;
    /// The school of one child has said that the work stands; now it waits for another's. `Missing` when nothing of the
    /// kind waits.
    async fn pass_on(&mut self, op: OpId, to: ChildId, heard: &[ChildId]) -> Result<(), StorageError>;
    /// Keeps what the school said. `Missing` when nothing of the kind waits: it is decided once.
    async fn resolve(&mut self, op: OpId, decision: Decision) -> Result<(), StorageError>;
}
