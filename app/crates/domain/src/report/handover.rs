//! What the next school needs of a child that goes to another county: 外县转接单, one page. It says what was done by
//! kind and day; there is no place in it for a word of an entry.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};

use super::{AdultLine, FactLine};
use crate::guardianship::{Alarm, Status, Verdict};
use crate::id::SchoolId;
use crate::log::{ActivityKind, Log, credit};
use crate::register::{Child, Ended, Enrolment, enrolment};

/// For how many days after a child's last day its school may still print this: over a summer, and into the first month
/// at the next school, which asks only when the child has come.
pub const OPEN_DAYS: i64 = 90;
/// Most days of a kind of activity that are named, the newest.
pub const DAYS_NAMED: usize = 8;

/// A time in one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Name of the school.
    pub school: String,
    /// Class.
    pub class_name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none while it goes on.
    pub to: Option<NaiveDate>,
}

/// A time with one mentor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentored {
    /// Name of the mentor.
    pub name: String,
    /// Phone number, where numbers were asked for and there is one.
    pub phone: Option<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none while it goes on.
    pub to: Option<NaiveDate>,
}

/// What was done of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The kind.
    pub kind: ActivityKind,
    /// The newest days, at most [`DAYS_NAMED`].
    pub days: Vec<NaiveDate>,
    /// On how many days in all.
    pub count: usize,
}

/// A day on which somebody should look again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToFollow {
    /// The day.
    pub on: NaiveDate,
    /// After what kind of activity.
    pub kind: ActivityKind,
}

/// What the next school needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The day on which it is drawn up.
    pub as_of: NaiveDate,
    /// The child's last day at the school.
    pub last: NaiveDate,
    /// The child.
    pub child: Child,
    /// Identity number; empty where it was not asked for or is not known.
    pub id_number: String,
    /// Name of the school.
    pub school: String,
    /// The class in which it was.
    pub class_name: String,
    /// Where it lived.
    pub address: String,
    /// Who looked after it and where its parents are.
    pub facts: Vec<FactLine>,
    /// Adults around it who may be told of it, without phone numbers unless these were asked for.
    pub adults: Vec<AdultLine>,
    /// The day for which the definitions were judged: the last on which it was here.
    pub judged_on: NaiveDate,
    /// Whether it was left behind, by each definition.
    pub verdicts: Vec<Verdict>,
    /// Aid and whatever else was certified and holds.
    pub statuses: Vec<Status>,
    /// What must not wait.
    pub alarms: Vec<Alarm>,
    /// When somebody should look again, and nobody has.
    pub to_follow: Vec<ToFollow>,
    /// Its classes, oldest first.
    pub stages: Vec<Stage>,
    /// Its mentors, oldest first.
    pub mentors: Vec<Mentored>,
    /// What was done.
    pub done: Vec<Done>,
}

/// The last day of a child that goes, or went lately, from a school to another county. `None` where it stays, has come
/// back, went elsewhere, or went longer ago than the school may still hand it over.
pub fn leaving<'a>(
    all: impl IntoIterator<Item = &'a Enrolment>,
    school: SchoolId,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let all: Vec<&Enrolment> = all.into_iter().collect();
    let last_day = enrolment::left_on(all.iter().copied())?;
    let goes = |e: &&Enrolment| e.to == Some(last_day) && e.ended == Some(Ended::LeftCounty) && e.school == school;
    let is_over = today - last_day > TimeDelta::days(OPEN_DAYS);
    (all.iter().copied().any(|e| goes(&e)) && !is_over).then_some(last_day)
}

/// What was done, by kind, with the newest days: every entry that counts for something.
pub fn done(logs: &[Log]) -> Vec<Done> {
    let mut kinds: BTreeMap<ActivityKind, BTreeSet<NaiveDate>> = BTreeMap::new();
    for one in logs.iter().filter_map(credit) {
        kinds.entry(one.kind).or_default().insert(one.on);
    }
    let one = |(kind, days): (ActivityKind, BTreeSet<NaiveDate>)| Done {
        kind,
        count: days.len(),
        days: days.into_iter().rev().take(DAYS_NAMED).collect(),
    };
    kinds.into_iter().map(one).collect()
}

