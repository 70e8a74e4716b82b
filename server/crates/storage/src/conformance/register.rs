//! Laws of the register as it is written.

use domain::guardianship::HomeState;
use domain::id::ChildId;
use domain::register::{Child, Commit, Written};

use super::fixtures::{COUNTY, adult, at, by, child, fact, household, id, inconsistent, pairing, pupil, relation};
use crate::{Storage, StorageError};

/// Writes what the other suites know, and reads it back as history.
pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let before = unit.commits().newest().await?;
    let first = unit.commits().next(by()).await?;
    let mut written = vec![
        Written::Household(household(31)),
        Written::Household(household(32)),
        Written::Adult(adult(35, 31)),
        Written::Relation(relation(36, 41, 35)),
        Written::Pairing(pairing(51, 41, 21)),
    ];
    for (n, home, class) in [(41, 31, "一年级1班"), (42, 31, "二年级1班"), (43, 32, "一年级1班")] {
        written.extend(pupil(n, 11, home, class));
    }
    // In whatever order: what refers to another is written after it.
    written.reverse();
    unit.register().write(first, &written).await?;
    unit.commits().take(2, by()).await?;
    let second = unit.commits().next(by()).await?;
    let renamed = Child { name: "新名".to_owned(), ..child(41, 31) };
    unit.register().write(second, &[Written::Child(renamed.clone())]).await?;
    assert_eq!(unit.children().get(ChildId(id(41))).await?, Some(renamed.clone()), "the newest version is there");
    unit.register().write(second, &[]).await?;

    let found = unit.register().since(before).await?;
    assert_eq!(found.unreadable, []);
    let numbers: Vec<u64> = found.rows.iter().map(|w| w.commit.seq).collect();
    assert_eq!(numbers, [first, second], "only commits that wrote, in their order");
    assert_eq!(found.rows[0].commit, Commit { seq: first, at: at(0), actor: None, cause: by().cause });
    let sorted = |mut all: Vec<Written>| {
        all.sort_by_key(Written::key);
        all
    };
    assert_eq!(sorted(found.rows[0].written.clone()), sorted(written), "every version as it was written");
    assert_eq!(found.rows[1].written, [Written::Child(renamed)]);
    assert_eq!(unit.register().since(second).await?.rows, []);

    let safe = fact(90, 31, HomeState::Safe);
    unit.register().write(second, &[Written::Fact(safe.clone())]).await?;
    assert_eq!(unit.facts().get(safe.id).await?, Some(safe));
    let homeless = Written::Adult(adult(39, 99));
    inconsistent(unit.register().write(u64::MAX, &[]).await);
    assert!(unit.register().write(second, &[homeless]).await.is_err(), "there is no such household");
    drop(unit);

    // The other suites begin with the children under their first names.
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let mut written = vec![
        Written::Household(household(31)),
        Written::Household(household(32)),
        Written::Adult(adult(35, 31)),
        Written::Relation(relation(36, 41, 35)),
        Written::Pairing(pairing(51, 41, 21)),
    ];
    for (n, home, class) in [(41, 31, "一年级1班"), (42, 31, "二年级1班"), (43, 32, "一年级1班")] {
        written.extend(pupil(n, 11, home, class));
    }
    unit.register().write(seq, &written).await?;
    unit.commit().await
}
