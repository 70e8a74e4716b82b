//! Laws of notices.

use domain::id::{AccountId, NoticeId};

use super::fixtures::{COUNTY, OTHER, at, by, conflict, id};
use crate::{Notice, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (mentor, other) = (AccountId(id(21)), AccountId(id(22)));
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let notice = |n, account, second| Notice {
        id: NoticeId(id(n)),
        account,
        at: at(second),
        act: "issue_codes".to_owned(),
        by: AccountId(id(23)),
        seq,
    };
    let (early, late) = (notice(601, mentor, 1), notice(602, mentor, 9));
    for one in [&late, &early, &notice(603, other, 5)] {
        unit.notices().add(one).await?;
    }
    unit.commit().await?;
    let mut unit = storage.read(COUNTY).await?;
    assert_eq!(unit.notices().of_account(mentor, 0, at(0)).await?, [early.clone(), late.clone()], "oldest first");
    assert_eq!(unit.notices().of_account(mentor, seq - 1, at(9)).await?, [late], "since an instant");
    assert_eq!(unit.notices().of_account(mentor, seq, at(0)).await?, [], "after a commit");
    drop(unit);
    assert_eq!(storage.read(OTHER).await?.notices().of_account(mentor, 0, at(0)).await?, []);
    conflict(storage.write(COUNTY).await?.notices().add(&early).await);
    Ok(())
}
