//! Laws of children.

use domain::id::{ChildId, HouseholdId, SchoolId};

use super::fixtures::{COUNTY, child, id, inconsistent, missing};
use crate::{RegisteredChild, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next().await?;
    let all = [child(41, 11, 31, "一年级1班"), child(42, 11, 31, "二年级1班"), child(43, 11, 32, "一年级1班")];
    unit.children().add(seq, &all).await?;
    let school = SchoolId(id(11));
    assert_eq!(unit.children().get(ChildId(id(41))).await?.as_ref(), Some(&all[0].child), "it comes back as it was");
    assert_eq!(unit.children().get(ChildId(id(99))).await?, None);
    let known = |n: usize| RegisteredChild { child: all[n].child.clone(), id_digest: all[n].id_digest.clone() };
    assert_eq!(unit.children().of_school(school).await?, [known(0), known(2), known(1)], "by class and name");
    assert_eq!(unit.schools().classes(school).await?, ["一年级1班", "二年级1班"]);
    assert_eq!(unit.schools().of_household(HouseholdId(id(31))).await?, [school], "each once");
    let class = ["一年级1班".to_owned(), "九年级9班".to_owned()];
    assert_eq!(unit.children().of_classes(school, &class).await?, [ChildId(id(41)), ChildId(id(43))]);
    assert_eq!(unit.children().of_classes(SchoolId(id(12)), &class).await?, []);
    assert_eq!(unit.children().of_classes(school, &[]).await?, []);
    unit.commit().await?;

    let mut unit = storage.write(COUNTY).await?;
    let (there, seq) = (SchoolId(id(12)), unit.commits().next().await?);
    unit.children().move_to(seq, ChildId(id(42)), there, "三年级1班").await?;
    let moved = unit.children().get(ChildId(id(42))).await?;
    assert_eq!(moved.map(|c| (c.school, c.class_name)), Some((there, "三年级1班".to_owned())));
    assert_eq!(unit.children().of_school(there).await?.len(), 1);
    assert_eq!(unit.schools().of_household(HouseholdId(id(31))).await?, [school, there], "siblings at two schools");
    missing(unit.children().move_to(seq, ChildId(id(99)), there, "三年级1班").await, "child");
    inconsistent(unit.children().move_to(u64::MAX, ChildId(id(42)), there, "三年级1班").await);
    // Not committed: the other suites have all three at one school.
    Ok(())
}
