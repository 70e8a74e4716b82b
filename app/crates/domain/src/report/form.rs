//! Forms to be filled in by hand. Blank, they name nobody; with names on them they are taken out like anything else.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AccountId, CampaignId};

coded! {
    /// A form.
    Form {
        /// 家访谈心记录表: a line for each time a child was seen or spoken to.
        Visits = "visits",
        /// 结对登记表: a line for each child and who takes it.
        Pairings = "pairings",
        /// 登记表: one new child.
        Registration = "registration",
        /// 签收表: a line for each child who is given something, to be signed.
        Receipts = "receipts",
    }
}

/// Whose names stand on a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The children of a class, by its name.
    Class(String),
    /// The children of a mentor.
    Mentor(AccountId),
    /// Those who were given something.
    Campaign(CampaignId),
}
