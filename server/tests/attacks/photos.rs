//! Photos: who fetches them, who takes whose place, and how many there are.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::id::{AccountId, ChildId, LogId, PhotoId};
use domain::log::{ActivityKind, LogBody, Mode, PhotoRef};
use domain::register::{Ended, PairingEnded, Written};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sync::limits::{PHOTO_BYTES_MAX, PHOTOS_DAY_MAX};
use sync::{RecordLog, WithdrawLog};

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_MENTOR, Reply, Service, body, by, class_session, day, id, numbered, op, pairing,
    people, request,
};

/// The photo's identifier, which is no secret from whoever reads the entry.
const PHOTO: u128 = 95;

fn sha(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

async fn put(service: &Service, who: &Browser, photo: u128, bytes: &[u8]) -> Reply {
    let path = format!("/api/v1/photos/{}?sha256={}&bytes={}&at=0", id(photo), sha(bytes), bytes.len());
    let request =
        Request::put(path).header(header::AUTHORIZATION, &who.bearer).body(Body::from(bytes.to_vec())).unwrap();
    service.request(request).await
}

async fn get(service: &Service, who: &Browser, photo: u128) -> Option<String> {
    let reply = service.call(Some(who), "GET", &format!("/api/v1/photos/{}", id(photo)), None).await;
    assert!(matches!(reply.status, StatusCode::OK | StatusCode::NOT_FOUND), "{}", reply.text);
    reply.status.is_success().then_some(reply.text)
}

/// An entry that names the photo.
fn naming(photo: u128, bytes: &[u8], body: LogBody) -> LogBody {
    let named = PhotoRef { id: PhotoId(id(photo)), sha256: sha(bytes), bytes: u32::try_from(bytes.len()).unwrap() };
    LogBody { photos: vec![named], ..body }
}

async fn push(service: &Service, who: &Browser, n: u64, change: impl Into<sync::Change>) {
    let op = op(u128::from(n) + 10 * who.account.0.as_u128() % 1000, change);
    let reply = service.synced(who, &request(who, vec![numbered(n, &op)], None)).await;
    assert!(matches!(reply.results[0].settlement, sync::Settlement::Applied { .. }), "{:?}", reply.results);
}

async fn record(service: &Service, who: &Browser, log: u128, body: LogBody) {
    push(service, who, 1, RecordLog { log: LogId(id(log)), body, facts: vec![] }).await;
}

async fn write(service: &Service, written: &[Written]) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, written).await.unwrap();
    unit.commit().await.unwrap();
}

/// Mentor 21 hands child 41 on to mentor 22, who is at another school, from the 10th on.
async fn hand_on(service: &Service) {
    let ended =
        domain::register::Pairing { to: Some(day(9, 9)), ended: Some(PairingEnded::Handed), ..pairing(51, 41, MENTOR) };
    let next = domain::register::Pairing { from: day(9, 10), ..pairing(54, 41, OTHER_MENTOR) };
    write(service, &[Written::Pairing(ended), Written::Pairing(next)]).await;
}

/// What somebody reads of an entry's words at the desk; none where the child's file is closed to them.
async fn note(service: &Service, who: &Browser, child: u128) -> bool {
    let reply = service.call(Some(who), "POST", "/rpc/desk/child_file", Some(json!({"child": id(child)}))).await;
    reply.text.contains("记下的话")
}

