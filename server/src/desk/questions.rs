//! What a school's coordinator asks about the page of a term.

use async_trait::async_trait;
use desk_api::questions::{Asked, QuestionsDesk};
use desk_api::{DeskError, Input};
use domain::id::{ChildId, QuestionId};
use domain::log::{Fault, Goal};
use domain::policy::{Action, Power, Subject};
use domain::term::{Question, Term, page};
use storage::Unit;

use super::error::Stop;
use super::{Desk, answer};
use crate::core::access_log::Deed;
use crate::core::doubles::kept;
use crate::core::questions::{self, Outcome};

impl Desk {
    /// `NotFound` unless this person may ask about a child.
    async fn may_ask_about(&self, unit: &mut dyn Unit, child: ChildId) -> Result<(), Stop> {
        let school = self.place_of(unit, child).await?.school;
        Ok(self.require_found(Action::Ask, Subject::School(school))?)
    }

    /// `Invalid` for what cannot be asked: of a term to come, of a have that this version does not know, in no words.
    fn askable(&self, asked: &Asked) -> Result<(), DeskError> {
        let today = self.today();
        let is_past = asked.term <= Term::of(today) && page::is_taken(asked.term, today);
        let fault = Question::fault(&asked.text);
        match fault.or((!is_past || asked.about == Some(Goal::Unlisted)).then_some(Fault::OutOfRange)) {
            Some(fault) => Err(DeskError::invalid(Input::Question, fault)),
            None => Ok(()),
        }
    }
}

#[async_trait]
impl QuestionsDesk for Desk {
    async fn ask_question(&self, asked: Asked) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            self.may_ask_about(unit.as_mut(), asked.child).await?;
            self.askable(&asked)?;
            let question = Question {
                id: asked.id,
                child: asked.child,
                term: asked.term,
                about: asked.about,
                text: asked.text.trim().to_owned(),
                asked_by: self.who.account.id,
                asked_at: self.state.clock.now(),
                closed_at: None,
            };
            match questions::ask(unit.as_mut(), &question, self.by()).await? {
                Outcome::Done => {}
                Outcome::Already => return Ok(()),
                Outcome::Open => return Err(DeskError::Changed.into()),
            }
            let deed = Deed::new(Power::QuestionAsked, asked.child.0);
            // Each of the child's mentors is told by an entry of their own.
            let mut mentors = questions::mentors(unit.as_mut(), asked.child, self.today()).await?.into_iter();
            let first = mentors.next();
            for mentor in mentors {
                self.did(unit.as_mut(), deed.to(mentor)).await?;
            }
            Ok(self.keep(unit, first.map_or(deed, |mentor| deed.to(mentor))).await?)
        })
        .await
    }

    async fn close_question(&self, question: QuestionId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let known = unit.questions().get(question).await?.ok_or(DeskError::NotFound)?;
            let child = kept(&unit.doubles().links().await?, known.child);
            self.may_ask_about(unit.as_mut(), child).await?;
            if !questions::close(unit.as_mut(), &known, self.by()).await? {
                return Err(DeskError::Changed.into());
            }
            Ok(self.keep(unit, Deed::new(Power::QuestionClosed, known.child.0)).await?)
        })
        .await
    }
}
