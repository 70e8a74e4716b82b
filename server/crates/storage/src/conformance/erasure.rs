//! Laws of erasing a child.

use domain::guardianship::{Fact, FactSubject, FactValue, HomeState, Status, StatusKind};
use domain::id::{
    AccountId, BatchId, ChildId, DeviceId, ErasureId, FactId, HouseholdId, LogId, OpId, OutId, PhotoId, ProposalId,
    RequestId, SchoolId, StatusId,
};
use domain::import::batch::BatchState;
use domain::log::{ActivityKind, Aid, Log, LogBody, Mode, Outcome};
use domain::register::erasure::{Ground, RequestKind, Weight};
use domain::register::id_number::IdNumber;
use domain::register::{Adult, Child, Household, Relation, Written};
use domain::report::{Out, OutKind, OutReason};

use super::fixtures::{
    COUNTY, adult, at, by, child, day, enrolment, fact, household, id, log, missing, pairing, relation,
};
use crate::{
    Answered, Batch, BatchLine, ChildNumber, Erasure, Feedback, KeptOp, NewLog, Parked, PhotoState, Proposal, Request,
    SettledOp, Since, Storage, StorageError, Unit,
};

/// Words of a child and its household, none of which is left anywhere once both siblings are erased.
pub const PLANTED: [&str; 25] = [
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
    "反馈里的话",
    "退回的反馈",
    "后来才懂的话",
    "名册里的话",
    "接管过的名册",
    "提议里的话",
    "班里取走的话",
    "家长说的话",
    "答复家长的话",
    "她姑姑捐的",
    "给她的棉衣",
];
/// Words that are about others as well, or about nobody, and stay.
pub const STAYING: [&str; 3] = ["两份人等着的话", "别人的反馈", "别人的一行"];
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

/// What was given to her alone.
fn gift() -> Aid {
    Aid { donor: "她姑姑捐的".to_owned(), gift: "给她的棉衣".to_owned(), fen_each: 8_000, ..Aid::default() }
}

async fn work(unit: &mut dyn Unit, seq: u64) -> Result<(), StorageError> {
    let (mut alone, both) = (entry(67, &[ONE], "只说她的话"), entry(68, &[ONE, OTHER], "两个孩子的话"));
    (alone.body.kind, alone.body.aid) = (ActivityKind::MaterialAid, Some(Box::new(gift())));
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
        school: Some(SchoolId(id(11))),
        kind: OutKind::ChildFile,
        whose: None,
        child: Some(ONE),
        chosen: None,
        numbers: false,
        reason: OutReason::Other,
        words: "取走的话".to_owned(),
        by: author,
        at: at(9),
    };
    unit.outs().add(&out).await
}

/// A refused operation of the device.
async fn refused(unit: &mut dyn Unit, n: u64, text: String) -> Result<(), StorageError> {
    let (hash, settlement) = ("h".to_owned(), "s".to_owned());
    let op = Some(OpId(id(72_000 + u128::from(n))));
    let settled = SettledOp { n, op, hash, settlement, refused: Some(text), received_at: at(5) };
    unit.ops().add(DeviceId(id(61)), &[settled]).await
}

fn batch(n: u128, state: BatchState, body: &str) -> Batch {
    let (id, school) = (BatchId(id(n)), SchoolId(id(11)));
    let line =
        BatchLine { id, school, begun_by: None, begun_at: at(5), state, revision: 1, settled_at: None, emptied: false };
    Batch { line, body: body.as_bytes().to_vec() }
}

