//! What the past of a school's files becomes: entries of the log and pages of terms, each once. Nothing that is there is
//! overwritten, and whom a row is about, or who did it, is asked and never guessed.

mod entries;
mod levels;
pub mod on_record;
mod who;
mod whom;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::decision::{Asked, Decision, Question, QuestionId};
use super::{Row, Staging, Table};
use crate::code::coded;
use crate::id::{ChildId, PageId};
use crate::import::finding::Cause;
use crate::log::ActivityKind;
use crate::register::{Pairing, Written, name};
use crate::term::page::Judged;
use crate::term::{PageBody, Term, TermPage};

coded! {
    /// What becomes of a row of the past.
    PastEnd {
        /// It is entered.
        Added = "added",
        /// The register has it already.
        There = "there",
        /// It stands in the files before.
        Twice = "twice",
        /// A person must say first.
        Asked = "asked",
        /// It is left out this time: somebody said so.
        LeftOut = "left_out",
        /// It cannot be entered until it is mended.
        Failed = "failed",
    }
}

/// What a row of the past is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PastThing {
    /// An activity.
    Entry {
        /// The day.
        on: NaiveDate,
        /// Its kind; `None` while nobody has said.
        kind: Option<ActivityKind>,
        /// Name of the teacher who did it, as the register has it; empty while nobody has said.
        mentor: String,
    },
    /// How far a child had come.
    Page {
        /// The term; `None` while nobody has said.
        term: Option<Term>,
        /// What is said of each of the five.
        haves: Vec<Judged>,
    },
}

/// A row of the past, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedPast {
    /// File, sheet and row, as a person calls them.
    pub place: String,
    /// Name of the child, as the file has it.
    pub name: String,
    /// Class, as the file has it.
    pub class_name: String,
    /// What it is about.
    pub of: PastThing,
    /// What becomes of it.
    pub end: PastEnd,
    /// Why it cannot be entered, or what of it is not.
    pub why: Option<Cause>,
}

/// What takes back a page that a batch made: later than all that was written of it, whatever the clocks say.
pub fn taken_back(made: &TermPage, id: PageId, now: DateTime<Utc>) -> TermPage {
    let later = made.captured_at + TimeDelta::milliseconds(1);
    TermPage {
        id,
        captured_at: now.max(later),
        body: PageBody::default(),
        disputes: None,
        unsaid: true,
        ..made.clone()
    }
}

/// What was said to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer<T> {
    Is(T),
    Asked,
    LeftOut,
    Failed(Cause),
}

impl<T> Answer<T> {
    /// What follows for the row as long as it is not clear.
    fn end(&self) -> Option<(PastEnd, Option<Cause>)> {
        match self {
            Self::Is(_) => None,
            Self::Asked => Some((PastEnd::Asked, None)),
            Self::LeftOut => Some((PastEnd::LeftOut, None)),
            Self::Failed(why) => Some((PastEnd::Failed, Some(*why))),
        }
    }

    fn known(self) -> Option<T> {
        if let Self::Is(value) = self { Some(value) } else { None }
    }
}

/// What several things that have to be clear come to: what is mended or left out is not asked about any more.
fn worst(ends: &[Option<(PastEnd, Option<Cause>)>]) -> Option<(PastEnd, Option<Cause>)> {
    let of = |end: PastEnd| ends.iter().flatten().find(|(one, _)| *one == end).copied();
    of(PastEnd::Failed).or_else(|| of(PastEnd::LeftOut)).or_else(|| of(PastEnd::Asked))
}

/// A row of the past in the files.
#[derive(Debug, Clone)]
struct Line {
    /// Names the row among all.
    key: String,
    place: String,
    name: String,
    class_name: String,
    number: Option<String>,
}

/// A child whom the same batch brings.
#[derive(Debug, Clone)]
struct Newcomer {
    child: ChildId,
    name: String,
    class_name: String,
}

/// The past in the making.
struct Past<'p, 's> {
    staging: &'p mut Staging<'s>,
    newcomers: BTreeMap<String, Vec<Newcomer>>,
    /// Pairings that the same batch begins.
    begun: Vec<Pairing>,
    entries: BTreeSet<(ChildId, NaiveDate, ActivityKind)>,
    pages: BTreeSet<(ChildId, Term)>,
}

impl Staging<'_> {
    /// Works out what of the past is entered; after the children and their pairings, which it may be about.
    pub(super) fn past(&mut self, met: &[(&Row, Option<ChildId>)]) {
        let tables = self.source.tables;
        if tables.iter().all(|table| table.reading.entries.is_empty() && table.reading.levels.is_empty()) {
            return;
        }
        let mut newcomers: BTreeMap<String, Vec<Newcomer>> = BTreeMap::new();
        for (row, child) in met {
            if let Some(child) = child.filter(|child| self.known.child(*child).is_none()) {
                let class_name = row.read.class_name.clone().unwrap_or_default();
                let newcomer = Newcomer { child, name: row.read.name.clone(), class_name };
                newcomers.entry(name::key(&row.read.name)).or_default().push(newcomer);
            }
        }
        let begun = self.writer.written.iter().filter_map(|written| match written {
            Written::Pairing(pairing) if pairing.to.is_none() => Some(pairing.clone()),
            _ => None,
        });
        let begun = begun.collect();
        let mut past = Past { staging: self, newcomers, begun, entries: BTreeSet::new(), pages: BTreeSet::new() };
        for table in tables {
            past.entries_of(table);
            past.levels_of(table);
        }
    }
}

impl Past<'_, '_> {
    fn today(&self) -> NaiveDate {
        self.staging.known.today
    }

    /// Asks once for all rows to which the answer is the same; whoever answers sees how many those are.
    fn ask(&mut self, id: QuestionId, line: &Line, asked: Asked) -> Option<Decision> {
        let said = self.staging.said(&id);
        let questions = &mut self.staging.staged.questions;
        match questions.iter_mut().find(|question| question.id == id) {
            Some(question) => question.asked.met_again(&asked),
            None => questions.push(Question {
                id,
                name: line.name.clone(),
                class_name: line.class_name.clone(),
                place: line.place.clone(),
                asked,
                said: said.clone(),
            }),
        }
        said
    }

    /// The name of a question about some words.
    fn question(&self, what: &str, words: &str) -> QuestionId {
        QuestionId(format!("past {what} {}", self.staging.writer.id(&format!("past {what} {words}"))))
    }

    fn put(&mut self, line: Line, of: PastThing, end: PastEnd, why: Option<Cause>) {
        let Line { place, name, class_name, .. } = line;
        self.staging.staged.past.push(StagedPast { place, name, class_name, of, end, why });
    }
}

fn line(table: &Table, row: usize, nth: usize, name: &str, class: Option<&str>, number: Option<&str>) -> Line {
    Line {
        key: format!("{} {row} {nth}", table.id),
        place: format!("{} {row}", table.title()),
        name: name.to_owned(),
        class_name: class.unwrap_or_default().to_owned(),
        number: number.map(str::to_owned),
    }
}
