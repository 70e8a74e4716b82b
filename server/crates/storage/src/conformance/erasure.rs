//! Laws of erasing a child.

use domain::guardianship::{Fact, FactSubject, FactValue, HomeState, Status, StatusKind};
use domain::id::{AccountId, ChildId, DeviceId, FactId, HouseholdId, LogId, OpId, OutId, PhotoId, SchoolId, StatusId};
use domain::log::{Log, LogBody, Mode, Outcome};
use domain::register::id_number::IdNumber;
use domain::register::{Adult, Child, Household, Relation, Written};
use domain::report::{Out, OutKind, OutReason};

use super::fixtures::{
    COUNTY, adult, at, by, child, day, enrolment, fact, household, id, log, missing, pairing, relation,
};
use crate::{ChildNumber, NewLog, Parked, PhotoState, SettledOp, Since, Storage, StorageError, Unit};

/// Words of a child and its household, none of which is left anywhere once both siblings are erased.
pub const PLANTED: [&str; 14] = [
    "欧阳名一",
    "欧阳名二",
    "曾用名一",
    "石坎沟路口",
    "13911112222",
    "姥姥家的",
    "民政抹去",
    "只说她的话",
    "改过只说她的话",
    "两个孩子的话",
    "停着的话",
    "退回的话",
    "取走的话",
    "门口有井",
];
/// What is planted as a picture.
pub const PICTURE: &[u8] = b"a picture of the one child alone";

const ONE: ChildId = ChildId(id(61));
const OTHER: ChildId = ChildId(id(62));
const HOME: u128 = 38;

fn named(n: u128, name: &str) -> Child {
    Child { name: name.to_owned(), former_names: vec!["曾用名一".to_owned()], ..child(n, HOME) }
}

fn entry(n: u128, children: &[ChildId], note: &str) -> Log {
    let plain = log(n, 21, day(9, 18), Mode::HomeVisit, Outcome::Normal);
    let body = LogBody { children: children.to_vec(), note: note.to_owned(), ..plain.body };
    Log { body, ..plain }
}

async fn people(unit: &mut dyn Unit, seq: u64) -> Result<(), StorageError> {
    let written = [
        Written::Household(Household { address: "石坎沟路口".to_owned(), ..household(HOME) }),
        Written::Adult(Adult { phone: Some("13911112222".to_owned()), ..adult(39, HOME) }),
        Written::Child(named(61, "欧阳名一")),
        Written::Child(named(62, "欧阳名二")),
        Written::Enrolment(enrolment(61, 11, "一年级1班")),
        Written::Enrolment(enrolment(62, 11, "一年级1班")),
        Written::Pairing(pairing(63, 61, 21)),
        Written::Relation(Relation { called: "姥姥家的".to_owned(), ..relation(64, 61, 39) }),
        Written::Status(Status {
            id: StatusId(id(65)),
            child: ONE,
            kind: StatusKind::SubsistenceAllowance,
            source: "民政抹去".to_owned(),
            from: day(9, 1),
            to: None,
        }),
        Written::Fact(Fact {
            subject: FactSubject::Household(HouseholdId(id(HOME))),
            value: FactValue::Home { state: HomeState::Hazard, hazards: "门口有井".to_owned() },
            ..fact(66, HOME, HomeState::Safe)
        }),
    ];
    unit.register().write(seq, &written).await?;
    let number = IdNumber::parse("610922201806309843").ok();
    unit.children().keep_numbers(&[ChildNumber { child: ONE, number, digest: Some("digest61".to_owned()) }]).await
}

async fn work(unit: &mut dyn Unit, seq: u64) -> Result<(), StorageError> {
    let (alone, both) = (entry(67, &[ONE], "只说她的话"), entry(68, &[ONE, OTHER], "两个孩子的话"));
    let new = |log: &Log| NewLog { log: log.clone(), children: log.body.children.clone(), op: None, seq };
    unit.logs().add(&[new(&alone), new(&both)], at(5)).await?;
    let mut revised = Log { revision: 2, ..alone };
    revised.body.note = "改过只说她的话".to_owned();
    let later = unit.commits().next(by()).await?;
    unit.logs().revise(later, &revised, OpId(id(69)), at(6)).await?;
    let photo = PhotoId(id(70));
    let bytes = PICTURE.len() as u64;
    let state = PhotoState { sha256: "hash".to_owned(), bytes, received: 0 };
    // It comes before its entry is known.
    unit.photos().expect(AccountId(id(21)), photo, &state, at(5)).await?;
    unit.photos().add_chunk(AccountId(id(21)), photo, 0, &PICTURE[..9]).await?;
    unit.photos().tie(revised.id, &[photo]).await?;
    unit.photos().add_chunk(AccountId(id(21)), photo, 9, &PICTURE[9..]).await?;
    assert_eq!(unit.photos().bytes(AccountId(id(21)), photo).await?, PICTURE);
    let text = "停着的话".to_owned();
    let author = AccountId(id(21));
    let parked =
        Parked { op: OpId(id(71)), text, author, child: ONE, heard: vec![], received_at: at(5), decision: None };
    unit.parking().add(&parked).await?;
    let refused = Some(format!("{{\"child\":\"{}\",\"note\":\"退回的话\"}}", ONE.0));
    let (hash, settlement) = ("h".to_owned(), "s".to_owned());
    let settled = SettledOp { n: 900, op: Some(OpId(id(72_000))), hash, settlement, refused, received_at: at(5) };
    unit.ops().add(DeviceId(id(61)), &[settled]).await?;
    let out = Out {
        id: OutId(id(73)),
        school: SchoolId(id(11)),
        kind: OutKind::ChildFile,
        whose: None,
        child: Some(ONE),
        numbers: false,
        reason: OutReason::Other,
        words: "取走的话".to_owned(),
        by: author,
        at: at(9),
    };
    unit.outs().add(&out).await
}

