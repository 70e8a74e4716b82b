//! A pairing of a child with a mentor. It is the standing approval to see the child's file.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::child::Child;
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

/// The pairing by which somebody answers for a child on a day, of all that are known: the primary mentor's before
/// a second's, of two alike the one that began first. A phone knows its owner's only.
pub fn on<'a>(all: impl IntoIterator<Item = &'a Pairing>, day: NaiveDate) -> Option<&'a Pairing> {
    all.into_iter().filter(|p| p.on(day)).min_by_key(|p| (p.role, p.from, p.id))
}

/// Since when somebody answers for a child: the first day of that pairing, or the day the child entered the
/// register, whichever is later. Duties are counted from it.
pub fn since<'a>(child: &Child, all: impl IntoIterator<Item = &'a Pairing>, day: NaiveDate) -> NaiveDate {
    on(all, day).map_or(child.entered_on, |pairing| pairing.from.max(child.entered_on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::HouseholdId;
    use uuid::Uuid;

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default()
    }

    fn pairing(n: u128, role: PairingRole, from: NaiveDate) -> Pairing {
        Pairing {
            id: PairingId(Uuid::from_u128(n)),
            child: ChildId(Uuid::nil()),
            mentor: AccountId(Uuid::from_u128(n)),
            role,
            from,
            to: None,
            ended: None,
        }
    }

    #[test]
    fn duties_are_counted_from_the_pairing_in_force_of_who_is_responsible() {
        let child = Child {
            id: ChildId(Uuid::nil()),
            household: HouseholdId(Uuid::nil()),
            name: String::new(),
            former_names: vec![],
            sex: None,
            birth: None,
            boarding: None,
            entered_on: day(3, 1),
        };
        let spring = pairing(1, PairingRole::Primary, day(3, 5)).ending(day(6, 30), PairingEnded::Handed);
        let (autumn, second) = (pairing(2, PairingRole::Primary, day(9, 3)), pairing(3, PairingRole::Co, day(9, 20)));
        let all = [second.clone(), spring, autumn];
        assert_eq!(since(&child, &all, day(4, 1)), day(3, 5));
        assert_eq!(since(&child, &all, day(8, 1)), day(3, 1), "nobody's: since it is in the register");
        assert_eq!(since(&child, &all, day(10, 1)), day(9, 3), "the school, who knows both");
        assert_eq!(since(&child, &all[1..], day(10, 1)), day(9, 3), "and the mentor's phone");
        assert_eq!(since(&child, [&second], day(10, 1)), day(9, 20), "the second mentor's phone");
        let late = Child { entered_on: day(9, 10), ..child };
        assert_eq!(since(&late, &all, day(10, 1)), day(9, 10));
    }
}