/// What the county keeps of them in texts of its own.
async fn letters(unit: &mut dyn Unit) -> Result<(), StorageError> {
    let author = AccountId(id(21));
    for (n, text) in [(75, "欧阳名一：反馈里的话"), (76, "别人的反馈")] {
        let feedback = Feedback { op: OpId(id(n)), account: author, text: text.to_owned(), captured_at: at(5) };
        unit.feedback().add(&feedback).await?;
    }
    refused(unit, 901, "{\"feedback\":\"欧阳名二，退回的反馈\"}".to_owned()).await?;
    let (one, other, third) = (ONE.0, OTHER.0, id(41));
    let entry =
        format!("{{\"change\":{{\"record_log\":{{\"log\":\"{}\",\"body\":{{\"children\":[\"{one}\"]}}}}}}}}", id(87));
    refused(unit, 903, entry).await?;
    let text = format!("{{\"children\":[\"{other}\",\"{third}\"],\"note\":\"两份人等着的话\"}}");
    let child = OTHER;
    let parked = Parked { op: OpId(id(77)), text, author, child, heard: vec![], received_at: at(5), decision: None };
    unit.parking().add(&parked).await?;
    let text = format!("{{\"children\":[\"{one}\"],\"note\":\"后来才懂的话\",\"photos\":[{{\"id\":\"{}\"}}]}}", id(78));
    let kept = KeptOp { op: OpId(id(79)), device: DeviceId(id(61)), n: 902, text, received_at: at(5) };
    unit.ops().keep(&kept).await?;
    // Its picture is there, tied to no entry.
    let state = PhotoState { sha256: "hash".to_owned(), bytes: 9, received: 0 };
    unit.photos().expect(author, PhotoId(id(78)), &state, at(5)).await?;
    unit.photos().add_chunk(author, PhotoId(id(78)), 0, &PICTURE[..9]).await?;
    let sheets = "{\"sheets\":[{\"sheet\":{\"rows\":[[{\"t\":\"欧阳名一\"},{\"t\":\"名册里的话\"}],[{\"t\":\"别人的一行\"},{}]]}}],\
                  \"decisions\":{\"who 欧阳名一\":\"new\",\"who 别人\":\"new\"}}";
    unit.batches().add(&batch(80, BatchState::Open, sheets)).await?;
    unit.batches().add(&batch(81, BatchState::Applied, &format!("{{\"x\":\"{one} 接管过的名册\"}}"))).await?;
    for (n, pairs) in [(82, vec![one]), (83, vec![one, third])] {
        let pairs: Vec<String> = pairs.iter().map(|child| format!("{{\"child\":\"{child}\"}}")).collect();
        let text = format!(
            "{{\"pairs\":{{\"pairs\":[{}],\"note\":\"{}\"}}}}",
            pairs.join(","),
            if n == 82 { "提议里的话" } else { "" }
        );
        let (id, school) = (ProposalId(id(n)), SchoolId(id(11)));
        unit.proposals().add(&Proposal { id, school, text, by: author, at: at(5), decision: None }).await?;
    }
    let out = Out {
        id: OutId(id(84)),
        school: Some(SchoolId(id(11))),
        kind: OutKind::Roster,
        whose: None,
        child: None,
        chosen: None,
        numbers: false,
        reason: OutReason::Other,
        words: "给欧阳名一，班里取走的话".to_owned(),
        by: author,
        at: at(9),
    };
    unit.outs().add(&out).await
}

/// What a guardian asked, granted.
fn request() -> Request {
    Request {
        id: RequestId(id(85)),
        child: ONE,
        school: SchoolId(id(11)),
        kind: RequestKind::Deletion,
        asked_on: day(9, 18),
        words: Some("家长说的话".to_owned()),
        by: AccountId(id(21)),
        at: at(5),
        answered: None,
        answer: None,
    }
}

async fn requests(unit: &mut dyn Unit) -> Result<(), StorageError> {
    unit.erasure().ask(&request()).await?;
    assert_eq!(unit.erasure().requests().await?, [request()]);
    let answered = Answered { granted: true, by: AccountId(id(21)), at: at(6) };
    unit.erasure().decide(request().id, &answered, "答复家长的话").await?;
    let granted =
        Request { answered: Some(answered.clone()), answer: Some("答复家长的话".to_owned()), ..request() };
    assert_eq!(unit.erasure().request(request().id).await?, Some(granted));
    assert_eq!(unit.erasure().request(RequestId(id(99))).await?, None);
    missing(unit.erasure().decide(request().id, &answered, "").await, "request that waits");
    missing(unit.erasure().decide(RequestId(id(99)), &answered, "").await, "request that waits");
    Ok(())
}

/// What is left of the texts once the first of the siblings is erased.
async fn texts_are_gone(unit: &mut dyn Unit) -> Result<(), StorageError> {
    let author = AccountId(id(21));
    let feedback: Vec<OpId> = unit.feedback().newest(9).await?.into_iter().map(|one| one.op).collect();
    assert!(feedback.contains(&OpId(id(76))) && !feedback.contains(&OpId(id(75))));
    assert!(unit.ops().kept(Some(DeviceId(id(61)))).await?.iter().all(|kept| kept.op != OpId(id(79))));
    for photo in [70, 78] {
        assert_eq!(unit.photos().state(author, PhotoId(id(photo))).await?, None);
        assert!(unit.photos().is_erased(author, PhotoId(id(photo))).await?, "should it come again, it is not wanted");
    }
    assert!(!unit.photos().is_erased(author, PhotoId(id(99))).await?);
    // One that has not come yet is not wanted either.
    unit.photos().erase(author, &[PhotoId(id(99))]).await?;
    assert!(unit.photos().is_erased(author, PhotoId(id(99))).await?);
    let open = unit.batches().get(BatchId(id(80))).await?.map(|batch| (batch.line.revision, batch.body));
    let struck = "{\"decisions\":{\"who 别人\":\"new\"},\"sheets\":[{\"sheet\":{\"rows\":[[{},{}],[{\"t\":\"别人的一行\"},{}]]}}]}";
    assert_eq!(open, Some((2, struck.as_bytes().to_vec())), "its row is empty");
    assert_eq!(unit.batches().get(BatchId(id(81))).await?, None);
    assert_eq!(unit.proposals().get(ProposalId(id(82))).await?, None);
    let other = unit.proposals().get(ProposalId(id(83))).await?.map(|one| one.text);
    assert!(other.is_some_and(|text| text.contains(&id(41).to_string()) && !text.contains(&ONE.to_string())));
    assert_eq!(unit.outs().get(OutId(id(84))).await?.map(|out| out.words), Some(String::new()));
    let asked = unit.erasure().request(request().id).await?.map(|one| (one.words, one.answer, one.answered.is_some()));
    assert_eq!(asked, Some((None, None, true)), "that it was granted stays");
    missing(unit.erasure().ask(&request()).await, "the key of who was erased");
    Ok(())
}

