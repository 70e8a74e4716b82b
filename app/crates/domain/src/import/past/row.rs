//! A row of the past: every value understood, or said to be not.

use super::super::column::Column;
use super::super::date::day_in;
use super::super::finding::Cause;
use super::super::ledger::id_number;
use super::super::messy_date::MessyDate;
use super::super::row::Row;
use super::super::text::{in_line, is_blank_word};
use super::{EntryRead, HAVES, LevelsRead, Word, term, words};
use crate::log::Outcome;
use crate::log::entry::NOTE_CHARS_MAX;
use crate::register::name;
use crate::term::Term;
use crate::term::page::Judged;

/// The children of a cell: 王芳、李雷 are two.
fn named(row: &Row<'_>, whole: String) -> Vec<String> {
    let parts = row.cell(Column::Name).text;
    let parts: Vec<String> = parts
        .split(['、', ',', '，', ';', '；', '/', '\n'])
        .map(name::kept)
        .filter(|part| part.chars().any(char::is_alphabetic))
        .collect();
    if parts.len() > 1 { parts } else { vec![whole] }
}

/// The activities of a row with the child, or the children, of this name; none where the row has no day, which is said.
pub fn entries(row: &mut Row<'_>, name: String, class_name: Option<String>) -> Vec<EntryRead> {
    let names = named(row, name);
    let Some(MessyDate::Day(on)) = day_in(&row.cell(Column::Day)) else {
        row.say(Column::Day, Cause::NoDay);
        return vec![];
    };
    let id_number = id_number(row).filter(|_| names.len() == 1).map(|number| number.as_str().to_owned());
    let called = row.text(Column::Kind);
    let way = row.text(Column::Mode);
    let kind = words::kind(&called).map_or_else(|| Word::Unclear(called.clone()), Word::Means);
    let mode = if way.is_empty() { words::mode_of_kind(&called) } else { words::mode(&way) };
    let mode = mode.map_or(Word::Unclear(way), Word::Means);
    let came = row.text(Column::Came);
    let outcome = words::outcome(&came);
    // What came of it in words of its own is kept with the others.
    let told = [row.text(Column::Note), if outcome.is_some() { String::new() } else { came }];
    let mut note = told.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("；");
    if note.chars().count() > NOTE_CHARS_MAX {
        row.say(Column::Note, Cause::Long);
        note = String::new();
    }
    let mentor = name::kept(&row.text(Column::Mentor));
    let number = row.number();
    let each = names.into_iter().map(|name| EntryRead {
        row: number,
        name,
        class_name: class_name.clone(),
        id_number: id_number.clone(),
        on,
        kind: kind.clone(),
        mode: mode.clone(),
        outcome: outcome.unwrap_or(Outcome::Normal),
        note: note.clone(),
        mentor: mentor.clone(),
    });
    each.collect()
}

/// The levels of a row; none where it says none, or names a term that nobody understands, which is said. `table` is the
/// term that the table as a whole names.
pub fn levels(row: &mut Row<'_>, name: String, class_name: Option<String>, table: Option<Term>) -> Option<LevelsRead> {
    let id_number = id_number(row).map(|number| number.as_str().to_owned());
    let text = in_line(&row.cell(Column::Term).text).into_owned();
    let term = if is_blank_word(&text) { table } else { term::in_text(&text) };
    if term.is_none() && !is_blank_word(&text) {
        row.say(Column::Term, Cause::Term);
        return None;
    }
    let mut haves = vec![];
    for (column, goal) in HAVES {
        let owed = row.value(column, Cause::Word, words::owed);
        haves.extend(owed.map(|owed| Judged { goal, owed, child_says: String::new() }));
    }
    if haves.is_empty() {
        row.say_of(None, name, Cause::NoLevel);
        return None;
    }
    Some(LevelsRead { row: row.number(), name, class_name, id_number, term, haves })
}
