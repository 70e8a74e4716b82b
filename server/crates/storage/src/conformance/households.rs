//! Laws of households.

use domain::id::{ChildId, HouseholdId};

use super::fixtures::{COUNTY, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.read(COUNTY).await?;
    let siblings = [ChildId(id(41)), ChildId(id(42))];
    assert_eq!(unit.households().of_children(&siblings).await?, [HouseholdId(id(31))], "siblings share one");
    assert_eq!(unit.households().of_children(&[ChildId(id(99))]).await?, []);
    assert_eq!(unit.households().of_children(&[]).await?, []);
    Ok(())
}
