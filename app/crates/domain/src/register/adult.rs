//! The adults around a child: parents and carers.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AdultId, HouseholdId};

coded! {
    /// What an adult is to the child's household.
    AdultKind {
        /// 父亲
        Father = "father",
        /// 母亲
        Mother = "mother",
        /// 照护人, other than a parent
        Carer = "carer",
    }
}

/// A parent or carer, shared by the siblings of a household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adult {
    /// Identifier.
    pub id: AdultId,
    /// Household.
    pub household: HouseholdId,
    /// Father, mother or another carer.
    pub kind: AdultKind,
    /// Name; may be empty when the school does not know it.
    pub name: String,
    /// Relation to the child in the field's words, such as 奶奶.
    pub relation: String,
    /// Phone number, digits only.
    pub phone: Option<String>,
}
