//! Laws of who stands in for somebody.

use domain::id::{AccountId, DeputyshipId, SchoolId};
use domain::policy::{Deputyship, Role};

use super::fixtures::{COUNTY, at, conflict, day, id, missing};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (school, elsewhere) = (SchoolId(id(11)), SchoolId(id(12)));
    let (away, deputy, nobody) = (AccountId(id(22)), AccountId(id(21)), AccountId(id(23)));
    let standing_in = |n, from, to| Deputyship {
        id: DeputyshipId(id(n)),
        school,
        role: Role::Coordinator,
        of: away,
        deputy,
        from,
        to,
        ended_at: None,
    };
    let later = standing_in(701, day(10, 1), day(10, 7));
    let now = standing_in(702, day(9, 18), day(9, 20));
    let over = standing_in(703, day(9, 1), day(9, 17));
    let mut unit = storage.write(COUNTY).await?;
    for one in [&later, &now, &over] {
        unit.deputies().add(one).await?;
        assert_eq!(unit.deputies().get(one.id).await?.as_ref(), Some(one), "it comes back as it was");
    }
    assert_eq!(unit.deputies().get(DeputyshipId(id(709))).await?, None);
    let both = [now.clone(), later.clone()];
    for account in [away, deputy] {
        assert_eq!(unit.deputies().of_account(account, day(9, 18)).await?, both, "by the first day, either side");
    }
    assert_eq!(unit.deputies().of_account(nobody, day(9, 18)).await?, []);
    assert_eq!(unit.deputies().of_school(school, day(9, 20)).await?, both, "the last day is one of it");
    assert_eq!(
        unit.deputies().of_school(school, day(9, 21)).await?,
        std::slice::from_ref(&later),
        "the day after is none"
    );
    assert_eq!(unit.deputies().of_school(elsewhere, day(9, 18)).await?, []);

    unit.deputies().end(later.id, at(30)).await?;
    let ended = Deputyship { ended_at: Some(at(30)), ..later.clone() };
    assert_eq!(unit.deputies().get(later.id).await?, Some(ended), "ended early, and kept");
    assert_eq!(unit.deputies().of_account(deputy, day(9, 18)).await?, std::slice::from_ref(&now));
    assert_eq!(unit.deputies().of_school(school, day(9, 18)).await?, [now]);
    missing(unit.deputies().end(later.id, at(31)).await, "deputyship that stands");
    missing(unit.deputies().end(DeputyshipId(id(709)), at(31)).await, "deputyship that stands");
    unit.commit().await?;
    let mut unit = storage.write(COUNTY).await?;
    conflict(unit.deputies().add(&later).await);
    Ok(())
}
