//! A device's picture of its scope: the rows of the last pull with the unsent operations laid over them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::fact::{Fact, FactKind, FactValue, current};
use domain::id::{AccountId, AdultId, ChildId, FactId, HouseholdId, LogId, PairingId};
use domain::log::Log;
use domain::pairing::Pairing;
use domain::person::{Adult, Child, Household};
use domain::rule_set::RuleSet;

use crate::change::Change;
use crate::op::Op;
use crate::row::{FileSum, OwnSchool, Row, RowBody, RowKey};
use crate::wire::Comparison;

/// Rows by kind and identifier, each with its version (0 while it is not yet acknowledged).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    children: BTreeMap<ChildId, (u64, Child)>,
    households: BTreeMap<HouseholdId, (u64, Household)>,
    adults: BTreeMap<AdultId, (u64, Adult)>,
    facts: BTreeMap<FactId, (u64, Fact)>,
    logs: BTreeMap<LogId, (u64, Log)>,
    pairings: BTreeMap<PairingId, (u64, Pairing)>,
    school: Option<(u64, OwnSchool)>,
    rules: Option<(u64, RuleSet)>,
}

/// How a device's rows differ from the server's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// On the server only.
    pub missing: Vec<RowKey>,
    /// On the device only.
    pub surplus: Vec<RowKey>,
    /// On both, in another version.
    pub different: Vec<RowKey>,
}

impl Difference {
    /// Whether the two are the same.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.surplus.is_empty() && self.different.is_empty()
    }
}

impl Snapshot {
    /// Takes in a row.
    pub fn put(&mut self, row: Row) {
        let v = row.version;
        match row.body {
            RowBody::Child(r) => drop(self.children.insert(r.id, (v, r))),
            RowBody::Household(r) => drop(self.households.insert(r.id, (v, r))),
            RowBody::Adult(r) => drop(self.adults.insert(r.id, (v, r))),
            RowBody::Fact(r) => drop(self.facts.insert(r.id, (v, r))),
            RowBody::Log(r) => drop(self.logs.insert(r.id, (v, r))),
            RowBody::Pairing(r) => drop(self.pairings.insert(r.id, (v, r))),
            RowBody::School(r) => self.school = Some((v, r)),
            RowBody::Rules(r) => self.rules = Some((v, r)),
        }
    }

    /// Forgets a row.
    pub fn remove(&mut self, key: RowKey) {
        match key.kind {
            'c' => drop(self.children.remove(&ChildId(key.id))),
            'h' => drop(self.households.remove(&HouseholdId(key.id))),
            'a' => drop(self.adults.remove(&AdultId(key.id))),
            'f' => drop(self.facts.remove(&FactId(key.id))),
            'l' => drop(self.logs.remove(&LogId(key.id))),
            'p' => drop(self.pairings.remove(&PairingId(key.id))),
            's' => self.school = None,
            'r' => self.rules = None,
            _ => {}
        }
    }

    /// The row of a name.
    pub fn row(&self, key: RowKey) -> Option<Row> {
        fn made<T: Clone>(found: Option<&(u64, T)>, body: impl Fn(T) -> RowBody) -> Option<Row> {
            found.map(|(version, r)| Row { version: *version, body: body(r.clone()) })
        }
        match key.kind {
            'c' => made(self.children.get(&ChildId(key.id)), RowBody::Child),
            'h' => made(self.households.get(&HouseholdId(key.id)), RowBody::Household),
            'a' => made(self.adults.get(&AdultId(key.id)), RowBody::Adult),
            'f' => made(self.facts.get(&FactId(key.id)), RowBody::Fact),
            'l' => made(self.logs.get(&LogId(key.id)), RowBody::Log),
            'p' => made(self.pairings.get(&PairingId(key.id)), RowBody::Pairing),
            's' => made(self.school.as_ref(), RowBody::School),
            'r' => made(self.rules.as_ref(), RowBody::Rules),
            _ => None,
        }
    }

    /// Lays an unsent operation over the rows, as the server will apply it. It makes or changes the
    /// rows of [`Op::keys`].
    pub fn lay(&mut self, op: &Op, author: AccountId) {
        match &op.change {
            Change::RecordLog { log, body, facts } => {
                let mut entry = Log::first(*log, author, body.clone(), op.captured_at);
                // The server keeps a set.
                entry.body.children.sort_unstable();
                self.logs.insert(*log, (0, entry));
                for new in facts {
                    let fact = Fact {
                        id: new.id,
                        household: new.household,
                        value: new.value.clone(),
                        seen_on: body.occurred_on,
                        author: Some(author),
                        captured_at: op.captured_at,
                        disputes: None,
                    };
                    self.facts.insert(new.id, (0, fact));
                }
            }
            Change::ReviseLog { log, patch, .. } => {
                if let Some((_, entry)) = self.logs.get_mut(log) {
                    patch.apply(&mut entry.body);
                    entry.revision += 1;
                }
            }
            Change::WithdrawLog { log } => {
                if let Some((_, entry)) = self.logs.get_mut(log) {
                    entry.withdrawn = true;
                    entry.revision += 1;
                }
            }
            Change::FollowUp { log, done_on } => {
                if let Some((_, entry)) = self.logs.get_mut(log) {
                    entry.followed_up_on = Some(*done_on);
                }
            }
            Change::Feedback { .. } => {}
        }
    }

