//! Late work on a child who had moved on by then: the school takes it into the file, or does not.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, OpId};
use storage::{Decision, StorageError, Unit};
use sync::Settlement;

use crate::exchange::apply::{Context, apply};
use crate::exchange::rows;

/// What became of late work.
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

/// Accepts or declines late work.
pub async fn resolve_late(
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
