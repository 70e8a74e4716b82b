//! Laws of the pages of children and terms.

use domain::id::{AccountId, ChildId, PageId, SchoolId};
use domain::log::Goal;
use domain::term::hazard::{Hazard, HazardKind};
use domain::term::page::Judged;
use domain::term::plan::{Aim, PlanLine};
use domain::term::{Half, Owed, PageBody, PageDays, Term, TermPage};

use super::fixtures::{COUNTY, at, by, day, id};
use crate::{FileRow, Since, Storage, StorageError, Unit};

const TERM: Term = Term { year: 2026, half: Half::Autumn };

fn page(n: u128, child: u128, owed: Owed, seconds: i64) -> TermPage {
    let judged = Judged { goal: Goal::Mind, owed, child_says: "比以前敢说了".to_owned() };
    TermPage {
        id: PageId(id(n)),
        child: ChildId(id(child)),
        term: TERM,
        author: Some(AccountId(id(21))),
        captured_at: at(seconds),
        body: PageBody { haves: vec![judged], ..PageBody::default() },
        disputes: None,
        unsaid: false,
    }
}

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (child, school) = (ChildId(id(41)), SchoolId(id(11)));
    let mut unit = storage.write(COUNTY).await?;
    let before = unit.commits().newest().await?;
    let first = page(601, 41, Owed::ALittle, 5);
    let seq = unit.commits().next(by()).await?;
    unit.pages().add(seq, &first).await?;
    unit.pages().add(seq, &TermPage { captured_at: at(99), ..page(601, 41, Owed::Much, 9) }).await?;
    assert_eq!(unit.pages().get(first.id).await?.as_ref(), Some(&first), "an id that is there stays as it was");
    assert_eq!(unit.pages().get(PageId(id(699))).await?, None);
    assert_eq!(unit.pages().known(&[first.id, PageId(id(699))]).await?, [first.id]);
    assert_eq!(unit.pages().known(&[]).await?, []);
    let own = Since::after(before);
    let files = unit.files().rows(&[child], &[child], Some(AccountId(id(21))), own.clone()).await?;
    let rows: Vec<_> = files.rows.into_iter().map(|row| (row.seq, row.value)).collect();
    assert_eq!(rows, [(seq, FileRow::TermPage(first.clone()))], "it is in the child's file");
    let other = unit.files().rows(&[ChildId(id(42))], &[], None, own).await?;
    assert_eq!(other.rows, [], "and in no sibling's");

    let later = TermPage { disputes: Some(first.id), ..page(602, 41, Owed::Enough, 7) };
    let seq = unit.commits().next(by()).await?;
    assert_eq!(unit.pages().disputed(school, day(9, 18)).await?.rows, [], "one page contradicts nobody");
    unit.pages().add(seq, &later).await?;
    let both = [first, later.clone()];
    assert_eq!(unit.pages().of_child(child, TERM).await?.rows, both, "in the order of arrival");
    assert_eq!(unit.pages().of_child(child, TERM.previous()).await?.rows, []);
    assert_eq!(unit.pages().of_term(TERM, None).await?.rows, both);
    assert_eq!(unit.pages().of_term(TERM, Some(&[ChildId(id(42)), child])).await?.rows, both);
    assert_eq!(unit.pages().of_term(TERM, Some(&[ChildId(id(42))])).await?.rows, [], "of whom it is asked alone");
    assert_eq!(unit.pages().of_term(TERM, Some(&[])).await?.rows, [], "of nobody nothing");
    assert_eq!(unit.pages().disputed(school, day(9, 18)).await?.rows, [later]);
    assert_eq!(unit.pages().disputed(SchoolId(id(12)), day(9, 18)).await?.rows, [], "not another school's");
    let seq = unit.commits().next(by()).await?;
    unit.pages().add(seq, &page(603, 41, Owed::ALittle, 9)).await?;
    assert_eq!(unit.pages().disputed(school, day(9, 18)).await?.rows, [], "a version since then settles it");
    days(unit.as_mut()).await?;
    // What comes after reckons with a file without pages.
    drop(unit);
    Ok(())
}

/// What the newest pages ask for stands beside them, whatever the order in which they arrive.
async fn days(unit: &mut dyn Unit) -> Result<(), StorageError> {
    let (child, school) = (ChildId(id(41)), SchoolId(id(11)));
    let asks = |body: PageBody| TermPage { body, ..page(604, 41, Owed::Enough, 20) };
    let mut hazard = Hazard::found(HazardKind::Water, "门前水塘", day(9, 20));
    (hazard.who, hazard.by) = ("爷爷".to_owned(), Some(day(9, 28)));
    let line = PlanLine { review_on: Some(day(10, 8)), ..PlanLine::new(Aim::Study, "", "读") };
    let newest = asks(PageBody { hazards: vec![hazard], plan: vec![line], ..PageBody::default() });
    let seq = unit.commits().next(by()).await?;
    unit.pages().add(seq, &newest).await?;
    unit.pages().add(seq, &page(605, 41, Owed::Much, 12)).await?;
    unit.pages().add(seq, &TermPage { term: TERM.previous(), ..page(606, 41, Owed::Much, 90) }).await?;
    let expected = PageDays { term: TERM, hazard_by: Some(day(9, 28)), review_on: Some(day(10, 8)) };
    assert_eq!(PageDays::of(&newest), expected);
    assert_eq!(unit.pages().days(school, day(9, 18)).await?.rows, [(child, expected)], "of who has none nothing");
    let seq = unit.commits().next(by()).await?;
    unit.pages().add(seq, &TermPage { term: TERM.next(), ..page(607, 41, Owed::Much, 99) }).await?;
    assert_eq!(unit.pages().days(school, day(9, 18)).await?.rows, [(child, expected)], "not of a term to come");
    assert_eq!(unit.pages().days(SchoolId(id(12)), day(9, 18)).await?.rows, [], "not another school's");
    let back = TermPage { unsaid: true, author: None, ..page(608, 41, Owed::Much, 30) };
    let seq = unit.commits().next(by()).await?;
    unit.pages().add(seq, &back).await?;
    assert_eq!(unit.pages().get(back.id).await?.as_ref(), Some(&back));
    let before = PageDays { term: TERM.previous(), hazard_by: None, review_on: None };
    assert_eq!(
        unit.pages().days(school, day(9, 18)).await?.rows,
        [(child, before)],
        "what was taken back asks nothing"
    );
    Ok(())
}
