//! What a file would change: worked out without changing anything, shown, decided on, then done exactly so.
//!
//! [`stage`] is pure: from the same tables, the same answers and the same register it makes the same draft, identifiers included.

pub mod back;
pub mod change;
pub mod decision;
pub mod identity;
pub mod known;
mod mentors;
pub mod past;
mod rows;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::change::{Field, FieldChange};
use self::decision::{Asked, Decision, Decisions, Doubtful, Question, QuestionId};
use self::identity::{Verdict, verdict};
use self::known::Known;
use self::past::{PastEnd, StagedPast};
pub use self::rows::{Contradiction, Row, Table};
use self::write::{Writer, has_moved_up};
use crate::code::coded;
use crate::id::{AccountId, ChildId};
use crate::import::reading::ChildRead;
use crate::log::Log;
use crate::register::{Ended, IdNumber, PairingEnded, Written, name};
use crate::term::TermPage;

coded! {
    /// Why a pairing that the files name is not made.
    UnpairedWhy {
        /// The mentor would have more children than the rules let anybody be given.
        OverLimit = "over_limit",
        /// By the rules the school's lead agrees first: it is proposed where children are paired.
        ForLead = "for_lead",
    }
}

coded! {
    /// What becomes of a child of the file.
    Outcome {
        /// The register does not know it.
        New = "new",
        /// The register knows it, and the file says something else of it.
        Changed = "changed",
        /// It only moved up a year.
        MovedUp = "moved_up",
        /// The register says the same.
        Unchanged = "unchanged",
        /// A person must say first.
        Asked = "asked",
        /// It is left out this time: somebody said so.
        LeftOut = "left_out",
        /// The list says that it is not left behind, and the register does not know it.
        NotLeftBehind = "not_left_behind",
    }
}

/// A child of the file, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedChild {
    /// File, sheet and row, as a person calls them.
    pub place: String,
    /// Name, as the file has it.
    pub name: String,
    /// Class, as the file has it.
    pub class_name: String,
    /// Which child of the register it is or becomes; `None` while nobody has said.
    pub child: Option<ChildId>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Field by field.
    pub changes: Vec<FieldChange>,
}

/// An account that a teacher needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMentor {
    /// The account it becomes.
    pub id: AccountId,
    /// Name.
    pub name: String,
    /// Phone number, digits only; by it the teacher signs in.
    pub phone: Option<String>,
}

/// A pairing that the file begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedPairing {
    /// The child.
    pub child: ChildId,
    /// Name of the child.
    pub name: String,
    /// Name of the mentor.
    pub mentor: String,
    /// Name of the mentor before; `None` for a child who had none.
    pub before: Option<String>,
}

/// A pairing that the file names and that the rules are against: it is told, and not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unpaired {
    /// Name of the child.
    pub name: String,
    /// Name of the mentor.
    pub mentor: String,
    /// Why.
    pub why: UnpairedWhy,
}

/// What files would change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staged {
    /// Every child of the files, in their order.
    pub children: Vec<StagedChild>,
    /// The pairings that begin.
    pub pairings: Vec<StagedPairing>,
    /// The pairings that are not made.
    pub unpaired: Vec<Unpaired>,
    /// The accounts that are made.
    pub mentors: Vec<NewMentor>,
    /// What is asked, answered or not.
    pub questions: Vec<Question>,
    /// What files say of one child that does not agree: the first is taken.
    pub contradictions: Vec<Contradiction>,
    /// What is written.
    pub written: Vec<Written>,
    /// The identity numbers that are kept.
    pub numbers: Vec<(ChildId, IdNumber)>,
    /// Every row of the past, in the order of the files.
    pub past: Vec<StagedPast>,
    /// The entries that are made of them; whoever takes them over stands beside their authors.
    pub logs: Vec<Log>,
    /// The pages of terms that are made of them.
    pub pages: Vec<TermPage>,
}

impl Staged {
    /// How many children come to an end.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.children.iter().filter(|child| child.outcome == outcome).count()
    }

    /// How many questions nobody has answered.
    pub fn open(&self) -> usize {
        self.questions.iter().filter(|question| question.said.is_none()).count()
    }

    /// How many rows of the past come to an end.
    pub fn past(&self, end: PastEnd) -> usize {
        self.past.iter().filter(|past| past.end == end).count()
    }
}

/// What somebody wants taken over.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// The tables, in the order in which they were added: of two that do not agree, the first is taken.
    pub tables: &'s [Table],
    /// Whether they hold all children of the school, so that who is missing is asked about.
    pub is_whole: bool,
    /// What was said so far.
    pub decisions: &'s Decisions,
}

