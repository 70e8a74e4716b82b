//! A pairing of a child with a mentor. It is the standing approval to see the child's file.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::period::Period;
use crate::code::coded;
use crate::id::{AccountId, ChildId, PairingId};

coded! {
    /// Which mentor of the child.
    PairingRole {
        /// The one responsible; a child has one at a time.
        Primary = "primary",
        /// A second mentor beside the one responsible.
        Co = "co",
    }
}

coded! {
    /// Why a pairing ended.
    PairingEnded {
        /// The child was given to another mentor.
        Handed = "handed",
        /// The child left the school.
        ChildLeft = "child_left",
        /// The mentor left the school.
        MentorLeft = "mentor_left",
        /// It should never have been written.
        Mistaken = "mistaken",
    }
}

/// A mentor paired with a child, from–to, both days included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairing {
    /// Of this pairing alone; it stays when the pairing ends.
    pub id: PairingId,
    /// The child whose file the mentor may see.
    pub child: ChildId,
    /// The mentor's account.
    pub mentor: AccountId,
    /// Whether the mentor is the one responsible or a second one.
    pub role: PairingRole,
    /// First day on which the mentor has the child.
    pub from: NaiveDate,
    /// Last day; `None` while it goes on.
    pub to: Option<NaiveDate>,
    /// Why it ended; `None` while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<PairingEnded>,
}

impl Pairing {
    /// Its days, from the first to the last.
    pub fn period(&self) -> Period {
        Period::new(self.from, self.to)
    }

    /// Whether the pairing is in force on a day.
    pub fn on(&self, day: NaiveDate) -> bool {
        self.period().on(day)
    }

    /// The same, ended on a last day.
    #[must_use]
    pub fn ending(&self, last: NaiveDate, ended: PairingEnded) -> Self {
        Self { to: Some(last), ended: Some(ended), ..self.clone() }
    }
}