/// When somebody should look again, and nobody has.
pub fn to_follow(logs: &[Log]) -> Vec<ToFollow> {
    let open = |log: &Log| log.open_follow_up().map(|on| ToFollow { on, kind: log.body.kind });
    let mut all: Vec<ToFollow> = logs.iter().filter_map(open).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, ChildId, EnrolmentId, LogId};
    use crate::log::{LogBody, Mode, Outcome};
    use crate::register::{Began, SchoolYear};
    use chrono::{DateTime, Days};
    use uuid::Uuid;

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default()
    }

    fn school(n: u128) -> SchoolId {
        SchoolId(Uuid::from_u128(n))
    }

    fn at(n: u128, from: NaiveDate, to: Option<(NaiveDate, Ended)>) -> Enrolment {
        Enrolment {
            id: EnrolmentId(Uuid::from_u128(n)),
            child: ChildId(Uuid::nil()),
            school: school(n),
            year: SchoolYear::of(from),
            class_name: String::new(),
            from,
            began: Began::Entered,
            to: to.map(|(day, _)| day),
            ended: to.map(|(_, why)| why),
        }
    }

    #[test]
    fn a_child_is_handed_over_from_when_it_is_known_to_go_until_a_bound_after_its_last_day() {
        let goes = at(1, day(2, 1), Some((day(6, 30), Ended::LeftCounty)));
        let of = |all: &[Enrolment], today| leaving(all, school(1), today);
        let bound = day(6, 30) + Days::new(90);
        assert_eq!(of(std::slice::from_ref(&goes), day(6, 1)), Some(day(6, 30)), "the end is known beforehand");
        assert_eq!(of(std::slice::from_ref(&goes), bound), Some(day(6, 30)));
        assert_eq!(of(std::slice::from_ref(&goes), bound + Days::new(1)), None);
        assert_eq!(leaving(std::slice::from_ref(&goes), school(2), day(7, 1)), None, "another school's");
        assert_eq!(of(&[goes, at(1, day(9, 1), None)], day(9, 2)), None, "back after a summer");
        for why in [Ended::Graduated, Ended::NotLeftBehind, Ended::Died, Ended::MovedOn, Ended::Mistaken] {
            assert_eq!(of(&[at(1, day(2, 1), Some((day(6, 30), why)))], day(7, 1)), None, "{why}");
        }
        assert_eq!(of(&[at(1, day(2, 1), None)], day(7, 1)), None);
    }

    #[test]
    fn what_was_done_is_named_by_kind_and_day_and_what_was_not_done_is_not() {
        let log = |n: u128, kind, on, outcome| {
            let plain = LogBody::plain(vec![ChildId(Uuid::nil())], kind, Mode::AtSchool, on);
            let body = LogBody { outcome, note: "只说给老师听的话".to_owned(), ..plain };
            Log::first(LogId(Uuid::from_u128(n)), AccountId(Uuid::nil()), body, DateTime::default())
        };
        let mut logs: Vec<Log> =
            (1..=10).map(|n| log(n.into(), ActivityKind::Counselling, day(9, n), Outcome::Normal)).collect();
        logs.push(log(11, ActivityKind::Counselling, day(9, 10), Outcome::Normal));
        logs.push(log(12, ActivityKind::Tutoring, day(9, 2), Outcome::NotMet));
        logs.push(Log { withdrawn: true, ..log(13, ActivityKind::Drill, day(9, 2), Outcome::Normal) });
        let all = done(&logs);
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!((all[0].count, all[0].days.len(), all[0].days[0]), (10, DAYS_NAMED, day(9, 10)));
        assert!(!format!("{all:?}").contains("老师"), "no word of a talk");
        logs[0].body.follow_up_on = Some(day(9, 20));
        assert_eq!(to_follow(&logs), [ToFollow { on: day(9, 20), kind: ActivityKind::Counselling }]);
    }
}
