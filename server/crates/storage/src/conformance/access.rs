//! Laws of the access log.

use chrono::TimeDelta;
use domain::id::AccountId;

use super::fixtures::{COUNTY, OTHER, at, id};
use crate::{AccessEntry, Storage, StorageError};

fn bind(before: &str, entry: &AccessEntry) -> String {
    format!("{before}/{}", entry.n)
}

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let auditor = AccountId(id(23));
    for n in 0..3 {
        let mut unit = storage.write(COUNTY).await?;
        unit.access().append(at(0) + TimeDelta::seconds(n), auditor, "see_child_file", id(41), bind).await?;
        unit.commit().await?;
    }
    let entries = storage.read(COUNTY).await?.access().newest(2).await?;
    let newest = AccessEntry {
        n: 3,
        at: at(2),
        account: auditor,
        action: "see_child_file".to_owned(),
        subject: id(41),
        hash: "/1/2/3".to_owned(),
    };
    assert_eq!(entries.first(), Some(&newest), "each is bound to the one before");
    assert_eq!(entries.iter().map(|e| e.n).collect::<Vec<_>>(), [3, 2], "newest first, without gaps");
    assert_eq!(storage.read(OTHER).await?.access().newest(2).await?, []);
    Ok(())
}
