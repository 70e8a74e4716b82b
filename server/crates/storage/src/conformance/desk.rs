//! Laws of what the desks list.

use domain::id::SchoolId;

use super::fixtures::{COUNTY, at, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let school = SchoolId(id(11));
    let mut unit = storage.write(COUNTY).await?;
    let lines = unit.desk().devices(school).await?;
    assert_eq!(lines.iter().map(|l| (l.id.0, l.waiting, l.rejected)).collect::<Vec<_>>(), [(id(61), 3, 1)]);
    assert_eq!(lines[0].owner, "老师21");
    assert_eq!(unit.desk().devices(SchoolId(id(12))).await?, []);
    unit.devices().revoke(lines[0].id, at(1), at(2)).await?;
    assert_eq!(unit.desk().devices(school).await?, [], "a revoked device needs no help");
    // Not committed: the session on it goes on.
    Ok(())
}
