//! A device's picture of its scope: the rows of the last pull with the unsent operations laid over them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::guardianship::{Fact, FactKind, FactValue, current};
use domain::id::{AccountId, ChildId, HouseholdId, LogId};
use domain::log::Log;
use domain::register::{Adult, Child, Household, Pairing};
use domain::rules::RuleSet;
use uuid::Uuid;

use crate::change::Change;
use crate::op::Op;
use crate::row::{FileSum, OwnSchool, Row, RowBody, RowKey};
use crate::wire::Comparison;

/// Rows by name, each with its version (0 while it is not yet acknowledged).
///
/// A copy is cheap: rows are shared until one of them changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    rows: BTreeMap<RowKey, Arc<Row>>,
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

fn child_key(id: ChildId) -> RowKey {
    RowKey { kind: 'c', id: id.0 }
}

fn newest_first<'a>(logs: impl Iterator<Item = &'a Log>) -> Vec<&'a Log> {
    let mut all: Vec<&Log> = logs.collect();
    all.sort_unstable_by_key(|log| std::cmp::Reverse((log.body.occurred_on, log.captured_at, log.id)));
    all
}

impl Snapshot {
    /// Takes in a row.
    pub fn put(&mut self, row: impl Into<Arc<Row>>) {
        let row = row.into();
        self.rows.insert(row.body.key(), row);
    }

