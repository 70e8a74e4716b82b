//! The access log's chain: each entry's hash covers the hash before, so that nothing can be taken out unseen.

use chrono::SecondsFormat;
use sha2::{Digest, Sha256};
use storage::{AccessEntry, StorageError, Unit};
use uuid::Uuid;

use crate::AppState;
use crate::auth::SignedIn;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A child's file.
    ChildFile,
    /// A phone number in full.
    Phone,
    /// A school's list of children.
    SchoolList,
    /// A picture.
    Photo,
}

impl Look {
    fn code(self) -> &'static str {
        match self {
            Self::ChildFile => "see_child_file",
            Self::Phone => "reveal_phone",
            Self::SchoolList => "see_school_list",
            Self::Photo => "see_photo",
        }
    }
}

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

/// Writes a look to the log. It is committed before what was looked at is shown.
pub async fn record(state: &AppState, who: &SignedIn, look: Look, subject: Uuid) -> Result<(), StorageError> {
    let mut unit = state.storage.write(who.county()).await?;
    let at = chrono::DateTime::from_timestamp_millis(state.clock.now().timestamp_millis()).unwrap_or_default();
    unit.access().append(at, who.account.id, look.code(), subject, bind).await?;
    unit.commit().await
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
