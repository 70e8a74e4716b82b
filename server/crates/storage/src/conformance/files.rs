//! Laws of children's files.

use domain::id::{AccountId, ChildId, LogId, OpId};
use domain::log::{Mode, Outcome};
use domain::register::{Pairing, PairingEnded, PairingRole, Written};

use super::fixtures::{COUNTY, at, by, day, id, log, pairing};
use crate::{Colleague, FileRow, Found, NewLog, Since, Storage, StorageError, Versioned};

fn kinds(found: &Found<Versioned<FileRow>>) -> String {
    let mut kinds: Vec<char> = found
        .rows
        .iter()
        .map(|row| match row.value {
            FileRow::Adult(_) => 'a',
            FileRow::Child(_) => 'c',
            FileRow::Enrolment(_) => 'e',
            FileRow::Relation(_) => 'r',
            FileRow::Status(_) => 's',
            FileRow::Fact(_) => 'f',
            FileRow::Household(_) => 'h',
            FileRow::Log(_) => 'l',
            FileRow::TermPage(_) => 't',
            FileRow::Question(_) => 'q',
            FileRow::Pairing(_) => 'p',
            FileRow::Colleague(_) => 'o',
        })
        .collect();
    kinds.sort_unstable();
    kinds.into_iter().collect()
}

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (mentor, file) = (AccountId(id(21)), [ChildId(id(41))]);
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().newest().await?;
    let whole = unit.files().rows(&file, &file, Some(mentor), Since::BEGINNING).await?;
    assert_eq!(
        kinds(&whole),
        "acefhlpr",
        "adult, child, enrolment, fact, household, log, pairing, relation: each once"
    );
    assert_eq!(whole.unreadable, []);
    for row in &whole.rows {
        assert!(row.seq > 0 && row.seq <= seq);
        if let FileRow::Log(log) = &row.value {
            assert_eq!(log.body.children, file, "other children of a session stay on the server");
        }
    }
    let all = [ChildId(id(41)), ChildId(id(42)), ChildId(id(43))];
    let both = unit.files().rows(&file, &all, Some(mentor), Since::BEGINNING).await?;
    let named = both.rows.iter().find_map(|r| if let FileRow::Log(log) = &r.value { Some(&log.body) } else { None });
    assert_eq!(named.map(|b| b.children.clone()), Some(vec![all[0], all[2]]), "visible ones are named");
    let sibling = unit.files().rows(&[all[1]], &all, Some(mentor), Since::BEGINNING).await?;
    assert_eq!(kinds(&sibling), "acefh", "siblings share what is the household's");
    let other = unit.files().rows(&file, &file, Some(AccountId(id(22))), Since::BEGINNING).await?;
    assert_eq!(kinds(&other), "acefhlr", "another's pairing is not theirs to see");
    let desk = unit.files().rows(&file, &file, None, Since::BEGINNING).await?;
    assert_eq!(kinds(&desk), "acefhlpr", "the desk sees every pairing");
    assert_eq!(unit.files().rows(&file, &file, Some(mentor), Since::after(seq)).await?.rows, []);
    assert_eq!(unit.files().rows(&[], &[], Some(mentor), Since::BEGINNING).await?.rows, []);

    let newer = unit.commits().next(by()).await?;
    let mut revised = unit.logs().get(LogId(id(81))).await?.unwrap_or_else(|| panic!("no entry"));
    revised.revision = 2;
    unit.logs().revise(newer, &revised, OpId(id(73)), at(6)).await?;
    let changed = unit.files().rows(&file, &file, Some(mentor), Since::after(seq)).await?;
    assert_eq!(changed.rows.iter().map(|r| r.seq).collect::<Vec<_>>(), [newer], "only what changed after the cursor");
    let own = Since { after: seq, but: newer..newer + 1 };
    assert_eq!(unit.files().rows(&file, &file, Some(mentor), own).await?.rows, [], "and not what the reader made");
    unit.commit().await
}

/// Who has a child at the same time knows the other by name and days; who had it before or has it later does not.
pub async fn colleagues(storage: &dyn Storage) -> Result<(), StorageError> {
    let (first, second, file) = (AccountId(id(21)), AccountId(id(22)), [ChildId(id(41))]);
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().newest().await?;
    let newer = unit.commits().next(by()).await?;
    let co = Pairing { role: PairingRole::Co, to: Some(day(9, 30)), ..pairing(59, 41, 22) };
    unit.register().write(newer, &[Written::Pairing(co.clone())]).await?;
    let changed = unit.files().rows(&file, &file, Some(first), Since::after(seq)).await?;
    let name = unit.accounts().get(second).await?.map(|account| account.name).unwrap_or_default();
    let row = FileRow::Colleague(Colleague { pairing: co.clone(), name });
    assert_eq!(changed.rows, [Versioned { seq: newer, value: row }], "and not the pairing itself");
    let other = unit.files().rows(&file, &file, Some(second), Since::BEGINNING).await?;
    let theirs = other.rows.iter().find_map(|row| match &row.value {
        FileRow::Colleague(colleague) => Some(colleague.pairing.mentor),
        _ => None,
    });
    assert_eq!(theirs, Some(first));
    let never = co.ending(day(9, 2), PairingEnded::Mistaken);
    unit.register().write(newer, &[Written::Pairing(never)]).await?;
    let changed = unit.files().rows(&file, &file, Some(first), Since::after(seq)).await?;
    assert_eq!(kinds(&changed), "o", "whoever knew of it is told that it was taken back");
    let before = Pairing { from: day(8, 1), ..co }.ending(day(8, 31), PairingEnded::Handed);
    unit.register().write(newer, &[Written::Pairing(before)]).await?;
    assert_eq!(unit.files().rows(&file, &file, Some(first), Since::after(seq)).await?.rows, []);
    // Not committed: the other suites have one mentor a child.
    Ok(())
}

/// An entry for a class comes back to its author, unless a file in sight has it already.
pub async fn class_sessions(storage: &dyn Storage) -> Result<(), StorageError> {
    let mentor = AccountId(id(21));
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let mut session = log(84, 21, day(9, 18), Mode::Group, Outcome::Normal);
    session.body.classes = vec!["一年级1班".to_owned()];
    session.body.children = vec![ChildId(id(43))];
    let plain = log(85, 21, day(9, 18), Mode::Group, Outcome::Normal);
    let entry = |log: &domain::log::Log| NewLog { log: log.clone(), children: vec![ChildId(id(43))], op: None, seq };
    unit.logs().add(&[entry(&session), entry(&plain)], at(8)).await?;
    session.body.children.clear();
    for visible in [&[][..], &[ChildId(id(42))]] {
        let found = unit.files().class_sessions(mentor, visible, Since::BEGINNING).await?;
        let only = [Versioned { seq, value: session.clone() }];
        assert_eq!(found.rows, only, "only what is for classes, and it names no child");
    }
    let in_sight = [ChildId(id(43))];
    assert_eq!(unit.files().class_sessions(mentor, &in_sight, Since::BEGINNING).await?.rows, [], "a file has it");
    assert_eq!(unit.files().class_sessions(mentor, &[], Since::after(seq)).await?.rows, []);
    let own = Since { after: 0, but: seq..seq + 1 };
    assert_eq!(unit.files().class_sessions(mentor, &[], own).await?.rows, []);
    let other = AccountId(id(22));
    assert_eq!(unit.files().class_sessions(other, &[], Since::BEGINNING).await?.rows, [], "not another's");
    Ok(())
}
