//! What a school asks about the page of a child and term. A question is a row of the child's file; its answer stands on
//! the page, which its writer appends like any other.

use chrono::NaiveDate;
use domain::id::{AccountId, ChildId};
use domain::term::{Question, TermPage, page};
use storage::{By, StorageError, Unit};

use super::doubles::kept;
use crate::exchange::rows::readable;

/// How asking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is asked.
    Done,
    /// It was asked before, by the same words.
    Already,
    /// Another about the same part of the page is open, or the identifier is another's. Nothing is done.
    Open,
}

/// Asks, unless another question about the same is open.
pub async fn ask(unit: &mut dyn Unit, question: &Question, by: By) -> Result<Outcome, StorageError> {
    let known = readable(unit.questions().of_child(question.child).await?);
    if let Some(before) = known.iter().find(|one| one.id == question.id) {
        let same = before.is_beside(question) && before.text == question.text;
        return Ok(if same { Outcome::Already } else { Outcome::Open });
    }
    if known.iter().any(|one| one.closed_at.is_none() && one.is_beside(question)) {
        return Ok(Outcome::Open);
    }
    let seq = unit.commits().next(by).await?;
    unit.questions().add(seq, question).await?;
    // An identifier that is another child's adds nothing.
    let added = unit.questions().get(question.id).await?;
    Ok(if added.is_some_and(|added| added.child == question.child) { Outcome::Done } else { Outcome::Open })
}

/// Says that an open question is settled; `false` when it was before.
pub async fn close(unit: &mut dyn Unit, question: &Question, by: By) -> Result<bool, StorageError> {
    if question.closed_at.is_some() {
        return Ok(false);
    }
    let seq = unit.commits().next(by).await?;
    unit.questions().close(seq, question.id, by.at).await?;
    Ok(true)
}

/// What was asked about a child, also in files that were closed into its own: it is answered on the kept file's pages.
pub async fn about(unit: &mut dyn Unit, child: ChildId) -> Result<Vec<Question>, StorageError> {
    let links = unit.doubles().links().await?;
    let closed =
        links.iter().map(|link| link.linked).filter(|linked| *linked != child && kept(&links, *linked) == child);
    let mut all = vec![];
    for file in closed.chain([child]) {
        let found = readable(unit.questions().of_child(file).await?);
        all.extend(found.into_iter().map(|question| Question { child, ..question }));
    }
    Ok(all)
}

/// What is answered to a question, and the version of the page on which it was said first.
pub fn answer<'a>(pages: &'a [TermPage], question: &Question) -> Option<(&'a str, &'a TermPage)> {
    let said = page::current(pages, question.child, question.term)?.body.answer(question.id)?;
    let own = pages.iter().filter(|page| (page.child, page.term) == (question.child, question.term));
    let first = own.filter(|page| page.body.answer(question.id) == Some(said));
    Some((said, first.min_by_key(|page| (page.captured_at, page.id))?))
}

/// A child's mentors on a day, the one responsible first.
pub async fn mentors(unit: &mut dyn Unit, child: ChildId, today: NaiveDate) -> Result<Vec<AccountId>, StorageError> {
    let mut now = unit.pairings().of_child(child).await?;
    now.retain(|pairing| pairing.on(today));
    now.sort_unstable_by_key(|pairing| (pairing.role, pairing.id));
    Ok(now.into_iter().map(|pairing| pairing.mentor).collect())
}
