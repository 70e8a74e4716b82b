//! Laws of facts.

use domain::guardianship::{Fact, FactKind, HomeState};
use domain::id::{FactId, HouseholdId, SchoolId};

use super::fixtures::{COUNTY, at, fact, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let school = SchoolId(id(11));
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next().await?;
    let first = fact(91, 31, HomeState::Safe);
    unit.facts().add(seq, std::slice::from_ref(&first)).await?;
    let same_id = Fact { captured_at: at(99), ..fact(91, 31, HomeState::Danger) };
    unit.facts().add(seq, &[same_id]).await?;
    assert_eq!(unit.facts().get(first.id).await?.as_ref(), Some(&first), "an id that is there stays as it was");
    assert_eq!(unit.facts().get(FactId(id(99))).await?, None);
    unit.commit().await?;

    // Two answers in another home: the later contradicts the earlier, until something settles it.
    let home = HouseholdId(id(32));
    let mut unit = storage.write(COUNTY).await?;
    let earlier = fact(92, 32, HomeState::Safe);
    let later = Fact { disputes: Some(earlier.id), ..fact(93, 32, HomeState::Danger) };
    assert_eq!(unit.facts().newest(home, FactKind::Home).await?, None);
    let seq = unit.commits().next().await?;
    unit.facts().add(seq, std::slice::from_ref(&earlier)).await?;
    assert_eq!(unit.facts().disputed(school).await?.rows, [], "one answer contradicts nobody");
    let seq = unit.commits().next().await?;
    unit.facts().add(seq, std::slice::from_ref(&later)).await?;
    assert_eq!(unit.facts().newest(home, FactKind::Home).await?.as_ref(), Some(&later), "the one that arrived last");
    assert_eq!(unit.facts().newest(home, FactKind::Carer).await?, None);
    let found = unit.facts().disputed(school).await?;
    assert_eq!((found.rows, found.unreadable), (vec![later], vec![]));
    assert_eq!(unit.facts().disputed(SchoolId(id(12))).await?.rows, [], "not another school's");
    let seq = unit.commits().next().await?;
    unit.facts().add(seq, &[fact(94, 32, HomeState::Danger)]).await?;
    assert_eq!(unit.facts().disputed(school).await?.rows, [], "a version since then settles it");
    unit.commit().await
}
