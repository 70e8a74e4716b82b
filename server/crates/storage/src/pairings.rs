//! Pairings of children and mentors.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, ChildId, SchoolId};
use domain::register::Pairing;

use crate::StorageError;

/// The county's pairings. Each list holds past ones too, by first day.
#[async_trait]
pub trait PairingRepository: Send {
    /// A mentor's pairings.
    async fn of_mentor(&mut self, mentor: AccountId) -> Result<Vec<Pairing>, StorageError>;
    /// A child's pairings.
    async fn of_child(&mut self, child: ChildId) -> Result<Vec<Pairing>, StorageError>;
    /// The pairings of those who are a school's children on a day.
    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<Pairing>, StorageError>;
}
