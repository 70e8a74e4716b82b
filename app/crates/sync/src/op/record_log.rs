//! A new entry, with the facts a home visit found changed.

use domain::few::sort_few;
use domain::guardianship::{FactSubject, FactValue};
use domain::id::{AccountId, ChildId, FactId, LogId};
use domain::log::{LogBody, PhotoRef};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Operation, Written};
use crate::raw::Object;
use crate::row::{Envelope, Of, RowKey, RowKind};
use crate::view::Snapshot;

/// A new entry of the field log, with the facts that were found changed on that occasion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLog {
    /// Made when the form opened, so that a double tap is one entry.
    pub log: LogId,
    /// What was filled in.
    pub body: LogBody,
    /// Changed facts; they append.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<NewFact>,
}

/// A new version of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFact {
    /// Made by the phone; the fact's own from then on.
    pub id: FactId,
    /// What it is about.
    pub subject: FactSubject,
    /// The answer to the question that the fact is of.
    pub value: FactValue,
    /// The version that the recorder saw before; none when nothing was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<FactId>,
}

/// The payload's parts, as they were written.
#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(borrow)]
    body: &'a RawValue,
    #[serde(borrow, default)]
    facts: Vec<&'a RawValue>,
}

impl RecordLog {
    fn entry(&self, body: &RawValue, op: &Written, author: AccountId) -> Option<Envelope> {
        let mut inside = Object::read(body)?;
        inside.take("children");
        // The server keeps a set.
        let mut children: Vec<ChildId> = self.body.children.clone();
        sort_few(&mut children, |child| *child);
        let mut entry = Object::default();
        entry.set("id", &self.log).ok()?;
        entry.set("author", &author).ok()?;
        entry.put("body", inside.write().ok()?);
        entry.set("captured_at", &op.captured_at).ok()?;
        entry.set("revision", &1).ok()?;
        entry.set("withdrawn", &false).ok()?;
        let of = Of { children, household: None };
        Some(Envelope::new(RowKey::of_log(self.log), 0, of, entry.write().ok()?))
    }

    fn fact(&self, new: &NewFact, written: &RawValue, op: &Written, author: AccountId) -> Option<Envelope> {
        let mut fact = Object::read(written)?;
        fact.take("base");
        fact.set("seen_on", &self.body.occurred_on).ok()?;
        fact.set("author", &author).ok()?;
        fact.set("captured_at", &op.captured_at).ok()?;
        let of = Of::subject(new.subject);
        Some(Envelope::new(RowKey::new(RowKind::Fact, new.id.0), 0, of, fact.write().ok()?))
    }
}

impl Operation for RecordLog {
    fn keys(&self) -> Vec<RowKey> {
        let facts = self.facts.iter().map(|fact| RowKey::new(RowKind::Fact, fact.id.0));
        std::iter::once(RowKey::of_log(self.log)).chain(facts).collect()
    }

    fn lay(&self, as_written: &Written, author: AccountId, view: &mut Snapshot) {
        let Some(parts) = as_written.payload::<Parts<'_>>() else { return };
        if let Some(entry) = self.entry(parts.body, as_written, author) {
            view.put(entry);
        }
        for (new, written) in self.facts.iter().zip(parts.facts) {
            if let Some(fact) = self.fact(new, written, as_written, author) {
                view.put(fact);
            }
        }
    }

    fn photos(&self) -> &[PhotoRef] {
        &self.body.photos
    }
}
