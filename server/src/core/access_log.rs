//! The access log's chain: each entry's hash covers the hash before, so that nothing can be taken out unseen.

use chrono::{DateTime, SecondsFormat, Utc};
use desk_api::access_log::Look;
use domain::id::{AccountId, CountyId};
use sha2::{Digest, Sha256};
use storage::{AccessEntry, Storage, StorageError, Unit};
use uuid::Uuid;

fn bind(before: &str, entry: &AccessEntry) -> String {
    let line = format!(
        "{before}\n{}\n{}\n{}\n{}\n{}",
        entry.n,
        entry.at.to_rfc3339_opts(SecondsFormat::Millis, true),
        entry.account,
        entry.action,
        entry.subject
    );
    hex::encode(Sha256::digest(line.as_bytes()))
}

/// Who looked, and when.
#[derive(Debug, Clone, Copy)]
pub struct Onlooker {
    /// The county of the log.
    pub county: CountyId,
    /// The account that looked.
    pub account: AccountId,
    /// When it was; the log keeps whole milliseconds.
    pub at: DateTime<Utc>,
}

/// Writes a look to the log. It is committed before what was looked at is shown.
pub async fn record(storage: &dyn Storage, who: Onlooker, look: Look, subject: Uuid) -> Result<(), StorageError> {
    let mut unit = storage.write(who.county).await?;
    append(unit.as_mut(), who, look, subject).await?;
    unit.commit().await
}

/// Writes it in the transaction of what is done.
pub async fn append(unit: &mut dyn Unit, who: Onlooker, look: Look, subject: Uuid) -> Result<(), StorageError> {
    let at = DateTime::from_timestamp_millis(who.at.timestamp_millis()).unwrap_or_default();
    unit.access().append(at, who.account, look.code(), subject, bind).await
}

/// Checks the chain; returns the number of the first entry that does not fit.
pub async fn first_break(unit: &mut dyn Unit) -> Result<Option<u64>, StorageError> {
    let mut entries = unit.access().newest(u32::MAX).await?;
    entries.reverse();
    let mut before = String::new();
    for (expected, entry) in (1u64..).zip(&entries) {
        if entry.n != expected || entry.hash != bind(&before, entry) {
            return Ok(Some(expected));
        }
        before.clone_from(&entry.hash);
    }
    Ok(None)
}
