//! The laws of [`crate::Storage`], as one suite for every engine. It panics at the first law that is broken.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::guardianship::{Fact, FactValue, PhoneState};
use domain::id::{
    AccountId, AdultId, ChildId, CountyId, DeviceId, FactId, HouseholdId, LogId, OpId, PairingId, PhotoId, SchoolId,
};
use domain::log::{ActivityKind, Log, LogBody, Mode, Outcome};
use domain::policy::{Grant, Role};
use domain::register::{Adult, AdultKind, Child, Household, Pairing, PairingRole, School, SchoolKind, Sex};
use domain::rules::RuleSet;
use sync::{Envelope, FileSum, RejectionCode, Row, RowBody, RowKind, Settlement, Snapshot, Unsent};
use uuid::Uuid;

use crate::{
    AccessEntry, Account, Device, Kept, NewChild, NewLog, PhotoState, Session, Settled, Since, Storage, StorageError,
    Unit,
};

const COUNTY: CountyId = CountyId(Uuid::from_u128(1));

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 + n)
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 123_000_000).unwrap_or_default()
}

fn account(n: u128, login: &str, role: Role, school: Option<u128>) -> Account {
    Account {
        id: AccountId(id(n)),
        county: COUNTY,
        login: login.to_owned(),
        name: format!("老师{n}"),
        phone: Some("13900000000".to_owned()),
        password_hash: None,
        activation: None,
        activation_until: None,
        disabled: false,
        grants: vec![Grant { role, school: school.map(|s| SchoolId(id(s))) }],
    }
}

fn child(n: u128, school: u128, home: u128, class: &str) -> NewChild {
    NewChild {
        child: Child {
            id: ChildId(id(n)),
            school: SchoolId(id(school)),
            household: HouseholdId(id(home)),
            name: format!("孩子{n}"),
            sex: Some(Sex::Female),
            birth: Some(day(1, 2)),
            class_name: class.to_owned(),
            boarding: None,
            entered_on: day(9, 1),
        },
        id_number: Some(vec![0, 255, 3]),
        id_digest: Some(format!("digest{n}")),
    }
}

fn log(n: u128, author: u128, on: NaiveDate, mode: Mode, outcome: Outcome) -> Log {
    let plain = LogBody::plain(vec![], ActivityKind::HomeSchool, mode, on);
    let body = LogBody { outcome, note: "记下的话".to_owned(), ..plain };
    Log::first(LogId(id(n)), AccountId(id(author)), body, at(0))
}

/// Checks every law on an empty database.
pub async fn run(storage: &dyn Storage) -> Result<(), StorageError> {
    register(storage).await?;
    rollback(storage).await?;
    accounts(storage).await?;
    devices(storage).await?;
    kept(storage).await?;
    field(storage).await?;
    class_sessions(storage).await?;
    desk(storage).await?;
    photos(storage).await?;
    access_log(storage).await
}

