//! Laws of what schools ask about pages.

use domain::id::{AccountId, ChildId, QuestionId};
use domain::log::Goal;
use domain::term::{Half, Question, Term};

use super::fixtures::{COUNTY, at, by, id};
use crate::{FileRow, Since, Storage, StorageError};

fn question(n: u128, about: Option<Goal>, seconds: i64) -> Question {
    Question {
        id: QuestionId(id(n)),
        child: ChildId(id(41)),
        term: Term { year: 2026, half: Half::Autumn },
        about,
        text: "这学期打算怎么帮？".to_owned(),
        asked_by: AccountId(id(21)),
        asked_at: at(seconds),
        closed_at: None,
    }
}

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let child = ChildId(id(41));
    let mut unit = storage.write(COUNTY).await?;
    let before = unit.commits().newest().await?;
    let (mind, plan) = (question(1601, Some(Goal::Mind), 9), question(1602, None, 5));
    let seq = unit.commits().next(by()).await?;
    unit.questions().add(seq, &mind).await?;
    unit.questions().add(seq, &plan).await?;
    unit.questions().add(seq, &Question { text: "别的".to_owned(), ..mind.clone() }).await?;
    assert_eq!(unit.questions().get(mind.id).await?.as_ref(), Some(&mind), "an id that is there stays as it was");
    assert_eq!(unit.questions().get(QuestionId(id(1699))).await?, None);
    assert_eq!(unit.questions().of_child(child).await?.rows, [plan.clone(), mind.clone()], "the oldest first");
    assert_eq!(unit.questions().of_child(ChildId(id(42))).await?.rows, []);

    let own = Since::after(before);
    let files = unit.files().rows(&[child], &[child], Some(AccountId(id(21))), own.clone()).await?;
    let rows: Vec<_> = files.rows.into_iter().map(|row| (row.seq, row.value)).collect();
    let both = [(seq, FileRow::Question(mind.clone())), (seq, FileRow::Question(plan.clone()))];
    assert_eq!(rows, both, "they are in the child's file");
    assert_eq!(unit.files().rows(&[ChildId(id(42))], &[], None, own).await?.rows, [], "and in no sibling's");

    let later = unit.commits().next(by()).await?;
    unit.questions().close(later, mind.id, at(20)).await?;
    let closed = Question { closed_at: Some(at(20)), ..mind.clone() };
    assert_eq!(unit.questions().get(mind.id).await?.as_ref(), Some(&closed));
    let news = unit.files().rows(&[child], &[child], None, Since::after(seq)).await?.rows;
    let news: Vec<_> = news.into_iter().map(|row| (row.seq, row.value)).collect();
    assert_eq!(news, [(later, FileRow::Question(closed))], "whoever has it hears that it is settled");
    let again = unit.questions().close(later, mind.id, at(30)).await;
    assert!(matches!(again, Err(StorageError::Missing { .. })), "{again:?}");
    let unknown = unit.questions().close(later, QuestionId(id(1699)), at(30)).await;
    assert!(matches!(unknown, Err(StorageError::Missing { .. })), "{unknown:?}");
    // What comes after reckons with a file without questions.
    drop(unit);
    Ok(())
}
