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
    /// The child who had moved on; of several the first.
    pub child: ChildId,
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
    /// What waits for a school on a day, oldest first: work on its children, and on those who were last its.
    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<Parked>, StorageError>;
    /// Keeps what the school said. `Missing` when nothing of the kind waits: it is decided once.
    async fn resolve(&mut self, op: OpId, decision: Decision) -> Result<(), StorageError>;
}
