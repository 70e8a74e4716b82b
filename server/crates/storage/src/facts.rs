//! Facts: versions that append.

use async_trait::async_trait;
use domain::guardianship::{Fact, FactKind};
use domain::id::{FactId, HouseholdId, SchoolId};

use crate::{Found, StorageError};

/// The facts of the county's households.
#[async_trait]
pub trait FactRepository: Send {
    /// Adds versions, numbered `seq`. One whose id is there already stays as it was.
    async fn add(&mut self, seq: u64, facts: &[Fact]) -> Result<(), StorageError>;
    /// A version. `Inconsistent` when its value cannot be read.
    async fn get(&mut self, id: FactId) -> Result<Option<Fact>, StorageError>;
    /// The version of a household's fact that arrived last.
    async fn newest(&mut self, household: HouseholdId, kind: FactKind) -> Result<Option<Fact>, StorageError>;
    /// The versions that contradict another and that nothing has settled since, in the households of a
    /// school's children, oldest first.
    async fn disputed(&mut self, school: SchoolId) -> Result<Found<Fact>, StorageError>;
}
