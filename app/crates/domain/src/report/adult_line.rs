//! An adult around a child, as a file shows one.

use serde::{Deserialize, Serialize};

use crate::id::AdultId;
use crate::register::{Adult, Relation, RelationKind};

/// An adult around a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdultLine {
    /// Which adult, to ask for the whole phone number by.
    pub id: AdultId,
    /// Name; may be empty when the school does not know it.
    pub name: String,
    /// What the adult is to the child.
    pub kind: RelationKind,
    /// In the field's words, such as 奶奶; empty when the kind says all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub called: String,
    /// Phone number, digits only, perhaps masked; none when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Whether the adult may be told about the child and be called.
    pub may_be_told: bool,
}

impl AdultLine {
    /// The line of an adult and what it is to the child.
    pub fn of(relation: &Relation, adult: &Adult) -> Self {
        Self {
            id: adult.id,
            name: adult.name.clone(),
            kind: relation.kind,
            called: relation.called.clone(),
            phone: adult.phone.clone(),
            may_be_told: relation.may_be_told,
        }
    }
}
