//! A pairing of a child with a mentor. It is the standing approval to see the child's file.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AccountId, ChildId, PairingId};

coded! {
    /// Which mentor of the child.
    PairingRole {
        /// The one responsible; a child has one at a time.
        Primary = "primary",
        /// A second mentor.
        Co = "co",
    }
}

/// A mentor paired with a child, from–to, both days included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairing {
    /// Identifier.
    pub id: PairingId,
    /// Child.
    pub child: ChildId,
    /// Mentor.
    pub mentor: AccountId,
    /// Primary or second.
    pub role: PairingRole,
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` while it goes on.
    pub to: Option<NaiveDate>,
}

impl Pairing {
    /// Whether the pairing is in force on a day.
    pub fn on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn both_the_first_and_the_last_day_belong_to_it() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 9, d).unwrap_or_default();
        let pairing = Pairing {
            id: PairingId(Uuid::nil()),
            child: ChildId(Uuid::nil()),
            mentor: AccountId(Uuid::nil()),
            role: PairingRole::Primary,
            from: day(3),
            to: Some(day(8)),
        };
        let days: Vec<bool> = [2, 3, 8, 9].into_iter().map(|d| pairing.on(day(d))).collect();
        assert_eq!(days, [false, true, true, false]);
    }
}
