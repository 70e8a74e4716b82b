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
    /// Which of some versions there are.
    async fn known(&mut self, ids: &[FactId]) -> Result<Vec<FactId>, StorageError>;
    /// Every answer to one question about a subject, in the order of arrival. Which of them is current
    /// [`domain::guardianship::current`] says.
    async fn of_subject(&mut self, subject: FactSubject, kind: FactKind) -> Result<Found<Fact>, StorageError>;
    /// The versions that contradict another and that nothing has settled since, about those who are a
    /// school's children on a day and their households, oldest first.
    async fn disputed(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<Fact>, StorageError>;
}
