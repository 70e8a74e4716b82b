//! The register as it is written: versions of children, households, adults, relations, enrolments,
//! pairings, statuses and facts. What is there now is read from the repository of each.

use async_trait::async_trait;
use domain::register::{Commit, Written};

use crate::{Found, StorageError};

/// A commit and what it wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// The commit: its number, when, by whom and what for.
    pub commit: Commit,
    /// What it wrote, by kind and identifier.
    pub written: Vec<Written>,
}

/// The county's register and its past.
#[async_trait]
pub trait RegisterRepository: Send {
    /// Writes versions, numbered `seq`, of a commit that was taken: each thing is as given from now on,
    /// and what it was before stays in the past. A fact whose id is there already stays as it was.
    async fn write(&mut self, seq: u64, written: &[Written]) -> Result<(), StorageError>;
    /// The commits after `seq` that wrote to the register, oldest first, with what they wrote. Of a commit that
    /// cannot be read itself, what it wrote counts as known since the one before.
    async fn since(&mut self, seq: u64) -> Result<Found<Writing>, StorageError>;
}
