//! What is on record of the children whom rows of the past may be about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::id::{ChildId, SchoolId};
use crate::log::ActivityKind;
use crate::register::history::History;
use crate::register::{Enrolment, Pairing, enrolment, pairing};
use crate::term::Term;

/// What is on record: where children were, whose they were, and what was recorded of them.
#[derive(Debug, Clone, Default)]
pub struct OnRecord<'a> {
    schools: BTreeSet<SchoolId>,
    periods: BTreeMap<ChildId, Vec<&'a Enrolment>>,
    pairings: BTreeMap<ChildId, Vec<&'a Pairing>>,
    /// Which activities with whom on which day; those that were taken back are none.
    pub entries: BTreeSet<(ChildId, NaiveDate, ActivityKind)>,
    /// Of which children and terms there is a page.
    pub pages: BTreeSet<(ChildId, Term)>,
}

impl<'a> OnRecord<'a> {
    /// Where children were and whose they were. `schools` are the school and those that have become part of it.
    pub fn of(history: &'a History, schools: BTreeSet<SchoolId>, children: impl IntoIterator<Item = ChildId>) -> Self {
        let mut known = Self { schools, ..Self::default() };
        for child in children {
            let periods = history.enrolments_of(child).filter(|period| !period.period().is_empty());
            known.periods.insert(child, periods.collect());
            let pairings = history.pairings_of(child).filter(|pairing| !pairing.period().is_empty());
            known.pairings.insert(child, pairings.collect());
        }
        known
    }

    /// The class of a child on a day; `None` for a day of which the register says nothing.
    pub fn class(&self, child: ChildId, day: NaiveDate) -> Option<&'a str> {
        let periods = self.periods.get(&child)?;
        enrolment::on(periods.iter().copied(), day).map(|period| period.class_name.as_str())
    }

    /// Whether a child was the school's on one of some days. Before the register began the school itself says so: days
    /// before a child's first period are taken where that is at this school.
    pub fn was_here(&self, child: ChildId, days: (NaiveDate, NaiveDate)) -> bool {
        let Some(periods) = self.periods.get(&child).filter(|periods| !periods.is_empty()) else { return true };
        let first = periods.iter().min_by_key(|period| (period.from, period.id));
        let covers = |period: &&&Enrolment| period.from <= days.1 && period.to.is_none_or(|to| to >= days.0);
        let is_own = |period: &&Enrolment| self.schools.contains(&period.school);
        periods.iter().filter(covers).any(is_own) || first.is_some_and(|first| days.0 < first.from && is_own(first))
    }

    /// Who answered for a child on a day.
    pub fn mentor(&self, child: ChildId, day: NaiveDate) -> Option<&'a Pairing> {
        pairing::responsible(self.pairings(child), day)
    }

    /// All pairings of a child.
    pub fn pairings(&self, child: ChildId) -> impl Iterator<Item = &'a Pairing> {
        self.pairings.get(&child).into_iter().flatten().copied()
    }
}
