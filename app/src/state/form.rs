//! The entry form: what is filled in, kept as a draft at every keystroke.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::guardianship::{FactKind, FactValue};
use domain::id::{ChildId, FactId, HouseholdId, LogId, OpId};
use domain::log::{ActivityKind, LogBody, Met, Mode, Outcome, PhotoRef, Phrase};
use serde::{Deserialize, Serialize};
use sync::{Change, LogPatch, NewFact, Op, Snapshot};

/// The draft of a new entry. A correction has a draft of its own.
pub const NEW: &str = "log";

/// Days after which a follow-up is proposed.
const FOLLOW_UP_DAYS: u64 = 7;

/// What the form does when it is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Records a new entry.
    Record,
    /// Corrects an entry; what it was is kept to know what changed.
    Revise {
        /// The revision that was seen.
        base_revision: u32,
        /// What it was.
        before: LogBody,
    },
}

/// The form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogForm {
    /// Made when the form opened, so that a double tap is one entry.
    pub op_id: OpId,
    /// Likewise.
    pub log: LogId,
    /// What it does.
    pub purpose: Purpose,
    /// The refused operation that it mends.
    pub mends: Option<OpId>,
    /// What is filled in.
    pub body: LogBody,
    /// Changed facts by household.
    pub facts: BTreeMap<HouseholdId, BTreeMap<FactKind, FactValue>>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
}

/// New identifiers for a form.
#[derive(Debug, Clone, Copy)]
pub struct Ids {
    /// Operation.
    pub op: OpId,
    /// Entry.
    pub log: LogId,
}

impl LogForm {
    /// A form for a new entry.
    pub fn new(
        ids: Ids,
        children: Vec<ChildId>,
        kind: ActivityKind,
        mode: Mode,
        now: DateTime<Utc>,
        today: NaiveDate,
    ) -> Self {
        Self {
            op_id: ids.op,
            log: ids.log,
            purpose: Purpose::Record,
            mends: None,
            body: LogBody::plain(children, kind, mode, today),
            facts: BTreeMap::new(),
            opened_at: now,
        }
    }

    /// A form that corrects an entry.
    pub fn revise(op: OpId, log: &domain::log::Log, now: DateTime<Utc>) -> Self {
        Self {
            op_id: op,
            log: log.id,
            purpose: Purpose::Revise { base_revision: log.revision, before: log.body.clone() },
            mends: None,
            body: log.body.clone(),
            facts: BTreeMap::new(),
            opened_at: now,
        }
    }

    /// A form that mends a refused operation, with everything that was typed.
    pub fn mend(ids: Ids, op: &Op, view: &Snapshot, now: DateTime<Utc>) -> Option<Self> {
        match &op.change {
            Change::RecordLog { body, facts, .. } => {
                let mut form = Self::new(ids, vec![], body.kind, body.mode, now, body.occurred_on);
                form.body = body.clone();
                form.mends = Some(op.op_id);
                for fact in facts {
                    form.facts.entry(fact.household).or_default().insert(fact.value.kind(), fact.value.clone());
                }
                Some(form)
            }
            Change::ReviseLog { log, patch, .. } => {
                let mut form = Self::revise(ids.op, view.log(*log)?, now);
                patch.apply(&mut form.body);
                form.mends = Some(op.op_id);
                Some(form)
            }
            _ => None,
        }
    }

    /// Where the draft is kept: each form in progress has a place of its own, so that none overwrites another.
    pub fn draft_key(&self) -> String {
        match (self.mends, &self.purpose) {
            (Some(op), _) => format!("mend:{op}"),
            (None, Purpose::Record) => NEW.to_owned(),
            (None, Purpose::Revise { .. }) => format!("revise:{}", self.log),
        }
    }

    /// Whether the four questions are asked.
    pub fn asks_facts(&self) -> bool {
        self.purpose == Purpose::Record && self.body.mode == Mode::HomeVisit && self.body.outcome != Outcome::NotMet
    }

    /// The households whose facts are asked, each once.
    pub fn households(&self, view: &Snapshot) -> Vec<HouseholdId> {
        let mut homes: Vec<HouseholdId> =
            self.body.children.iter().filter_map(|c| view.child(*c)).map(|c| c.household).collect();
        homes.sort_unstable();
        homes.dedup();
        homes
    }

    /// Sets the outcome, and proposes a day to follow up where one is needed.
    pub fn set_outcome(&mut self, outcome: Outcome) {
        self.body.outcome = outcome;
        match (outcome, self.body.follow_up_on) {
            (Outcome::FollowUp, None) => {
                self.body.follow_up_on = Some(self.body.occurred_on + Days::new(FOLLOW_UP_DAYS))
            }
            (Outcome::Normal | Outcome::NotMet, Some(_)) => self.body.follow_up_on = None,
            _ => {}
        }
    }

    /// Adds a child, or takes it out.
    pub fn toggle_child(&mut self, child: ChildId) {
        toggle(&mut self.body.children, child);
    }

    /// Adds a class, or takes it out. Whole classes make a group session.
    pub fn toggle_class(&mut self, class: &str) {
        toggle(&mut self.body.classes, class.to_owned());
        if !self.body.classes.is_empty() {
            self.body.mode = Mode::Group;
        }
    }

    /// Adds a phrase, or takes it out.
    pub fn toggle_phrase(&mut self, phrase: Phrase) {
        toggle(&mut self.body.phrases, phrase);
    }

    /// Adds a person met, or takes one out.
    pub fn toggle_met(&mut self, met: Met) {
        toggle(&mut self.body.met, met);
    }

    /// Adds a photo.
    pub fn add_photo(&mut self, photo: PhotoRef) {
        self.body.photos.push(photo);
    }

    /// The operation that saves the form. `fact_id` makes identifiers for changed facts.
    pub fn op(&self, view: &Snapshot, now: DateTime<Utc>, mut fact_id: impl FnMut() -> FactId) -> Op {
        let mut body = self.body.clone();
        let change = match &self.purpose {
            Purpose::Record => {
                let mut facts = Vec::new();
                if self.asks_facts() {
                    for home in self.households(view) {
                        let changed = self.facts.get(&home);
                        facts.extend(changed.into_iter().flatten().map(|(_, value)| NewFact {
                            id: fact_id(),
                            household: home,
                            value: value.clone(),
                            base: view.fact(home, value.kind()).map(|known| known.id),
                        }));
                    }
                    let changed: Vec<FactKind> = facts.iter().map(|f| f.value.kind()).collect();
                    body.unchanged = FactKind::ALL.iter().copied().filter(|k| !changed.contains(k)).collect();
                }
                Change::RecordLog { log: self.log, body, facts }
            }
            Purpose::Revise { base_revision, before } => Change::ReviseLog {
                log: self.log,
                base_revision: *base_revision,
                patch: LogPatch::between(before, &body),
            },
        };
        Op { op_id: self.op_id, captured_at: now, change }
    }
}

fn toggle<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|v| *v == value) {
        Some(at) => drop(list.remove(at)),
        None => list.push(value),
    }
}
