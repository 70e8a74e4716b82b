//! A pairing of a child with a mentor. It is the standing approval to see the child's file.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::child::Child;
use super::period::Period;
use crate::code::{attributed, coded};
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

/// What follows from the reason for which a pairing ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedAttributes {
    /// Whether a school gives it as the reason when it ends a pairing.
    pub is_given: bool,
}

const GIVEN: EndedAttributes = EndedAttributes { is_given: true };
const FOLLOWS: EndedAttributes = EndedAttributes { is_given: false };

attributed! {
    /// Why a pairing ended.
    PairingEnded: EndedAttributes, otherwise FOLLOWS, {
        /// The child was given to another mentor, whom it fits better.
        Handed = "handed" => GIVEN,
        /// The child leaves school.
        Graduated = "graduated" => GIVEN,
        /// The child left the school.
        ChildLeft = "child_left" => GIVEN,
        /// The mentor left the school.
        MentorLeft = "mentor_left" => GIVEN,
        /// The mentor is ill, or away for long.
        MentorIll = "mentor_ill" => GIVEN,
        /// The family asked for it.
        AskedFor = "asked_for" => GIVEN,
        /// Something else.
        Other = "other" => GIVEN,
        /// The days that were agreed beforehand are over.
        Agreed = "agreed" => FOLLOWS,
        /// It should never have been written.
        Mistaken = "mistaken" => FOLLOWS,
    }
}

/// The end of a pairing that is known beforehand: time to say goodbye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Farewell {
    /// The day since which it is known.
    pub told: NaiveDate,
    /// The last day of the pairing.
    pub last: NaiveDate,
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
    /// The day on which it was said that it will end, where that was before the end: from then on there is a
    /// goodbye to be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_on: Option<NaiveDate>,
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

    /// Whether the pairing is in force on a day or will be later. What was only promised and never began is neither.
    pub fn from_now(&self, day: NaiveDate) -> bool {
        !self.period().is_empty() && self.to.is_none_or(|to| to >= day)
    }

    /// Whether its mentor is the one responsible.
    pub fn is_primary(&self) -> bool {
        self.role == PairingRole::Primary
    }

    /// The same, ended on a last day.
    #[must_use]
    pub fn ending(&self, last: NaiveDate, ended: PairingEnded) -> Self {
        Self { to: Some(last), ended: Some(ended), ..self.clone() }
    }
}

/// The goodbye that is to be said to a child, by whoever answers for it on a day.
pub fn farewell<'a>(all: impl IntoIterator<Item = &'a Pairing>, day: NaiveDate) -> Option<Farewell> {
    let pairing = on(all, day)?;
    Some(Farewell { told: pairing.told_on.filter(|told| *told <= day)?, last: pairing.to? })
}

/// The pairing by which somebody answers for a child on a day, of all that are known: the primary mentor's before
/// a second's, of two alike the one that began first. A phone knows its owner's only.
pub fn on<'a>(all: impl IntoIterator<Item = &'a Pairing>, day: NaiveDate) -> Option<&'a Pairing> {
    all.into_iter().filter(|p| p.on(day)).min_by_key(|p| (p.role, p.from, p.id))
}

/// The pairing of who is responsible for a child on a day. A child whom only a second mentor stands beside has no
/// mentor, on every page and in every table.
pub fn responsible<'a>(all: impl IntoIterator<Item = &'a Pairing>, day: NaiveDate) -> Option<&'a Pairing> {
    on(all.into_iter().filter(|p| p.is_primary()), day)
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
            told_on: None,
        }
    }

    #[test]
    fn duties_are_counted_from_the_pairing_in_force_of_who_is_responsible() {
        let child = Child::new(ChildId(Uuid::nil()), HouseholdId(Uuid::nil()), String::new(), day(3, 1));
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

    #[test]
    fn a_child_with_only_a_second_mentor_has_nobody_responsible() {
        let (first, second) = (pairing(1, PairingRole::Primary, day(9, 3)), pairing(2, PairingRole::Co, day(9, 1)));
        let ended = first.ending(day(9, 16), PairingEnded::MentorLeft);
        let all = [second, ended];
        assert_eq!(responsible(&all, day(9, 10)).map(|p| p.id), Some(all[1].id));
        assert_eq!(responsible(&all, day(9, 20)), None);
        assert_eq!(on(&all, day(9, 20)).map(|p| p.id), Some(all[0].id), "but somebody sees the file");
        let withdrawn = first.ending(day(9, 2), PairingEnded::Mistaken);
        assert!(!withdrawn.from_now(day(9, 1)) && all[1].from_now(day(9, 16)) && !all[1].from_now(day(9, 17)));
    }

    #[test]
    fn a_goodbye_is_for_who_answers_for_the_child_from_the_day_on_which_the_end_is_known() {
        let first = pairing(1, PairingRole::Primary, day(3, 5));
        let ends = Pairing { told_on: Some(day(9, 10)), ..first.ending(day(9, 16), PairingEnded::MentorLeft) };
        let second = pairing(2, PairingRole::Co, day(9, 1)).ending(day(12, 31), PairingEnded::Handed);
        let all = [second, ends];
        let known = Some(Farewell { told: day(9, 10), last: day(9, 16) });
        assert_eq!([day(9, 9), day(9, 10), day(9, 16)].map(|on| farewell(&all, on)), [None, known, known]);
        assert_eq!(farewell(&all, day(9, 17)), None, "the second mentor's period was agreed beforehand");
        assert_eq!(farewell(&[first], day(9, 12)), None);
    }
}
