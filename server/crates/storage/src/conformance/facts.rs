//! Laws of facts.

use domain::guardianship::{Fact, FactKind, FactSubject, FactValue, HomeState, PhoneState};
use domain::id::{ChildId, FactId, HouseholdId, SchoolId};
use domain::register::Written;

use super::fixtures::{COUNTY, at, by, day, fact, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let school = SchoolId(id(11));
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let first = fact(91, 31, HomeState::Safe);
    unit.register().write(seq, &[Written::Fact(first.clone())]).await?;
    let same_id = Fact { captured_at: at(99), ..fact(91, 31, HomeState::Danger) };
    unit.register().write(seq, &[Written::Fact(same_id)]).await?;
    assert_eq!(unit.facts().get(first.id).await?.as_ref(), Some(&first), "an id that is there stays as it was");
    assert_eq!(unit.facts().get(FactId(id(99))).await?, None);
    unit.commit().await?;

    // Two answers in another home: the later contradicts the earlier, until something settles it.
    let home = FactSubject::Household(HouseholdId(id(32)));
    let mut unit = storage.write(COUNTY).await?;
    let earlier = fact(92, 32, HomeState::Safe);
    let later = Fact { disputes: Some(earlier.id), ..fact(93, 32, HomeState::Danger) };
    assert_eq!(unit.facts().newest(home, FactKind::Home).await?, None);
    let seq = unit.commits().next(by()).await?;
    unit.register().write(seq, &[Written::Fact(earlier.clone())]).await?;
    assert_eq!(unit.facts().disputed(school, day(9, 18)).await?.rows, [], "one answer contradicts nobody");
    let seq = unit.commits().next(by()).await?;
    unit.register().write(seq, &[Written::Fact(later.clone())]).await?;
    assert_eq!(unit.facts().newest(home, FactKind::Home).await?.as_ref(), Some(&later), "the one that arrived last");
    assert_eq!(unit.facts().newest(home, FactKind::Carer).await?, None);
    let found = unit.facts().disputed(school, day(9, 18)).await?;
    assert_eq!((found.rows, found.unreadable), (vec![later], vec![]));
    assert_eq!(unit.facts().disputed(SchoolId(id(12)), day(9, 18)).await?.rows, [], "not another school's");
    let seq = unit.commits().next(by()).await?;
    unit.register().write(seq, &[Written::Fact(fact(94, 32, HomeState::Danger))]).await?;
    assert_eq!(unit.facts().disputed(school, day(9, 18)).await?.rows, [], "a version since then settles it");
    unit.commit().await?;

    // A child's own answers are its own.
    let mut unit = storage.write(COUNTY).await?;
    let child = FactSubject::Child(ChildId(id(41)));
    let own = Fact {
        subject: child,
        value: FactValue::Phone { state: PhoneState::Works, number: None },
        disputes: Some(FactId(id(91))),
        ..fact(97, 31, HomeState::Safe)
    };
    let seq = unit.commits().next(by()).await?;
    unit.register().write(seq, &[Written::Fact(own.clone())]).await?;
    assert_eq!(unit.facts().newest(child, FactKind::Phone).await?.as_ref(), Some(&own));
    assert_eq!(unit.facts().newest(FactSubject::Household(HouseholdId(id(41))), FactKind::Phone).await?, None);
    assert_eq!(unit.facts().disputed(school, day(9, 18)).await?.rows, [own]);
    Ok(())
}
