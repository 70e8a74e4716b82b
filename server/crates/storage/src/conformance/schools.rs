//! Laws of schools.

use domain::id::SchoolId;

use super::fixtures::{COUNTY, conflict, day, id, school};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let (first, second) = (school(11, "甲校"), school(12, "乙校"));
    unit.schools().add(&[first.clone(), second.clone()]).await?;
    assert_eq!(unit.schools().get(first.id).await?.as_ref(), Some(&first), "a school comes back as it was");
    assert_eq!(unit.schools().get(SchoolId(id(19))).await?, None);
    assert_eq!(unit.schools().all().await?.whole()?, [second, first], "by name");
    assert_eq!(unit.schools().classes(SchoolId(id(11)), day(9, 18)).await?, Vec::<String>::new());
    unit.commit().await?;
    let mut unit = storage.write(COUNTY).await?;
    conflict(unit.schools().add(&[school(13, "甲校")]).await);
    Ok(())
}