#[tokio::test]
async fn a_photo_is_seen_by_whoever_reads_its_entry_and_by_nobody_else() {
    let of_child = |kind| LogBody { kind, mode: Mode::AtSchool, occurred_on: day(9, 8), ..body(&[41]) };
    let class = || LogBody { occurred_on: day(9, 8), ..class_session("三年级2班") };
    let open = ["coordinator", "lead", "centre"].as_slice();
    for (case, entry, handed, withdrawn, may) in [
        ("plain", of_child(ActivityKind::Tutoring), false, false, [&["mentor"], open].concat()),
        ("talk", of_child(ActivityKind::Counselling), false, false, vec!["mentor"]),
        // The uploader has handed the child on: neither picture nor words are theirs any more.
        ("plain, handed on", of_child(ActivityKind::Tutoring), true, false, [&["mentor2"], open].concat()),
        ("talk, handed on", of_child(ActivityKind::Counselling), true, false, vec!["mentor2"]),
        // What was taken back is struck through, and reads as it did.
        ("plain, withdrawn", of_child(ActivityKind::Tutoring), false, true, [&["mentor"], open].concat()),
        ("talk, withdrawn", of_child(ActivityKind::Counselling), false, true, vec!["mentor"]),
        ("talk, withdrawn, handed on", of_child(ActivityKind::Counselling), true, true, vec!["mentor2"]),
        // A session with a class stays on the phone of who held it.
        ("class", class(), false, false, [&["mentor"], open].concat()),
        ("class, handed on", class(), true, false, [&["mentor", "mentor2"], open].concat()),
    ] {
        let service = Service::start().await;
        let author = service.browser(MENTOR).await;
        record(&service, &author, 2001, naming(PHOTO, b"picture", entry)).await;
        assert_eq!(put(&service, &author, PHOTO, b"picture").await.json["complete"], true, "{case}");
        if withdrawn {
            push(&service, &author, 2, WithdrawLog { log: LogId(id(2001)) }).await;
        }
        if handed {
            hand_on(&service).await;
        }
        for (who, login, ..) in people() {
            let reader = service.browser(who).await;
            let sees = get(&service, &reader, PHOTO).await;
            assert_eq!(sees.is_some(), may.contains(&login), "{case}: {login}");
            assert!(sees.is_none_or(|text| text == "picture"), "{case}: {login}");
            // Mentors read words of a class session on their phone, and desks in the file.
            if !case.starts_with("class") {
                assert_eq!(note(&service, &reader, 41).await, may.contains(&login), "words, {case}: {login}");
            }
        }
    }
}

#[tokio::test]
async fn a_photo_of_a_closed_file_is_seen_by_way_of_the_kept_one() {
    let service = Service::start().await;
    let author = service.browser(MENTOR).await;
    let talk = LogBody { kind: ActivityKind::Counselling, mode: Mode::AtSchool, ..body(&[41]) };
    record(&service, &author, 2001, naming(PHOTO, b"picture", talk)).await;
    put(&service, &author, PHOTO, b"picture").await;
    let next = service.browser(OTHER_MENTOR).await;
    assert_eq!(get(&service, &next, PHOTO).await, None);
    // File 41 is closed into 43, whose mentor is another one.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let over = domain::register::Pairing {
        to: Some(day(9, 17)),
        ended: Some(PairingEnded::Mistaken),
        ..pairing(51, 41, MENTOR)
    };
    let left = domain::register::Enrolment {
        to: Some(day(9, 17)),
        ended: Some(Ended::Mistaken),
        ..crate::common::enrolment(41, crate::common::SCHOOL, "三年级2班")
    };
    unit.register().write(seq, &[Written::Pairing(over), Written::Enrolment(left)]).await.unwrap();
    unit.logs().reach(seq, ChildId(id(43)), ChildId(id(41))).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(get(&service, &next, PHOTO).await.as_deref(), Some("picture"), "the kept child's mentor");
    assert_eq!(get(&service, &author, PHOTO).await, None, "and not the closed file's");
}

