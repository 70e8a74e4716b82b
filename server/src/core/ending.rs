//! A phone or an account ends: what it still holds is handed in for a time, for the school to look at.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{AccountId, DeviceId};
use domain::term::local_day;
use storage::{StorageError, Unit};

use crate::exchange::rows;

/// Until when work is taken from what ends now, by the county's rules.
async fn until(unit: &mut dyn Unit, now: DateTime<Utc>) -> Result<DateTime<Utc>, StorageError> {
    let days = rows::rules(unit).await?.value.on(local_day(now)).hand_in_days;
    Ok(now + TimeDelta::days(i64::from(days)))
}

/// Revokes a device. At its next contact it hands in its work and forgets everything.
pub async fn revoke(unit: &mut dyn Unit, device: DeviceId, now: DateTime<Utc>) -> Result<(), StorageError> {
    let until = until(unit, now).await?;
    unit.devices().revoke(device, now, until).await
}

/// Refuses sign-in to an account from now on, and revokes each of its devices.
pub async fn disable(unit: &mut dyn Unit, account: AccountId, now: DateTime<Utc>) -> Result<(), StorageError> {
    let until = until(unit, now).await?;
    unit.accounts().disable(account, now, until).await
}
