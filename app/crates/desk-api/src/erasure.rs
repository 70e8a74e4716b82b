//! The end of a child's file: whose time has come, what guardians ask, and what was erased.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ChildId, ErasureId, RequestId};
use domain::register::erasure::{Ground, RequestKind, Weight};
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// Most children who are erased at once: a list that somebody has read.
pub const ERASED_AT_ONCE_MAX: usize = 200;
/// Longest words of a request and of its answer, in characters.
pub const WORDS_CHARS_MAX: usize = 500;

/// A child whose file is closed, and whose days have run out or soon will.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueLine {
    /// The child.
    pub child: ChildId,
    /// Its name.
    pub name: String,
    /// Its last school.
    pub school: String,
    /// Since when its file is closed: the child has left, or should never have been written.
    pub left_on: NaiveDate,
    /// The first day on which it may be erased.
    pub due_on: NaiveDate,
    /// What would go with it.
    pub weight: Weight,
}

/// What a guardian asks, as the desk writes it down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The guardian's name.
    pub who: String,
    /// What they are to the child, such as 外婆.
    pub relation: String,
    /// What they said.
    pub words: String,
}

/// What was decided about a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerLine {
    /// Whether it was granted.
    pub granted: bool,
    /// The name of who decided.
    pub by: String,
    /// The day.
    pub on: NaiveDate,
    /// Why; empty once the child is erased.
    pub why: String,
}

/// A request of a guardian.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    /// By which it is decided about.
    pub id: RequestId,
    /// The child.
    pub child: ChildId,
    /// Its name; that it is erased, once it is.
    pub name: String,
    /// The school that it is at, or was.
    pub school: String,
    /// What is asked for.
    pub kind: RequestKind,
    /// The day on which the guardian asked.
    pub asked_on: NaiveDate,
    /// Who asked, and what they said; none once the child is erased.
    pub asked: Option<Asked>,
    /// The name of who wrote it down.
    pub by: String,
    /// Whether somebody else of the centre is to grant it: who looks has written it down, and there is another.
    #[serde(default)]
    pub needs_other: bool,
    /// Since when the child's file is closed; none while it is at a school, where nothing of it may be erased.
    pub left_on: Option<NaiveDate>,
    /// What would go with the child; none of what was decided.
    pub weight: Option<Weight>,
    /// What was decided; none while it waits.
    pub answer: Option<AnswerLine>,
}

/// That a child was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureLine {
    /// Its own identifier.
    pub id: ErasureId,
    /// The day.
    pub on: NaiveDate,
    /// The name of who decided; empty where it is not known.
    pub by: String,
    /// Why.
    pub ground: Ground,
    /// How much it was.
    pub weight: Weight,
    /// The day from which on it is in no backup either, by the rules.
    pub nowhere_on: NaiveDate,
}

/// All that is known of the end of files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureView {
    /// The day it is looked at.
    pub today: NaiveDate,
    /// How many days after it was closed a file is up for erasure.
    pub after_days: u32,
    /// For how many days backups are kept.
    pub backup_days: u32,
    /// Whose days have run out or soon will, those first whose ran out first.
    pub due: Vec<DueLine>,
    /// What guardians ask, what waits first.
    pub requests: Vec<RequestLine>,
    /// What was erased, newest first.
    pub done: Vec<ErasureLine>,
}

/// The end of a child's file.
#[async_trait]
pub trait ErasureDesk: Send + Sync {
    /// Whose time has come, what guardians ask, and what was erased. The look is written to the access log.
    async fn erasure(&self) -> Result<ErasureView, DeskError>;
    /// Erases children whose days have run out, all or none. It cannot be taken back. `Changed` when one of them is not
    /// due any more, or was erased meanwhile.
    async fn erase(&self, children: Vec<ChildId>) -> Result<(), DeskError>;
    /// Writes down what a guardian asks of a child's file.
    async fn take_request(
        &self,
        child: ChildId,
        kind: RequestKind,
        asked_on: NaiveDate,
        asked: Asked,
    ) -> Result<(), DeskError>;
    /// What was asked of a child's file, newest first.
    async fn requests(&self, child: ChildId) -> Result<Vec<RequestLine>, DeskError>;
    /// Grants or declines a request, with the reason that the guardian is told. Granted, a child is erased with it; it
    /// must be at no school any more. Nobody grants what they wrote down themselves while somebody else is at the
    /// centre: `Forbidden`. `Changed` when it was decided meanwhile, or the child is at a school.
    async fn decide_request(&self, id: RequestId, grant: bool, why: String) -> Result<(), DeskError>;
}
