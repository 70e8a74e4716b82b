//! The households in which children live.

use async_trait::async_trait;
use domain::id::{ChildId, HouseholdId};

use crate::StorageError;

/// The households of the county's children.
#[async_trait]
pub trait HouseholdRepository: Send {
    /// The households of children, each once.
    async fn of_children(&mut self, children: &[ChildId]) -> Result<Vec<HouseholdId>, StorageError>;
    /// The households in which a child lives or has lived, each once.
    async fn ever_of(&mut self, child: ChildId) -> Result<Vec<HouseholdId>, StorageError>;
}
