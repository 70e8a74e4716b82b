//! One of several to choose from, by name.

use serde::{Deserialize, Serialize};

/// One of several to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice<Id> {
    /// What is sent back when it is chosen.
    pub id: Id,
    /// What is shown of it: the name of a person or a school.
    pub name: String,
}
