//! Schools and kindergartens.

use async_trait::async_trait;
use domain::id::{HouseholdId, SchoolId};
use domain::register::School;

use crate::StorageError;

/// The county's schools.
#[async_trait]
pub trait SchoolRepository: Send {
    /// Adds schools. `Conflict` when the county has one of that name.
    async fn add(&mut self, schools: &[School]) -> Result<(), StorageError>;
    /// A school.
    async fn get(&mut self, id: SchoolId) -> Result<Option<School>, StorageError>;
    /// Every school, by town and name.
    async fn all(&mut self) -> Result<Vec<School>, StorageError>;
    /// The classes of a school that have left-behind children, by name.
    async fn classes(&mut self, school: SchoolId) -> Result<Vec<String>, StorageError>;
    /// The schools of a household's children, each once.
    async fn of_household(&mut self, household: HouseholdId) -> Result<Vec<SchoolId>, StorageError>;
}
