//! What a school's coordinator asks a child's mentor about the page of a term. The mentor answers on the page itself.

use async_trait::async_trait;
use domain::id::{ChildId, QuestionId};
use domain::log::Goal;
use domain::term::Term;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// A question as it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Made when the form was begun, so that sending it twice asks once.
    pub id: QuestionId,
    /// Whose page it is about.
    pub child: ChildId,
    /// Of which term: this one, or one before it.
    pub term: Term,
    /// Which of the five haves it is about; none for the plan.
    pub about: Option<Goal>,
    /// The words, at most [`domain::term::question::QUESTION_CHARS_MAX`] characters.
    pub text: String,
}

/// Asking about pages.
#[async_trait]
pub trait QuestionsDesk: Send + Sync {
    /// Asks a child's mentors. Sent a second time it is the same question. `Changed` while another about the same is
    /// open; `Invalid` names what must be mended. The mentors of today are told that there is a question.
    async fn ask_question(&self, asked: Asked) -> Result<(), DeskError>;
    /// Says that a question is settled, answered or not. `Changed` when it was settled before.
    async fn close_question(&self, question: QuestionId) -> Result<(), DeskError>;
}
