//! Words of the field log.

use domain::log::{ActivityKind, Aid, Fault, LogField, Met, Mode, Outcome, Pledge, Problem, is_missed_call};
use domain::report::EntryLine;
use domain::rules::Phrase;

use super::code::lists;
use crate::i18n::Locale;
use crate::lang::lang;
use crate::w;

lists! {
    /// An activity.
    kind: ActivityKind = KINDS,
    /// How it took place.
    mode: Mode = MODES,
    /// What came of it.
    outcome: Outcome = OUTCOMES,
    /// A person met.
    met: Met = MET,
    /// How the parents answered the safety pledge.
    pledge: Pledge = PLEDGES,
    /// The same as a choice.
    pledge_way: Pledge = PLEDGE_WAYS,
}

/// A sentence to tap, in the language of the page where somebody has written it.
pub fn phrase(phrase: &Phrase) -> &str {
    if lang() == Locale::en && !phrase.english.is_empty() { &phrase.english } else { &phrase.words }
}

/// What was done, how, and what came of it.
pub fn deed(kind_of: ActivityKind, how: Mode, came: Outcome) -> String {
    let came = if is_missed_call(how, came) { w!(log.no_answer) } else { outcome(came) };
    format!("{} · {} · {}", kind(kind_of), mode(how), came)
}

/// What was given: on what occasion, by whom, and what each child got.
fn given(aid: &Aid) -> String {
    super::joined(&[&aid.occasion, &aid.donor, &aid.each()])
}

/// The sentences and words of an entry; empty when there are none.
pub fn said(entry: &EntryLine) -> String {
    if entry.confidential {
        return w!(desk.confidential).to_owned();
    }
    let phrases = entry.phrases.iter().map(phrase);
    let own = (!entry.note.is_empty()).then_some(entry.note.as_str());
    let given = entry.aid.as_deref().map(given).unwrap_or_default();
    let answered = entry.pledge.map(pledge).unwrap_or_default();
    let given = [given.as_str(), answered].into_iter().filter(|part| !part.is_empty());
    given.chain(phrases).chain(own).collect::<Vec<_>>().join(" · ")
}

/// A sentence for a problem of the form.
pub fn problem(problem: Problem) -> &'static str {
    match (problem.field, problem.fault) {
        (LogField::Children, Fault::Missing) => w!(problems.children_missing),
        (LogField::Children, _) => w!(problems.children_too_many),
        (LogField::OccurredOn, Fault::InFuture) => w!(problems.date_future),
        (LogField::OccurredOn, _) => w!(problems.date_old),
        (_, Fault::NotForClasses) => w!(problems.not_for_classes),
        (LogField::Kind, _) => w!(problems.kind_missing),
        (LogField::Mode, _) => w!(problems.mode_missing),
        (LogField::Outcome, _) => w!(problems.outcome_missing),
        (LogField::Note, Fault::Confidential) => w!(problems.note_confidential),
        (LogField::Note, _) => w!(problems.note_long),
        (LogField::FollowUpOn, _) => w!(problems.follow_up_before),
        (LogField::Photos, _) => w!(problems.photos_many),
        (LogField::Gift, Fault::Missing) => w!(problems.gift_missing),
        (LogField::Gift | LogField::Donor | LogField::Occasion, _) => w!(problems.gift_long),
        (LogField::Things | LogField::Amount, _) => w!(problems.gift_much),
        (LogField::Facts | LogField::Unlisted, _) => w!(problems.other),
    }
}
