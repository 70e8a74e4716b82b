//! A child in a school's list.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::guardianship::FactValue;
use crate::id::ChildId;
use crate::term::due::{Due, Duty, is_unseen};

/// A child in a school's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildLine {
    /// Which child, to open the file by.
    pub id: ChildId,
    /// Name, as the police register writes it.
    pub name: String,
    /// The class as the school writes it.
    pub class_name: String,
    /// The mentor's name; none when the child is not paired.
    pub mentor: Option<String>,
    /// The last home visit at which somebody was met.
    pub last_visit: Option<NaiveDate>,
    /// The last day the child was seen or spoken to.
    pub last_contact: Option<NaiveDate>,
    /// By when somebody should see or speak with the child, also while holidays last ([`crate::term::due::contact_by`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_by: Option<NaiveDate>,
    /// Whether the school has marked it as one for whom a full plan is written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub full_plan: bool,
    /// What is due for the child, most urgent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<Due>,
    /// Who looks after the child, and how well: the current answer to that question.
    pub carer: Option<FactValue>,
}

impl ChildLine {
    /// Whether nobody has seen or spoken with the child for longer than the rules allow.
    pub fn is_unseen(&self, today: NaiveDate) -> bool {
        is_unseen(self.contact_by, today)
    }

    /// Whether a home visit is late by the rules.
    pub fn is_unvisited(&self, today: NaiveDate) -> bool {
        self.due.iter().any(|due| due.duty == Duty::HomeVisit && due.is_late(today))
    }
}
