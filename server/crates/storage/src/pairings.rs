//! Pairings of children and mentors.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, ChildId, PairingId, SchoolId};
use domain::register::Pairing;

use crate::StorageError;

/// The county's pairings. Each list holds past ones too, by first day.
#[async_trait]
pub trait PairingRepository: Send {
    /// Adds pairings, numbered `seq`.
    async fn add(&mut self, seq: u64, pairings: &[Pairing]) -> Result<(), StorageError>;
    /// Sets a pairing's last day, numbered `seq`. `Missing` without the pairing.
    async fn end(&mut self, seq: u64, id: PairingId, last_day: NaiveDate) -> Result<(), StorageError>;
    /// A mentor's pairings.
    async fn of_mentor(&mut self, mentor: AccountId) -> Result<Vec<Pairing>, StorageError>;
    /// A child's pairings.
    async fn of_child(&mut self, child: ChildId) -> Result<Vec<Pairing>, StorageError>;
    /// The pairings of a school's children.
    async fn of_school(&mut self, school: SchoolId) -> Result<Vec<Pairing>, StorageError>;
}