async fn register(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write().await?;
    unit.county(COUNTY, "青石县").await?;
    unit.county(COUNTY, "again").await?;
    let school = |n, name: &str| School {
        id: SchoolId(id(n)),
        name: name.to_owned(),
        kind: SchoolKind::Primary,
        town: "松岭镇".to_owned(),
    };
    unit.add_schools(COUNTY, &[school(11, "甲校"), school(12, "乙校")]).await?;
    let people = [
        account(21, "mentor", Role::Mentor, Some(11)),
        account(22, "other", Role::Mentor, Some(11)),
        account(23, "centre", Role::Centre, None),
    ];
    unit.add_accounts(&people).await?;
    let seq = unit.next_seq(COUNTY).await?;
    assert_eq!(seq, 1, "the sequence begins at 1");
    let homes = [31, 32].map(|n| Household { id: HouseholdId(id(n)), address: "上坝村".to_owned() });
    unit.add_households(COUNTY, seq, &homes).await?;
    let adult = Adult {
        id: AdultId(id(35)),
        household: HouseholdId(id(31)),
        kind: AdultKind::Carer,
        name: "罗桂兰".to_owned(),
        relation: "奶奶".to_owned(),
        phone: Some("13900324292".to_owned()),
    };
    unit.add_adults(COUNTY, seq, std::slice::from_ref(&adult)).await?;
    let children = [child(41, 11, 31, "一年级1班"), child(42, 11, 31, "二年级1班"), child(43, 11, 32, "一年级1班")];
    unit.add_children(COUNTY, seq, &children).await?;
    let pairing = Pairing {
        id: PairingId(id(51)),
        child: ChildId(id(41)),
        mentor: AccountId(id(21)),
        role: PairingRole::Primary,
        from: day(9, 3),
        to: None,
    };
    unit.add_pairings(COUNTY, seq, std::slice::from_ref(&pairing)).await?;
    unit.commit().await?;

    let mut unit = storage.read().await?;
    assert_eq!(unit.child(ChildId(id(41))).await?.as_ref(), Some(&children[0].child), "a child comes back as it was");
    assert_eq!(unit.child(ChildId(id(99))).await?, None);
    assert_eq!(unit.schools(COUNTY).await?.len(), 2);
    assert_eq!(unit.classes(SchoolId(id(11))).await?, ["一年级1班", "二年级1班"]);
    assert_eq!(unit.pairings_of_mentor(AccountId(id(21))).await?, [pairing]);
    assert_eq!(unit.pairings_of_school(SchoolId(id(12))).await?, []);
    let found = unit.children_of_school(SchoolId(id(11))).await?;
    assert_eq!(found.iter().filter_map(|c| c.id_digest.clone()).count(), 3);
    assert_eq!(unit.rules(COUNTY).await?, (0, RuleSet::default()), "without a rule set the defaults hold");
    drop(unit);

    let mut unit = storage.write().await?;
    let rules = RuleSet { talk_every_days: 7, ..RuleSet::default() };
    let seq = unit.next_seq(COUNTY).await?;
    unit.set_rules(COUNTY, seq, &RuleSet::default()).await?;
    unit.set_rules(COUNTY, seq, &rules).await?;
    unit.commit().await?;
    assert_eq!(storage.read().await?.rules(COUNTY).await?, (seq, rules));
    Ok(())
}

async fn rollback(storage: &dyn Storage) -> Result<(), StorageError> {
    let before = storage.read().await?.seq(COUNTY).await?;
    let mut unit = storage.write().await?;
    unit.next_seq(COUNTY).await?;
    drop(unit);
    assert_eq!(storage.read().await?.seq(COUNTY).await?, before, "what is not committed never was");
    let mut unit = storage.write().await?;
    let twice = unit.add_accounts(&[account(29, "mentor", Role::Mentor, Some(11))]).await;
    assert!(matches!(twice, Err(StorageError::Conflict(_))), "a sign-in name is unique: {twice:?}");
    Ok(())
}

async fn accounts(storage: &dyn Storage) -> Result<(), StorageError> {
    let me = AccountId(id(21));
    let mut unit = storage.write().await?;
    unit.set_activation(me, b"digest", at(60)).await?;
    let found = unit.account_by_login("mentor").await?;
    assert_eq!(found.as_ref().and_then(|a| a.activation.clone()), Some(b"digest".to_vec()));
    assert_eq!(found.and_then(|a| a.activation_until), Some(at(60)), "instants keep milliseconds");
    unit.set_password(me, "hash").await?;
    let found = unit.account(me).await?;
    assert_eq!(found.as_ref().and_then(|a| a.password_hash.as_deref()), Some("hash"));
    assert_eq!(found.and_then(|a| a.activation), None, "a used code is gone");
    assert_eq!(unit.account_by_login("nobody").await?, None);
    assert_eq!(unit.accounts_of_school(SchoolId(id(11))).await?.len(), 2);
    for token in [b"one", b"two"] {
        let session = Session { token_hash: token.to_vec(), account: me, device: None, expires_at: at(90) };
        unit.add_session(&session).await?;
        assert_eq!(unit.session(token).await?, Some(session));
    }
    unit.end_sessions(me, Some(b"two")).await?;
    assert_eq!(unit.session(b"one").await?, None);
    assert!(unit.session(b"two").await?.is_some(), "the session that asks goes on");
    unit.end_session(b"two").await?;
    assert_eq!(unit.session(b"two").await?, None);
    unit.commit().await
}

