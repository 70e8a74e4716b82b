//! Children of the register.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ChildId, SchoolId};
use domain::register::id_number::IdNumber;
use domain::register::{Child, Enrolment};

use crate::{Found, StorageError};

/// A child's identity number. Only [`ChildRepository::numbers`] reads it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildNumber {
    /// The child whose number it is.
    pub child: ChildId,
    /// The number; none for no number.
    pub number: Option<IdNumber>,
    /// Keyed digest of the number, to match lists without reading it.
    pub digest: Option<String>,
}

/// A child as the import meets it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredChild {
    /// The child in its newest version.
    pub child: Child,
    /// Where it goes to school.
    pub enrolment: Enrolment,
    /// Keyed digest of the identity number.
    pub id_digest: Option<String>,
}

/// The children of the county and their identity numbers.
#[async_trait]
pub trait ChildRepository: Send {
    /// Keeps identity numbers. `Missing` without the child.
    async fn keep_numbers(&mut self, numbers: &[ChildNumber]) -> Result<(), StorageError>;
    /// The identity numbers of children, for who compares a list with them; children without one are left out.
    async fn numbers(&mut self, children: &[ChildId]) -> Result<Vec<ChildNumber>, StorageError>;
    /// A child in its newest version; none when the county has no such child.
    async fn get(&mut self, id: ChildId) -> Result<Option<Child>, StorageError>;
    /// The children of a school on a day, by class and name.
    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<RegisteredChild>, StorageError>;
    /// The children of some classes of a school on a day, by id.
    async fn of_classes(
        &mut self,
        school: SchoolId,
        classes: &[String],
        day: NaiveDate,
    ) -> Result<Vec<ChildId>, StorageError>;
}
