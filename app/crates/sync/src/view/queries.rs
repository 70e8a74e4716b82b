//! What the pages ask of a device's picture.

use chrono::NaiveDate;
use domain::guardianship::{Fact, FactKind, FactValue, current};
use domain::id::{AccountId, ChildId, HouseholdId, LogId};
use domain::log::Log;
use domain::register::{Adult, Child, Household, Pairing};
use domain::rules::RuleSet;
use serde_json::value::RawValue;

use super::Snapshot;
use crate::raw::Object;
use crate::row::{Envelope, OwnSchool, RowBody, RowKey, RowKind};

fn newest_first<'a>(logs: impl Iterator<Item = &'a Log>) -> Vec<&'a Log> {
    let mut all: Vec<&Log> = logs.collect();
    all.sort_unstable_by_key(|log| std::cmp::Reverse((log.body.occurred_on, log.captured_at, log.id)));
    all
}

impl Snapshot {
    /// What a row says, as far as this version can read it.
    fn body(&self, key: &RowKey) -> Option<&RowBody> {
        self.row(key).and_then(|row| row.read())
    }

    fn all_children(&self) -> impl Iterator<Item = &Child> {
        self.of_kind(&RowKind::Child).filter_map(|row| match row.read() {
            Some(RowBody::Child(child)) => Some(child),
            _ => None,
        })
    }

    fn all_adults(&self) -> impl Iterator<Item = &Adult> {
        self.of_kind(&RowKind::Adult).filter_map(|row| match row.read() {
            Some(RowBody::Adult(adult)) => Some(adult),
            _ => None,
        })
    }

    fn all_facts(&self) -> impl Iterator<Item = (u64, &Fact)> {
        self.of_kind(&RowKind::Fact).filter_map(|row| match row.read() {
            Some(RowBody::Fact(fact)) => Some((row.version, fact)),
            _ => None,
        })
    }

    fn versioned_logs(&self) -> impl Iterator<Item = (u64, &Log)> {
        self.of_kind(&RowKind::Log).filter_map(|row| match row.read() {
            Some(RowBody::Log(log)) => Some((row.version, log)),
            _ => None,
        })
    }

    /// Every entry.
    pub fn all_logs(&self) -> impl Iterator<Item = &Log> {
        self.versioned_logs().map(|(_, log)| log)
    }

    /// What was filled in for an entry, as its JSON lies here.
    pub fn log_text(&self, id: LogId) -> Option<Box<RawValue>> {
        Object::read(&self.row(&RowKey::of_log(id))?.body)?.take("body")
    }

    /// How many rows there are that only a newer app can read.
    pub fn not_understood(&self) -> usize {
        self.rows().filter(|row| row.read().is_none()).count()
    }

    /// Every child, by name.
    pub fn children(&self) -> Vec<&Child> {
        let mut all: Vec<&Child> = self.all_children().collect();
        all.sort_unstable_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        all
    }

    /// A child.
    pub fn child(&self, id: ChildId) -> Option<&Child> {
        if let RowBody::Child(child) = self.body(&RowKey::of_child(id))? { Some(child) } else { None }
    }

    /// A household.
    pub fn household(&self, id: HouseholdId) -> Option<&Household> {
        let key = RowKey::new(RowKind::Household, id.0);
        if let RowBody::Household(household) = self.body(&key)? { Some(household) } else { None }
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
        if let RowBody::Log(log) = self.body(&RowKey::of_log(id))? { Some(log) } else { None }
    }

    /// Whether an entry is on the server as it is shown here.
    pub fn is_acknowledged(&self, id: LogId) -> bool {
        self.version(&RowKey::of_log(id)).is_some_and(|version| version > 0)
    }

    /// The pairing with a child.
    pub fn pairing(&self, child: ChildId) -> Option<&Pairing> {
        let all = self.of_kind(&RowKind::Pairing).filter_map(|row| match row.read() {
            Some(RowBody::Pairing(pairing)) => Some(pairing),
            _ => None,
        });
        all.filter(|p| p.child == child).max_by_key(|p| p.from)
    }

    /// The day since which the owner is responsible for a child.
    pub fn since(&self, child: &Child) -> NaiveDate {
        self.pairing(child.id).map_or(child.entered_on, |p| p.from.max(child.entered_on))
    }

    /// The owner's school.
    pub fn school(&self) -> Option<&OwnSchool> {
        let row = self.of_kind(&RowKind::School).next()?;
        if let RowBody::School(school) = row.read()? { Some(school) } else { None }
    }

    /// The rule set.
    pub fn rules(&self) -> RuleSet {
        match self.of_kind(&RowKind::Rules).next().and_then(Envelope::read) {
            Some(RowBody::Rules(rules)) => rules.clone(),
            _ => RuleSet::default(),
        }
    }
}
