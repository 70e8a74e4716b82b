//! A batch that was taken over is taken back as a whole: what it changed is as before, what it began never was.
//! Nothing is deleted, and nothing is taken back on which something else has built.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::guardianship::{Fact, current};
use crate::id::{ChildId, FactId};
use crate::register::history::History;
use crate::register::{Ended, PairingEnded, Relation, Written};

/// A thing that a batch wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// As it was; `None` for what the batch began.
    pub before: Option<Written>,
    /// As the batch left it.
    pub after: Written,
}

/// Keeps how things are before a batch writes.
pub fn changes(history: &History, written: &[Written]) -> Vec<Change> {
    written.iter().map(|after| Change { before: history.newest(after), after: after.clone() }).collect()
}

/// The children whose files a batch changed, each once.
pub fn children(changes: &[Change]) -> Vec<ChildId> {
    let mut all: Vec<ChildId> = changes.iter().filter_map(|change| child_of(&change.after)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The children whom a batch brought.
pub fn brought(changes: &[Change]) -> Vec<ChildId> {
    let new = changes.iter().filter(|change| change.before.is_none());
    new.filter_map(|change| match &change.after {
        Written::Child(child) => Some(child.id),
        _ => None,
    })
    .collect()
}

fn child_of(written: &Written) -> Option<ChildId> {
    match written {
        Written::Child(v) => Some(v.id),
        Written::Relation(v) => Some(v.child),
        Written::Enrolment(v) => Some(v.child),
        Written::Pairing(v) => Some(v.child),
        Written::Status(v) => Some(v.child),
        Written::Fact(v) => match v.subject {
            crate::guardianship::FactSubject::Child(child) => Some(child),
            _ => None,
        },
        Written::Household(_) | Written::Adult(_) => None,
    }
}

/// Something that came after a batch and has built on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuiltOn {
    /// The child it is about; `None` for a household or an adult.
    pub child: Option<ChildId>,
}

/// What takes a batch back.
pub fn taken_back(
    done: &[Change],
    history: &History,
    now: DateTime<Utc>,
    ids: &dyn Fn(&str) -> Uuid,
) -> Result<Vec<Written>, BuiltOn> {
    let built_on = |of: &Written| BuiltOn { child: child_of(of) };
    let mut back = vec![];
    for change in done {
        if history.newest(&change.after).as_ref() != Some(&change.after) {
            return Err(built_on(&change.after));
        }
        match (&change.before, &change.after) {
            (Some(before), _) => back.push(before.clone()),
            (None, Written::Enrolment(begun)) => {
                let never = begun.from.pred_opt().unwrap_or(begun.from);
                back.push(Written::Enrolment(begun.ending(never, Ended::Mistaken)));
            }
            (None, Written::Pairing(begun)) => {
                let never = begun.from.pred_opt().unwrap_or(begun.from);
                back.push(Written::Pairing(begun.ending(never, PairingEnded::Mistaken)));
            }
            (None, Written::Relation(begun)) => {
                back.push(Written::Relation(Relation { over: true, ..begun.clone() }));
            }
            (None, Written::Fact(said)) => {
                back.push(unsaid(said, done, history, now, ids).ok_or_else(|| built_on(&change.after))?);
            }
            // Nothing leads to them any more.
            (None, Written::Child(_) | Written::Household(_) | Written::Adult(_) | Written::Status(_)) => {}
        }
    }
    let own = |id: Uuid| done.iter().any(|change| change.after.key().1 == id);
    for child in children(done) {
        let later_class = history.enrolments_of(child).any(|e| !own(e.id.0) && is_later(e, done));
        let later_mentor = brought(done).contains(&child)
            && history.pairings_of(child).any(|p| !own(p.id.0) && !p.period().is_empty());
        if later_class || later_mentor {
            return Err(BuiltOn { child: Some(child) });
        }
    }
    Ok(back)
}

/// Whether a period at a school began after the batch had put the child somewhere.
fn is_later(enrolment: &crate::register::Enrolment, done: &[Change]) -> bool {
    let put = done.iter().filter_map(|change| match &change.after {
        Written::Enrolment(own) if own.child == enrolment.child => Some(own.to.unwrap_or(own.from)),
        _ => None,
    });
    !enrolment.period().is_empty() && put.max().is_some_and(|put| enrolment.from > put)
}

/// The version that puts an answer back to what it was before; `None` when somebody has answered since.
fn unsaid(
    said: &Fact,
    done: &[Change],
    history: &History,
    now: DateTime<Utc>,
    ids: &dyn Fn(&str) -> Uuid,
) -> Option<Written> {
    let kind = said.value.kind();
    let all: Vec<&Fact> = history.facts_about(said.subject).collect();
    if current(all.iter().copied(), kind).is_some_and(|newest| newest.id != said.id) {
        return None;
    }
    let own = |fact: &&&Fact| done.iter().any(|change| change.after.key().1 == fact.id.0);
    let before = current(all.iter().filter(|fact| !own(fact)).copied(), kind);
    let restored = Fact {
        id: FactId(ids(&format!("back {}", said.id))),
        captured_at: now.max(said.captured_at + chrono::TimeDelta::milliseconds(1)),
        ..said.clone()
    };
    Some(Written::Fact(match before {
        Some(before) => Fact { value: before.value.clone(), author: before.author, ..restored },
        None => Fact { unsaid: true, ..restored },
    }))
}
