//! Laws of what is taken out.

use domain::id::{AccountId, ChildId, OutId, SchoolId};
use domain::report::{Out, OutKind, OutReason, Whose};

use super::fixtures::{COUNTY, at, conflict, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (school, other) = (SchoolId(id(11)), SchoolId(id(12)));
    let roster = Out {
        id: OutId(id(501)),
        school,
        kind: OutKind::Roster,
        whose: None,
        child: None,
        numbers: true,
        reason: OutReason::Report,
        words: String::new(),
        by: AccountId(id(21)),
        at: at(5),
    };
    let file = Out {
        id: OutId(id(502)),
        kind: OutKind::ChildFile,
        child: Some(ChildId(id(41))),
        numbers: false,
        reason: OutReason::Other,
        words: "家长要".to_owned(),
        at: at(6),
        ..roster.clone()
    };
    let named =
        |n, whose| Out { id: OutId(id(n)), kind: OutKind::Visits, whose: Some(whose), at: at(4), ..roster.clone() };
    let forms = [named(503, Whose::Class("三年级2班".to_owned())), named(504, Whose::Mentor(AccountId(id(22))))];
    let mut unit = storage.write(COUNTY).await?;
    for form in &forms {
        unit.outs().add(form).await?;
        assert_eq!(unit.outs().get(form.id).await?.as_ref(), Some(form), "whose names stand on it");
    }
    unit.outs().add(&roster).await?;
    unit.outs().add(&file).await?;
    assert_eq!(unit.outs().get(file.id).await?, Some(file.clone()), "it comes back as it was");
    assert_eq!(unit.outs().get(OutId(id(599))).await?, None);
    assert_eq!(unit.outs().of_school(school, 2).await?, [file.clone(), roster.clone()], "newest first");
    assert_eq!(unit.outs().of_school(school, 1).await?, [file]);
    assert_eq!(unit.outs().of_school(other, 9).await?, [], "and not another school's");
    conflict(unit.outs().add(&roster).await);
    Ok(())
}
