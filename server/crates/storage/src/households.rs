//! Households.

use async_trait::async_trait;
use domain::id::{ChildId, HouseholdId};
use domain::register::Household;

use crate::StorageError;

/// The county's households.
#[async_trait]
pub trait HouseholdRepository: Send {
    /// Adds households, numbered `seq`.
    async fn add(&mut self, seq: u64, households: &[Household]) -> Result<(), StorageError>;
    /// The households of children, each once.
    async fn of_children(&mut self, children: &[ChildId]) -> Result<Vec<HouseholdId>, StorageError>;
}
