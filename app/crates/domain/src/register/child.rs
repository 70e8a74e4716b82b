//! A child in the register.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{ChildId, HouseholdId, SchoolId};

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
    /// Identifier.
    pub id: ChildId,
    /// School the child attends.
    pub school: SchoolId,
    /// Household the child belongs to.
    pub household: HouseholdId,
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date; the first of the month where only the month is known.
    pub birth: Option<NaiveDate>,
    /// Class as the school writes it, such as 三年级2班.
    pub class_name: String,
    /// Whether the child boards at school; `None` when not known.
    pub boarding: Option<bool>,
    /// The day the child entered the register.
    pub entered_on: NaiveDate,
}
