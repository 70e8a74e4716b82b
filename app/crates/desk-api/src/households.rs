//! Brothers and sisters: who lives in one household.

use async_trait::async_trait;
use domain::id::ChildId;
use serde::{Deserialize, Serialize};

use crate::{Choice, DeskError};

/// A child's household, as far as its reader may change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdView {
    /// The other children of the household at the same school.
    pub siblings: Vec<Choice<ChildId>>,
    /// The school's other children, to whose household it may come, those of the same surname first.
    pub others: Vec<Choice<ChildId>>,
    /// Whether the household has further children, at other schools.
    pub elsewhere: bool,
    /// Whether the last change of its household can be taken back.
    pub can_go_back: bool,
}

/// Changing a child's household.
#[async_trait]
pub trait HouseholdsDesk: Send + Sync {
    /// A child's household.
    async fn household(&self, child: ChildId) -> Result<HouseholdView, DeskError>;
    /// The child comes to the household of another child of the same school; for the centre, of any.
    async fn join_household(&self, child: ChildId, with: ChildId) -> Result<(), DeskError>;
    /// The child has a household of its own from now on. `Changed` where it has one already.
    async fn split_household(&self, child: ChildId) -> Result<(), DeskError>;
    /// Takes back the last change of the child's household. `Changed` when something else has been written since.
    async fn take_back_household(&self, child: ChildId) -> Result<(), DeskError>;
}
