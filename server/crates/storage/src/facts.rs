//! Facts: versions that append.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::guardianship::{Fact, FactKind, FactSubject};
use domain::id::{FactId, SchoolId};

use crate::{Found, StorageError};

/// The answers to the four questions about the county's children and homes.
#[async_trait]
pub trait FactRepository: Send {
    /// A version. `Inconsistent` when its value cannot be read.
    async fn get(&mut self, id: FactId) -> Result<Option<Fact>, StorageError>;
    /// The version of a fact about a subject that arrived last.
    async fn newest(&mut self, subject: FactSubject, kind: FactKind) -> Result<Option<Fact>, StorageError>;
    /// The versions that contradict another and that nothing has settled since, about those who are a
    /// school's children on a day and their households, oldest first.
    async fn disputed(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<Fact>, StorageError>;
}
