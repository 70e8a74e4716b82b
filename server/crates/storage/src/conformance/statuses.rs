//! Laws of statuses.

use domain::guardianship::{Status, StatusKind};
use domain::id::{ChildId, StatusId};
use domain::register::Written;

use super::fixtures::{COUNTY, OTHER, by, day, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let stay = |n, child, from, to| Status {
        id: StatusId(id(n)),
        child: ChildId(id(child)),
        kind: StatusKind::InHospital,
        source: "县医院".to_owned(),
        from,
        to,
    };
    let (later, earlier) = (stay(751, 43, day(10, 1), None), stay(752, 43, day(9, 1), Some(day(9, 9))));
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let others = stay(753, 42, day(9, 1), None);
    let written = [later.clone(), earlier.clone(), others].map(Written::Status);
    unit.register().write(seq, &written).await?;
    let child = ChildId(id(43));
    assert_eq!(unit.statuses().of_child(child).await?, [earlier.clone(), later.clone()], "over or not, by first day");
    let never = later.taken_back();
    let seq = unit.commits().next(by()).await?;
    unit.register().write(seq, &[Written::Status(never.clone())]).await?;
    assert_eq!(unit.statuses().of_child(child).await?, [earlier, never], "one that was taken back is there");
    assert_eq!(unit.statuses().of_child(ChildId(id(41))).await?, []);
    // Not committed: the other suites know no status.
    drop(unit);
    assert_eq!(storage.read(OTHER).await?.statuses().of_child(child).await?, []);
    Ok(())
}