#[tokio::test]
async fn who_learns_a_photos_identifier_does_not_take_its_place() {
    let service = Service::start().await;
    let (author, thief) = (service.browser(MENTOR).await, service.browser(OTHER_MENTOR).await);
    // The thief is first, with a picture and with an entry that names it.
    assert_eq!(put(&service, &thief, PHOTO, b"forged").await.json["complete"], true);
    record(&service, &thief, 2009, naming(PHOTO, b"forged", body(&[43]))).await;
    record(&service, &author, 2001, naming(PHOTO, b"picture", body(&[41]))).await;
    assert_eq!(get(&service, &service.browser(23).await, PHOTO).await, None, "the forged one is of another child");
    assert_eq!(put(&service, &author, PHOTO, b"picture").await.json, json!({"received": 7, "complete": true}));
    assert_eq!(get(&service, &author, PHOTO).await.as_deref(), Some("picture"));
    assert_eq!(
        get(&service, &service.browser(23).await, PHOTO).await.as_deref(),
        Some("picture"),
        "the author's school"
    );
    assert_eq!(get(&service, &thief, PHOTO).await.as_deref(), Some("forged"), "the thief has their own");
}

#[tokio::test]
async fn a_photo_that_no_entry_names_is_its_senders_while_the_account_stands() {
    let service = Service::start().await;
    let author = service.browser(MENTOR).await;
    put(&service, &author, PHOTO, b"picture").await;
    for (who, login, ..) in people() {
        let reader = service.browser(who).await;
        assert_eq!(get(&service, &reader, PHOTO).await.is_some(), who == MENTOR, "{login}");
    }
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.accounts().disable(AccountId(id(MENTOR)), crate::common::now(), crate::common::now()).await.unwrap();
    unit.commit().await.unwrap();
    let path = format!("/api/v1/photos/{}", id(PHOTO));
    let reply = service.call(Some(&author), "GET", &path, None).await;
    assert_ne!(reply.status, StatusCode::OK);
    assert_ne!(put(&service, &author, PHOTO + 1, b"more").await.status, StatusCode::OK);
}

#[tokio::test]
async fn nobody_fills_the_disk_with_photos() {
    let service = Service::start().await;
    let (phone, other) = (service.browser(MENTOR).await, service.browser(OTHER_MENTOR).await);
    let ask = |who: &Browser, n: u128, bytes: usize| {
        let path = format!("/api/v1/photos/{}?sha256={}&bytes={bytes}&at=0", id(10_000 + n), "ab".repeat(32));
        let request = Request::put(path).header(header::AUTHORIZATION, &who.bearer).body(Body::empty()).unwrap();
        let service = &service;
        async move { service.request(request).await }
    };
    assert_eq!(ask(&phone, 0, PHOTO_BYTES_MAX + 1).await.json["code"], "too_large");
    let mut taken = 0u64;
    while ask(&phone, u128::from(taken), PHOTO_BYTES_MAX).await.status == StatusCode::OK {
        taken += 1;
        assert!(taken <= PHOTOS_DAY_MAX, "large ones are fewer");
    }
    let full = ask(&phone, 9_999, PHOTO_BYTES_MAX).await;
    assert_eq!((full.status, &full.json["code"]), (StatusCode::TOO_MANY_REQUESTS, &Value::from("too_many_tries")));
    assert!(full.headers.contains_key(header::RETRY_AFTER), "the phone keeps it, and asks again");
    assert_eq!(ask(&phone, 0, PHOTO_BYTES_MAX).await.status, StatusCode::OK, "what was begun goes on");
    assert_eq!(ask(&other, 0, 9).await.status, StatusCode::OK, "and nobody else is held up");
    service.state.clock.advance(chrono::TimeDelta::hours(25));
    assert_eq!(ask(&phone, 9_999, 9).await.status, StatusCode::OK, "there is room again on the next day");
    let mut small = 0u64;
    while ask(&other, u128::from(small) + 1, 9).await.status == StatusCode::OK {
        small += 1;
        assert!(small <= PHOTOS_DAY_MAX + 1);
    }
    assert!(small >= PHOTOS_DAY_MAX - 1, "{small}");
    let chunk = vec![0; 200 * 1024];
    let path = format!("/api/v1/photos/{}?sha256={}&bytes=999999&at=0", id(30_000), "ab".repeat(32));
    let request = Request::put(path).header(header::AUTHORIZATION, &phone.bearer).body(Body::from(chunk)).unwrap();
    assert_eq!(service.request(request).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}
