//! Laws of what is taken out.

use domain::id::{AccountId, ChildId, OutId, SchoolId};
use domain::log::ActivityKind;
use domain::report::{Chosen, Lack, Out, OutKind, OutReason, Timespan, Whose};

use super::fixtures::{COUNTY, at, conflict, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (school, other) = (SchoolId(id(11)), SchoolId(id(12)));
    let roster = Out {
        id: OutId(id(501)),
        school: Some(school),
        kind: OutKind::Roster,
        whose: None,
        child: None,
        chosen: None,
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
    let chosen = Chosen::of(Timespan::year(2026));
    let figures = |n, kind, chosen| Out {
        id: OutId(id(n)),
        school: None,
        kind,
        chosen: Some(chosen),
        numbers: false,
        at: at(7),
        ..roster.clone()
    };
    let drills = figures(505, OutKind::Activities, Chosen { activity: Some(ActivityKind::Drill), ..chosen });
    let untold = figures(506, OutKind::NotReached, Chosen { lack: Some(Lack::HomeVisit), ..chosen });
    for one in [&drills, &untold] {
        unit.outs().add(one).await?;
        assert_eq!(unit.outs().get(one.id).await?.as_ref(), Some(one), "which figures they are");
    }
    assert_eq!(unit.outs().of(None, 9).await?, [untold, drills], "of the county alone");
    unit.outs().add(&roster).await?;
    unit.outs().add(&file).await?;
    assert_eq!(unit.outs().get(file.id).await?, Some(file.clone()), "it comes back as it was");
    assert_eq!(unit.outs().get(OutId(id(599))).await?, None);
    assert_eq!(unit.outs().of(Some(school), 2).await?, [file.clone(), roster.clone()], "newest first");
    assert_eq!(unit.outs().of(Some(school), 1).await?, [file]);
    assert_eq!(unit.outs().of(Some(other), 9).await?, [], "and not another school's");
    conflict(unit.outs().add(&roster).await);
    Ok(())
}
