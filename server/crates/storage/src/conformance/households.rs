//! Laws of households.

use domain::id::{ChildId, HouseholdId};
use domain::register::Written;

use super::fixtures::{COUNTY, by, child, household, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let siblings = [ChildId(id(41)), ChildId(id(42))];
    assert_eq!(unit.households().of_children(&siblings).await?, [HouseholdId(id(31))], "siblings share one");
    assert_eq!(unit.households().of_children(&[ChildId(id(99))]).await?, []);
    assert_eq!(unit.households().of_children(&[]).await?, []);
    let seq = unit.commits().next(by()).await?;
    let moved = [Written::Household(household(39)), Written::Child(child(42, 39))];
    unit.register().write(seq, &moved).await?;
    assert_eq!(unit.households().of_children(&[ChildId(id(42))]).await?, [HouseholdId(id(39))]);
    assert_eq!(unit.households().ever_of(ChildId(id(42))).await?, [31, 39].map(|n| HouseholdId(id(n))));
    assert_eq!(unit.households().ever_of(ChildId(id(99))).await?, []);
    // Not committed: the other suites have the two in one home.
    Ok(())
}