    /// Forgets a row.
    pub fn remove(&mut self, key: RowKey) {
        self.rows.remove(&key);
    }

    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values().map(AsRef::as_ref)
    }

    /// The row of a name.
    pub fn row(&self, key: RowKey) -> Option<&Arc<Row>> {
        self.rows.get(&key)
    }

    /// What a row says, by kind and identifier.
    fn body(&self, key: RowKey) -> Option<&RowBody> {
        self.row(key).map(|row| &row.body)
    }

    /// The rows of a kind.
    fn of_kind(&self, kind: char) -> impl Iterator<Item = &Row> {
        let all = RowKey { kind, id: Uuid::nil() }..=RowKey { kind, id: Uuid::max() };
        self.rows.range(all).map(|(_, row)| row.as_ref())
    }

    fn all_children(&self) -> impl Iterator<Item = &Child> {
        self.of_kind('c').filter_map(|row| if let RowBody::Child(child) = &row.body { Some(child) } else { None })
    }

    fn all_adults(&self) -> impl Iterator<Item = &Adult> {
        self.of_kind('a').filter_map(|row| if let RowBody::Adult(adult) = &row.body { Some(adult) } else { None })
    }

    fn all_facts(&self) -> impl Iterator<Item = (u64, &Fact)> {
        self.of_kind('f')
            .filter_map(|row| if let RowBody::Fact(fact) = &row.body { Some((row.version, fact)) } else { None })
    }

    fn versioned_logs(&self) -> impl Iterator<Item = (u64, &Log)> {
        self.of_kind('l')
            .filter_map(|row| if let RowBody::Log(log) = &row.body { Some((row.version, log)) } else { None })
    }

    /// Every entry.
    pub fn all_logs(&self) -> impl Iterator<Item = &Log> {
        self.versioned_logs().map(|(_, log)| log)
    }

    /// An entry, to be changed.
    fn log_mut(&mut self, id: LogId) -> Option<&mut Log> {
        match &mut Arc::make_mut(self.rows.get_mut(&RowKey::of_log(id))?).body {
            RowBody::Log(log) => Some(log),
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
                self.put(Row { version: 0, body: RowBody::Log(entry) });
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
                    self.put(Row { version: 0, body: RowBody::Fact(fact) });
                }
            }
            Change::ReviseLog { log, patch, .. } => {
                if let Some(entry) = self.log_mut(*log) {
                    patch.apply(&mut entry.body);
                    entry.revision += 1;
                }
            }
            Change::WithdrawLog { log } => {
                if let Some(entry) = self.log_mut(*log) {
                    entry.withdrawn = true;
                    entry.revision += 1;
                }
            }
            Change::FollowUp { log, done_on } => {
                if let Some(entry) = self.log_mut(*log) {
                    entry.followed_up_on = Some(*done_on);
                }
            }
            Change::Feedback { .. } => {}
        }
    }

    /// The version of a row.
    pub fn version(&self, key: RowKey) -> Option<u64> {
        self.row(key).map(|row| row.version)
    }

    /// Gives a row the version under which the server acknowledged it.
    pub fn acknowledge(&mut self, key: RowKey, version: u64) {
        if let Some(row) = self.rows.get_mut(&key) {
            Arc::make_mut(row).version = version;
        }
    }

    /// Every child, by name.
    pub fn children(&self) -> Vec<&Child> {
        let mut all: Vec<&Child> = self.all_children().collect();
        all.sort_unstable_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        all
    }

    /// A child.
    pub fn child(&self, id: ChildId) -> Option<&Child> {
        if let RowBody::Child(child) = self.body(child_key(id))? { Some(child) } else { None }
    }

    /// A household.
    pub fn household(&self, id: HouseholdId) -> Option<&Household> {
        let key = RowKey { kind: 'h', id: id.0 };
        if let RowBody::Household(household) = self.body(key)? { Some(household) } else { None }
    }

    /// The other children of a child's household.
    pub fn siblings(&self, child: &Child) -> Vec<&Child> {
        self.children().into_iter().filter(|c| c.household == child.household && c.id != child.id).collect()
    }

    /// Parents and carers of a household.
    pub fn adults(&self, household: HouseholdId) -> Vec<&Adult> {
        self.all_adults().filter(|a| a.household == household).collect()
    }

    /// Every version of a household's facts.
    pub fn facts(&self, household: HouseholdId) -> Vec<&Fact> {
        self.all_facts().map(|(_, f)| f).filter(|f| f.household == household).collect()
    }

    /// The current answer to one of the four questions.
    pub fn fact(&self, household: HouseholdId, kind: FactKind) -> Option<&Fact> {
        current(self.facts(household), kind)
    }

    /// Whether two people answered one of the four questions differently and the school has not yet
    /// said which holds: of what has arrived at the server, the last contradicts another.
    pub fn is_disputed(&self, household: HouseholdId, kind: FactKind) -> bool {
        let of_kind = self.all_facts().filter(|(_, f)| f.household == household && f.value.kind() == kind);
        let last = of_kind.filter(|(version, _)| *version > 0).max_by_key(|(version, f)| (*version, f.id));
        last.is_some_and(|(_, fact)| fact.disputes.is_some())
    }

    /// How well a household's children are looked after.
    pub fn care_quality(&self, household: HouseholdId) -> Option<domain::guardianship::CareQuality> {
        match &self.fact(household, FactKind::Carer)?.value {
            FactValue::Carer { quality, .. } => *quality,
            _ => None,
        }
    }

    /// A child's entries, newest first.
    pub fn logs(&self, child: ChildId) -> Vec<&Log> {
        let class = self.child(child).map(|c| c.class_name.as_str());
        // Who was in a class that day the server says; until it has, whoever is in the class now.
        let concerns = |version: u64, log: &Log| {
            log.body.children.contains(&child)
                || (version == 0 && class.is_some_and(|name| log.body.classes.iter().any(|c| c == name)))
        };
        newest_first(self.versioned_logs().filter(|(version, log)| concerns(*version, log)).map(|(_, log)| log))
    }

    /// What an author recorded for whole classes, newest first.
    pub fn class_sessions(&self, author: AccountId) -> Vec<&Log> {
        newest_first(self.all_logs().filter(|log| log.is_class_session_of(author)))
    }

    /// Every entry that somebody has to follow up, soonest first.
    pub fn follow_ups(&self) -> Vec<(NaiveDate, &Log)> {
        let mut all: Vec<(NaiveDate, &Log)> =
            self.all_logs().filter_map(|log| Some((log.open_follow_up()?, log))).collect();
        all.sort_unstable_by_key(|(on, log)| (*on, log.id));
        all
    }

    /// An entry.
    pub fn log(&self, id: LogId) -> Option<&Log> {
        if let RowBody::Log(log) = self.body(RowKey::of_log(id))? { Some(log) } else { None }
    }

    /// Whether an entry is on the server as it is shown here.
    pub fn is_acknowledged(&self, id: LogId) -> bool {
        self.version(RowKey::of_log(id)).is_some_and(|version| version > 0)
    }

    /// The pairing with a child.
    pub fn pairing(&self, child: ChildId) -> Option<&Pairing> {
        let all = self.of_kind('p').filter_map(|row| if let RowBody::Pairing(p) = &row.body { Some(p) } else { None });
        all.filter(|p| p.child == child).max_by_key(|p| p.from)
    }

    /// The day since which the owner is responsible for a child.
    pub fn since(&self, child: &Child) -> NaiveDate {
        self.pairing(child.id).map_or(child.entered_on, |p| p.from.max(child.entered_on))
    }

    /// The owner's school.
    pub fn school(&self) -> Option<&OwnSchool> {
        let row = self.of_kind('s').next()?;
        if let RowBody::School(school) = &row.body { Some(school) } else { None }
    }

    /// The rule set.
    pub fn rules(&self) -> RuleSet {
        match self.of_kind('r').next().map(|row| &row.body) {
            Some(RowBody::Rules(rules)) => rules.clone(),
            _ => RuleSet::default(),
        }
    }

    /// How many rows there are in files.
    pub fn len(&self) -> usize {
        self.rows.values().filter(|row| row.body.is_in_a_file()).count()
    }

    /// Whether nothing has been pulled yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names and versions of the rows in a child's file.
    pub fn file(&self, child: ChildId) -> Vec<(RowKey, u64)> {
        let Some(home) = self.child(child).map(|c| c.household) else { return vec![] };
        let rows = self.rows.iter().filter(|(_, row)| row.body.is_of(&[child], &[home]));
        rows.map(|(key, row)| (*key, row.version)).collect()
    }

    /// The sum of a child's file.
    pub fn file_sum(&self, child: ChildId) -> FileSum {
        FileSum::of(child, self.file(child))
    }

    /// Forgets children; what else was in their files goes with [`Self::narrow`] and [`Self::sweep`].
    pub fn forget(&mut self, children: &[ChildId]) {
        children.iter().for_each(|child| self.remove(child_key(*child)));
    }

    /// Takes the children who are not here out of those of some rows that are entries. Returns the changed ones.
    pub fn narrow(&mut self, among: &[RowKey]) -> Vec<Arc<Row>> {
        let here: Vec<ChildId> = self.all_children().map(|c| c.id).collect();
        let mut changed = Vec::new();
        for key in among {
            let Some(RowBody::Log(log)) = self.body(*key) else { continue };
            if log.body.children.iter().all(|child| here.contains(child)) {
                continue;
            }
            if let Some(log) = self.log_mut(log.id) {
                log.body.children.retain(|child| here.contains(child));
            }
            changed.extend(self.row(*key).cloned());
        }
        changed
    }

    /// Forgets those of some rows that belong to no child's file; the own school, the rule set and the
    /// owner's class sessions stay. Returns their names.
    pub fn sweep(&mut self, owner: AccountId, among: &[RowKey]) -> Vec<RowKey> {
        let here: Vec<ChildId> = self.all_children().map(|c| c.id).collect();
        let homes: Vec<HouseholdId> = self.all_children().map(|c| c.household).collect();
        let stays = |body: &RowBody| matches!(body, RowBody::Log(log) if log.is_class_session_of(owner));
        let is_loose = |body: &RowBody| body.is_in_a_file() && !body.is_of(&here, &homes) && !stays(body);
        let loose: Vec<RowKey> = among.iter().filter(|key| self.body(**key).is_some_and(is_loose)).copied().collect();
        loose.iter().for_each(|key| self.remove(*key));
        loose
    }

    /// How the rows of the last pull differ from the server's.
    pub fn compare(&self, server: &Comparison) -> Difference {
        let mut theirs: BTreeMap<RowKey, u64> = BTreeMap::new();
        theirs.extend(server.keys());
        let mut difference = Difference::default();
        for (key, row) in self.rows.iter().filter(|(_, row)| row.body.is_in_a_file()) {
            match theirs.remove(key) {
                None => difference.surplus.push(*key),
                Some(version) if version != row.version => difference.different.push(*key),
                Some(_) => {}
            }
        }
        difference.missing.extend(theirs.into_keys());
        difference
    }
}
