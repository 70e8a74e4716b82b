//! Work that came for a child who had moved on by then. It waits for the child's school.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, ChildId, OpId, SchoolId};
use sync::Op;

use crate::StorageError;

/// An operation that waits for the school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// The operation.
    pub op: Op,
    /// Whose it is.
    pub author: AccountId,
    /// The child who had moved on; of several the first.
    pub child: ChildId,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// What the school said; `None` while it has not.
    pub accepted: Option<bool>,
}

/// Parked work.
#[async_trait]
pub trait Parking {
    /// Parks an operation.
    async fn park(&mut self, parked: &Parked) -> Result<(), StorageError>;
    /// A parked operation.
    async fn parked(&mut self, op: OpId) -> Result<Option<Parked>, StorageError>;
    /// What waits for a school, oldest first.
    async fn parked_of_school(&mut self, school: SchoolId) -> Result<Vec<Parked>, StorageError>;
    /// Keeps what the school said.
    async fn resolve_parked(
        &mut self,
        op: OpId,
        accepted: bool,
        by: AccountId,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError>;
}
