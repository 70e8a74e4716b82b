//! Households.

use async_trait::async_trait;
use domain::id::{ChildId, HouseholdId};

use crate::StorageError;

/// The county's households.
#[async_trait]
pub trait HouseholdRepository: Send {
    /// The households of children, each once.
    async fn of_children(&mut self, children: &[ChildId]) -> Result<Vec<HouseholdId>, StorageError>;
}