async fn devices(storage: &dyn Storage) -> Result<(), StorageError> {
    let device = Device {
        id: DeviceId(id(61)),
        account: AccountId(id(21)),
        label: "Android Chrome".to_owned(),
        recovery_key: vec![7; 32],
        last_n: 0,
        revoked: false,
        unsent: Unsent::default(),
        added_at: at(1),
    };
    let mut unit = storage.write().await?;
    unit.add_device(&device).await?;
    assert_eq!(unit.device(device.id).await?.as_ref(), Some(&device));
    assert_eq!(unit.lock_counter(device.id).await?, Some(0));
    assert_eq!(unit.lock_counter(DeviceId(id(69))).await?, None);
    let settled = [
        Settled {
            n: 1,
            op_id: Some(OpId(id(71))),
            hash: "h1".to_owned(),
            settlement: Settlement::Applied { version: 3, exact: true },
            rejected_op: None,
        },
        Settled {
            n: 2,
            op_id: None,
            hash: String::new(),
            settlement: Settlement::Rejected(RejectionCode::Unreadable.into()),
            rejected_op: Some("{\"typed\":\"原话\"}".to_owned()),
        },
    ];
    unit.settle(device.id, &settled, at(2)).await?;
    assert_eq!(unit.lock_counter(device.id).await?, Some(2), "a rejection advances the counter");
    assert_eq!(unit.settled(device.id, 1, 2).await?, settled);
    assert_eq!(unit.settled(device.id, 2, 2).await?, settled[1..]);
    let known = Some(("h1".to_owned(), settled[0].settlement.clone()));
    assert_eq!(unit.settlement_of(OpId(id(71))).await?, known);
    assert_eq!(unit.settlement_of(OpId(id(79))).await?, None);
    unit.add_feedback(OpId(id(71)), device.account, "好用", at(3)).await?;
    let unsent = Unsent { count: 3, oldest: Some(at(-9000)), rejected: 1 };
    unit.report_unsent(device.id, &unsent).await?;
    assert_eq!(unit.devices(device.account).await?.first().map(|d| d.unsent), Some(unsent));
    let lines = unit.device_lines(SchoolId(id(11))).await?;
    assert_eq!(lines.iter().map(|l| (l.waiting, l.rejected)).collect::<Vec<_>>(), [(3, 1)]);
    unit.revoke_device(device.id).await?;
    assert!(unit.device(device.id).await?.is_some_and(|d| d.revoked));
    assert_eq!(unit.device_lines(SchoolId(id(11))).await?, [], "a revoked device needs no help");
    unit.commit().await
}

/// What a later version wrote waits, is settled once, and goes back to its device when it is refused.
async fn kept(storage: &dyn Storage) -> Result<(), StorageError> {
    let device = DeviceId(id(61));
    let mut unit = storage.write().await?;
    let later = |n: u128, seconds| Kept {
        op: OpId(id(n)),
        device,
        n: 8,
        text: format!("{{\"later\": {n}}}"),
        received_at: at(seconds),
    };
    let (first, second) = (later(74, 5), later(73, 6));
    unit.keep(&second).await?;
    unit.keep(&first).await?;
    assert_eq!(unit.kept(None).await?, [first.clone(), second.clone()], "in the order of arrival");
    assert_eq!(unit.kept(Some(device)).await?.len(), 2);
    assert_eq!(unit.kept(Some(DeviceId(id(69)))).await?, []);
    unit.settle_kept(first.op, "\"parked\"", false, 40).await?;
    unit.settle_kept(second.op, "{\"rejected\": 1}", true, 41).await?;
    assert_eq!(unit.kept(None).await?, []);
    let back = (second.text, "{\"rejected\": 1}".to_owned());
    assert_eq!(unit.refused_after_all(device, 40).await?, [back]);
    assert_eq!(unit.refused_after_all(device, 41).await?, []);
    drop(unit);
    Ok(())
}

