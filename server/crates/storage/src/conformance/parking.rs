//! Laws of parked work.

use domain::id::{AccountId, ActId, ChildId, OpId, SchoolId};
use domain::register::{Ended, Enrolment, Written};

use super::fixtures::{COUNTY, at, by, conflict, day, enrolment, id, missing};
use crate::{Decision, Judged, Parked, Storage, StorageError};

fn parked(n: u128, child: u128, seconds: i64) -> Parked {
    Parked {
        op: OpId(id(n)),
        text: "{\"typed\":\"原话\"}".to_owned(),
        author: AccountId(id(22)),
        child: ChildId(id(child)),
        heard: vec![],
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

    assert_eq!(unit.parking().of_author(later.author).await?, [earlier.clone(), later.clone()]);
    assert_eq!(unit.parking().of_author(AccountId(id(23))).await?, []);

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
    assert_eq!(
        unit.parking().of_school(elsewhere, today).await?,
        std::slice::from_ref(&earlier),
        "also of one who has left"
    );

    // For a child whose file is closed the school of the kept one decides, over as many files as there are.
    let apart = |n: u128, one: u128, other: u128| Judged {
        id: ActId(id(n)),
        one: ChildId(id(one)),
        other: ChildId(id(other)),
        same: true,
        from: day(9, 11),
        seq,
        facts: vec![],
        taken_back: None,
    };
    for judged in [apart(701, 42, 43), apart(702, 41, 42)] {
        unit.doubles().add(&judged).await?;
    }
    assert_eq!(unit.parking().of_school(elsewhere, today).await?, []);
    assert_eq!(unit.parking().of_school(school, today).await?, std::slice::from_ref(&earlier));
    unit.doubles().take_back(ActId(id(701)), seq).await?;
    assert_eq!(unit.parking().of_school(elsewhere, today).await?, std::slice::from_ref(&earlier));

    // Of several children each one's school is asked.
    unit.parking().pass_on(earlier.op, ChildId(id(41)), &[ChildId(id(43))]).await?;
    let passed = Parked { child: ChildId(id(41)), heard: vec![ChildId(id(43))], ..earlier.clone() };
    assert_eq!(unit.parking().of_school(school, today).await?, [passed], "with whom it has heard");
    missing(unit.parking().pass_on(later.op, ChildId(id(41)), &[]).await, "parked work that waits");

    // Of one who was never anywhere in the end, the school where it was to be.
    let never = enrolment(41, 11, "一年级1班").ending(day(8, 1), Ended::Mistaken);
    unit.register().write(seq, &[Written::Enrolment(never)]).await?;
    assert_eq!(unit.parking().of_school(school, today).await?.len(), 1);
    conflict(unit.parking().add(&later).await);
    Ok(())
}
