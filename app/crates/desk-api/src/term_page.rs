//! The pages of a child, term by term: what is on record for each of the five haves, what we still owe, hazards, plan.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{ChildId, LogId, PageId, QuestionId, SchoolId};
use domain::log::{ActivityKind, Goal};
use domain::term::flower::Flower;
use domain::term::{PageBody, Term};
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// An entry that is evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceEntry {
    /// Which.
    pub log: LogId,
    /// The day it happened.
    pub on: NaiveDate,
    /// Of which kind.
    pub kind: ActivityKind,
}

/// What is on record for one of the five haves in a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceLine {
    /// Which of the five.
    pub goal: Goal,
    /// Whether the child boards at school, which counts without an entry.
    pub boarding: bool,
    /// The entries, the newest first.
    pub entries: Vec<EvidenceEntry>,
}

/// One version of a page, as a desk reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageVersion {
    /// Of this version alone.
    pub id: PageId,
    /// The name of who wrote it; empty for an import.
    pub author: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What was filled in.
    pub body: PageBody,
}

/// What is answered to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerLine {
    /// The words.
    pub text: String,
    /// The name of who answered.
    pub author: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What the school asked about a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionLine {
    /// Which question.
    pub id: QuestionId,
    /// Which of the five haves it is about; none for the plan.
    pub about: Option<Goal>,
    /// The words.
    pub text: String,
    /// The name of who asked.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What is answered to it on the page that holds.
    pub answer: Option<AnswerLine>,
    /// When the page was written last, where that was after the question.
    pub written_since: Option<DateTime<Utc>>,
    /// When it was said to be settled.
    pub closed_at: Option<DateTime<Utc>>,
}

/// A child's term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermView {
    /// Which term.
    pub term: Term,
    /// Its flower.
    pub flower: Flower,
    /// What is on record, one line a goal that can apply.
    pub evidence: Vec<EvidenceLine>,
    /// The page that holds; none while nobody has written it.
    pub page: Option<PageVersion>,
    /// What the school asked about the page, the oldest first.
    pub questions: Vec<QuestionLine>,
}

/// The terms of a child, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsView {
    /// Today in the county.
    pub as_of: NaiveDate,
    /// The child's name.
    pub name: String,
    /// Whether its school has marked it as one for whom a full plan is written.
    pub full_plan: bool,
    /// The class that it is in.
    pub class_name: String,
    /// Its school today.
    pub school_id: SchoolId,
    /// The name of its school.
    pub school: String,
    /// The names of its mentors today, who would read a question.
    pub mentors: Vec<String>,
    /// Whether the reader may ask them.
    pub may_ask: bool,
    /// This term, and those before it of which something is on record.
    pub terms: Vec<TermView>,
}

/// Two pages of one child and term, by two people who did not know of each other's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoPages {
    /// Whose pages they are.
    pub child: ChildId,
    /// Its name.
    pub name: String,
    /// Of which term.
    pub term: Term,
    /// The one that came later.
    pub later: PageVersion,
    /// The one that was there.
    pub earlier: PageVersion,
}

/// The pages of children and terms.
#[async_trait]
pub trait TermPageDesk: Send + Sync {
    /// A child's terms. The look is written to the access log.
    async fn child_terms(&self, child: ChildId) -> Result<TermsView, DeskError>;
    /// Says which of two pages holds; `later` is the one that contradicts.
    async fn settle_pages(&self, later: PageId, holds: PageId) -> Result<(), DeskError>;
}
