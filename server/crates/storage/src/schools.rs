//! Schools and kindergartens.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::guardianship::FactSubject;
use domain::id::SchoolId;
use domain::register::{Merged, School};

use crate::{Found, StorageError};

/// The county's schools and kindergartens, and their classes.
#[async_trait]
pub trait SchoolRepository: Send {
    /// Adds schools. `Conflict` when the county has one of that name.
    async fn add(&mut self, schools: &[School]) -> Result<(), StorageError>;
    /// A school; none when the county has no such school. `Inconsistent` when it cannot be read.
    async fn get(&mut self, id: SchoolId) -> Result<Option<School>, StorageError>;
    /// Says what a school has become part of; none when it goes on again. `Missing` without the school.
    async fn merge(&mut self, id: SchoolId, merged: Option<Merged>) -> Result<(), StorageError>;
    /// Every school, by town and name.
    async fn all(&mut self) -> Result<Found<School>, StorageError>;
    /// The classes of a school that have left-behind children on a day, by name.
    async fn classes(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<String>, StorageError>;
    /// Whether the classes of a school may be others on a day than they were on an earlier one, as far as was
    /// known after a commit: something was written of its enrolments since, or one began or ended in between.
    async fn classes_changed(
        &mut self,
        school: SchoolId,
        after: u64,
        earlier: NaiveDate,
        day: NaiveDate,
    ) -> Result<bool, StorageError>;
    /// The schools of those whom a fact about a subject concerns, on a day, each once.
    async fn of_subject(&mut self, subject: FactSubject, day: NaiveDate) -> Result<Vec<SchoolId>, StorageError>;
}
