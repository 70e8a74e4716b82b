//! Words for school files on their way into the register.

use chrono::NaiveDate;
use domain::guardianship::FactValue;
use domain::import::batch::{BatchState, FileFault};
use domain::import::column::Column;
use domain::import::draft::UnpairedWhy;
use domain::import::draft::change::{Field, Value};
use domain::import::draft::decision::{Asked, Candidate, Decision, Doubtful};
use domain::import::draft::past::{PastEnd, PastThing};
use domain::import::finding::Cause;
use domain::log::{ActivityKind, Mode};
use domain::register::{Ended, Sex};

use super::code::lists;
use super::{date, guardianship, log, term, term_page};
use crate::w;

lists! {
    /// What a column means.
    column: Column = COLUMNS,
    /// Which field of a child's file.
    field: Field = FIELDS,
    /// What is not right with a value.
    cause: Cause = CAUSES,
    /// Why it cannot be told which child is meant.
    doubt: Doubtful = DOUBTS,
    /// How far a batch has come.
    state: BatchState = BATCHES,
    /// Why a file was not taken.
    file_fault: FileFault = FILE_FAULTS,
    /// What becomes of a row of the past.
    past_end: PastEnd = PAST_ENDS,
    /// Why a pairing that the files name is not made.
    unpaired: UnpairedWhy = UNPAIRED_WHYS,
    /// A sex.
    sex: Sex = SEXES,
    /// Why a child is no more at its school.
    ended: Ended = ENDED,
}

/// A value of a field.
pub fn value(value: &Value) -> String {
    match value {
        Value::Text(text) if text.is_empty() => w!(imports.given).to_owned(),
        Value::Text(text) => text.clone(),
        Value::Day(day) => date::day(*day),
        Value::Yes(yes) => if *yes { w!(child.boards) } else { w!(child.walks) }.to_owned(),
        Value::Sex(which) => sex(*which).to_owned(),
        Value::Parent(parent) => guardianship::parent(parent),
        Value::Carer { kind, who, quality } => {
            guardianship::fact(&FactValue::Carer { kind: *kind, who: who.clone(), quality: *quality })
        }
    }
}

/// What is asked.
pub fn asked(asked: &Asked, name: &str) -> String {
    match asked {
        Asked::WhoIs { .. } => w!(imports.ask_who).to_owned(),
        Asked::Gone { not_left_behind: false, .. } => w!(imports.ask_gone).to_owned(),
        Asked::Gone { not_left_behind: true, .. } => w!(imports.ask_not_left).to_owned(),
        Asked::WhoIsMentor { .. } => w!(imports.ask_mentor, name = name),
        Asked::OtherMentor { has, says, .. } => w!(imports.ask_other, has = has.as_str(), says = says.as_str()),
        Asked::WhichMentor { candidates, .. } => {
            let names: Vec<&str> = candidates.iter().map(|(_, name)| name.as_str()).collect();
            w!(imports.ask_which_mentor, names = names.join(super::comma()))
        }
        Asked::WhichPupil { mentor, .. } => w!(imports.ask_pupil, mentor = mentor.as_str()),
        Asked::WhoWas { rows, .. } => w!(imports.ask_who_was, rows = *rows),
        Asked::WhoDid { named, rows, .. } if named.is_empty() => w!(imports.ask_nobody, rows = *rows),
        Asked::WhoDid { named, rows, .. } => w!(imports.ask_who_did, rows = *rows, name = named.as_str()),
        Asked::WhichKind { text, rows } if text.is_empty() => w!(imports.ask_kind_empty, rows = *rows),
        Asked::WhichKind { text, rows } => w!(imports.ask_kind, text = text.as_str(), rows = *rows),
        Asked::WhichMode { kind: Some(kind), rows, .. } => {
            w!(imports.ask_mode_empty, rows = *rows, kind = log::kind(*kind))
        }
        Asked::WhichMode { text, rows, .. } => w!(imports.ask_mode, text = text.as_str(), rows = *rows),
        Asked::WhichTerm { table, rows, .. } => w!(imports.ask_term, table = table.as_str(), rows = *rows),
    }
}

/// The children who may be meant, each as an answer.
fn same(candidates: &[Candidate]) -> impl Iterator<Item = (Decision, String)> + '_ {
    candidates.iter().map(|c| {
        let words = w!(imports.same, name = c.name.as_str(), class = c.class_name.as_str());
        (Decision::Same(c.child), words)
    })
}

