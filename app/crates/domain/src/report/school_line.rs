//! A school in the county's list.

use serde::{Deserialize, Serialize};

use crate::id::SchoolId;

/// A school in the county's list. Counts are of children, never of teachers' work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolLine {
    /// Which school, to open its page by.
    pub id: SchoolId,
    /// Its official name, unique in the county.
    pub name: String,
    /// Its township, such as 松岭镇; empty when not known.
    pub town: String,
    /// The name of the school that it has become part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<String>,
    /// How many children of the register it has.
    pub children: u64,
    /// How many of them have no mentor.
    pub unpaired: u64,
    /// How many of them do not count as not seen ([`crate::term::due::is_unseen`]).
    pub seen: u64,
    /// How many of them were visited at home this term.
    pub visited: u64,
}
