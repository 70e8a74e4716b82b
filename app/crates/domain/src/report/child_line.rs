//! A child in a school's list.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::guardianship::FactValue;
use crate::id::ChildId;

/// A child in a school's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildLine {
    /// The child.
    pub id: ChildId,
    /// The child's name.
    pub name: String,
    /// The class as the school writes it.
    pub class_name: String,
    /// The mentor's name; none when the child is not paired.
    pub mentor: Option<String>,
    /// The last home visit at which somebody was met.
    pub last_visit: Option<NaiveDate>,
    /// The last day the child was seen or spoken to.
    pub last_contact: Option<NaiveDate>,
    /// Who looks after the child, and how well: the current answer to that question.
    pub carer: Option<FactValue>,
}