    /// The version of a row.
    pub fn version(&self, key: RowKey) -> Option<u64> {
        match key.kind {
            'c' => self.children.get(&ChildId(key.id)).map(|(version, _)| *version),
            'h' => self.households.get(&HouseholdId(key.id)).map(|(version, _)| *version),
            'a' => self.adults.get(&AdultId(key.id)).map(|(version, _)| *version),
            'f' => self.facts.get(&FactId(key.id)).map(|(version, _)| *version),
            'l' => self.logs.get(&LogId(key.id)).map(|(version, _)| *version),
            'p' => self.pairings.get(&PairingId(key.id)).map(|(version, _)| *version),
            's' => self.school.as_ref().map(|(version, _)| *version),
            'r' => self.rules.as_ref().map(|(version, _)| *version),
            _ => None,
        }
    }

    /// Gives a row the version under which the server acknowledged it.
    pub fn acknowledge(&mut self, key: RowKey, version: u64) {
        if let Some(mut row) = self.row(key) {
            row.version = version;
            self.put(row);
        }
    }

    /// Every child, by name.
    pub fn children(&self) -> Vec<&Child> {
        let mut all: Vec<&Child> = self.children.values().map(|(_, c)| c).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// A child.
    pub fn child(&self, id: ChildId) -> Option<&Child> {
        self.children.get(&id).map(|(_, c)| c)
    }

    /// A household.
    pub fn household(&self, id: HouseholdId) -> Option<&Household> {
        self.households.get(&id).map(|(_, h)| h)
    }

    /// The other children of a child's household.
    pub fn siblings(&self, child: &Child) -> Vec<&Child> {
        self.children().into_iter().filter(|c| c.household == child.household && c.id != child.id).collect()
    }

    /// Parents and carers of a household.
    pub fn adults(&self, household: HouseholdId) -> Vec<&Adult> {
        self.adults.values().map(|(_, a)| a).filter(|a| a.household == household).collect()
    }

    /// Every version of a household's facts.
    pub fn facts(&self, household: HouseholdId) -> Vec<&Fact> {
        self.facts.values().map(|(_, f)| f).filter(|f| f.household == household).collect()
    }

    /// The current answer to one of the four questions.
    pub fn fact(&self, household: HouseholdId, kind: FactKind) -> Option<&Fact> {
        current(self.facts.values().map(|(_, f)| f).filter(|f| f.household == household), kind)
    }

    /// Whether two people answered one of the four questions differently and the school has not yet
    /// said which holds: of what has arrived at the server, the last contradicts another.
    pub fn is_disputed(&self, household: HouseholdId, kind: FactKind) -> bool {
        let of_kind = self.facts.values().filter(|(_, f)| f.household == household && f.value.kind() == kind);
        let last = of_kind.filter(|(version, _)| *version > 0).max_by_key(|(version, f)| (*version, f.id));
        last.is_some_and(|(_, fact)| fact.disputes.is_some())
    }

    /// How well a household's children are looked after.
    pub fn care_quality(&self, household: HouseholdId) -> Option<domain::fact::CareQuality> {
        match &self.fact(household, FactKind::Carer)?.value {
            FactValue::Carer { quality, .. } => *quality,
            _ => None,
        }
    }

    /// A child's entries, newest first.
    pub fn logs(&self, child: ChildId) -> Vec<&Log> {
        let class = self.child(child).map(|c| c.class_name.as_str());
        let mut all: Vec<&Log> = self
            .logs
            .values()
            .map(|(_, l)| l)
            .filter(|l| {
                l.body.children.contains(&child) || class.is_some_and(|name| l.body.classes.iter().any(|c| c == name))
            })
            .collect();
        all.sort_by_key(|l| std::cmp::Reverse((l.body.occurred_on, l.captured_at, l.id)));
        all
    }

    /// An entry.
    pub fn log(&self, id: LogId) -> Option<&Log> {
        self.logs.get(&id).map(|(_, l)| l)
    }

    /// Whether an entry is on the server as it is shown here.
    pub fn is_acknowledged(&self, id: LogId) -> bool {
        self.logs.get(&id).is_some_and(|(version, _)| *version > 0)
    }

    /// The pairing with a child.
    pub fn pairing(&self, child: ChildId) -> Option<&Pairing> {
        self.pairings.values().map(|(_, p)| p).filter(|p| p.child == child).max_by_key(|p| p.from)
    }

    /// The day since which the owner is responsible for a child.
    pub fn since(&self, child: &Child) -> NaiveDate {
        self.pairing(child.id).map_or(child.entered_on, |p| p.from.max(child.entered_on))
    }

    /// The owner's school.
    pub fn school(&self) -> Option<&OwnSchool> {
        self.school.as_ref().map(|(_, s)| s)
    }

    /// The rule set.
    pub fn rules(&self) -> RuleSet {
        self.rules.as_ref().map(|(_, r)| r.clone()).unwrap_or_default()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.children.len()
            + self.households.len()
            + self.adults.len()
            + self.facts.len()
            + self.logs.len()
            + self.pairings.len()
    }

    /// Whether nothing has been pulled yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names and versions of the rows in a child's file.
    pub fn file(&self, child: ChildId) -> Vec<(RowKey, u64)> {
        let Some((version, found)) = self.children.get(&child) else { return vec![] };
        let home = found.household;
        let key = |kind, id| RowKey { kind, id };
        let mut rows = vec![(key('c', child.0), *version)];
        rows.extend(self.households.get(&home).map(|(v, h)| (key('h', h.id.0), *v)));
        rows.extend(self.adults.values().filter(|(_, a)| a.household == home).map(|(v, a)| (key('a', a.id.0), *v)));
        rows.extend(self.facts.values().filter(|(_, f)| f.household == home).map(|(v, f)| (key('f', f.id.0), *v)));
        rows.extend(
            self.logs.values().filter(|(_, l)| l.body.children.contains(&child)).map(|(v, l)| (key('l', l.id.0), *v)),
        );
        rows.extend(self.pairings.values().filter(|(_, p)| p.child == child).map(|(v, p)| (key('p', p.id.0), *v)));
        rows
    }

    /// The sum of a child's file.
    pub fn file_sum(&self, child: ChildId) -> FileSum {
        FileSum::of(child, self.file(child))
    }

    /// Forgets children; what else was in their files goes with [`Self::narrow`] and [`Self::sweep`].
    pub fn forget(&mut self, children: &[ChildId]) {
        children.iter().for_each(|child| drop(self.children.remove(child)));
    }

    /// Takes out of every entry the children who are not here. Returns the changed entries.
    pub fn narrow(&mut self) -> Vec<Row> {
        let Self { children, logs, .. } = self;
        let mut changed = Vec::new();
        for (version, log) in logs.values_mut() {
            if log.body.children.iter().any(|child| !children.contains_key(child)) {
                log.body.children.retain(|child| children.contains_key(child));
                changed.push(Row { version: *version, body: RowBody::Log(log.clone()) });
            }
        }
        changed
    }

    /// Forgets every row that belongs to no child's file; the own school and the rule set stay. Returns their names.
    pub fn sweep(&mut self) -> Vec<RowKey> {
        let owned: BTreeSet<RowKey> =
            self.children.keys().flat_map(|child| self.file(*child)).map(|(key, _)| key).collect();
        let loose: Vec<RowKey> = self.keys().filter(|key| !owned.contains(key)).collect();
        loose.iter().for_each(|key| self.remove(*key));
        loose
    }

    /// The names of all rows that are part of a file.
    fn keys(&self) -> impl Iterator<Item = RowKey> + '_ {
        let key = |kind, id| RowKey { kind, id };
        let children = self.children.keys().map(move |id| key('c', id.0));
        let households = self.households.keys().map(move |id| key('h', id.0));
        let adults = self.adults.keys().map(move |id| key('a', id.0));
        let facts = self.facts.keys().map(move |id| key('f', id.0));
        let logs = self.logs.keys().map(move |id| key('l', id.0));
        children
            .chain(households)
            .chain(adults)
            .chain(facts)
            .chain(logs)
            .chain(self.pairings.keys().map(move |id| key('p', id.0)))
    }

    /// How the rows of the last pull differ from the server's.
    pub fn compare(&self, server: &Comparison) -> Difference {
        let ours: BTreeMap<RowKey, u64> = self.children.keys().flat_map(|c| self.file(*c)).collect();
        let theirs: BTreeMap<RowKey, u64> = server.files.iter().flat_map(|f| f.keys().collect::<Vec<_>>()).collect();
        Difference {
            missing: theirs.keys().filter(|k| !ours.contains_key(k)).copied().collect(),
            surplus: ours.keys().filter(|k| !theirs.contains_key(k)).copied().collect(),
            different: ours.iter().filter(|(k, v)| theirs.get(k).is_some_and(|t| t != *v)).map(|(k, _)| *k).collect(),
        }
    }
}