/// Works out what files would change.
pub fn stage(source: Source<'_>, known: &Known<'_>, now: DateTime<Utc>, ids: &dyn Fn(&str) -> Uuid) -> Staged {
    let (rows, contradictions) = rows::merged(source.tables);
    let mut staging = Staging {
        source,
        known,
        writer: Writer::new(known, now, ids),
        staged: Staged { contradictions, ..Staged::default() },
        seen: BTreeSet::new(),
        made: BTreeMap::new(),
        given: known.given.clone(),
    };
    let mut met = vec![];
    for row in &rows {
        let child = staging.row(row);
        met.push((row, child));
    }
    if source.is_whole {
        staging.gone();
    }
    staging.pairs(&met);
    staging.past(&met);
    let Staging { writer, mut staged, .. } = staging;
    staged.written = writer.written;
    staged.numbers = writer.numbers;
    staged
}

/// What is written for one child whom a person has told from all others: a child of the school that comes back, or
/// one whom the register does not know.
pub fn entered(
    read: &ChildRead,
    same: Option<ChildId>,
    known: &Known<'_>,
    now: DateTime<Utc>,
    ids: &dyn Fn(&str) -> Uuid,
) -> (ChildId, Vec<Written>, Vec<(ChildId, IdNumber)>) {
    const KEY: &str = "entered";
    let mut writer = Writer::new(known, now, ids);
    let child = match same.and_then(|child| known.child(child)) {
        Some(child) => {
            writer.known_child(KEY, child, read, false);
            child.child.id
        }
        None => writer.new_child(KEY, read),
    };
    (child, writer.written, writer.numbers)
}

/// A draft in the making.
struct Staging<'s> {
    source: Source<'s>,
    known: &'s Known<'s>,
    writer: Writer<'s>,
    staged: Staged,
    /// The children of the register who stand in the files.
    seen: BTreeSet<ChildId>,
    /// Places in the new mentors by name, as names compare.
    made: BTreeMap<String, Vec<usize>>,
    /// The children whom each mentor has, with those of the draft.
    given: BTreeMap<AccountId, BTreeSet<ChildId>>,
}

