//! What *Today* asks of a device's picture: for each child what is due, and its flower, from one look at its entries.

use chrono::NaiveDate;
use domain::log::Log;
use domain::register::Child;
use domain::rules::RuleSet;
use domain::term::Term;
use domain::term::due::{Due, LastDays, due};
use domain::term::flower::{Flower, Told, flower};

use super::Snapshot;

/// A child as *Today* shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildToday<'a> {
    /// The child.
    pub child: &'a Child,
    /// What is due for it, what is quiet last.
    pub due: Vec<Due>,
    /// Its flower this term.
    pub flower: Flower,
}

impl Snapshot {
    /// Every child, by name, as *Today* shows it.
    pub fn today(&self, day: NaiveDate) -> Vec<ChildToday<'_>> {
        let rules = self.rules(day);
        self.children().into_iter().map(|child| self.shown(child, &rules, day)).collect()
    }

    fn shown<'a>(&'a self, child: &'a Child, rules: &RuleSet, day: NaiveDate) -> ChildToday<'a> {
        let logs = self.logs(child.id);
        let due = due(rules, &LastDays::of(&logs), &self.situation(child, day), day);
        ChildToday { child, due, flower: self.flower_from(child, &logs, rules, day) }
    }

    /// The flower of a child in the term of a day.
    pub fn flower(&self, child: &Child, day: NaiveDate) -> Flower {
        self.flower_from(child, &self.logs(child.id), &self.rules(day), day)
    }

    fn flower_from(&self, child: &Child, logs: &[&Log], rules: &RuleSet, day: NaiveDate) -> Flower {
        let (facts, term) = (self.facts(child), Term::of(day));
        let page = self.newest_page(child.id, term);
        flower(&Told { child, logs, facts: &facts, page, rules }, term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::{Envelope, Row, RowBody, RowKey};
    use chrono::{DateTime, Days};
    use domain::id::{AccountId, ChildId, EnrolmentId, HouseholdId, LogId, SchoolId};
    use domain::log::{ActivityKind, LogBody, Mode};
    use domain::register::{Began, Enrolment, SchoolYear};
    use domain::term::due::Duty;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default()
    }

    fn child(n: u128) -> ChildId {
        ChildId(Uuid::from_u128(n))
    }

    fn row(version: u64, body: RowBody) -> Envelope {
        Row { version, body }.try_into().unwrap_or_else(|error| panic!("{error}"))
    }

    fn entry(n: u128, children: Vec<ChildId>, ago: u64) -> Log {
        let body = LogBody::plain(children, ActivityKind::Counselling, Mode::AtSchool, day() - Days::new(ago));
        Log::first(LogId(Uuid::from_u128(1_000 + n)), AccountId(Uuid::nil()), body, DateTime::default())
    }

    fn phone() -> Snapshot {
        let mut view = Snapshot::default();
        for n in 1..=3 {
            let home = HouseholdId(Uuid::from_u128(100 + n));
            view.put(row(1, RowBody::Child(Child::new(child(n), home, format!("孩子{n}"), day() - Days::new(400)))));
        }
        view
    }

    fn talked(view: &Snapshot) -> Vec<Option<NaiveDate>> {
        let all = view.today(day());
        all.iter().map(|it| it.due.iter().find(|due| due.duty == Duty::Talk).and_then(|due| due.last)).collect()
    }

    #[test]
    fn what_changes_is_found_anew() {
        let mut view = phone();
        assert_eq!(talked(&view), [None, None, None]);
        let log = entry(1, vec![child(1), child(3)], 40);
        view.put(row(4, RowBody::Log(log.clone())));
        let before = view.clone();
        let on = Some(log.body.occurred_on);
        assert_eq!(talked(&view), [on, None, on]);
        view.remove(&RowKey::of_log(log.id));
        assert_eq!(talked(&view), [None, None, None]);
        assert_eq!(talked(&before), [on, None, on], "a copy stays as it was");
        view.put(row(5, RowBody::Log(log)));
        view.forget(&[child(3)]);
        view.narrow(&[RowKey::of_log(LogId(Uuid::from_u128(1_001)))]);
        assert_eq!(talked(&view), [on, None]);
    }

    #[test]
    fn an_unsent_lesson_is_of_those_whom_the_phone_knows_in_the_class() {
        let mut view = phone();
        let class = "一年级1班".to_owned();
        let enrolled = Enrolment {
            id: EnrolmentId(Uuid::from_u128(9)),
            child: child(2),
            school: SchoolId(Uuid::from_u128(8)),
            year: SchoolYear(2026),
            class_name: class.clone(),
            from: day() - Days::new(80),
            to: None,
            began: Began::Entered,
            ended: None,
        };
        view.put(row(2, RowBody::Enrolment(enrolled)));
        let mut lesson = entry(2, vec![], 3);
        lesson.body.classes = vec![class];
        view.put(row(0, RowBody::Log(lesson.clone())));
        let of = |view: &Snapshot| (1..=3).map(|n| view.logs(child(n)).len()).collect::<Vec<_>>();
        assert_eq!(of(&view), [0, 1, 0]);
        view.put(row(7, RowBody::Log(lesson)));
        assert_eq!(of(&view), [0, 0, 0], "the server has said who was there");
    }

    proptest! {
        #[test]
        fn a_childs_entries_are_those_that_name_it_the_newest_first(
            entries in prop::collection::vec((prop::collection::btree_set(1u128..4, 0..3), 0u64..300), 0..30),
        ) {
            let mut view = phone();
            let logs: Vec<Log> = (0u128..).zip(&entries)
                .map(|(n, (of, ago))| entry(n, of.iter().copied().map(child).collect(), *ago)).collect();
            for log in &logs {
                view.put(row(3, RowBody::Log(log.clone())));
            }
            for n in 1..=3 {
                let mut expected: Vec<LogId> = Vec::new();
                let mut own: Vec<&Log> = logs.iter().filter(|log| log.body.children.contains(&child(n))).collect();
                own.sort_by_key(|log| std::cmp::Reverse((log.body.occurred_on, log.id)));
                expected.extend(own.iter().map(|log| log.id));
                prop_assert_eq!(view.logs(child(n)).iter().map(|log| log.id).collect::<Vec<_>>(), expected);
            }
        }
    }
}
