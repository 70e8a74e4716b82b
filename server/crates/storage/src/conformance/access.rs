//! Laws of the access log.

use chrono::TimeDelta;
use domain::id::AccountId;

use super::fixtures::{COUNTY, OTHER, at, id};
use crate::{AccessEntry, AccessHead, NewAccess, OPERATOR, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let auditor = AccountId(id(23));
    // What binds the entries holds a key.
    let key = "key";
    let bind = |before: &str, entry: &AccessEntry| format!("{before}{key}{}/", entry.n);
    let plain = NewAccess {
        at: at(0),
        account: auditor,
        affected: None,
        action: "see_child_file",
        subject: id(41),
        reason: "",
    };
    assert_eq!(storage.read(COUNTY).await?.access().head().await?, None);
    for n in 0..3 {
        let affected = (n == 2).then_some(AccountId(id(21)));
        let new = NewAccess { at: at(0) + TimeDelta::seconds(n), affected, reason: "report", ..plain };
        let mut unit = storage.write(COUNTY).await?;
        let entry = unit.access().append(new, &bind).await?;
        assert_eq!(entry.n.cast_signed(), n + 1, "without gaps");
        unit.commit().await?;
    }
    let newest = AccessEntry {
        n: 3,
        at: at(2),
        account: auditor,
        affected: Some(AccountId(id(21))),
        action: "see_child_file".to_owned(),
        subject: id(41),
        reason: "report".to_owned(),
        hash: "key1/key2/key3/".to_owned(),
    };
    let mut unit = storage.read(COUNTY).await?;
    let entries = unit.access().newest(2).await?;
    assert_eq!(entries.first(), Some(&newest), "each is bound to the one before");
    assert_eq!(entries.iter().map(|e| e.n).collect::<Vec<_>>(), [3, 2], "newest first, without gaps");
    let after: Vec<u64> = unit.access().after(1, 9).await?.iter().map(|e| e.n).collect();
    assert_eq!(after, [2, 3], "oldest first");
    assert_eq!(unit.access().after(1, 1).await?.first().map(|e| e.n), Some(2), "as many as were asked for");
    assert_eq!(unit.access().after(3, 9).await?, []);
    assert_eq!(unit.access().head().await?, Some(AccessHead { n: 3, hash: newest.hash }));
    drop(unit);
    let mut unit = storage.write(COUNTY).await?;
    let by_nobody = unit.access().append(NewAccess { account: OPERATOR, ..plain }, &bind).await?;
    assert_eq!(unit.access().newest(1).await?, [by_nobody], "at the server's own machine");
    drop(unit);
    let mut unit = storage.read(OTHER).await?;
    assert_eq!(unit.access().newest(2).await?, []);
    assert_eq!(unit.access().after(0, 2).await?, []);
    assert_eq!(unit.access().head().await?, None);
    Ok(())
}
