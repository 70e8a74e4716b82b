//! Laws of schools.

use domain::id::SchoolId;
use domain::register::{Merged, School};

use super::fixtures::{COUNTY, conflict, day, id, missing, school};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let (first, second) = (school(11, "甲校"), school(12, "乙校"));
    unit.schools().add(&[first.clone(), second.clone()]).await?;
    assert_eq!(unit.schools().get(first.id).await?.as_ref(), Some(&first), "a school comes back as it was");
    assert_eq!(unit.schools().get(SchoolId(id(19))).await?, None);
    assert_eq!(unit.schools().all().await?.whole()?, [second.clone(), first.clone()], "by name");
    assert_eq!(unit.schools().classes(SchoolId(id(11)), day(9, 18)).await?, Vec::<String>::new());
    let merged = Merged { into: second.id, from: day(9, 18) };
    unit.schools().merge(first.id, Some(merged)).await?;
    assert_eq!(unit.schools().get(first.id).await?.and_then(|school| school.merged), Some(merged));
    assert_eq!(
        unit.schools().all().await?.whole()?,
        [second.clone(), School { merged: Some(merged), ..first.clone() }]
    );
    unit.schools().merge(first.id, None).await?;
    assert_eq!(unit.schools().get(first.id).await?, Some(first), "it goes on again");
    missing(unit.schools().merge(SchoolId(id(19)), None).await, "school");
    unit.commit().await?;
    let mut unit = storage.write(COUNTY).await?;
    conflict(unit.schools().add(&[school(13, "甲校")]).await);
    Ok(())
}
