//! The adults around a child: parents and carers.

use serde::{Deserialize, Serialize};

use crate::id::{AdultId, HouseholdId};

/// An adult of a household. What the adult is to each of its children is a [`super::Relation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adult {
    /// By which relations name the adult.
    pub id: AdultId,
    /// Household in whose file the adult is.
    pub household: HouseholdId,
    /// Name; may be empty when the school does not know it.
    pub name: String,
    /// Phone number, digits only.
    pub phone: Option<String>,
}
