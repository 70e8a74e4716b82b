//! The household in which a child lives.

use serde::{Deserialize, Serialize};

use crate::id::HouseholdId;

/// The household in which a child lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// By which children, adults and answers about the home name it.
    pub id: HouseholdId,
    /// Address as the school writes it.
    pub address: String,
}
