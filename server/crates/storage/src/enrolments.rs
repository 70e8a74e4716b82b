//! Periods of children at schools.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ChildId, SchoolId};
use domain::register::Enrolment;

use crate::{Found, StorageError};

/// Where the county's children go to school, and went.
#[async_trait]
pub trait EnrolmentRepository: Send {
    /// A child's enrolments, past ones too, by first day. `Inconsistent` when one cannot be read: it may be the
    /// one that says whose child it is.
    async fn of_child(&mut self, child: ChildId) -> Result<Vec<Enrolment>, StorageError>;
    /// The enrolments at a school that are in force on a day, by class.
    async fn at_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<Enrolment>, StorageError>;
    /// The periods at a school that last on a day or later, those that begin later too, by child and first day.
    async fn lasting(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<Enrolment>, StorageError>;
    /// The periods in a class of a school by its name, past ones and those that never were in force too, by first day.
    async fn in_class(&mut self, school: SchoolId, class_name: &str) -> Result<Found<Enrolment>, StorageError>;
    /// Whose child it is on a day: the enrolment in force or, for one who has left, the last that was.
    async fn place(&mut self, child: ChildId, day: NaiveDate) -> Result<Option<Enrolment>, StorageError> {
        Ok(domain::register::enrolment::place(&self.of_child(child).await?, day).cloned())
    }
}
