//! The county's rules are set, or taken back before they begin.

use chrono::NaiveDate;
use domain::rules::{RuleBook, RuleVersion};
use storage::{By, StorageError, Unit};
use uuid::Uuid;

use crate::exchange::rows;

/// How setting the rules ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// They were changed since they were seen.
    Changed,
    /// The first day is over: what held then stays.
    Past,
    /// They cannot be: see [`domain::rules::RuleSet::problems`].
    Unfit,
    /// None begin on that day.
    None,
}

/// The book, unless it was changed since it was seen.
async fn book(unit: &mut dyn Unit, seen: u64) -> Result<Option<RuleBook>, StorageError> {
    let book = rows::rules(unit).await?;
    Ok((book.seq == seen).then_some(book.value))
}

/// Sets the rules that hold from a first day on. Each new sentence gets a code; one that is left out is retired.
pub async fn set(
    unit: &mut dyn Unit,
    seen: u64,
    mut version: RuleVersion,
    today: NaiveDate,
    by: By,
    mut fresh: impl FnMut() -> Uuid,
) -> Result<Outcome, StorageError> {
    let Some(book) = book(unit, seen).await? else { return Ok(Outcome::Changed) };
    if version.from < today {
        return Ok(Outcome::Past);
    }
    book.keep_phrases(&mut version.rules, || fresh().simple().to_string());
    if !version.rules.problems().is_empty() {
        return Ok(Outcome::Unfit);
    }
    let seq = unit.commits().next(by).await?;
    unit.rules().put(seq, &version).await?;
    Ok(Outcome::Done)
}

/// Takes back the rules of a first day that is still to come: those before them hold on.
pub async fn withdraw(
    unit: &mut dyn Unit,
    seen: u64,
    from: NaiveDate,
    today: NaiveDate,
    by: By,
) -> Result<Outcome, StorageError> {
    let Some(book) = book(unit, seen).await? else { return Ok(Outcome::Changed) };
    if from <= today {
        return Ok(Outcome::Past);
    }
    if book.versions().iter().all(|version| version.from != from) {
        return Ok(Outcome::None);
    }
    let seq = unit.commits().next(by).await?;
    unit.rules().withdraw(seq, from).await?;
    Ok(Outcome::Done)
}
