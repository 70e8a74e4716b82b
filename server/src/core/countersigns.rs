//! What somebody asks for an account and a second person agrees to: a code for an account in use, where the rules want
//! two people, and that a lost second step be taken away.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::id::{AccountId, CountersignId};
use domain::policy::Countersigned;
use storage::{Account, Countersign, StorageError, Unit};

use crate::exchange::rows;

/// For how long it waits, and may be taken when it is agreed to.
const LASTS: TimeDelta = TimeDelta::days(7);

/// Whether the rules of a day want a second person before a code is issued for an account.
pub async fn code_needs_second(unit: &mut dyn Unit, account: &Account, today: NaiveDate) -> Result<bool, StorageError> {
    let is_in_use = account.password_hash.is_some();
    Ok(is_in_use && rows::rules(unit).await?.value.on(today).codes_need_second)
}

/// What is neither declined nor done nor too old.
pub async fn open(unit: &mut dyn Unit, now: DateTime<Utc>) -> Result<Vec<Countersign>, StorageError> {
    unit.countersigns().open(now - LASTS).await
}

/// One of those, by its identifier.
pub async fn standing(
    unit: &mut dyn Unit,
    id: CountersignId,
    now: DateTime<Utc>,
) -> Result<Option<Countersign>, StorageError> {
    Ok(open(unit, now).await?.into_iter().find(|asked| asked.id == id))
}

/// Asks. `false` where the same person asks for the same already.
pub async fn ask(
    unit: &mut dyn Unit,
    id: CountersignId,
    what: Countersigned,
    of: AccountId,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let same = |asked: &Countersign| (asked.what, asked.of, asked.by) == (what, of, by);
    if open(unit, now).await?.iter().any(same) {
        return Ok(false);
    }
    unit.countersigns().add(&Countersign { id, what, of, by, at: now, decision: None, done_at: None }).await?;
    Ok(true)
}

/// Takes a lost second step away, agreed to by two people. All sessions of the account end.
pub async fn reset(unit: &mut dyn Unit, asked: &Countersign, now: DateTime<Utc>) -> Result<(), StorageError> {
    unit.second_steps().remove(asked.of).await?;
    unit.sessions().end_all(asked.of, None).await?;
    unit.countersigns().done(asked.id, now).await
}
