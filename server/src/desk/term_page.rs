//! The pages of children and terms, and which of two holds.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::access_log::Look;
use desk_api::term_page::{AnswerLine, PageVersion, QuestionLine, TermPageDesk, TermsView, TwoPages};
use domain::id::{ChildId, PageId};
use domain::policy::{Action, Power, Subject};
use domain::term::{Question, TermPage, page, question};
use storage::{RegisteredChild, StorageError, Unit};

use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::child_file::File;
use crate::core::questions;
use crate::core::term_page::{self, settle_pages};
use crate::exchange::rows::{self, readable};

async fn version(unit: &mut dyn Unit, page: TermPage) -> Result<PageVersion, StorageError> {
    let author = match page.author {
        Some(author) => name_of(unit, author).await?,
        None => String::new(),
    };
    Ok(PageVersion { id: page.id, author, at: page.captured_at, body: page.body })
}

/// A question as a desk sees it: with its answer, and whether the page was written since.
async fn asked(unit: &mut dyn Unit, file: &File, question: &Question) -> Result<QuestionLine, StorageError> {
    let answer = match questions::answer(&file.pages, question) {
        Some((text, page)) => {
            let author = match page.author {
                Some(author) => name_of(unit, author).await?,
                None => String::new(),
            };
            Some(AnswerLine { text: text.to_owned(), author, at: page.captured_at })
        }
        None => None,
    };
    let written = page::current(&file.pages, question.child, question.term).map(|page| page.captured_at);
    Ok(QuestionLine {
        id: question.id,
        about: question.about,
        text: question.text.clone(),
        by: name_of(unit, question.asked_by).await?,
        at: question.asked_at,
        answer,
        written_since: written.filter(|at| *at > question.asked_at),
        closed_at: question.closed_at,
    })
}

/// Two pages as a desk sees them; none where they are of no child of the school any more.
pub(super) async fn shown(
    unit: &mut dyn Unit,
    two: term_page::TwoPages,
    children: &[RegisteredChild],
) -> Result<Option<TwoPages>, StorageError> {
    let Some(known) = children.iter().find(|known| known.child.id == two.later.child) else { return Ok(None) };
    Ok(Some(TwoPages {
        child: known.child.id,
        name: known.child.name.clone(),
        term: two.later.term,
        later: version(unit, two.later).await?,
        earlier: version(unit, two.earlier).await?,
    }))
}

#[async_trait]
impl TermPageDesk for Desk {
    async fn child_terms(&self, id: ChildId) -> Result<TermsView, DeskError> {
        answer(async {
            let today = self.today();
            let mut unit = self.read().await?;
            let (file, paired) = self.readable(unit.as_mut(), id).await?;
            let place = file.place_on(today).ok_or(DeskError::NotFound)?;
            let school = rows::unless_damaged(unit.schools().get(place.school).await, place.school.0)?.flatten();
            let rules = rows::rules(unit.as_mut()).await?.value.on(today);
            let mut terms = Vec::new();
            for (mut view, page) in term_page::terms(&file, &rules, today) {
                if let Some(page) = page {
                    view.page = Some(version(unit.as_mut(), page.clone()).await?);
                }
                for question in question::of_page(file.questions.iter().cloned(), id, view.term) {
                    view.questions.push(asked(unit.as_mut(), &file, &question).await?);
                }
                terms.push(view);
            }
            let mut mentors = Vec::new();
            for mentor in questions::mentors(unit.as_mut(), id, today).await? {
                mentors.push(name_of(unit.as_mut(), mentor).await?);
            }
            drop(unit);
            if !paired {
                self.looked(Look::ChildFile, id.0).await?;
            }
            Ok(TermsView {
                as_of: today,
                name: file.child.name.clone(),
                full_plan: file.child.full_plan,
                class_name: place.class_name.clone(),
                school_id: place.school,
                school: school.map(|school| school.name).unwrap_or_default(),
                mentors,
                may_ask: self.may(Action::Ask, Subject::School(place.school)),
                terms,
            })
        })
        .await
    }

    async fn settle_pages(&self, later: PageId, holds: PageId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let later = unit.pages().get(later).await?.ok_or(DeskError::NotFound)?;
            let earlier = later.disputes.ok_or(DeskError::NotFound)?;
            let earlier = unit.pages().get(earlier).await?.ok_or(DeskError::NotFound)?;
            let school = self.place_of(unit.as_mut(), later.child).await?.school;
            self.require_found(Action::Review, Subject::School(school))?;
            // Somebody may have written it anew, or decided, since the page was read.
            let all = readable(unit.pages().of_child(later.child, later.term).await?);
            if all.last().is_none_or(|last| last.id != later.id) {
                return Err(DeskError::Changed.into());
            }
            let (chosen, other) = if holds == later.id { (&later, &earlier) } else { (&earlier, &later) };
            if chosen.id != holds {
                return Err(DeskError::NotFound.into());
            }
            let id = PageId(self.state.clock.uuid());
            settle_pages(unit.as_mut(), chosen, other, id, self.who.account.id, self.by()).await?;
            let settled = Deed::new(Power::DisputeSettled, id.0);
            // Whose page does not hold is told.
            Ok(self.keep(unit, other.author.map_or(settled, |author| settled.to(author))).await?)
        })
        .await
    }
}
