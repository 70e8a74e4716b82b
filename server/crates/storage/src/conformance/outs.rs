//! Laws of what is taken out.

use domain::id::{AccountId, ChildId, OutId, SchoolId};
use domain::report::{Out, OutKind, OutReason};

use super::fixtures::{COUNTY, at, conflict, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (school, other) = (SchoolId(id(11)), SchoolId(id(12)));
    let roster = Out {
        id: OutId(id(501)),
        school,
        kind: OutKind::Roster,
        child: None,
        numbers: true,
        reason: OutReason::Report,
        words: String::new(),
        by: AccountId(id(21)),
        at: at(5),
    };
    let file = Out {
        id: OutId(id(502)),
        kind: OutKind::ChildFile,
        child: Some(ChildId(id(41))),
        numbers: false,
        reason: OutReason::Other,
        words: "家长要".to_owned(),
        at: at(6),
        ..roster.clone()
    };
    let mut unit = storage.write(COUNTY).await?;
    unit.outs().add(&roster).await?;
    unit.outs().add(&file).await?;
    assert_eq!(unit.outs().get(file.id).await?, Some(file.clone()), "it comes back as it was");
    assert_eq!(unit.outs().get(OutId(id(599))).await?, None);
    assert_eq!(unit.outs().of_school(school, 9).await?, [file.clone(), roster.clone()], "newest first");
    assert_eq!(unit.outs().of_school(school, 1).await?, [file]);
    assert_eq!(unit.outs().of_school(other, 9).await?, [], "and not another school's");
    conflict(unit.outs().add(&roster).await);
    Ok(())
}
