//! Laws of facts.

use domain::guardianship::{Fact, FactKind, FactSubject, FactValue, HomeState, PhoneState};
use domain::id::{ChildId, FactId, HouseholdId, SchoolId};
use domain::register::Written;

use super::fixtures::{COUNTY, at, by, day, fact, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let school = SchoolId(id(11));
    let mut unit = storage.write(COUNTY).await?;
    let before = unit.commits().newest().await?;
    let seq = unit.commits().next(by()).await?;
    let first = fact(91, 31, HomeState::Safe);
    let same_id = Written::Fact(Fact { captured_at: at(99), ..fact(91, 31, HomeState::Danger) });
    unit.register().write(seq, &[Written::Fact(first.clone()), same_id.clone()]).await?;
    unit.register().write(seq, std::slice::from_ref(&same_id)).await?;
    let later = unit.commits().next(by()).await?;
    unit.register().write(later, &[same_id]).await?;
    assert_eq!(unit.facts().get(first.id).await?.as_ref(), Some(&first), "an id that is there stays as it was");
    let past: Vec<_> = unit.register().since(before).await?.rows.into_iter().flat_map(|w| w.written).collect();
    assert_eq!(past, [Written::Fact(first.clone())], "and so it is in the past");
    assert_eq!(unit.facts().known(&[first.id, FactId(id(99))]).await?, [first.id]);
    assert_eq!(unit.facts().known(&[]).await?, []);
    assert_eq!(unit.facts().get(FactId(id(99))).await?, None);
    unit.commit().await?;

    // Two answers in another home: the later contradicts the earlier, until something settles it.
    let home = FactSubject::Household(HouseholdId(id(32)));
    let mut unit = storage.write(COUNTY).await?;
    let earlier = Fact { seen_on: day(9, 19), ..fact(92, 32, HomeState::Safe) };
    let later = Fact { disputes: Some(earlier.id), ..fact(93, 32, HomeState::Danger) };
    assert_eq!(unit.facts().of_subject(home, FactKind::Home).await?.rows, []);
    let seq = unit.commits().next(by()).await?;
    unit.register().write(seq, &[Written::Fact(earlier.clone())]).await?;
    assert_eq!(unit.facts().disputed(school, day(9, 18)).await?.rows, [], "one answer contradicts nobody");
    let seq = unit.commits().next(by()).await?;
    unit.register().write(seq, &[Written::Fact(later.clone())]).await?;
    let both = [earlier.clone(), later.clone()];
    assert_eq!(unit.facts().of_subject(home, FactKind::Home).await?.rows, both, "in the order of arrival");
    assert_eq!(unit.facts().of_subject(home, FactKind::Carer).await?.rows, []);
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
    assert_eq!(unit.facts().of_subject(child, FactKind::Phone).await?.rows, std::slice::from_ref(&own));
    let household = FactSubject::Household(HouseholdId(id(41)));
    assert_eq!(unit.facts().of_subject(household, FactKind::Phone).await?.rows, []);
    assert_eq!(unit.facts().disputed(school, day(9, 18)).await?.rows, [own]);
    Ok(())
}
