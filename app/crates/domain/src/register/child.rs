//! A child in the register. Where it goes to school is a period of its own ([`super::Enrolment`]).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{ChildId, HouseholdId};

coded! {
    /// Sex as in the register.
    Sex {
        /// 男
        Male = "male",
        /// 女
        Female = "female",
    }
}

/// A child in the register. The identity number is not part of it: it is kept sealed on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// By which the register knows the child, whatever its name and school.
    pub id: ChildId,
    /// Household the child belongs to.
    pub household: HouseholdId,
    /// Name, as the police register writes it.
    pub name: String,
    /// Names the child had before, by which lists may still know it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_names: Vec<String>,
    /// Sex by the identity number or the ledger; `None` when neither says.
    pub sex: Option<Sex>,
    /// Birth date; the first of the month where only the month is known.
    pub birth: Option<NaiveDate>,
    /// Whether the child boards at school; `None` when not known.
    pub boarding: Option<bool>,
    /// Whether its school has marked it as one of those for whom a full plan (一生一策) is written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub full_plan: bool,
    /// The day the child entered the register.
    pub entered_on: NaiveDate,
}

impl Child {
    /// A child of whom nothing but the name is known yet.
    pub fn new(id: ChildId, household: HouseholdId, name: String, entered_on: NaiveDate) -> Self {
        Self {
            id,
            household,
            name,
            former_names: vec![],
            sex: None,
            birth: None,
            boarding: None,
            full_plan: false,
            entered_on,
        }
    }
}
