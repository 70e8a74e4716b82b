//! What a person has to say before a row can be taken over, and what was said.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AccountId, ChildId};
use crate::log::{ActivityKind, Mode};
use crate::register::Ended;
use crate::term::Term;

/// Names a question: the same question has the same name whenever the file is compared again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuestionId(pub String);

coded! {
    /// Why the register cannot tell by itself which child a row is about.
    Doubtful {
        /// Several children of the school have the name.
        Namesakes = "namesakes",
        /// The identity number is the same, the name is not.
        NameDiffers = "name_differs",
        /// The name is the same, the identity number is not.
        NumberDiffers = "number_differs",
        /// The name is the same, the birth date is not.
        BirthDiffers = "birth_differs",
        /// Only the name says that it is this child.
        NameOnly = "name_only",
    }
}

/// A child that a row may be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The child.
    pub child: ChildId,
    /// Its name.
    pub name: String,
    /// Its class.
    pub class_name: String,
    /// Its birth date; `None` also for one who has left the school.
    pub birth: Option<NaiveDate>,
    /// The register's identity number with only those characters shown that differ from the row's; `None` where
    /// one of both has none, where so many differ that the number would be told, and for one who has left the school.
    pub number: Option<String>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Which child a row is about.
    WhoIs {
        /// Why it cannot be told.
        why: Doubtful,
        /// Whom it may be about.
        candidates: Vec<Candidate>,
        /// The row's identity number with only those characters shown that differ from the first candidate's.
        number: Option<String>,
    },
    /// A child of the register does not stand in the list.
    Gone {
        /// The child.
        child: ChildId,
        /// Whether the list says that it is no more left behind.
        not_left_behind: bool,
    },
    /// A mentor of the list may be one of several teachers, or one with another phone number.
    WhoIsMentor {
        /// The teachers who may be meant, with the last digits of their numbers.
        candidates: Vec<(AccountId, String, String)>,
    },
    /// A child has another mentor than the list says.
    OtherMentor {
        /// The child.
        child: ChildId,
        /// The mentor in the register.
        has: String,
        /// The mentor of the list.
        says: String,
    },
    /// The files name several mentors for one child.
    WhichMentor {
        /// The child.
        child: ChildId,
        /// Who is named.
        candidates: Vec<(AccountId, String)>,
    },
    /// A roster names somebody who is not in the school's list, or several.
    WhichPupil {
        /// The mentor who has the pupil.
        mentor: String,
        /// Children who may be meant.
        candidates: Vec<Candidate>,
    },
    /// Which child rows of the past are about.
    WhoWas {
        /// Why it cannot be told.
        why: Doubtful,
        /// Whom they may be about.
        candidates: Vec<Candidate>,
        /// How many rows.
        rows: usize,
    },
    /// Which teacher did what rows of the past tell.
    WhoDid {
        /// What they say; empty where they say nothing.
        named: String,
        /// The teachers who may be meant, with the last digits of their numbers.
        candidates: Vec<(AccountId, String, String)>,
        /// Whether it may have been each child's own mentor.
        or_own: bool,
        /// How many rows.
        rows: usize,
    },
    /// Which kind of activity a word means.
    WhichKind {
        /// The word; empty where nothing is written.
        text: String,
        /// How many rows.
        rows: usize,
    },
    /// How activities took place.
    WhichMode {
        /// The word for it; empty where nothing is written.
        text: String,
        /// The kind of the activities where nothing is written.
        kind: Option<ActivityKind>,
        /// How many rows.
        rows: usize,
    },
    /// Of which term a table is.
    WhichTerm {
        /// File and sheet.
        table: String,
        /// The terms that it may be of.
        terms: Vec<Term>,
        /// How many rows.
        rows: usize,
    },
}

impl Asked {
    /// The same is asked of one more row: whom one of them may be about the question is about.
    pub(super) fn met_again(&mut self, other: &Self) {
        match (self, other) {
            (Self::WhoWas { candidates, rows, .. }, Self::WhoWas { candidates: more, .. }) => {
                *rows += 1;
                let new = more.iter().filter(|one| candidates.iter().all(|known| known.child != one.child));
                let new: Vec<Candidate> = new.cloned().collect();
                candidates.extend(new);
            }
            (Self::WhoDid { rows, or_own, .. }, Self::WhoDid { or_own: more, .. }) => {
                *rows += 1;
                *or_own |= more;
            }
            (
                Self::WhichKind { rows, .. } | Self::WhichMode { rows, .. } | Self::WhichTerm { rows, .. },
                Self::WhichKind { .. } | Self::WhichMode { .. } | Self::WhichTerm { .. },
            ) => *rows += 1,
            _ => {}
        }
    }
}

/// A question, and what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Which question.
    pub id: QuestionId,
    /// The name that it is about, as the file has it.
    pub name: String,
    /// The class, as the file has it.
    pub class_name: String,
    /// File, sheet and row.
    pub place: String,
    /// What is asked.
    pub asked: Asked,
    /// What was said; `None` while nobody has.
    pub said: Option<Decision>,
}

/// What a person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It is this child.
    Same(ChildId),
    /// It is nobody whom the register knows.
    New,
    /// The row is left out this time.
    LeaveOut,
    /// The register stays as it is.
    Keep,
    /// What the file says is taken.
    Take,
    /// The child has left.
    Left {
        /// Why.
        why: Ended,
        /// Its last day at the school.
        last: NaiveDate,
    },
    /// It is this mentor.
    Mentor(AccountId),
    /// It was an activity of this kind.
    Kind(ActivityKind),
    /// It took place so.
    Mode(Mode),
    /// It is of this term.
    Term(Term),
}

/// What was said so far.
pub type Decisions = BTreeMap<QuestionId, Decision>;
