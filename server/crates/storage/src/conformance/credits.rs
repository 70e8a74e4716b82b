//! Laws of credits: what entries count for, by the domain's definition, with every revision.

use chrono::{Days, NaiveDate};
use domain::id::{ChildId, LogId, OpId, SchoolId};
use domain::log::{ActivityKind, Log, Mark, Mode, Outcome, credit};
use domain::term::due::LastDays;

use super::fixtures::{COUNTY, at, by, day, id, log};
use crate::{NewLog, Storage, StorageError, Unit};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (school, first, second) = (SchoolId(id(11)), ChildId(id(41)), ChildId(id(42)));
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let visit = log(87, 21, day(9, 20), Mode::HomeVisit, Outcome::Normal);
    let call = log(88, 21, day(9, 22), Mode::Phone, Outcome::Normal);
    let nobody = log(89, 21, day(9, 25), Mode::HomeVisit, Outcome::NotMet);
    let entry =
        |log: &Log, children: &[ChildId]| NewLog { log: log.clone(), children: children.to_vec(), op: None, seq };
    let all = [entry(&visit, &[first, second]), entry(&call, &[first]), entry(&nobody, &[first])];
    unit.logs().add(&all, at(9)).await?;
    let last = |days: &[(ChildId, LastDays)], child| {
        days.iter().find(|(c, _)| *c == child).map(|(_, d)| (d.contact, d.home_visit, d.family_contact, d.talk))
    };
    let days = unit.credits().last_days(Some(school), day(9, 30)).await?;
    assert_eq!(days.len(), 3, "each child of the school, with entries or without");
    let (on, called) = (Some(day(9, 20)), Some(day(9, 22)));
    assert_eq!(last(&days, first), Some((called, on, None, called)), "finding nobody is no visit; a call is a contact");
    assert_eq!(last(&days, second), Some((on, on, None, on)));
    let days = unit.credits().last_days(None, day(9, 21)).await?;
    assert_eq!(last(&days, first), Some((on, on, None, on)), "as of a day");
    for later in [189, 191, 2000] {
        let days = unit.credits().last_days(None, day(9, 22) + Days::new(later)).await?;
        assert_eq!(last(&days, first), Some((called, on, None, called)), "the last is the last however long ago");
    }
    assert_eq!(unit.credits().last_days(Some(SchoolId(id(12))), day(9, 30)).await?.rows, []);

    between(unit.as_mut(), (first, second), (&visit, &call)).await?;

    // A correction replaces what counted, a withdrawal ends it; both stay on record.
    let corrected = unit.commits().next(by()).await?;
    let mut revised = visit.clone();
    revised.body.mode = Mode::AtSchool;
    revised.revision = 2;
    unit.logs().revise(corrected, &revised, OpId(id(171)), at(10)).await?;
    let days = unit.credits().last_days(Some(school), day(9, 30)).await?;
    assert_eq!(last(&days, second), Some((on, None, None, on)));
    let withdrawn = unit.commits().next(by()).await?;
    revised.withdrawn = true;
    revised.revision = 3;
    unit.logs().revise(withdrawn, &revised, OpId(id(172)), at(11)).await?;
    let days = unit.credits().last_days(Some(school), day(9, 30)).await?;
    assert_eq!(last(&days, second), Some((None, None, None, None)));
    assert_eq!(some(unit.as_mut(), day(9, 20), day(9, 20), None).await?, [], "what was withdrawn counts for nothing");
    let kept = unit.credits().of_log(visit.id).await?;
    let spans: Vec<_> =
        kept.iter().map(|k| (k.child, k.credit.marks.has(Mark::HomeVisit), k.from_seq, k.to_seq)).collect();
    let expected = [
        (first, true, seq, Some(corrected)),
        (second, true, seq, Some(corrected)),
        (first, false, corrected, Some(withdrawn)),
        (second, false, corrected, Some(withdrawn)),
    ];
    assert_eq!(spans, expected);
    assert_eq!(Some(kept[0].credit), credit(&visit), "what is kept is what the definition says");
    assert_eq!(unit.credits().of_log(LogId(id(99))).await?, []);

    let mut lesson = log(90, 21, day(9, 19), Mode::Group, Outcome::Normal);
    lesson.body.kind = ActivityKind::SafetyLesson;
    unit.logs().add(&[entry(&lesson, &[second])], at(9)).await?;
    let taught = |days: &[(ChildId, LastDays)]| days.iter().find(|(c, _)| *c == second).map(|(_, d)| d.safety);
    let days = unit.credits().last_days(Some(school), day(9, 30)).await?;
    assert_eq!(taught(&days), Some(Some(day(9, 19))));
    let days = unit.credits().last_days(None, day(9, 30)).await?;
    assert_eq!(taught(&days), Some(None), "the county's counts do not need it");
    // Not committed: the other suites have entries of their own.
    Ok(())
}

/// Whose entries count in some days, of some children or of all.
async fn some(
    unit: &mut dyn Unit,
    from: NaiveDate,
    to: NaiveDate,
    children: Option<&[ChildId]>,
) -> Result<Vec<(ChildId, LogId)>, StorageError> {
    let found = unit.credits().between(from, to, children).await?;
    Ok(found.iter().map(|one| (one.child, one.log)).collect())
}

/// What is read of a period: both days included, of all or of some children.
async fn between(
    unit: &mut dyn Unit,
    (first, second): (ChildId, ChildId),
    (visit, call): (&Log, &Log),
) -> Result<(), StorageError> {
    let between = unit.credits().between(day(9, 20), day(9, 25), None).await?;
    let counted =
        |log: &Log| between.iter().filter(|one| one.log == log.id).map(|one| (one.child, one.credit)).collect();
    let (both, only): (Vec<_>, Vec<_>) = (counted(visit), counted(call));
    let said = |child, log: &Log| credit(log).map(|credit| (child, credit));
    assert_eq!(both, [first, second].into_iter().filter_map(|child| said(child, visit)).collect::<Vec<_>>());
    assert_eq!(only, said(first, call).into_iter().collect::<Vec<_>>());
    assert_eq!(between.len(), 3, "nobody was found at home");
    let (on_day, after) = (day(9, 20), day(9, 21));
    assert_eq!(some(unit, on_day, on_day, Some(&[second])).await?, [(second, visit.id)], "of some children");
    assert_eq!(some(unit, after, day(9, 22), None).await?, [(first, call.id)], "both days included");
    assert_eq!(some(unit, on_day, day(9, 22), Some(&[])).await?, [], "of none");
    Ok(())
}
