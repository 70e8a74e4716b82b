//! What the school decides: late work on a child who had moved on, and two answers to one question.

use chrono::{DateTime, Utc};
use domain::guardianship::Fact;
use domain::id::{AccountId, FactId, OpId};
use storage::{Decision, StorageError, Unit};
use sync::Settlement;

use crate::exchange::apply::{Context, apply};
use crate::exchange::rows;

/// What became of late work that the school accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    /// It is in the child's file, in its author's name; or it was declined and stays on record.
    Done,
    /// Somebody has decided before.
    Already,
    /// The register would not take it, for example because the entry it corrects was withdrawn since.
    /// It goes on waiting.
    Impossible,
}

/// Accepts or declines parked work.
pub async fn resolve(
    unit: &mut dyn Unit,
    op: OpId,
    accept: bool,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<Resolved, StorageError> {
    let Some(parked) = unit.parking().get(op).await?.filter(|p| p.decision.is_none()) else {
        return Ok(Resolved::Already);
    };
    if accept {
        let Some(author) = unit.accounts().get(parked.author).await? else { return Ok(Resolved::Impossible) };
        let Some(parked) = rows::parked(&parked) else { return Ok(Resolved::Impossible) };
        let mut context = Context::accepted(unit, &author, now, &parked).await?;
        if !matches!(apply(unit, &mut context, &parked).await?, Settlement::Applied { .. }) {
            return Ok(Resolved::Impossible);
        }
        context.flush(unit).await?;
    }
    unit.parking().resolve(op, Decision { accepted: accept, by, at: now }).await?;
    Ok(Resolved::Done)
}

/// Says which of two versions of a fact holds, by a new version with that answer. Both stay on record.
pub async fn settle_fact(
    unit: &mut dyn Unit,
    holds: &Fact,
    other: &Fact,
    id: FactId,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let seq = unit.commits().next().await?;
    let settled = Fact {
        id,
        household: holds.household,
        value: holds.value.clone(),
        seen_on: holds.seen_on.max(other.seen_on),
        author: Some(by),
        // Of two versions of one day the later captured is current; a phone's clock may be ahead.
        captured_at: now.max(holds.captured_at).max(other.captured_at),
        disputes: None,
    };
    unit.facts().add(seq, &[settled]).await
}
