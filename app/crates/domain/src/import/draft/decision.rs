//! What a person has to say before a row can be taken over, and what was said.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AccountId, ChildId};
use crate::register::Ended;

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
}

/// What was said so far.
pub type Decisions = BTreeMap<QuestionId, Decision>;
