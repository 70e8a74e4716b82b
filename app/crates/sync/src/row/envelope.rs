//! A row on the wire and on the phone.

use std::sync::OnceLock;

use domain::few::sort_few;
use domain::guardianship::FactSubject;
use domain::id::{ChildId, HouseholdId};
use domain::term::Question;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use uuid::Uuid;

use super::{Colleague, Notice, Row, RowBody, RowKey, RowKind};
use crate::json;

/// Whose file a row is in. A row of nobody's file belongs to the device's owner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Of {
    /// The children whose file it is in, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<ChildId>,
    /// All children's of this household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
}

impl Of {
    fn children(children: Vec<ChildId>) -> Self {
        Self { children, household: None }
    }

    fn household(household: HouseholdId) -> Self {
        Self { children: vec![], household: Some(household) }
    }

    /// What a fact is about. Facts about an adult alone are in no file.
    pub(crate) fn subject(subject: FactSubject) -> Self {
        match subject {
            FactSubject::Child(child) => Self::children(vec![child]),
            FactSubject::Household(household) => Self::household(household),
            FactSubject::Adult(_) => Self::default(),
        }
    }

    /// Whether it is nobody's.
    pub fn is_nobody(&self) -> bool {
        self.children.is_empty() && self.household.is_none()
    }

    /// Whether it is in the file of one of some children, who live in these households.
    pub fn is_of(&self, children: &[ChildId], homes: &[HouseholdId]) -> bool {
        self.children.iter().any(|child| children.contains(child))
            || self.household.is_some_and(|home| homes.contains(&home))
    }
}

/// A row as it is sent and kept: what a device must know of any row, and a body that stays as it came.
///
/// The body names no child but the one whose row it is: which children an entry is about stands in
/// [`Of`], so that a child can be taken out of a row of any kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Envelope {
    /// Which kind of row.
    pub kind: RowKind,
    /// The row's identifier among rows of its kind.
    pub id: Uuid,
    /// The county's commit sequence when the row last changed; 0 while it is not yet acknowledged.
    pub version: u64,
    /// Whose file it is in.
    #[serde(default, skip_serializing_if = "Of::is_nobody")]
    pub of: Of,
    /// What the row says, as the JSON that it came in.
    pub body: Box<RawValue>,
    /// What this version makes of the body, once somebody has asked.
    #[serde(skip)]
    read: OnceLock<Option<RowBody>>,
}

impl PartialEq for Envelope {
    fn eq(&self, other: &Self) -> bool {
        (&self.kind, self.id, self.version, &self.of, self.body.get())
            == (&other.kind, other.id, other.version, &other.of, other.body.get())
    }
}

impl Eq for Envelope {}

impl Envelope {
    /// A row of parts that are known already.
    pub fn new(key: RowKey, version: u64, of: Of, body: Box<RawValue>) -> Self {
        Self { kind: key.kind, id: key.id, version, of, body, read: OnceLock::new() }
    }

    /// Its name among all rows of a device.
    pub fn key(&self) -> RowKey {
        RowKey { kind: self.kind.clone(), id: self.id }
    }

    /// What it says; `None` for a kind that this version does not know and for a body it cannot read.
    pub fn read(&self) -> Option<&RowBody> {
        self.read.get_or_init(|| self.decoded()).as_ref()
    }

    /// What a notice says.
    pub fn notice(&self) -> Option<Notice> {
        json::read(self.body.get()).ok()
    }

    /// Who else has a child.
    pub fn colleague(&self) -> Option<Colleague> {
        json::read(self.body.get()).ok()
    }

    /// What the school asks.
    pub fn question(&self) -> Option<Question> {
        json::read(self.body.get()).ok()
    }

    /// Whether it is read where it is shown: what reads it is not in the phone's first part.
    pub(crate) fn is_read_later(&self) -> bool {
        matches!(self.kind, RowKind::Notice | RowKind::Colleague | RowKind::Question)
    }

    /// Whether it is part of some child's file, or of the owner's own work.
    pub fn is_in_a_file(&self) -> bool {
        !self.of.is_nobody() || self.kind == RowKind::Log
    }

    /// The household a child's row names, also when the rest of it cannot be read.
    pub(crate) fn home(&self) -> Option<HouseholdId> {
        #[derive(Deserialize)]
        struct Lives {
            household: HouseholdId,
        }
        match self.read() {
            Some(RowBody::Child(child)) => Some(child.household),
            _ => json::read::<Lives>(self.body.get()).ok().map(|lives| lives.household),
        }
    }

    /// Gives it another body.
    pub(crate) fn rewrite(&mut self, body: Box<RawValue>) {
        self.body = body;
        self.read = OnceLock::new();
    }

    /// Keeps of its children only those who are here; whether that changed anything.
    pub(crate) fn narrow(&mut self, here: &[ChildId]) {
        self.of.children.retain(|child| here.contains(child));
        self.read = OnceLock::new();
    }

