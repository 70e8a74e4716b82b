//! A school in the county's list.

use serde::{Deserialize, Serialize};

use crate::id::SchoolId;

/// A school in the county's list. Counts are of children, never of teachers' work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolLine {
    /// The school.
    pub id: SchoolId,
    /// Its official name.
    pub name: String,
    /// Its township.
    pub town: String,
    /// How many children of the register it has.
    pub children: u64,
    /// How many of them have no mentor.
    pub unpaired: u64,
    /// How many of them do not count as not seen ([`crate::term::due::is_unseen`]).
    pub seen: u64,
    /// How many of them were visited at home this term.
    pub visited: u64,
}
