//! The register as it was on a day, as far as it was known at an instant.
//!
//! This is the one definition of *current*. Every table, ledger and list reads it and nothing else:
//! `as_of(day, now)` is how things stand by today's knowledge, `as_of(day, then)` is what somebody
//! could have known who asked then.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::fact::{Fact, FactKind, FactSubject, current};
use super::status::Status;
use crate::id::ChildId;
use crate::register::history::History;
use crate::register::{Child, Enrolment, Pairing, Relation, enrolment};

/// A child and all that belonged to it on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildAsOf<'a> {
    /// The child, in the version that was known.
    pub child: &'a Child,
    /// School and class; `None` for a child who was not at any school of the county then.
    pub enrolment: Option<&'a Enrolment>,
    /// Since when the child's file was closed, if it was.
    pub closed_on: Option<NaiveDate>,
    /// Who was its mentor, the primary one first.
    pub pairings: Vec<&'a Pairing>,
    /// Statuses that held on the day.
    pub statuses: Vec<&'a Status>,
    /// The stays for which the child's duties wait, those before and after the day as well: what is due is counted over them.
    pub stays: Vec<&'a Status>,
    /// What adults are to the child.
    pub relations: Vec<&'a Relation>,
}

impl<'a> ChildAsOf<'a> {
    /// The pairing of who was responsible for it.
    pub fn responsible(&self) -> Option<&'a Pairing> {
        self.pairings.iter().copied().find(|pairing| pairing.is_primary())
    }
}

/// The register as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register<'a> {
    children: BTreeMap<ChildId, ChildAsOf<'a>>,
    facts: BTreeMap<FactSubject, Vec<&'a Fact>>,
}

impl<'a> Register<'a> {
    /// Every child that was written by then, also one that had left, by identifier.
    pub fn all_children(&self) -> impl Iterator<Item = &ChildAsOf<'a>> {
        self.children.values()
    }

    /// Every child that was at a school of the county on the day.
    pub fn enrolled(&self) -> impl Iterator<Item = &ChildAsOf<'a>> {
        self.children.values().filter(|child| child.enrolment.is_some())
    }

    /// A child that was written by then, also one that had left.
    pub fn child(&self, id: ChildId) -> Option<&ChildAsOf<'a>> {
        self.children.get(&id)
    }

    /// All answers about a child, an adult or a household that were given by the day.
    pub fn answers(&self, subject: FactSubject) -> &[&'a Fact] {
        self.facts.get(&subject).map(Vec::as_slice).unwrap_or_default()
    }

    /// The answer to one of the four questions about a child that held on the day.
    pub fn fact(&self, child: &Child, kind: FactKind) -> Option<&'a Fact> {
        current(self.facts.get(&kind.subject(child)).into_iter().flatten().copied(), kind)
    }
}

/// The register on a day, by all that is known of that day by now.
pub fn register_on(history: &History, day: NaiveDate) -> Register<'_> {
    as_of(history, day, DateTime::<Utc>::MAX_UTC)
}

/// The register on a day, as far as it was known at an instant.
pub fn as_of(history: &History, day: NaiveDate, known_at: DateTime<Utc>) -> Register<'_> {
    let seq = history.seq_at(known_at);
    let mut enrolments: BTreeMap<ChildId, Vec<&Enrolment>> = BTreeMap::new();
    history.enrolments.at(seq).for_each(|(_, e)| enrolments.entry(e.child).or_default().push(e));

    let mut register = Register::default();
    for (id, child) in history.children.at(seq) {
        let periods = enrolments.get(&id).map(Vec::as_slice).unwrap_or_default();
        let one = ChildAsOf {
            child,
            enrolment: enrolment::on(periods.iter().copied(), day),
            closed_on: enrolment::closed_on(periods.iter().copied(), day),
            pairings: vec![],
            statuses: vec![],
            stays: vec![],
            relations: vec![],
        };
        register.children.insert(id, one);
    }
    for (_, pairing) in history.pairings.at(seq).filter(|(_, p)| p.on(day)) {
        if let Some(child) = register.children.get_mut(&pairing.child) {
            child.pairings.push(pairing);
        }
    }
    for (_, status) in history.statuses.at(seq) {
        if let Some(child) = register.children.get_mut(&status.child) {
            child.stays.extend(status.is_stay().then_some(status));
            child.statuses.extend(status.period().on(day).then_some(status));
        }
    }
    for (_, relation) in history.relations.at(seq).filter(|(_, relation)| !relation.over) {
        if let Some(child) = register.children.get_mut(&relation.child) {
            child.relations.push(relation);
        }
    }
    register.children.values_mut().for_each(|c| c.pairings.sort_unstable_by_key(|p| (p.role, p.from, p.id)));
    for (_, fact) in history.facts.at(seq).filter(|(_, f)| f.seen_on <= day) {
        register.facts.entry(fact.subject).or_default().push(fact);
    }
    register
}
