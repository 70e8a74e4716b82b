//! Pairings of children and mentors.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, ChildId, SchoolId};
use domain::register::Pairing;

use crate::{Found, StorageError};

/// The county's pairings. Each list holds past ones too, by first day. What is decided about a child builds on
/// all of its pairings, so those are `Inconsistent` when one cannot be read.
#[async_trait]
pub trait PairingRepository: Send {
    /// A mentor's pairings.
    async fn of_mentor(&mut self, mentor: AccountId) -> Result<Found<Pairing>, StorageError>;
    /// The pairings that commits after `seq` wrote, as they are now, each with whether it began with them.
    async fn since(&mut self, seq: u64) -> Result<Vec<(Pairing, bool)>, StorageError>;
    /// A child's pairings.
    async fn of_child(&mut self, child: ChildId) -> Result<Vec<Pairing>, StorageError>;
    /// The pairings of those who are a school's children on a day.
    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<Pairing>, StorageError>;
}
