//! Laws of pairs that looked like one child, and of the entries that are seen from the kept file.

use domain::id::{ActId, ChildId, FactId};
use domain::log::{Mode, Outcome};

use super::fixtures::{COUNTY, at, by, conflict, day, id, log, missing};
use crate::{FileRow, Judged, Link, NewLog, Since, Storage, StorageError, Unit};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let (kept, linked) = (ChildId(id(41)), ChildId(id(43)));
    let one = Judged {
        id: ActId(id(311)),
        one: kept,
        other: linked,
        same: true,
        from: day(9, 18),
        seq,
        facts: vec![FactId(id(91))],
        taken_back: None,
    };
    let two =
        Judged { id: ActId(id(312)), same: false, facts: vec![], seq: unit.commits().next(by()).await?, ..one.clone() };
    unit.doubles().add(&one).await?;
    unit.doubles().add(&two).await?;
    assert_eq!(unit.doubles().get(one.id).await?, Some(one.clone()), "a decision comes back as it was");
    assert_eq!(unit.doubles().get(ActId(id(399))).await?, None);
    assert_eq!(unit.doubles().standing().await?, [two.clone(), one.clone()], "the newest first");
    assert_eq!(unit.doubles().links().await?, [Link { linked, kept, from: day(9, 18) }]);
    let back = unit.commits().next(by()).await?;
    unit.doubles().take_back(one.id, back).await?;
    assert_eq!(unit.doubles().get(one.id).await?.and_then(|judged| judged.taken_back), Some(back));
    assert_eq!(unit.doubles().standing().await?, [two]);
    assert_eq!(unit.doubles().links().await?, []);
    assert_eq!(unit.doubles().once_led_to(linked).await?, [kept]);
    assert_eq!(unit.doubles().once_led_to(kept).await?, []);
    missing(unit.doubles().take_back(one.id, back).await, "decision that stands");
    entries(unit.as_mut()).await?;
    conflict(unit.doubles().add(&one).await);
    // Not committed: other suites count entries.
    Ok(())
}

/// Entries about the closed file are the kept one's as well, until it is released.
async fn entries(unit: &mut dyn Unit) -> Result<(), StorageError> {
    let (kept, linked) = (ChildId(id(41)), ChildId(id(43)));
    let seq = unit.commits().next(by()).await?;
    let own = log(87, 21, day(9, 18), Mode::HomeVisit, Outcome::Normal);
    let both = log(88, 21, day(9, 18), Mode::HomeVisit, Outcome::Normal);
    let new = |log: &domain::log::Log, children| NewLog { log: log.clone(), children, op: None, seq };
    unit.logs().add(&[new(&own, vec![linked]), new(&both, vec![kept, linked])], at(6)).await?;
    let later = unit.commits().next(by()).await?;
    unit.logs().reach(later, kept, linked).await?;
    unit.logs().reach(later, kept, linked).await?;
    assert_eq!(unit.logs().children(own.id).await?, [kept, linked]);
    let credited =
        |credits: Vec<crate::KeptCredit>| credits.iter().filter(|c| c.child == kept && c.to_seq.is_none()).count();
    assert_eq!(credited(unit.credits().of_log(own.id).await?), 1, "once, and it counts for the kept child");
    let back = unit.commits().next(by()).await?;
    unit.logs().release(back, kept, linked).await?;
    assert_eq!(unit.logs().children(own.id).await?, [linked]);
    assert_eq!(unit.logs().children(both.id).await?, [kept, linked], "what was the kept child's own stays");
    assert_eq!(credited(unit.credits().of_log(own.id).await?), 0);
    assert_eq!(credited(unit.credits().of_log(both.id).await?), 1);
    let news = unit.files().rows(&[kept], &[kept], None, Since::after(later)).await?.rows;
    assert!(news.iter().any(|row| matches!(row.value, FileRow::Child(_))), "whoever has the kept file takes it anew");
    Ok(())
}
