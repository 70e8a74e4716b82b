//! Late work on a child who had moved on by then: the school takes it into the file, or does not.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, LogId, OpId, SchoolId};
use domain::log::Log;
use domain::register::enrolment;
use domain::term::local_day;
use storage::{Decision, Link, Parked, StorageError, Unit};
use sync::{Change, FollowUp, Op, RecordLog, ReviseLog, Settlement};

use super::doubles::kept;
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

/// The school that answers for a child on a day, as [`storage::ParkingRepository::of_school`] has it.
async fn school_of(
    unit: &mut dyn Unit,
    links: &[Link],
    child: ChildId,
    day: NaiveDate,
) -> Result<Option<SchoolId>, StorageError> {
    let all = unit.enrolments().of_child(kept(links, child)).await?;
    let place = enrolment::place(&all, day).or_else(|| all.iter().max_by_key(|e| (e.from, e.id)));
    Ok(place.map(|place| place.school))
}

/// The school for which parked work waits; none when the child was never at one.
pub async fn school(unit: &mut dyn Unit, parked: &Parked, day: NaiveDate) -> Result<Option<SchoolId>, StorageError> {
    let links = unit.doubles().links().await?;
    school_of(unit, &links, parked.child, day).await
}

/// The children for whom work stands, once the school that is asked has said so: its own, and those whose school has
/// said it before. Those of another school are not its to decide about.
async fn heard(
    unit: &mut dyn Unit,
    parked: &Parked,
    op: &Op,
    day: NaiveDate,
) -> Result<BTreeSet<ChildId>, StorageError> {
    let about = match &op.change {
        Change::RecordLog(RecordLog { body, .. }) => body.children.clone(),
        Change::FollowUp(FollowUp { log, .. }) | Change::ReviseLog(ReviseLog { log, .. }) => {
            unit.logs().children(*log).await?
        }
        _ => vec![],
    };
    let links = unit.doubles().links().await?;
    let asked = school_of(unit, &links, parked.child, day).await?;
    let mut all: BTreeSet<ChildId> = parked.heard.iter().copied().chain([parked.child]).collect();
    for child in about {
        if school_of(unit, &links, child, day).await? == asked {
            all.insert(child);
        }
    }
    Ok(all)
}

/// An entry of the register, or one of its author's that waits itself.
pub async fn entry(unit: &mut dyn Unit, author: AccountId, log: LogId) -> Result<Option<Log>, StorageError> {
    let found = rows::unless_damaged(unit.logs().get(log).await, log.0)?.flatten();
    if found.is_some() {
        return Ok(found);
    }
    let waiting = unit.parking().of_author(author).await?;
    Ok(waiting.iter().filter_map(rows::parked).find_map(|op| match op.change {
        Change::RecordLog(new) if new.log == log => Some(Log::first(log, author, new.body, op.captured_at)),
        _ => None,
    }))
}

/// Accepts or declines late work for the school that is asked. Where children of several schools had moved on, the next
/// school is asked then, and the work stands when all have said so.
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
        let Some(work) = rows::parked(&parked) else { return Ok(Resolved::Impossible) };
        let heard = heard(unit, &parked, &work, local_day(now)).await?;
        let mut context = Context::accepted(unit, &author, now, &work, heard).await?;
        match apply(unit, &mut context, &work).await? {
            Settlement::Applied { .. } => context.flush(unit).await?,
            Settlement::Parked => return Ok(Resolved::Done),
            Settlement::Kept | Settlement::Rejected(_) => return Ok(Resolved::Impossible),
        }
    }
    unit.parking().resolve(op, Decision { accepted: accept, by, at: now }).await?;
    Ok(Resolved::Done)
}
