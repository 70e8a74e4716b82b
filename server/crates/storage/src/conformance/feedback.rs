//! Laws of feedback.

use domain::id::{AccountId, OpId};

use super::fixtures::{COUNTY, at, conflict, id};
use crate::{Feedback, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let said = |n, text: &str, seconds| Feedback {
        op: OpId(id(n)),
        account: AccountId(id(21)),
        text: text.to_owned(),
        captured_at: at(seconds),
    };
    let (first, second) = (said(71, "好用", 3), said(78, "字太小", 4));
    let mut unit = storage.write(COUNTY).await?;
    unit.feedback().add(&first).await?;
    unit.feedback().add(&second).await?;
    assert_eq!(unit.feedback().newest(9).await?, [second.clone(), first.clone()], "newest first");
    assert_eq!(unit.feedback().newest(1).await?, [second]);
    conflict(unit.feedback().add(&first).await);
    Ok(())
}
