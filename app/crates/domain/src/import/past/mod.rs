//! What a school kept before it had this register: lists of what was done with children, one row an activity, and of how
//! far each of the five haves had come, one row a child and term.

mod row;
pub mod term;
mod title;
pub mod words;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub(super) use self::row::{entries, levels};
pub(super) use self::title::{applied, columns};
use super::column::Column;
use crate::log::{ActivityKind, Goal, Mode, Outcome};
use crate::term::Term;
use crate::term::page::Judged;

/// A word of a cell: what it means, or the word itself, which a person has to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word<T> {
    /// It is clear.
    Means(T),
    /// Nobody can tell; empty for an empty cell.
    Unclear(String),
}

/// An activity with one child, as far as a row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRead {
    /// The spreadsheet's number of the row.
    pub row: usize,
    /// Name of the child, without padding.
    pub name: String,
    /// Class as the school writes it.
    pub class_name: Option<String>,
    /// Identity number with a right check digit.
    pub id_number: Option<String>,
    /// The day.
    pub on: NaiveDate,
    /// Which kind of activity.
    pub kind: Word<ActivityKind>,
    /// How it took place.
    pub mode: Word<Mode>,
    /// What came of it; where the row does not say, all was well.
    pub outcome: Outcome,
    /// What is written about it, in the school's words; empty for none.
    pub note: String,
    /// Name of the teacher who did it, as it stands there; empty for none.
    pub mentor: String,
}

/// How far a child had come in a term, as far as a row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelsRead {
    /// The spreadsheet's number of the row.
    pub row: usize,
    /// Name of the child, without padding.
    pub name: String,
    /// Class as the school writes it.
    pub class_name: Option<String>,
    /// Identity number with a right check digit.
    pub id_number: Option<String>,
    /// The term; `None` where neither the row nor the table says.
    pub term: Option<Term>,
    /// What is said of each of the five, at least of one.
    pub haves: Vec<Judged>,
}

/// What a table holds of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Activities.
    Entries,
    /// Levels of the five haves.
    Levels,
}

/// Columns of the five haves.
pub const HAVES: [(Column, Goal); 5] = [
    (Column::Material, Goal::Material),
    (Column::Mind, Goal::Mind),
    (Column::Study, Goal::Study),
    (Column::Family, Goal::Family),
    (Column::Virtue, Goal::Virtue),
];

impl Holds {
    /// What a table with these columns holds of the past; `None` for a list of children or of mentors.
    pub fn of(has: impl Fn(Column) -> bool) -> Option<Self> {
        if has(Column::Day) && has(Column::Kind) {
            return Some(Self::Entries);
        }
        HAVES.iter().any(|(column, _)| has(*column)).then_some(Self::Levels)
    }
}
