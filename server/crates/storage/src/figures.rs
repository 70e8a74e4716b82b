//! What somebody filled in of a year's figures. It is only added to: of each gap the last holds.

use async_trait::async_trait;
use domain::report::annual::Filled;

use crate::StorageError;

/// What was filled in of the county's figures.
#[async_trait]
pub trait FigureRepository: Send {
    /// Keeps what was filled in, numbered `seq`.
    async fn fill(&mut self, seq: u64, filled: &Filled) -> Result<(), StorageError>;
    /// Everything that was filled in of a year, the last first.
    async fn filled(&mut self, year: i32) -> Result<Vec<Filled>, StorageError>;
}
