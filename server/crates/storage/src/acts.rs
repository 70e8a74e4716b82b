//! Acts on many children at once, kept so that each can be taken back as a whole.

use async_trait::async_trait;
use domain::id::{ActId, SchoolId};
use domain::register::{Act, Draft};

use crate::StorageError;

/// An act that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneAct {
    /// By which the act is taken back.
    pub id: ActId,
    /// The school whose desk did it, and takes it back.
    pub school: SchoolId,
    /// The commit that did it.
    pub seq: u64,
    /// What somebody wanted to do.
    pub act: Act,
    /// The periods that it changed, before and after.
    pub draft: Draft,
    /// The commit that took it back; none while it stands.
    pub taken_back: Option<u64>,
}

/// The acts that were done in the county.
#[async_trait]
pub trait ActRepository: Send {
    /// Keeps an act that was done.
    async fn add(&mut self, done: &DoneAct) -> Result<(), StorageError>;
    /// An act, taken back or not; none when the county has no such act.
    async fn get(&mut self, id: ActId) -> Result<Option<DoneAct>, StorageError>;
    /// The newest acts of a school's desk, newest first.
    async fn of_school(&mut self, school: SchoolId, limit: u32) -> Result<Vec<DoneAct>, StorageError>;
    /// Says that a commit took an act back. `Missing` when there is no such act that stands.
    async fn take_back(&mut self, id: ActId, seq: u64) -> Result<(), StorageError>;
}