/// Erases the first of them: what is done is what was weighed, and is kept once.
async fn one_is_erased(unit: &mut dyn Unit, erased: u64) -> Result<(), StorageError> {
    let weight = Weight { entries: 1, shared: 1, photos: 1, answers: 0 };
    assert_eq!(unit.erasure().weigh(&[ONE, ChildId(id(99))]).await?, [weight, Weight::default()]);
    assert!(unit.erasure().erased(&[ONE.0, OTHER.0]).await?.is_empty());
    assert_eq!(unit.erasure().children(erased, &[ONE]).await?, [weight], "what is done is what was weighed");
    assert_eq!(unit.erasure().erased(&[ONE.0, OTHER.0, id(HOME)]).await?, [ONE.0]);
    assert_eq!(unit.erasure().erased_after(&[ONE, OTHER], erased - 1).await?, [ONE]);
    assert_eq!(unit.erasure().erased_after(&[ONE, OTHER], erased).await?, []);
    let author = AccountId(id(21));
    assert!(unit.erasure().is_entry_gone(author, LogId(id(87))).await?, "an entry that was refused");
    assert!(!unit.erasure().is_entry_gone(author, LogId(id(88))).await?);
    for _ in 0..2 {
        unit.erasure().entry_gone(author, LogId(id(88))).await?;
    }
    assert!(unit.erasure().is_entry_gone(author, LogId(id(88))).await?);
    assert!(!unit.erasure().is_entry_gone(AccountId(id(22)), LogId(id(88))).await?, "and nobody else's");
    let record = Erasure {
        id: ErasureId(id(86)),
        child: ONE,
        at: at(7),
        by: Some(AccountId(id(21))),
        ground: Ground::Request,
        left_on: Some(day(6, 30)),
        weight,
    };
    unit.erasure().record(&record).await?;
    unit.erasure().record(&Erasure { weight: Weight::default(), ..record.clone() }).await?;
    assert_eq!(unit.erasure().records().await?, [record], "kept once");
    Ok(())
}

/// Erases the other: the household goes with its last child.
async fn both_are_erased(unit: &mut dyn Unit) -> Result<(), StorageError> {
    let erased = unit.commits().next(by()).await?;
    unit.erasure().children(erased, &[OTHER]).await?;
    unit.erasure().children(erased, &[OTHER]).await?;
    let waits = unit.parking().get(OpId(id(77))).await?.map(|parked| parked.child);
    assert_eq!(waits, Some(ChildId(id(41))), "what is about another child as well waits for the other's school");
    assert_eq!(unit.ops().of_device(DeviceId(id(61)), 901, 901).await?[0].refused, None);
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
    Ok(())
}

/// Erases two siblings, one after the other.
pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    people(&mut *unit, seq).await?;
    work(&mut *unit, seq).await?;
    letters(&mut *unit).await?;
    requests(&mut *unit).await?;
    let erased = unit.commits().next(by()).await?;
    missing(unit.erasure().children(erased, &[ChildId(id(99))]).await.map(drop), "child");
    let credits = unit.credits().of_log(LogId(id(67))).await?;
    assert_eq!(credits.len(), 2, "one a revision");
    one_is_erased(&mut *unit, erased).await?;
    texts_are_gone(&mut *unit).await?;
    unit.commit().await?;

    let mut unit = storage.write(COUNTY).await?;
    let amiss = unit.credits().amiss().await?;
    assert!(!amiss.contains(&LogId(id(67))) && !amiss.contains(&LogId(id(68))), "{amiss:?}");
    let left = unit.children().get(ONE).await?.map(|child| (child.name, child.former_names.len(), child.birth));
    assert_eq!(left, Some((String::new(), 0, None)));
    assert_eq!(unit.children().numbers(&[ONE]).await?, []);
    assert_eq!(unit.credits().of_log(LogId(id(67))).await?, credits, "what it counted for stays");
    let alone = unit.logs().get(LogId(id(67))).await?.map(|log| (log.body.note, log.body.kind));
    assert_eq!(alone, Some((String::new(), ActivityKind::MaterialAid)), "an entry of hers alone says nothing any more");
    let given = unit.donations().of_period(day(9, 18), day(9, 18)).await?;
    let counted = given.iter().find(|one| one.log == LogId(id(67))).map(|one| (one.children.clone(), one.aid.clone()));
    let numbers = Aid { fen_each: 8_000, ..Aid::default() };
    assert_eq!(counted, Some((vec![ONE], numbers)), "what was given is counted, and says no more from whom");
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
    both_are_erased(&mut *unit).await?;
    unit.commit().await?;
    storage.scrub().await
}
