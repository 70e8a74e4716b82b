//! Laws of batches of school files.

use domain::id::{AccountId, BatchId, SchoolId};
use domain::import::batch::BatchState;

use super::fixtures::{COUNTY, at, conflict, id, missing};
use crate::{Batch, BatchLine, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let (school, other) = (SchoolId(id(11)), SchoolId(id(12)));
    let line = BatchLine {
        id: BatchId(id(401)),
        school,
        begun_by: Some(AccountId(id(21))),
        begun_at: at(9),
        state: BatchState::Open,
        settled_at: None,
        emptied: false,
        revision: 1,
    };
    let batch = Batch { line: line.clone(), body: vec![0, 159, 255] };
    unit.batches().add(&batch).await?;
    assert_eq!(unit.batches().get(line.id).await?, Some(batch.clone()), "a batch comes back as it was");
    assert_eq!(unit.batches().get(BatchId(id(499))).await?, None);
    let later = Batch {
        line: BatchLine { id: BatchId(id(402)), begun_by: None, begun_at: at(10), ..line.clone() },
        body: vec![],
    };
    unit.batches().add(&later).await?;
    let newest = [later.line.clone(), line.clone()];
    assert_eq!(unit.batches().of_school(school).await?, newest, "the newest first");
    assert_eq!(unit.batches().of_school(other).await?, [], "and not another school's");

    let decided = Batch { line: BatchLine { revision: 2, ..line.clone() }, body: vec![7] };
    unit.batches().put(&decided).await?;
    assert_eq!(unit.batches().get(line.id).await?, Some(decided.clone()));
    missing(unit.batches().put(&decided).await, "batch as it was read");
    let line = BatchLine { revision: 3, state: BatchState::Applied, settled_at: Some(at(50)), ..line };
    let applied = Batch { line: line.clone(), ..decided };
    unit.batches().put(&applied).await?;
    assert_eq!(unit.batches().get(line.id).await?.as_ref(), Some(&applied));
    assert_eq!(unit.batches().to_empty(at(49)).await?, []);
    assert_eq!(unit.batches().to_empty(at(50)).await?, [line.id], "at the very instant, and no open one");
    let line = BatchLine { revision: 4, emptied: true, ..line };
    unit.batches().put(&Batch { line: line.clone(), body: vec![] }).await?;
    assert_eq!(unit.batches().to_empty(at(99)).await?, [], "once");
    missing(unit.batches().discard(line.id).await, "open batch");
    unit.batches().discard(later.line.id).await?;
    missing(unit.batches().discard(later.line.id).await, "open batch");
    assert_eq!(unit.batches().of_school(school).await?, [line]);
    conflict(unit.batches().add(&batch).await);
    Ok(())
}

pub async fn recipes(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let (school, other) = (SchoolId(id(11)), SchoolId(id(12)));
    assert_eq!(unit.batches().recipe(school).await?, None);
    unit.batches().keep_recipe(school, "one").await?;
    unit.batches().keep_recipe(school, "two").await?;
    assert_eq!(unit.batches().recipe(school).await?.as_deref(), Some("two"));
    assert_eq!(unit.batches().recipe(other).await?, None);
    Ok(())
}
