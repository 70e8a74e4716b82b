//! What a school's coordinator asks a child's mentor about the page of a child and term. A question is no grade: it asks
//! what somebody means to do. The mentor answers on the page itself, by a few words or by writing it anew.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::Term;
use super::page::TermPage;
use crate::id::{AccountId, ChildId, QuestionId};
use crate::log::{Fault, Goal};

/// Most characters of a question.
pub const QUESTION_CHARS_MAX: usize = 200;

/// A question about the page of a child and term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Of this question alone.
    pub id: QuestionId,
    /// Whose page it is about.
    pub child: ChildId,
    /// Of which term.
    pub term: Term,
    /// Which of the five haves it is about; none for the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Goal>,
    /// The words, at most [`QUESTION_CHARS_MAX`] characters.
    pub text: String,
    /// Who asks.
    pub asked_by: AccountId,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// When the school said that it is settled; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
}

impl Question {
    /// Whether it is of some page, and of the same part of it.
    pub fn is_beside(&self, other: &Self) -> bool {
        (self.child, self.term, self.about) == (other.child, other.term, other.about)
    }

    /// What is wrong with the words; nothing where they can be asked.
    pub fn fault(text: &str) -> Option<Fault> {
        if text.trim().is_empty() {
            return Some(Fault::Missing);
        }
        (text.chars().count() > QUESTION_CHARS_MAX).then_some(Fault::TooLong)
    }
}

/// The questions about a page, settled ones too, the oldest first.
pub fn of_page(all: impl IntoIterator<Item = Question>, child: ChildId, term: Term) -> Vec<Question> {
    let mut own: Vec<Question> = all.into_iter().filter(|one| one.child == child && one.term == term).collect();
    crate::few::sort_few(&mut own, |one| (one.asked_at, one.id));
    own
}

/// Those of a page that are open.
pub fn open(all: impl IntoIterator<Item = Question>, child: ChildId, term: Term) -> Vec<Question> {
    of_page(all.into_iter().filter(|one| one.closed_at.is_none()), child, term)
}

/// Whether an open question still waits, beside the page that holds: nothing is answered to it there, and the page was not
/// written since.
pub fn waits(question: &Question, page: Option<&TermPage>) -> bool {
    let answers = |page: &TermPage| page.captured_at > question.asked_at || page.body.answer(question.id).is_some();
    question.closed_at.is_none() && !page.is_some_and(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PageId;
    use crate::term::{Answer, Half, PageBody};
    use uuid::Uuid;

    const TERM: Term = Term { year: 2026, half: Half::Autumn };

    fn question(n: u128, seconds: i64) -> Question {
        Question {
            id: QuestionId(Uuid::from_u128(n)),
            child: ChildId(Uuid::from_u128(41)),
            term: TERM,
            about: Some(Goal::Mind),
            text: "这学期打算怎么帮？".to_owned(),
            asked_by: AccountId(Uuid::nil()),
            asked_at: DateTime::from_timestamp(seconds, 0).unwrap_or_default(),
            closed_at: None,
        }
    }

    #[test]
    fn a_question_has_words_and_not_too_many() {
        assert_eq!(Question::fault(" \n"), Some(Fault::Missing));
        assert_eq!(Question::fault(&"长".repeat(QUESTION_CHARS_MAX)), None);
        assert_eq!(Question::fault(&"长".repeat(QUESTION_CHARS_MAX + 1)), Some(Fault::TooLong));
    }

    #[test]
    fn what_is_open_is_of_its_page_alone_and_the_oldest_is_first() {
        let closed = Question { closed_at: Some(DateTime::default()), ..question(1, 1) };
        let other_term = Question { term: TERM.previous(), ..question(2, 2) };
        let all = [question(3, 9), closed, other_term, question(4, 5)];
        let ids = |all: Vec<Question>| all.into_iter().map(|one| one.id.0.as_u128()).collect::<Vec<_>>();
        assert_eq!(ids(open(all.clone(), question(3, 9).child, TERM)), [4, 3]);
        assert_eq!(ids(open(all, ChildId(Uuid::nil()), TERM)), [0; 0]);
    }

    #[test]
    fn a_question_waits_until_it_is_answered_or_the_page_is_written_anew_or_it_is_settled() {
        let asked = question(1, 50);
        let page = |seconds, answers| TermPage {
            id: PageId(Uuid::nil()),
            child: asked.child,
            term: TERM,
            author: None,
            captured_at: DateTime::from_timestamp(seconds, 0).unwrap_or_default(),
            body: PageBody { answers, ..PageBody::default() },
            disputes: None,
            unsaid: false,
        };
        assert!(waits(&asked, None) && waits(&asked, Some(&page(40, vec![]))));
        let answer = Answer { question: asked.id, text: "每周陪读一次".to_owned() };
        assert!(!waits(&asked, Some(&page(40, vec![answer]))), "by a phone whose clock is behind");
        assert!(!waits(&asked, Some(&page(60, vec![]))));
        assert!(!waits(&Question { closed_at: Some(asked.asked_at), ..asked }, None));
    }

    #[test]
    fn two_questions_about_one_part_of_a_page_are_beside_each_other() {
        let plan = Question { about: None, ..question(1, 1) };
        assert!(question(1, 1).is_beside(&question(2, 9)) && plan.is_beside(&plan));
        assert!(!question(1, 1).is_beside(&plan));
    }
}