/// Erases two siblings, one after the other.
pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    people(&mut *unit, seq).await?;
    work(&mut *unit, seq).await?;
    let erased = unit.commits().next(by()).await?;
    missing(unit.erasure().children(erased, &[ChildId(id(99))]).await.map(drop), "child");
    let credits = unit.credits().of_log(LogId(id(67))).await?;
    assert_eq!(credits.len(), 2, "one a revision");
    unit.erasure().children(erased, &[ONE]).await?;
    unit.commit().await?;

    let mut unit = storage.write(COUNTY).await?;
    let amiss = unit.credits().amiss().await?;
    assert!(!amiss.contains(&LogId(id(67))) && !amiss.contains(&LogId(id(68))), "{amiss:?}");
    let left = unit.children().get(ONE).await?.map(|child| (child.name, child.former_names.len(), child.birth));
    assert_eq!(left, Some((String::new(), 0, None)));
    assert_eq!(unit.children().numbers(&[ONE]).await?, []);
    assert_eq!(unit.credits().of_log(LogId(id(67))).await?, credits, "what it counted for stays");
    let alone = unit.logs().get(LogId(id(67))).await?.map(|log| (log.body.note, log.body.kind));
    assert_eq!(
        alone,
        Some((String::new(), entry(67, &[], "").body.kind)),
        "an entry of hers alone says nothing any more"
    );
    assert_eq!(unit.logs().revisions(LogId(id(67))).await?, []);
    assert_eq!(unit.photos().state(AccountId(id(21)), PhotoId(id(70))).await?, None);
    assert_eq!(unit.parking().get(OpId(id(71))).await?, None);
    assert_eq!(unit.outs().get(OutId(id(73))).await?.map(|out| out.words), Some(String::new()), "the record stays");
    assert_eq!(unit.ops().of_device(DeviceId(id(61)), 900, 900).await?[0].refused, None);
    assert_eq!(unit.enrolments().of_child(ONE).await?, [enrolment(61, 11, "一年级1班")]);
    assert_eq!(unit.pairings().of_child(ONE).await?, [pairing(63, 61, 21)]);
    let both = unit.logs().get(LogId(id(68))).await?.map(|log| log.body.note);
    assert_eq!(both.as_deref(), Some("两个孩子的话"), "the sibling's entry opens");
    assert_eq!(unit.children().get(OTHER).await?, Some(named(62, "欧阳名二")));
    let rows = unit.files().rows(&[OTHER], &[OTHER], None, Since::BEGINNING).await?;
    assert_eq!(rows.unreadable, [], "and her file");
    assert!(
        rows.rows
            .iter()
            .any(|row| matches!(&row.value, crate::FileRow::Household(home) if home.address == "石坎沟路口"))
    );
    assert_eq!(unit.register().since(0).await?.unreadable, [], "the past can be read, without her name");
    let late = NewLog { log: entry(74, &[ONE], "晚来的话"), children: vec![ONE], op: None, seq: erased };
    missing(unit.logs().add(&[late], at(8)).await, "a child of the entry who was not erased");
    drop(unit);

    let mut unit = storage.write(COUNTY).await?;
    let erased = unit.commits().next(by()).await?;
    unit.erasure().children(erased, &[OTHER]).await?;
    let rows = unit.files().rows(&[OTHER], &[OTHER], None, Since::BEGINNING).await?;
    assert_eq!(rows.unreadable, []);
    assert!(
        rows.rows.iter().any(|row| matches!(&row.value, crate::FileRow::Household(home) if home.address.is_empty()))
    );
    assert_eq!(
        unit.facts().get(FactId(id(66))).await?,
        None,
        "what was answered of the household went with the last child"
    );
    assert_eq!(unit.register().since(0).await?.unreadable, []);
    unit.commit().await?;
    storage.scrub().await
}
