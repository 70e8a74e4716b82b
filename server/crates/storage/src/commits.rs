//! The county itself, and its commit sequence.

use async_trait::async_trait;

use crate::StorageError;

/// The county's sequence of commits: every change takes a number, and what it wrote carries it.
#[async_trait]
pub trait CommitRepository: Send {
    /// Makes the unit's county. One that is there keeps its name and its sequence.
    async fn found(&mut self, name: &str) -> Result<(), StorageError>;
    /// Takes the next number, under a row lock held until the unit ends. The first is 1.
    /// `Missing` without the county.
    async fn next(&mut self) -> Result<u64, StorageError>;
    /// Takes `count` numbers at once, likewise; returns the first.
    async fn take(&mut self, count: u64) -> Result<u64, StorageError>;
    /// The number taken last; 0 before the first, or without the county.
    async fn newest(&mut self) -> Result<u64, StorageError>;
}