async fn field(storage: &dyn Storage) -> Result<(), StorageError> {
    let mentor = AccountId(id(21));
    let mut unit = storage.write().await?;
    let seq = unit.next_seq(COUNTY).await?;
    let visit = log(81, 21, day(9, 18), Mode::HomeVisit, Outcome::Normal);
    let both =
        NewLog { log: visit.clone(), children: vec![ChildId(id(41)), ChildId(id(43))], op: Some(OpId(id(72))), seq };
    unit.add_logs(COUNTY, std::slice::from_ref(&both), at(5)).await?;
    assert_eq!(unit.known_logs(&[visit.id, LogId(id(89))]).await?, [visit.id]);
    let fact = Fact {
        id: FactId(id(91)),
        household: HouseholdId(id(31)),
        value: FactValue::Phone { state: PhoneState::Dead, number: None },
        seen_on: day(9, 18),
        author: Some(mentor),
        captured_at: at(4),
        disputes: None,
    };
    unit.add_facts(COUNTY, seq, std::slice::from_ref(&fact)).await?;
    unit.add_facts(COUNTY, seq, std::slice::from_ref(&fact)).await?;
    unit.commit().await?;

    let mut unit = storage.read().await?;
    let class = unit.children_of_classes(SchoolId(id(11)), &["一年级1班".to_owned()]).await?;
    assert_eq!(class, [ChildId(id(41)), ChildId(id(43))]);
    assert_eq!(unit.households_of(&[ChildId(id(41)), ChildId(id(42))]).await?, [HouseholdId(id(31))]);
    files(unit.as_mut(), mentor, seq).await?;
    drop(unit);

    let mut unit = storage.write().await?;
    let newer = unit.next_seq(COUNTY).await?;
    let mut revised = visit.clone();
    revised.body.note = "改过的话".to_owned();
    revised.revision = 2;
    unit.revise_log(newer, &revised, OpId(id(73)), at(6)).await?;
    assert_eq!(unit.log(visit.id).await?.as_ref(), Some(&revised));
    assert_eq!(unit.revisions(visit.id).await?, [visit, revised], "history is kept");
    let changed = unit.file_rows(&[ChildId(id(41))], &[ChildId(id(41))], Some(mentor), Since::after(seq)).await?;
    assert_eq!(changed.len(), 1, "only what changed after the cursor");
    let own = Since { after: seq, but: newer..newer + 1 };
    let others = unit.file_rows(&[ChildId(id(41))], &[ChildId(id(41))], Some(mentor), own).await?;
    assert_eq!(others, [], "and not what the reader made");
    unit.commit().await
}

/// A file's rows and its keys tell of the same rows, and of no other child.
async fn files(unit: &mut dyn Unit, mentor: AccountId, seq: u64) -> Result<(), StorageError> {
    let files = [ChildId(id(41))];
    let rows = unit.file_rows(&files, &files, Some(mentor), Since::BEGINNING).await?;
    let mut snapshot = Snapshot::default();
    for row in &rows {
        assert!(row.version <= seq);
        if let RowBody::Log(log) = &row.body {
            assert_eq!(log.body.children, files, "other children of a session stay on the server");
        }
        snapshot.put(Envelope::try_from(row.clone()).map_err(|_| StorageError::Inconsistent("row"))?);
    }
    let mut kinds: Vec<RowKind> = rows.iter().map(|r| r.body.key().kind).collect();
    kinds.sort_unstable();
    let each_once = ["adult", "child", "fact", "household", "log", "pairing"].map(RowKind::of);
    assert_eq!(kinds, each_once);
    let keys = unit.file_keys(&files, mentor).await?;
    let sums: Vec<FileSum> = keys.into_iter().map(|(child, keys)| FileSum::of(child, keys)).collect();
    assert_eq!(sums, [snapshot.file_sum(files[0])], "device and server add up alike");
    assert_eq!(
        unit.file_rows(&files, &files, Some(mentor), Since::after(seq)).await?,
        [],
        "nothing is newer than the newest"
    );
    assert_eq!(unit.file_rows(&[], &[], Some(mentor), Since::BEGINNING).await?, []);
    Ok(())
}

/// An entry for a class comes back to its author, unless a file in sight has it already.
async fn class_sessions(storage: &dyn Storage) -> Result<(), StorageError> {
    let mentor = AccountId(id(21));
    let mut unit = storage.write().await?;
    let seq = unit.next_seq(COUNTY).await?;
    let mut session = log(84, 21, day(9, 18), Mode::Group, Outcome::Normal);
    session.body.classes = vec!["一年级1班".to_owned()];
    session.body.children = vec![ChildId(id(43))];
    let plain = log(85, 21, day(9, 18), Mode::Group, Outcome::Normal);
    let entry = |log: &Log| NewLog { log: log.clone(), children: vec![ChildId(id(43))], op: None, seq };
    unit.add_logs(COUNTY, &[entry(&session), entry(&plain)], at(8)).await?;
    session.body.children.clear();
    let row = Row { version: seq, body: RowBody::Log(session) };
    for visible in [&[][..], &[ChildId(id(42))]] {
        let found = unit.class_sessions(mentor, visible, Since::BEGINNING).await?;
        assert_eq!(found, std::slice::from_ref(&row), "only what is for classes, and it names no child");
    }
    assert_eq!(unit.class_sessions(mentor, &[ChildId(id(43))], Since::BEGINNING).await?, [], "a file has it");
    assert_eq!(unit.class_sessions(mentor, &[], Since::after(seq)).await?, []);
    assert_eq!(unit.class_sessions(AccountId(id(22)), &[], Since::BEGINNING).await?, [], "not another's");
    drop(unit);
    Ok(())
}

