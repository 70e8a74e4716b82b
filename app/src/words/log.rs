//! Words of the field log.

use domain::log::{ActivityKind, Fault, LogField, Met, Mode, Outcome, Phrase, Problem};
use domain::report::EntryLine;

use super::code::lists;
use crate::w;

lists! {
    /// An activity.
    kind: ActivityKind = KINDS,
    /// How it took place.
    mode: Mode = MODES,
    /// What came of it.
    outcome: Outcome = OUTCOMES,
    /// A sentence to tap.
    phrase: Phrase = PHRASES,
    /// A person met.
    met: Met = MET,
}

/// What was done, how, and what came of it.
pub fn deed(kind_of: ActivityKind, how: Mode, came: Outcome) -> String {
    format!("{} · {} · {}", kind(kind_of), mode(how), outcome(came))
}

/// The sentences and words of an entry; empty when there are none.
pub fn said(entry: &EntryLine) -> String {
    if entry.confidential {
        return w!(desk.confidential).to_owned();
    }
    let phrases = entry.phrases.iter().map(|p| phrase(*p));
    let own = (!entry.note.is_empty()).then_some(entry.note.as_str());
    phrases.chain(own).collect::<Vec<_>>().join(" · ")
}

/// A sentence for a problem of the form.
pub fn problem(problem: Problem) -> &'static str {
    match (problem.field, problem.fault) {
        (LogField::Children, Fault::Missing) => w!(problems.children_missing),
        (LogField::Children, _) => w!(problems.children_too_many),
        (LogField::OccurredOn, Fault::InFuture) => w!(problems.date_future),
        (LogField::OccurredOn, _) => w!(problems.date_old),
        (LogField::Note, _) => w!(problems.note_long),
        (LogField::FollowUpOn, _) => w!(problems.follow_up_before),
        (LogField::Photos, _) => w!(problems.photos_many),
    }
}
