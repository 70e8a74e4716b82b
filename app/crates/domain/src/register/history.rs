//! Everything that was ever written into the register, by commit. Nothing in it is overwritten: a
//! correction is a later version of the same thing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::kin::Around;
use super::{Adult, Child, Enrolment, Household, Pairing, Relation};
use crate::code::coded;
use crate::guardianship::{Fact, FactSubject, Status};
use crate::id::{
    AccountId, AdultId, ChildId, EnrolmentId, FactId, HouseholdId, PairingId, RelationId, SchoolId, StatusId,
};

coded! {
    /// What made a commit.
    Cause {
        /// A phone pushed its owner's work.
        Push = "push",
        /// A school file was read in.
        Import = "import",
        /// A desk changed the register.
        Desk = "desk",
        /// A command on the server.
        Command = "command",
        /// A child who has left was erased; what was known before says nothing of it any more.
        Erasure = "erasure",
    }
}

/// A number of the county's sequence, and when and by whom it was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    /// Number in the county.
    pub seq: u64,
    /// When, by the server's clock. It never falls from one commit to the next.
    pub at: DateTime<Utc>,
    /// Who; `None` for a command.
    pub actor: Option<AccountId>,
    /// What made it: a push, an import, a desk or a command.
    pub cause: Cause,
}

coded! {
    /// What kinds of things the register holds.
    ThingKind {
        /// A child, with names, birth date and household.
        Child = "child",
        /// A household, with its address.
        Household = "household",
        /// An adult, with name and phone number.
        Adult = "adult",
        /// What an adult is to a child.
        Relation = "relation",
        /// A period at a school.
        Enrolment = "enrolment",
        /// A period with a mentor.
        Pairing = "pairing",
        /// A status that somebody certified.
        Status = "status",
        /// An answer to one of the four questions.
        Fact = "fact",
    }
}

/// A version of one thing of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// A child, with names, birth date and household.
    Child(Child),
    /// A household, with its address.
    Household(Household),
    /// An adult, with name and phone number.
    Adult(Adult),
    /// What an adult is to a child.
    Relation(Relation),
    /// A period at a school.
    Enrolment(Enrolment),
    /// A period with a mentor.
    Pairing(Pairing),
    /// A status that somebody certified.
    Status(Status),
    /// An answer to one of the four questions.
    Fact(Fact),
}

impl Written {
    /// Which thing it is a version of.
    pub fn key(&self) -> (ThingKind, Uuid) {
        match self {
            Self::Child(v) => (ThingKind::Child, v.id.0),
            Self::Household(v) => (ThingKind::Household, v.id.0),
            Self::Adult(v) => (ThingKind::Adult, v.id.0),
            Self::Relation(v) => (ThingKind::Relation, v.id.0),
            Self::Enrolment(v) => (ThingKind::Enrolment, v.id.0),
            Self::Pairing(v) => (ThingKind::Pairing, v.id.0),
            Self::Status(v) => (ThingKind::Status, v.id.0),
            Self::Fact(v) => (ThingKind::Fact, v.id.0),
        }
    }
}

/// The versions of things of one kind, each with the number of the commit that wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline<K, V>(BTreeMap<K, Vec<(u64, V)>>);

impl<K: Ord, V> Default for Timeline<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord + Copy, V> Timeline<K, V> {
    fn put(&mut self, key: K, seq: u64, value: V) {
        let versions = self.0.entry(key).or_default();
        // Usually the newest; rows read from a database may come in any order.
        let at = versions.partition_point(|(s, _)| *s <= seq);
        versions.insert(at, (seq, value));
    }

    /// The newest version of a thing.
    fn newest(&self, key: K) -> Option<&V> {
        self.0.get(&key).and_then(|versions| versions.last()).map(|(_, value)| value)
    }

    /// The number that wrote the newest version of a thing, and the version before it.
    fn last_change(&self, key: K) -> Option<(u64, Option<&V>)> {
        let versions = self.0.get(&key)?;
        let (seq, _) = versions.last()?;
        let before = versions.len().checked_sub(2).and_then(|at| versions.get(at));
        Some((*seq, before.map(|(_, value)| value)))
    }

    /// Each thing as it was known after a commit; what was not yet written is left out.
    pub fn at(&self, seq: u64) -> impl Iterator<Item = (K, &V)> {
        self.0.iter().filter_map(move |(key, versions)| {
            let known = versions.partition_point(|(s, _)| *s <= seq).checked_sub(1)?;
            versions.get(known).map(|(_, value)| (*key, value))
        })
    }
}

/// The register with its past.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    commits: Vec<Commit>,
    pub(crate) children: Timeline<ChildId, Child>,
    pub(crate) households: Timeline<HouseholdId, Household>,
    pub(crate) adults: Timeline<AdultId, Adult>,
    pub(crate) relations: Timeline<RelationId, Relation>,
    pub(crate) enrolments: Timeline<EnrolmentId, Enrolment>,
    pub(crate) pairings: Timeline<PairingId, Pairing>,
    pub(crate) statuses: Timeline<StatusId, Status>,
    pub(crate) facts: Timeline<FactId, Fact>,
}

impl History {
    /// The number of the last commit; 0 for none.
    pub fn seq(&self) -> u64 {
        self.commits.last().map_or(0, |commit| commit.seq)
    }