/// The answers to what is asked of the past: once for all rows to which they are the same.
fn of_the_past(asked: &Asked) -> Vec<(Decision, String)> {
    let mut all: Vec<(Decision, String)> = match asked {
        Asked::WhoWas { candidates, .. } => same(candidates).collect(),
        Asked::WhoDid { candidates, or_own, .. } => {
            let named = candidates.iter().map(|(id, name, phone)| {
                let words = w!(imports.this_teacher, name = name.as_str(), phone = phone.as_str());
                (Decision::Mentor(*id), words)
            });
            named.chain(or_own.then(|| (Decision::Take, w!(imports.own_mentor).to_owned()))).collect()
        }
        Asked::WhichKind { .. } => {
            ActivityKind::ALL.iter().map(|kind| (Decision::Kind(*kind), log::kind(*kind).to_owned())).collect()
        }
        Asked::WhichMode { .. } => {
            Mode::ALL.iter().map(|mode| (Decision::Mode(*mode), log::mode(*mode).to_owned())).collect()
        }
        Asked::WhichTerm { terms, .. } => terms.iter().map(|of| (Decision::Term(*of), term::name(*of))).collect(),
        _ => vec![],
    };
    all.push((Decision::LeaveOut, w!(imports.leave_rows).to_owned()));
    all
}

/// What a row of the past is about.
pub fn past(of: &PastThing) -> String {
    match of {
        PastThing::Entry { on, kind, mentor } => {
            super::joined(&[&date::day(*on), kind.map(log::kind).unwrap_or_default(), mentor])
        }
        PastThing::Page { term: of, haves } => {
            let haves: Vec<String> = haves.iter().map(term_page::judged).collect();
            super::joined(&[&of.map(term::name).unwrap_or_default(), &haves.join(super::comma())])
        }
    }
}

/// Every answer that a question can have, with its words.
pub fn answers(asked: &Asked, today: NaiveDate) -> Vec<(Decision, String)> {
    match asked {
        Asked::WhoIs { why, candidates, .. } => {
            let by_number = *why == Doubtful::NumberDiffers;
            let mut all: Vec<_> = candidates
                .iter()
                .map(|c| {
                    let same = if by_number {
                        w!(imports.same_keep).to_owned()
                    } else {
                        w!(imports.same, name = c.name.as_str(), class = c.class_name.as_str())
                    };
                    (Decision::Same(c.child), same)
                })
                .collect();
            all.extend(by_number.then(|| (Decision::Take, w!(imports.same_take).to_owned())));
            all.push((Decision::New, w!(imports.is_new).to_owned()));
            all.push((Decision::LeaveOut, w!(imports.leave_out).to_owned()));
            all
        }
        Asked::Gone { .. } => {
            let left = |why| (Decision::Left { why, last: today }, w!(imports.left_because, why = ended(why)));
            let reasons = [Ended::NotLeftBehind, Ended::LeftCounty, Ended::Graduated, Ended::Mistaken];
            let mut all = vec![(Decision::Keep, w!(imports.still_here).to_owned())];
            all.extend(reasons.map(left));
            all
        }
        Asked::WhoIsMentor { candidates } => {
            let mut all: Vec<_> = candidates
                .iter()
                .map(|(id, name, phone)| {
                    let words = w!(imports.this_teacher, name = name.as_str(), phone = phone.as_str());
                    (Decision::Mentor(*id), words)
                })
                .collect();
            all.push((Decision::New, w!(imports.new_teacher).to_owned()));
            all.push((Decision::LeaveOut, w!(imports.skip).to_owned()));
            all
        }
        Asked::OtherMentor { has, says, .. } => vec![
            (Decision::Keep, w!(imports.keep_mentor, name = has.as_str())),
            (Decision::Take, w!(imports.take_mentor, name = says.as_str())),
        ],
        Asked::WhichMentor { candidates, .. } => {
            let one = |(id, name): &(_, String)| (Decision::Mentor(*id), name.clone());
            let mut all: Vec<_> = candidates.iter().map(one).collect();
            all.push((Decision::Keep, w!(imports.pair_later).to_owned()));
            all
        }
        Asked::WhichPupil { candidates, .. } => {
            let mut all: Vec<_> = same(candidates).collect();
            all.push((Decision::LeaveOut, w!(imports.skip).to_owned()));
            all
        }
        Asked::WhoWas { .. }
        | Asked::WhoDid { .. }
        | Asked::WhichKind { .. }
        | Asked::WhichMode { .. }
        | Asked::WhichTerm { .. } => of_the_past(asked),
    }
}

/// What was said, in the words of its answer.
pub fn said(of: &Asked, decision: &Decision, today: NaiveDate) -> String {
    if let Decision::Left { why, last } = decision {
        return format!("{} {}", w!(imports.left_because, why = ended(*why)), date::short_day(*last, today));
    }
    let all = answers(of, today).into_iter().find(|(one, _)| one == decision);
    all.map(|(_, words)| words).unwrap_or_default()
}

/// Where a row stands: its sheet, and its number as the spreadsheet shows it.
pub fn place(place: &str) -> String {
    match place.rsplit_once(' ') {
        Some((sheet, row)) if row.bytes().all(|b| b.is_ascii_digit()) => w!(imports.place, sheet = sheet, row = row),
        _ => place.to_owned(),
    }
}
