//! A stay for which a child's duties wait, as a school notes it: in hospital, with its parents.
//!
//! Every stay that a school notes has a last day. On the day after it the child is asked for again by itself: a
//! stay that nobody remembers to end would hide a child for good.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::status::{Status, StatusKind};
use crate::id::{ChildId, StatusId};
use crate::log::Fault;
use crate::register::Period;

/// How many days ahead of its first day, or of today, a stay with the parents may reach.
pub const WITH_PARENTS_DAYS_MAX: u64 = 30;
/// The same of any other stay.
pub const ELSEWHERE_DAYS_MAX: u64 = 90;
/// How many days ago a stay may have begun.
pub const BEGAN_DAYS_MAX: i64 = 366;
/// How many days ahead a stay may begin.
pub const BEGINS_DAYS_MAX: i64 = 30;
/// For how many days a stay that is over is still shown, so that a slip can be mended.
pub const OVER_DAYS_MAX: i64 = 14;

/// A stay, from–to, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// Where the child is: one of the statuses for which duties wait.
    pub kind: StatusKind,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
}

/// A part of a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StayField {
    /// Where the child is.
    Kind,
    /// The first day.
    From,
    /// The last day.
    To,
}

/// The stays that a school can note, in the order of the official list.
pub fn kinds() -> impl Iterator<Item = StatusKind> {
    StatusKind::ALL.iter().copied().filter(|kind| kind.attributes().pauses)
}

/// The last day that a stay may have, noted on a day.
pub fn latest(kind: StatusKind, from: NaiveDate, today: NaiveDate) -> NaiveDate {
    let days = if kind == StatusKind::WithParents { WITH_PARENTS_DAYS_MAX } else { ELSEWHERE_DAYS_MAX };
    from.max(today).checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

impl Stay {
    /// Its days, from the first to the last.
    pub fn period(&self) -> Period {
        Period::new(self.from, Some(self.to))
    }

    /// What keeps it from being noted on a day, and where it can be mended.
    pub fn problems(&self, today: NaiveDate) -> Vec<(StayField, Fault)> {
        let mut found = Vec::new();
        if !self.kind.attributes().pauses {
            found.push((StayField::Kind, Fault::OutOfRange));
        }
        let ahead = (self.from - today).num_days();
        if ahead < -BEGAN_DAYS_MAX {
            found.push((StayField::From, Fault::TooOld));
        } else if ahead > BEGINS_DAYS_MAX {
            found.push((StayField::From, Fault::InFuture));
        }
        if self.to < self.from {
            found.push((StayField::To, Fault::TooOld));
        } else if self.to > latest(self.kind, self.from, today) {
            found.push((StayField::To, Fault::InFuture));
        }
        found
    }

    /// The status that it is written as.
    pub fn status(&self, id: StatusId, child: ChildId) -> Status {
        Status { id, child, kind: self.kind, source: String::new(), from: self.from, to: Some(self.to) }
    }
}

impl Status {
    /// Whether it is a stay for which duties wait, and was not taken back.
    pub fn is_stay(&self) -> bool {
        self.kind.attributes().pauses && !self.period().is_empty()
    }

    /// The same, taken back: it never was.
    #[must_use]
    pub fn taken_back(&self) -> Self {
        Self { to: self.from.pred_opt(), ..self.clone() }
    }
}

/// The stay to speak of on a day: the one that lasts, else the next to come, else the last, if it has only just ended.
pub fn nearest<'a>(statuses: impl IntoIterator<Item = &'a Status>, today: NaiveDate) -> Option<&'a Status> {
    let urgency = |status: &Status| {
        let ended = status.to.filter(|to| *to < today).map(|to| (today - to).num_days());
        match ended {
            None if status.from <= today => Some((0, 0)),
            None => Some((1, (status.from - today).num_days())),
            Some(days) => (days <= OVER_DAYS_MAX).then_some((2, days)),
        }
    };
    let stays = statuses.into_iter().filter(|status| status.is_stay());
    stays.filter_map(|stay| Some((urgency(stay)?, stay.id, stay))).min_by_key(|(when, id, _)| (*when, *id)).map(|s| s.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(offset: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default() + chrono::TimeDelta::days(offset)
    }

    fn stay(kind: StatusKind, from: i64, to: i64) -> Stay {
        Stay { kind, from: day(from), to: day(to) }
    }

    fn status(n: u128, from: i64, to: i64) -> Status {
        stay(StatusKind::InHospital, from, to).status(StatusId(Uuid::from_u128(n)), ChildId(Uuid::nil()))
    }

    #[test]
    fn a_stay_is_somewhere_and_ends() {
        let of = |kind, from, to| stay(kind, from, to).problems(day(0));
        assert_eq!(kinds().collect::<Vec<_>>(), [StatusKind::InHospital, StatusKind::WithParents]);
        assert_eq!(of(StatusKind::InHospital, -3, 5), []);
        assert_eq!(of(StatusKind::Orphan, 0, 5), [(StayField::Kind, Fault::OutOfRange)]);
        assert_eq!(of(StatusKind::InHospital, 0, -1), [(StayField::To, Fault::TooOld)]);
        assert_eq!(of(StatusKind::InHospital, -400, 1), [(StayField::From, Fault::TooOld)]);
        assert_eq!(of(StatusKind::InHospital, 31, 40), [(StayField::From, Fault::InFuture)]);
        let endless = Stay { kind: StatusKind::InHospital, from: NaiveDate::MIN, to: NaiveDate::MAX };
        assert_eq!(endless.problems(day(0)), [(StayField::From, Fault::TooOld), (StayField::To, Fault::InFuture)]);
    }

    #[test]
    fn a_stay_with_the_parents_reaches_a_month_ahead_at_most() {
        let of = |from, to| stay(StatusKind::WithParents, from, to).problems(day(0));
        assert_eq!(of(-20, 30), [], "counted from today, however long it lasts already");
        assert_eq!(of(-20, 31), [(StayField::To, Fault::InFuture)]);
        assert_eq!(of(10, 40), [], "or from its first day");
        assert_eq!(stay(StatusKind::InHospital, 0, 90).problems(day(0)), []);
    }

    #[test]
    fn the_stay_that_lasts_is_spoken_of_before_one_to_come_and_one_that_is_over() {
        let (over, lasts, comes) = (status(1, -9, -1), status(2, -1, 0), status(3, 1, 9));
        let of = |all: &[Status]| nearest(all, day(0)).map(|s| s.id.0.as_u128());
        assert_eq!(of(&[over.clone(), comes.clone(), lasts.clone()]), Some(2));
        assert_eq!(of(&[over.clone(), comes]), Some(3));
        assert_eq!(of(std::slice::from_ref(&over)), Some(1));
        assert_eq!(of(&[status(4, -30, -15), over.taken_back(), lasts.taken_back()]), None);
    }

    proptest! {
        #[test]
        fn what_can_be_noted_ends_and_pauses(from in -500i64..100, length in -3i64..200, kind in 0usize..10) {
            let kind = StatusKind::ALL[kind % StatusKind::ALL.len()];
            let one = stay(kind, from, from + length);
            if one.problems(day(0)).is_empty() {
                let written = one.status(StatusId(Uuid::nil()), ChildId(Uuid::nil()));
                prop_assert!(written.is_stay() && written.to.is_some_and(|to| to <= day(120)));
                prop_assert!(!written.taken_back().is_stay());
            }
        }
    }
}
