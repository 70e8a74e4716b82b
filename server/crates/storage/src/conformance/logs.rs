//! Laws of entries.

use domain::id::{AccountId, ChildId, LogId, OpId, SchoolId};
use domain::log::{Log, LogBody, Mode, Outcome};

use super::fixtures::{COUNTY, at, by, conflict, day, id, log, missing};
use crate::{NewLog, Revision, Storage, StorageError, Unit};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let visit = log(81, 21, day(9, 18), Mode::HomeVisit, Outcome::Normal);
    let both =
        NewLog { log: visit.clone(), children: vec![ChildId(id(41)), ChildId(id(43))], op: Some(OpId(id(72))), seq };
    unit.logs().add(&[], at(5)).await?;
    unit.logs().add(std::slice::from_ref(&both), at(5)).await?;
    assert_eq!(unit.logs().known(&[visit.id, LogId(id(89))]).await?, [visit.id]);
    assert_eq!(unit.logs().get(visit.id).await?.as_ref(), Some(&visit), "an entry comes back as it was");
    assert_eq!(unit.logs().get(LogId(id(89))).await?, None);
    unit.commit().await?;

    let mut unit = storage.write(COUNTY).await?;
    let newer = unit.commits().next(by()).await?;
    let mut revised = visit.clone();
    revised.body.note = "改过的话".to_owned();
    revised.revision = 2;
    unit.logs().revise(newer, &revised, OpId(id(73)), at(6)).await?;
    assert_eq!(unit.logs().get(visit.id).await?.as_ref(), Some(&revised));
    let history = [
        Revision { log: visit.clone(), op: Some(OpId(id(72))), received_at: at(5) },
        Revision { log: revised.clone(), op: Some(OpId(id(73))), received_at: at(6) },
    ];
    assert_eq!(unit.logs().revisions(visit.id).await?, history, "history is kept");
    assert_eq!(unit.logs().revisions(LogId(id(89))).await?, []);
    let unknown = log(89, 21, day(9, 18), Mode::HomeVisit, Outcome::Normal);
    missing(unit.logs().revise(newer, &unknown, OpId(id(74)), at(6)).await, "log");
    laws_of_lists(&mut *unit, newer, &visit).await?;
    conflict(unit.logs().revise(newer, &revised, OpId(id(75)), at(6)).await);
    // Not committed: the file suite revises it itself.
    Ok(())
}

/// What lists of entries hold.
async fn laws_of_lists(unit: &mut dyn Unit, newer: u64, visit: &Log) -> Result<(), StorageError> {
    let asked = LogBody { children: vec![ChildId(id(41))], follow_up_on: Some(day(9, 20)), ..visit.body.clone() };
    let copied = Log { id: LogId(id(84)), body: asked, entered_by: Some(AccountId(id(21))), ..visit.clone() };
    let new = NewLog { log: copied.clone(), children: vec![ChildId(id(41))], op: Some(OpId(id(78))), seq: newer };
    let plain = LogBody { follow_up_on: None, ..copied.body.clone() };
    let imported = Log { id: LogId(id(85)), body: plain, ..copied.clone() };
    let import = NewLog { log: imported, children: vec![ChildId(id(41))], op: None, seq: newer };
    unit.logs().add(&[new, import], at(6)).await?;
    assert_eq!(unit.logs().children(copied.id).await?, [ChildId(id(41))]);
    assert_eq!(unit.logs().children(visit.id).await?, [ChildId(id(41)), ChildId(id(43))]);
    assert_eq!(unit.logs().children(LogId(id(89))).await?, []);
    let (copier, school) = (AccountId(id(21)), SchoolId(id(11)));
    assert_eq!(unit.logs().entered(copier, copied.captured_at).await?.rows, std::slice::from_ref(&copied));
    assert_eq!(unit.logs().entered(copier, at(1)).await?.rows, [], "none since then");
    assert_eq!(unit.logs().entered(AccountId(id(29)), at(0)).await?.rows, [], "others copied nothing");
    assert_eq!(unit.logs().follow_ups(school, day(9, 21)).await?.rows, std::slice::from_ref(&copied));
    assert_eq!(unit.logs().follow_ups(school, day(9, 20)).await?.rows, [], "its day is not over");
    assert_eq!(unit.logs().follow_ups(SchoolId(id(12)), day(9, 21)).await?.rows, [], "another school's child");
    let done = Log { followed_up_on: Some(day(9, 21)), revision: 2, ..copied };
    let later = unit.commits().next(by()).await?;
    unit.logs().revise(later, &done, OpId(id(76)), at(7)).await?;
    assert_eq!(unit.logs().follow_ups(school, day(9, 21)).await?.rows, [], "it was done");
    assert_eq!(unit.logs().get(done.id).await?, Some(done));
    Ok(())
}
