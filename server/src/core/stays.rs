//! Stays of a child for which its duties wait: noted, corrected, taken back.
//!
//! Each is a version of a status in the register, so that its past stays, and it reaches the phones with the child's file.

use domain::guardianship::{Status, Stay};
use domain::id::{ChildId, StatusId};
use domain::register::{Period, Written};
use storage::{By, StorageError, Unit};

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Another stay has some of its days. Nothing is done.
    Overlaps,
    /// There is no such stay, or it was taken back. Nothing is done.
    Gone,
}

/// Whether two periods have a day in common.
fn share_a_day(one: Period, other: Period) -> bool {
    let begins_in_time = |a: Period, b: Period| b.to.is_none_or(|to| a.from <= to);
    !one.is_empty() && !other.is_empty() && begins_in_time(one, other) && begins_in_time(other, one)
}

async fn write(unit: &mut dyn Unit, status: Status, by: By) -> Result<Outcome, StorageError> {
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &[Written::Status(status)]).await?;
    Ok(Outcome::Done)
}

/// The child's stays, those that were taken back left out.
async fn stays(unit: &mut dyn Unit, child: ChildId) -> Result<Vec<Status>, StorageError> {
    Ok(unit.statuses().of_child(child).await?.into_iter().filter(Status::is_stay).collect())
}

/// Notes a stay under an identifier.
pub async fn note(
    unit: &mut dyn Unit,
    child: ChildId,
    stay: Stay,
    id: StatusId,
    by: By,
) -> Result<Outcome, StorageError> {
    let others = stays(unit, child).await?;
    if others.iter().any(|other| share_a_day(other.period(), stay.period())) {
        return Ok(Outcome::Overlaps);
    }
    write(unit, stay.status(id, child), by).await
}

/// Corrects a stay; who certified it stays as it was.
pub async fn change(
    unit: &mut dyn Unit,
    child: ChildId,
    id: StatusId,
    stay: Stay,
    by: By,
) -> Result<Outcome, StorageError> {
    let all = stays(unit, child).await?;
    let Some(before) = all.iter().find(|status| status.id == id) else { return Ok(Outcome::Gone) };
    if all.iter().any(|other| other.id != id && share_a_day(other.period(), stay.period())) {
        return Ok(Outcome::Overlaps);
    }
    let after = Status { source: before.source.clone(), ..stay.status(id, child) };
    write(unit, after, by).await
}

/// Takes a stay back.
pub async fn take_back(unit: &mut dyn Unit, child: ChildId, id: StatusId, by: By) -> Result<Outcome, StorageError> {
    match stays(unit, child).await?.into_iter().find(|status| status.id == id) {
        Some(status) => write(unit, status.taken_back(), by).await,
        None => Ok(Outcome::Gone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn periods_share_the_day_on_which_one_ends_and_the_other_begins() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap_or_default();
        let period = |from, to: Option<u32>| Period::new(day(from), to.map(day));
        for (one, other, share) in [
            ((1, Some(5)), (5, Some(9)), true),
            ((1, Some(5)), (6, Some(9)), false),
            ((1, None), (20, Some(21)), true),
            ((20, None), (1, Some(19)), false),
            ((1, Some(9)), (5, Some(4)), false),
        ] {
            let (one, other) = (period(one.0, one.1), period(other.0, other.1));
            assert_eq!(share_a_day(one, other), share, "{one:?} {other:?}");
            assert_eq!(share_a_day(other, one), share, "{other:?} {one:?}");
        }
    }
}
