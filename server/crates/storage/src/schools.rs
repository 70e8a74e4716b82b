//! Schools and kindergartens.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::guardianship::FactSubject;
use domain::id::SchoolId;
use domain::register::School;

use crate::StorageError;

/// The county's schools and kindergartens, and their classes.
#[async_trait]
pub trait SchoolRepository: Send {
    /// Adds schools. `Conflict` when the county has one of that name.
    async fn add(&mut self, schools: &[School]) -> Result<(), StorageError>;
    /// A school; none when the county has no such school.
    async fn get(&mut self, id: SchoolId) -> Result<Option<School>, StorageError>;
    /// Every school, by town and name.
    async fn all(&mut self) -> Result<Vec<School>, StorageError>;
    /// The classes of a school that have left-behind children on a day, by name.
    async fn classes(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<String>, StorageError>;
    /// The schools of those whom a fact about a subject concerns, on a day, each once.
    async fn of_subject(&mut self, subject: FactSubject, day: NaiveDate) -> Result<Vec<SchoolId>, StorageError>;
}