async fn desk(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write().await?;
    let seq = unit.next_seq(COUNTY).await?;
    let nobody = log(82, 21, day(9, 20), Mode::HomeVisit, Outcome::NotMet);
    let call = log(83, 22, day(9, 19), Mode::Phone, Outcome::Normal);
    let entry = |log: Log, child| NewLog { log, children: vec![ChildId(id(child))], op: None, seq };
    unit.add_logs(COUNTY, &[entry(nobody, 41), entry(call, 42)], at(7)).await?;
    unit.commit().await?;
    let mut unit = storage.read().await?;
    let lines = unit.child_lines(SchoolId(id(11)), day(9, 21)).await?;
    let seen: Vec<_> = lines.iter().map(|l| (l.id.0, l.last_visit, l.last_contact, l.mentor.is_some())).collect();
    let expected = [
        (id(41), Some(day(9, 18)), Some(day(9, 18)), true),
        (id(43), Some(day(9, 18)), Some(day(9, 18)), false),
        (id(42), None, Some(day(9, 19)), false),
    ];
    assert_eq!(seen, expected, "finding nobody is no visit; a call is a contact");
    let schools = unit.school_lines(COUNTY, day(9, 21), day(9, 19), day(9, 1)).await?;
    let counts: Vec<_> = schools.iter().map(|s| (s.name.as_str(), s.children, s.unpaired, s.seen, s.visited)).collect();
    assert_eq!(counts, [("乙校", 0, 0, 0, 0), ("甲校", 3, 2, 1, 2)]);
    Ok(())
}

async fn photos(storage: &dyn Storage) -> Result<(), StorageError> {
    let photo = PhotoId(id(95));
    let mut unit = storage.write().await?;
    let state = PhotoState { account: AccountId(id(21)), sha256: "ab".repeat(32), bytes: 5, received: 0 };
    assert_eq!(unit.photo_state(photo).await?, None);
    unit.expect_photo(photo, &state).await?;
    unit.add_photo_chunk(photo, 0, &[0, 1, 255]).await?;
    unit.add_photo_chunk(photo, 3, &[3, 4]).await?;
    assert_eq!(unit.photo_state(photo).await?, Some(PhotoState { received: 5, ..state.clone() }));
    assert_eq!(unit.photo_bytes(photo).await?, [0, 1, 255, 3, 4]);
    unit.reset_photo(photo).await?;
    assert_eq!(unit.photo_state(photo).await?, Some(state));
    assert_eq!(unit.photo_bytes(photo).await?, Vec::<u8>::new());
    unit.tie_photos(LogId(id(81)), &[photo]).await?;
    unit.tie_photos(LogId(id(81)), &[photo]).await?;
    assert_eq!(unit.photo_children(photo).await?.len(), 2);
    unit.commit().await
}

async fn access_log(storage: &dyn Storage) -> Result<(), StorageError> {
    fn bind(before: &str, entry: &AccessEntry) -> String {
        format!("{before}/{}", entry.n)
    }
    for n in 0..3 {
        let mut unit = storage.write().await?;
        let when = at(0) + TimeDelta::seconds(n);
        unit.append_access(COUNTY, when, AccountId(id(23)), "see_child_file", id(41), bind).await?;
        unit.commit().await?;
    }
    let entries = storage.read().await?.access_entries(COUNTY, 2).await?;
    assert_eq!(entries.iter().map(|e| e.n).collect::<Vec<_>>(), [3, 2], "newest first, without gaps");
    assert_eq!(entries[0].hash, "/1/2/3", "each is bound to the one before");
    Ok(())
}
