//! A question to a child's mentor, as it is typed. It is also what a draft keeps.

use desk_api::questions::Asked;
use domain::id::{ChildId, QuestionId};
use domain::log::{Fault, Goal};
use domain::term::{Question, Term};
use serde::{Deserialize, Serialize};

/// The form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionForm {
    /// Made when the form was begun, so that sending twice asks once.
    pub id: QuestionId,
    /// Which of the five haves it is about; none for the plan.
    pub about: Option<Goal>,
    /// The words.
    pub text: String,
}

impl QuestionForm {
    /// An empty form.
    pub fn fresh(id: QuestionId, about: Option<Goal>) -> Self {
        Self { id, about, text: String::new() }
    }

    /// What is asked, or what is wrong with the words.
    pub fn asked(&self, child: ChildId, term: Term) -> Result<Asked, Fault> {
        match Question::fault(&self.text) {
            Some(fault) => Err(fault),
            None => Ok(Asked { id: self.id, child, term, about: self.about, text: self.text.trim().to_owned() }),
        }
    }
}

/// What can be asked about: those of the five haves that can apply and the plan, as far as nothing is open about it.
pub fn to_ask(goals: impl IntoIterator<Item = Goal>, open: &[Option<Goal>]) -> Vec<Option<Goal>> {
    let all = goals.into_iter().map(Some).chain([None]);
    all.filter(|about| !open.contains(about)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::term::Half;
    use domain::term::question::QUESTION_CHARS_MAX;
    use uuid::Uuid;

    const TERM: Term = Term { year: 2026, half: Half::Autumn };

    #[test]
    fn what_is_sent_has_words_and_the_identifier_of_its_form() {
        let child = ChildId(Uuid::from_u128(41));
        let mut form = QuestionForm::fresh(QuestionId(Uuid::from_u128(1)), Some(Goal::Mind));
        assert_eq!(form.asked(child, TERM), Err(Fault::Missing));
        form.text = "长".repeat(QUESTION_CHARS_MAX + 1);
        assert_eq!(form.asked(child, TERM), Err(Fault::TooLong));
        form.text = " 打算怎么帮？ ".to_owned();
        let asked = form.asked(child, TERM).map(|asked| (asked.id, asked.about, asked.text));
        assert_eq!(asked, Ok((form.id, Some(Goal::Mind), "打算怎么帮？".to_owned())));
    }

    #[test]
    fn nothing_is_asked_twice_about_one_part() {
        let goals = [Goal::Mind, Goal::Family];
        assert_eq!(to_ask(goals, &[]), [Some(Goal::Mind), Some(Goal::Family), None]);
        assert_eq!(to_ask(goals, &[None, Some(Goal::Mind)]), [Some(Goal::Family)]);
    }
}
