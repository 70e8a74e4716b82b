//! One of several to choose from, by name.

use serde::{Deserialize, Serialize};

/// One of several to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice<Id> {
    /// What is chosen.
    pub id: Id,
    /// Its name.
    pub name: String,
}
