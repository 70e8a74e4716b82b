//! Laws of periods at schools.

use domain::guardianship::FactSubject;
use domain::id::{ChildId, HouseholdId, SchoolId};
use domain::register::{Began, Ended, Enrolment, Written};

use super::fixtures::{COUNTY, by, day, enrolment, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (here, there, child) = (SchoolId(id(11)), SchoolId(id(12)), ChildId(id(42)));
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let ended = enrolment(42, 11, "二年级1班").ending(day(9, 9), Ended::MovedOn);
    let begun = Enrolment {
        id: domain::id::EnrolmentId(id(499)),
        from: day(9, 10),
        began: Began::MovedHere,
        ..enrolment(42, 12, "三年级1班")
    };
    unit.register().write(seq, &[Written::Enrolment(ended.clone()), Written::Enrolment(begun.clone())]).await?;
    assert_eq!(unit.enrolments().of_child(child).await?, [ended.clone(), begun.clone()], "by first day");
    assert_eq!(unit.enrolments().of_child(ChildId(id(99))).await?, []);
    assert_eq!(unit.enrolments().at_school(there, day(9, 9)).await?.rows, []);
    assert_eq!(unit.enrolments().at_school(there, day(9, 10)).await?.whole()?, std::slice::from_ref(&begun));
    assert_eq!(unit.enrolments().at_school(here, day(9, 9)).await?.len(), 3);
    assert_eq!(unit.enrolments().place(child, day(9, 9)).await?, Some(ended.clone()));
    assert_eq!(
        unit.enrolments().lasting(there, day(9, 1)).await?.whole()?,
        std::slice::from_ref(&begun),
        "it begins later"
    );
    assert_eq!(unit.enrolments().lasting(here, day(9, 9)).await?.len(), 3);
    assert_eq!(unit.enrolments().lasting(here, day(9, 10)).await?.len(), 2, "one is over");
    assert_eq!(unit.enrolments().in_class(here, "二年级1班").await?.whole()?, [ended], "also when it is over");
    assert_eq!(unit.enrolments().in_class(there, "二年级1班").await?.rows, []);
    assert_eq!(unit.enrolments().place(child, day(8, 31)).await?, None, "not yet anywhere");
    let left = begun.ending(day(9, 20), Ended::LeftCounty);
    unit.register().write(seq, &[Written::Enrolment(left.clone())]).await?;
    assert_eq!(unit.enrolments().place(child, day(12, 1)).await?, Some(left), "who left was last there");

    // What is asked of a school is asked of a day.
    let class = ["二年级1班".to_owned(), "三年级1班".to_owned()];
    assert_eq!(unit.children().of_classes(here, &class, day(9, 9)).await?, [child]);
    assert_eq!(unit.children().of_classes(here, &class, day(9, 10)).await?, []);
    assert_eq!(unit.children().of_classes(there, &class, day(9, 10)).await?, [child]);
    assert_eq!(unit.schools().classes(here, day(9, 10)).await?, ["一年级1班"]);
    let (start, upto) = (day(9, 1), unit.commits().newest().await?);
    assert!(unit.schools().classes_changed(there, seq - 1, start, start).await?, "something was written");
    assert!(!unit.schools().classes_changed(there, upto, start, day(9, 9)).await?);
    assert!(unit.schools().classes_changed(there, upto, start, day(9, 10)).await?, "a period has begun");
    assert!(!unit.schools().classes_changed(there, upto, day(9, 10), day(9, 20)).await?, "the last day is one of them");
    assert!(unit.schools().classes_changed(there, upto, day(9, 10), day(9, 21)).await?, "a period has ended");
    assert!(!unit.schools().classes_changed(here, upto, day(9, 10), day(9, 30)).await?, "not this school's");
    let home = FactSubject::Household(HouseholdId(id(31)));
    assert_eq!(unit.schools().of_subject(home, day(9, 10)).await?, [here, there], "siblings at two schools");
    assert_eq!(unit.schools().of_subject(FactSubject::Child(child), day(9, 10)).await?, [there]);
    let grandmother = FactSubject::Adult(domain::id::AdultId(id(35)));
    assert_eq!(unit.schools().of_subject(grandmother, day(9, 10)).await?, [here]);
    // Not committed: the other suites have all three at one school.
    Ok(())
}