impl Staging<'_> {
    fn said(&self, id: &QuestionId) -> Option<Decision> {
        self.source.decisions.get(id).cloned()
    }

    fn ask(&mut self, id: QuestionId, row: &Row, asked: Asked) -> Option<Decision> {
        let said = self.said(&id);
        let (name, class_name) = (row.read.name.clone(), row.read.class_name.clone().unwrap_or_default());
        let place = row.place.clone();
        self.staged.questions.push(Question { id, name, class_name, place, asked, said: said.clone() });
        said
    }

    /// What becomes of a row. The child that it is about, where that is clear.
    fn row(&mut self, row: &Row) -> Option<ChildId> {
        let read = &row.read;
        let known = self.known;
        let (found, takes_number) = match verdict(known, read) {
            Verdict::Is(child) => (Some(child), false),
            Verdict::New => (None, false),
            Verdict::Ask(asked) => {
                let by_number = matches!(asked, Asked::WhoIs { why: Doubtful::NumberDiffers, .. });
                let first = match &asked {
                    Asked::WhoIs { candidates, .. } => candidates.first().map(|c| c.child),
                    _ => None,
                };
                let may = match &asked {
                    Asked::WhoIs { candidates, .. } => candidates.iter().map(|c| c.child).collect(),
                    _ => vec![],
                };
                // Whoever may be meant is not gone.
                self.seen.extend(&may);
                match self.ask(QuestionId(format!("who {}", row.key)), row, asked) {
                    Some(Decision::Same(child)) if may.contains(&child) => (known.child(child), false),
                    Some(Decision::Take) if by_number => (first.and_then(|child| known.child(child)), true),
                    Some(Decision::New) => (None, false),
                    Some(Decision::LeaveOut) => return self.put(row, None, Outcome::LeftOut, vec![]),
                    _ => return self.put(row, None, Outcome::Asked, vec![]),
                }
            }
        };
        match found {
            Some(child) if !self.seen.insert(child.child.id) && self.is_staged(child.child.id) => {
                // Two rows that are one child, by what a person said: the first stands.
                self.put(row, Some(child.child.id), Outcome::Unchanged, vec![])
            }
            Some(child) if read.left_behind == Some(false) => self.not_left_behind(row, child.child.id),
            Some(child) => {
                let changes = self.writer.known_child(&row.key, child, read, takes_number);
                let outcome = self.outcome(child.last_class, read, &changes);
                self.put(row, Some(child.child.id), outcome, changes)
            }
            None if read.left_behind == Some(false) => self.put(row, None, Outcome::NotLeftBehind, vec![]),
            None => {
                let child = self.writer.new_child(&row.key, read);
                self.put(row, Some(child), Outcome::New, vec![])
            }
        }
    }

    fn is_staged(&self, child: ChildId) -> bool {
        self.staged.children.iter().any(|staged| staged.child == Some(child))
    }

    fn outcome(&self, class: &str, read: &ChildRead, changes: &[FieldChange]) -> Outcome {
        match changes {
            [] => Outcome::Unchanged,
            [FieldChange { field: Field::Class, old: Some(_), .. }]
                if has_moved_up(self.known, class, read.class_name.as_deref().unwrap_or_default()) =>
            {
                Outcome::MovedUp
            }
            all if all.iter().all(|change| change.kept) => Outcome::Unchanged,
            _ => Outcome::Changed,
        }
    }

    fn put(
        &mut self,
        row: &Row,
        child: Option<ChildId>,
        outcome: Outcome,
        changes: Vec<FieldChange>,
    ) -> Option<ChildId> {
        self.staged.children.push(StagedChild {
            place: row.place.clone(),
            name: row.read.name.clone(),
            class_name: row.read.class_name.clone().unwrap_or_default(),
            child,
            outcome,
            changes,
        });
        child.filter(|_| !matches!(outcome, Outcome::Asked | Outcome::LeftOut | Outcome::NotLeftBehind))
    }

    /// A list says that a child of the register is no more left behind: a person says whether it leaves.
    fn not_left_behind(&mut self, row: &Row, child: ChildId) -> Option<ChildId> {
        let asked = Asked::Gone { child, not_left_behind: true };
        let said = self.ask(QuestionId(format!("gone {child}")), row, asked);
        self.left(child, said.as_ref());
        let outcome = if said.is_some() { Outcome::Changed } else { Outcome::Asked };
        self.put(row, Some(child), outcome, vec![])
    }

    fn left(&mut self, child: ChildId, said: Option<&Decision>) {
        let Some(Decision::Left { why, last }) = said else { return };
        let Some(known) = self.known.child(child) else { return };
        let (Some(enrolment), true) = (known.enrolment, fits(known.enrolment.map(|e| e.from), *why, *last)) else {
            return;
        };
        self.writer.written.push(Written::Enrolment(enrolment.ending(*last, *why)));
        let pairing = known.pairing.filter(|pairing| pairing.to.is_none_or(|to| to > *last));
        let ended = pairing.map(|pairing| Written::Pairing(pairing.ending(*last, PairingEnded::ChildLeft)));
        self.writer.written.extend(ended);
        // Whoever has left leaves room for another.
        let gone = pairing.filter(|_| *last < self.known.today);
        if let Some(children) = gone.and_then(|pairing| self.given.get_mut(&pairing.mentor)) {
            children.remove(&child);
        }
    }

    /// Asks about each child of the register who is in none of the files.
    fn gone(&mut self) {
        let known = self.known;
        let mut gone: Vec<_> = known
            .children
            .iter()
            .filter(|child| !self.seen.contains(&child.child.id))
            .filter_map(|child| Some((child, child.enrolment?)))
            .collect();
        gone.sort_by_key(|(child, enrolment)| {
            (enrolment.class_name.clone(), name::key(&child.child.name), child.child.id)
        });
        for (child, enrolment) in gone {
            let id = QuestionId(format!("gone {}", child.child.id));
            let said = self.said(&id);
            self.left(child.child.id, said.as_ref());
            self.staged.questions.push(Question {
                id,
                name: child.child.name.clone(),
                class_name: enrolment.class_name.clone(),
                place: String::new(),
                asked: Asked::Gone { child: child.child.id, not_left_behind: false },
                said,
            });
        }
    }
}

/// Whether a child can have left so: for a reason that takes it out of the register, not before it came.
fn fits(from: Option<NaiveDate>, why: Ended, last: NaiveDate) -> bool {
    let is_exit = matches!(
        why,
        Ended::Graduated | Ended::LeftCounty | Ended::NotLeftBehind | Ended::Died | Ended::Mistaken | Ended::MovedOn
    );
    is_exit && from.is_some_and(|from| from <= last)
}

#[cfg(test)]
mod tests;