    fn decoded(&self) -> Option<RowBody> {
        let text = self.body.get();
        let body = match self.kind {
            RowKind::Child => RowBody::Child(json::read(text).ok()?),
            RowKind::Household => RowBody::Household(json::read(text).ok()?),
            RowKind::Adult => RowBody::Adult(json::read(text).ok()?),
            RowKind::Fact => RowBody::Fact(json::read(text).ok()?),
            RowKind::Log => {
                let mut log: domain::log::Log = json::read(text).ok()?;
                log.body.children.clone_from(&self.of.children);
                RowBody::Log(log)
            }
            RowKind::Relation => RowBody::Relation(json::read(text).ok()?),
            RowKind::Enrolment => RowBody::Enrolment(json::read(text).ok()?),
            RowKind::Status => RowBody::Status(json::read(text).ok()?),
            RowKind::TermPage => RowBody::TermPage(json::read(text).ok()?),
            RowKind::Pairing => RowBody::Pairing(json::read(text).ok()?),
            RowKind::School => RowBody::School(json::read(text).ok()?),
            RowKind::Rules => RowBody::Rules(json::read(text).ok()?),
            // See [`Envelope::is_read_later`].
            RowKind::Notice | RowKind::Colleague | RowKind::Question | RowKind::Other(_) => return None,
        };
        // A body that names another row than its envelope is not to be trusted.
        (body.key().id == self.id).then_some(body)
    }
}

impl TryFrom<Row> for Envelope {
    type Error = serde_json::Error;

    fn try_from(row: Row) -> Result<Self, Self::Error> {
        let key = row.body.key();
        let (of, body) = match row.body {
            RowBody::Child(r) => (Of::children(vec![r.id]), to_raw_value(&r)?),
            RowBody::Household(r) => (Of::household(r.id), to_raw_value(&r)?),
            RowBody::Adult(r) => (Of::household(r.household), to_raw_value(&r)?),
            RowBody::Fact(r) => (Of::subject(r.subject), to_raw_value(&r)?),
            RowBody::Log(mut r) => {
                let mut children = std::mem::take(&mut r.body.children);
                sort_few(&mut children, |child| *child);
                (Of::children(children), to_raw_value(&r)?)
            }
            RowBody::Relation(r) => (Of::children(vec![r.child]), to_raw_value(&r)?),
            RowBody::Enrolment(r) => (Of::children(vec![r.child]), to_raw_value(&r)?),
            RowBody::Status(r) => (Of::children(vec![r.child]), to_raw_value(&r)?),
            RowBody::TermPage(r) => (Of::children(vec![r.child]), to_raw_value(&r)?),
            RowBody::Question(r) => (Of::children(vec![r.child]), to_raw_value(&r)?),
            RowBody::Pairing(r) => (Of::children(vec![r.child]), to_raw_value(&r)?),
            RowBody::Colleague(r) => (Of::children(vec![r.child]), to_raw_value(&r)?),
            RowBody::School(r) => (Of::default(), to_raw_value(&r)?),
            RowBody::Rules(r) => (Of::default(), to_raw_value(&r)?),
            RowBody::Notice(r) => (Of::default(), to_raw_value(&r)?),
        };
        Ok(Self::new(key, row.version, of, body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, NaiveDate};
    use domain::id::{AccountId, LogId};
    use domain::log::{ActivityKind, Log, LogBody, Mode};

    fn child(n: u128) -> ChildId {
        ChildId(Uuid::from_u128(n))
    }

    #[test]
    fn an_entry_names_its_children_on_the_envelope_only() {
        let body = LogBody::plain(vec![child(8), child(7)], ActivityKind::Drill, Mode::Group, NaiveDate::default());
        let log = Log::first(LogId(Uuid::from_u128(5)), AccountId(Uuid::nil()), body, DateTime::default());
        let mut row: Envelope =
            Row { version: 4, body: RowBody::Log(log) }.try_into().unwrap_or_else(|e| panic!("{e}"));
        assert!(!row.body.get().contains("children"));
        row.narrow(&[child(7)]);
        let Some(RowBody::Log(read)) = row.read() else { panic!("an entry") };
        assert_eq!(
            (read.body.children.as_slice(), row.of.children.as_slice()),
            ([child(7)].as_slice(), [child(7)].as_slice())
        );
    }

    #[test]
    fn a_kind_or_a_body_from_the_future_is_kept_and_not_read() {
        for text in [
            r#"{"kind":"milestone","id":"00000000-0000-0000-0000-000000000005","version":4,"of":{"children":["00000000-0000-0000-0000-000000000007"]},"body":{"b":  1}}"#,
            r#"{"kind":"fact","id":"00000000-0000-0000-0000-000000000005","version":4,"of":{"household":"00000000-0000-0000-0000-000000000007"},"body":{"value":{"custody":{}}}}"#,
        ] {
            let row: Envelope = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}"));
            assert!(row.read().is_none() && row.is_in_a_file());
            assert_eq!(serde_json::to_string(&row).unwrap_or_default(), text);
        }
    }
}
