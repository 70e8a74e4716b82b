//! Laws of parked work.

use domain::id::{AccountId, ChildId, OpId, SchoolId};
use domain::register::{Ended, Enrolment, Written};

use super::fixtures::{COUNTY, at, by, conflict, day, enrolment, id, missing};
use crate::{Decision, Parked, Storage, StorageError};

fn parked(n: u128, child: u128, seconds: i64) -> Parked {
    Parked {
        op: OpId(id(n)),
        text: "{\"typed\":\"原话\"}".to_owned(),
        author: AccountId(id(22)),
        child: ChildId(id(child)),
        received_at: at(seconds),
        decision: None,
    }
}

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (school, elsewhere, today) = (SchoolId(id(11)), SchoolId(id(12)), day(9, 18));
    let (later, earlier) = (parked(76, 41, 20), parked(77, 43, 10));
    let mut unit = storage.write(COUNTY).await?;
    for one in [&later, &earlier] {
        unit.parking().add(one).await?;
    }
    assert_eq!(unit.parking().get(later.op).await?.as_ref(), Some(&later), "every word comes back");
    assert_eq!(unit.parking().get(OpId(id(79))).await?, None);
    assert_eq!(unit.parking().of_school(school, today).await?, [earlier.clone(), later.clone()], "oldest first");
    assert_eq!(unit.parking().of_school(elsewhere, today).await?, []);

    let said = Decision { accepted: false, by: AccountId(id(23)), at: at(30) };
    unit.parking().resolve(later.op, said).await?;
    assert_eq!(
        unit.parking().of_school(school, today).await?,
        std::slice::from_ref(&earlier),
        "what is decided waits no more"
    );
    let declined = Parked { decision: Some(said), ..later.clone() };
    assert_eq!(unit.parking().get(later.op).await?, Some(declined.clone()), "and is kept, with who and when");
    let other = Decision { accepted: true, ..said };
    missing(unit.parking().resolve(later.op, other).await, "parked work that waits");
    missing(unit.parking().resolve(OpId(id(79)), other).await, "parked work that waits");
    assert_eq!(unit.parking().get(later.op).await?, Some(declined), "it is decided once");

    // The child's school decides: with the child the work goes to another.
    let seq = unit.commits().next(by()).await?;
    let moved = Enrolment { school: elsewhere, ..enrolment(43, 12, "一年级1班") };
    unit.register().write(seq, &[Written::Enrolment(moved.clone())]).await?;
    assert_eq!(unit.parking().of_school(elsewhere, today).await?, std::slice::from_ref(&earlier));
    let left = moved.ending(day(9, 10), Ended::LeftCounty);
    unit.register().write(seq, &[Written::Enrolment(left)]).await?;
    assert_eq!(unit.parking().of_school(elsewhere, today).await?, [earlier], "also of one who has left");
    conflict(unit.parking().add(&later).await);
    Ok(())
}
