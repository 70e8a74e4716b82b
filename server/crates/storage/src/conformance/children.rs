//! Laws of children.

use domain::id::{ChildId, SchoolId};
use domain::register::id_number::IdNumber;

use super::fixtures::{COUNTY, child, day, enrolment, id, missing};
use crate::{ChildNumber, RegisteredChild, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (school, today) = (SchoolId(id(11)), day(9, 18));
    let mut unit = storage.write(COUNTY).await?;
    assert_eq!(unit.children().get(ChildId(id(41))).await?, Some(child(41, 31)), "it comes back as it was");
    assert_eq!(unit.children().get(ChildId(id(99))).await?, None);
    let parsed = IdNumber::parse("610922201806309843").ok();
    let number = |n| ChildNumber { child: ChildId(id(n)), number: parsed.clone(), digest: Some(format!("digest{n}")) };
    unit.children().keep_numbers(&[number(41), number(43)]).await?;
    missing(unit.children().keep_numbers(&[number(99)]).await, "child");
    let numbers = unit.children().numbers(&[ChildId(id(41)), ChildId(id(42)), ChildId(id(43))]).await?;
    assert_eq!(numbers, [number(41), number(43)], "who has none is left out");
    assert_eq!(unit.children().numbers(&[]).await?, []);
    let known = |n, home, class: &str, digest: Option<&str>| RegisteredChild {
        child: child(n, home),
        enrolment: enrolment(n, 11, class),
        id_digest: digest.map(str::to_owned),
    };
    let all = [
        known(41, 31, "一年级1班", Some("digest41")),
        known(43, 32, "一年级1班", Some("digest43")),
        known(42, 31, "二年级1班", None),
    ];
    assert_eq!(unit.children().of_school(school, today).await?.whole()?, all, "by class and name");
    assert_eq!(unit.children().of_school(school, day(8, 31)).await?.rows, [], "not yet");
    let class = ["一年级1班".to_owned(), "九年级9班".to_owned()];
    assert_eq!(unit.children().of_classes(school, &class, today).await?, [ChildId(id(41)), ChildId(id(43))]);
    assert_eq!(unit.children().of_classes(SchoolId(id(12)), &class, today).await?, []);
    assert_eq!(unit.children().of_classes(school, &[], today).await?, []);
    assert_eq!(unit.schools().classes(school, today).await?, ["一年级1班", "二年级1班"]);
    unit.commit().await
}