    /// Brings the register forward by one commit, which must be newer than all before.
    pub fn take(&mut self, commit: Commit, written: impl IntoIterator<Item = Written>) {
        debug_assert!(commit.seq > self.seq(), "commits come in order");
        let seq = commit.seq;
        // The clock of a server may have been set back; what was known when must not.
        let at = self.commits.last().map_or(commit.at, |last| last.at.max(commit.at));
        self.commits.push(Commit { at, ..commit });
        for one in written {
            match one {
                Written::Child(v) => self.children.put(v.id, seq, v),
                Written::Household(v) => self.households.put(v.id, seq, v),
                Written::Adult(v) => self.adults.put(v.id, seq, v),
                Written::Relation(v) => self.relations.put(v.id, seq, v),
                Written::Enrolment(v) => self.enrolments.put(v.id, seq, v),
                Written::Pairing(v) => self.pairings.put(v.id, seq, v),
                Written::Status(v) => self.statuses.put(v.id, seq, v),
                Written::Fact(v) => self.facts.put(v.id, seq, v),
            }
        }
    }

    /// The newest version of the thing of which this is one; `None` when it was never written.
    pub fn newest(&self, of: &Written) -> Option<Written> {
        match of {
            Written::Child(v) => self.children.newest(v.id).cloned().map(Written::Child),
            Written::Household(v) => self.households.newest(v.id).cloned().map(Written::Household),
            Written::Adult(v) => self.adults.newest(v.id).cloned().map(Written::Adult),
            Written::Relation(v) => self.relations.newest(v.id).cloned().map(Written::Relation),
            Written::Enrolment(v) => self.enrolments.newest(v.id).cloned().map(Written::Enrolment),
            Written::Pairing(v) => self.pairings.newest(v.id).cloned().map(Written::Pairing),
            Written::Status(v) => self.statuses.newest(v.id).cloned().map(Written::Status),
            Written::Fact(v) => self.facts.newest(v.id).cloned().map(Written::Fact),
        }
    }

    /// A child in its newest version; `None` when there is none.
    pub fn child(&self, id: ChildId) -> Option<&Child> {
        self.children.newest(id)
    }

    /// The children who are or were at a school, each once.
    pub fn ever_at(&self, school: SchoolId) -> Vec<ChildId> {
        let own = self.enrolments.at(u64::MAX).map(|(_, e)| e).filter(|e| e.school == school && !e.period().is_empty());
        let mut all: Vec<ChildId> = own.map(|e| e.child).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// All periods of a child at schools, in their newest versions.
    pub fn enrolments_of(&self, child: ChildId) -> impl Iterator<Item = &Enrolment> {
        self.enrolments.at(u64::MAX).map(|(_, e)| e).filter(move |e| e.child == child)
    }

    /// All periods of a child with mentors, in their newest versions.
    pub fn pairings_of(&self, child: ChildId) -> impl Iterator<Item = &Pairing> {
        self.pairings.at(u64::MAX).map(|(_, p)| p).filter(move |p| p.child == child)
    }

    /// All periods of children at schools, in their newest versions.
    pub fn enrolments(&self) -> impl Iterator<Item = &Enrolment> {
        self.enrolments.at(u64::MAX).map(|(_, e)| e)
    }

    /// All periods of children with mentors, in their newest versions.
    pub fn pairings(&self) -> impl Iterator<Item = &Pairing> {
        self.pairings.at(u64::MAX).map(|(_, p)| p)
    }

    /// What puts a child back into the household from which it came, with what its carers were to it there; `None`
    /// when the last that was written of the child is something else.
    pub fn back_home(&self, child: ChildId) -> Option<Vec<Written>> {
        let now = self.children.newest(child)?;
        let (seq, before) = self.children.last_change(child)?;
        let before = before.filter(|before| before.household != now.household)?;
        let home = self.households.newest(before.household)?;
        let back = Child { household: before.household, ..now.clone() };
        let mut written = vec![Written::Household(home.clone()), Written::Child(back)];
        for (id, relation) in self.relations.at(u64::MAX).filter(|(_, relation)| relation.child == child) {
            let changed = self.relations.last_change(id).filter(|(at, _)| *at == seq);
            let adult = changed.and_then(|(_, before)| before).map(|before| before.adult);
            written.extend(adult.map(|adult| Written::Relation(Relation { adult, ..relation.clone() })));
        }
        Some(written)
    }

    /// The children of a household, in their newest versions.
    pub fn of_household(&self, home: HouseholdId) -> impl Iterator<Item = &Child> {
        self.children.at(u64::MAX).map(|(_, child)| child).filter(move |child| child.household == home)
    }

    /// A child with those around it: its household, what adults are to it, and the adults of that household and of another.
    pub fn around(&self, child: ChildId, other: Option<HouseholdId>) -> Option<(Around<'_>, &Household)> {
        let child = self.children.newest(child)?;
        let home = self.households.newest(child.household)?;
        let relations = self.relations.at(u64::MAX).map(|(_, relation)| relation).filter(|r| r.child == child.id);
        let here = |adult: &&Adult| adult.household == child.household || Some(adult.household) == other;
        let adults = self.adults.at(u64::MAX).map(|(_, adult)| adult).filter(here).collect();
        Some((Around { child, relations: relations.collect(), adults }, home))
    }

    /// A household in its newest version.
    pub fn household(&self, id: HouseholdId) -> Option<&Household> {
        self.households.newest(id)
    }

    /// All households, in their newest versions.
    pub fn households(&self) -> impl Iterator<Item = &Household> {
        self.households.at(u64::MAX).map(|(_, h)| h)
    }

    /// All answers about a child, an adult or a household.
    pub fn facts_about(&self, subject: FactSubject) -> impl Iterator<Item = &Fact> {
        self.facts.at(u64::MAX).map(|(_, f)| f).filter(move |f| f.subject == subject)
    }

    /// The number of the last commit that had been made at an instant; 0 for none.
    pub fn seq_at(&self, known_at: DateTime<Utc>) -> u64 {
        let made = self.commits.partition_point(|commit| commit.at <= known_at);
        made.checked_sub(1).and_then(|last| self.commits.get(last)).map_or(0, |commit| commit.seq)
    }
}
