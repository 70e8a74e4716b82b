//! What is left of a device's sessions when it is revoked: they hand in work, and then they end.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use domain::id::{LogId, PhotoId};
use domain::log::{ActivityKind, LogBody, PhotoRef};
use domain::register::{PairingEnded, Written};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sync::protocol::NumberedOp;
use sync::{FollowUp, LogPatch, Op, RecordLog, RejectionCode, ReviseLog, Settlement, WithdrawLog};

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_MENTOR, Reply, SCHOOL, Service, body, by, day, id, now, numbered, op, pairing,
    record, request, waiting,
};

const COORDINATOR: u128 = 23;

#[tokio::test]
async fn a_revoked_devices_sessions_hand_in_work_and_all_end_with_it() {
    let service = Service::start().await;
    let (lost, kept) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    // An older session on the same phone, such as one whose token was copied.
    let copied = Browser { bearer: service.bearer(COUNTY, lost.account, lost.device).await, ..lost.clone() };
    let path = format!("/api/v1/devices/{}", lost.device);
    assert_eq!(service.call(Some(&kept), "DELETE", &path, None).await.status, StatusCode::NO_CONTENT);

    let photo = format!("/api/v1/photos/{}?sha256={}&bytes=5&at=0", id(95), "ab".repeat(32));
    let asks = [
        ("GET", "/api/v1/me", None),
        ("GET", "/api/v1/devices", None),
        ("GET", "/api/v1/sync/compare", None),
        ("PUT", photo.as_str(), None),
        ("POST", "/api/v1/password", Some(json!({"old": "a", "new": "b"}))),
    ];
    for session in [&lost, &copied] {
        for (method, path, body) in &asks {
            let reply = service.call(Some(session), method, path, body.clone()).await;
            assert_eq!(
                (reply.status, &reply.json["code"]),
                (StatusCode::FORBIDDEN, &json!("device_revoked")),
                "{path}"
            );
        }
        let child = service.call(Some(session), "POST", "/rpc/desk/child_file", Some(json!({"child": id(41)}))).await;
        assert!(!child.text.contains("孩子"), "{}", child.text);
    }

    // A new password elsewhere does not cut off what waits on the phone.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.sessions().end_all(lost.account, None).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(service.call(Some(&kept), "GET", "/api/v1/me", None).await.status, StatusCode::UNAUTHORIZED);
    let reply = service.synced(&lost, &request(&lost, vec![numbered(1, &record(1, &[41]))], None)).await;
    assert_eq!(reply.results[0].settlement, Settlement::Parked, "the school looks at it");
    assert!(reply.revoked && reply.page.rows.is_empty(), "and nothing comes back");

    // The answer may have been lost on its way: the phone hears it as often as it asks.
    for _ in 0..2 {
        assert!(service.synced(&lost, &request(&lost, vec![], None)).await.revoked);
    }
    service.state.clock.advance(TimeDelta::days(30) - TimeDelta::seconds(1));
    let late = numbered(2, &record(2, &[41]));
    assert_eq!(settlements(&service, &lost, vec![late]).await, [Settlement::Parked]);
    service.state.clock.advance(TimeDelta::seconds(1));
    for session in [&lost, &copied] {
        let reply = service.sync(session, &request(session, vec![], None)).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "after the days of the rules it is good for nothing");
    }
}

async fn settlements(service: &Service, phone: &Browser, ops: Vec<NumberedOp>) -> Vec<Settlement> {
    let reply = service.synced(phone, &request(phone, ops, None)).await;
    reply.results.into_iter().map(|result| result.settlement).collect()
}

const PICTURE: &[u8] = b"picture";

/// An entry with a picture, whose numbers go together.
fn with_picture(n: u128, child: u128) -> Op {
    let named = PhotoRef { id: PhotoId(id(9000 + n)), sha256: hex::encode(Sha256::digest(PICTURE)), bytes: 7 };
    let body = LogBody { photos: vec![named], ..body(&[child]) };
    op(n, RecordLog { log: LogId(id(2000 + n)), body, facts: vec![] })
}

/// Sends bytes of the picture of an entry from a place on.
async fn send(service: &Service, phone: &Browser, n: u128, at: usize, chunk: &[u8]) -> Reply {
    let sha256 = hex::encode(Sha256::digest(PICTURE));
    let path = format!("/api/v1/photos/{}?sha256={sha256}&bytes=7&at={at}", id(9000 + n));
    let put = Request::put(path).header(header::AUTHORIZATION, &phone.bearer).body(Body::from(chunk.to_vec()));
    service.request(put.unwrap()).await
}

#[tokio::test]
async fn of_a_phone_that_ended_the_pictures_of_what_it_handed_in_are_taken_and_no_others() {
    for (left, code) in [(false, "device_revoked"), (true, "disabled")] {
        let service = Service::start().await;
        let (lost, other) = (service.browser(MENTOR).await, service.browser(OTHER_MENTOR).await);
        let said = settlements(&service, &lost, vec![numbered(1, &with_picture(1, 41))]).await;
        assert!(matches!(said[..], [Settlement::Applied { .. }]), "{said:?}");
        let said = settlements(&service, &other, vec![numbered(1, &with_picture(3, 43))]).await;
        assert!(matches!(said[..], [Settlement::Applied { .. }]), "{said:?}");
        assert_eq!(send(&service, &lost, 4, 0, &PICTURE[..3]).await.status, StatusCode::OK);
        let (at, until) = (now(), now() + TimeDelta::days(30));
        let mut unit = service.state.storage.write(COUNTY).await.unwrap();
        if left {
            unit.accounts().disable(lost.account, at, until).await.unwrap();
        } else {
            unit.devices().revoke(lost.device, at, until).await.unwrap();
        }
        unit.commit().await.unwrap();

        let refused = async |n| {
            let reply = send(&service, &lost, n, 0, PICTURE).await;
            (reply.status, reply.json["code"].clone())
        };
        let no = (StatusCode::FORBIDDEN, json!(code));
        assert_eq!(refused(2).await, no, "its entry has not come yet");
        let said = settlements(&service, &lost, vec![numbered(2, &with_picture(2, 41))]).await;
        assert_eq!(said, [Settlement::Parked]);
        // Of what was taken before the end as well as of what waits for the school.
        for n in [1, 2] {
            assert_eq!(send(&service, &lost, n, 0, &PICTURE[..3]).await.json["received"], 3);
            let reply = send(&service, &lost, n, 3, &PICTURE[3..]).await;
            assert_eq!(reply.json, json!({"received": 7, "complete": true}), "{}", reply.text);
        }
        assert_eq!(refused(3).await, no, "another's entry names it");
        assert_eq!(refused(4).await, no, "it had begun, and nothing names it");
        let path = format!("/api/v1/photos/{}", id(9001));
        assert_eq!(service.call(Some(&lost), "GET", &path, None).await.status, StatusCode::FORBIDDEN);
        let mut unit = service.state.storage.read(COUNTY).await.unwrap();
        for n in [1, 2] {
            assert_eq!(unit.photos().bytes(lost.account, PhotoId(id(9000 + n))).await.unwrap(), PICTURE);
        }
        drop(unit);

        service.state.clock.advance(TimeDelta::days(30));
        let late = send(&service, &lost, 2, 0, &[]).await;
        assert_eq!(late.status, StatusCode::UNAUTHORIZED, "after the days of the rules");
    }
}

/// The mentor has the child no more from the next day on.
async fn child_is_given_up(service: &Service) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let over = pairing(51, 41, MENTOR).ending(day(9, 18), PairingEnded::Other);
    unit.register().write(seq, &[Written::Pairing(over)]).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn a_revoked_phone_rewrites_withdraws_and_backdates_nothing() {
    let service = Service::start().await;
    let (lost, kept) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    let first = settlements(&service, &lost, vec![numbered(1, &record(1, &[41]))]).await;
    assert!(matches!(first[..], [Settlement::Applied { .. }]), "{first:?}");
    let path = format!("/api/v1/devices/{}", lost.device);
    assert_eq!(service.call(Some(&kept), "DELETE", &path, None).await.status, StatusCode::NO_CONTENT);

    let log = LogId(id(2001));
    let patch = LogPatch::default().note("改过的话");
    let long_ago = RecordLog { log: LogId(id(2009)), body: body(&[41]), facts: vec![] };
    let backdated = Op { captured_at: now() - TimeDelta::days(60), ..op(9, long_ago) };
    let ops = [
        op(2, ReviseLog { log, base_revision: 1, patch }),
        op(3, WithdrawLog { log }),
        op(4, FollowUp { log, done_on: day(9, 18) }),
        backdated,
        op(5, sync::Feedback { text: "手机丢了".to_owned() }),
    ];
    let numbered: Vec<_> = (2..).zip(&ops).map(|(n, op)| numbered(n, op)).collect();
    let said = settlements(&service, &lost, numbered).await;
    let ended = Settlement::Rejected(RejectionCode::Ended.into());
    assert_eq!(said[..4], [ended.clone(), ended.clone(), ended, Settlement::Parked]);
    assert!(matches!(said[4], Settlement::Applied { .. }));
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    assert_eq!(unit.logs().revisions(log).await.unwrap().len(), 1, "the entry stands as it was");
}

#[tokio::test]
async fn work_dated_before_a_pairings_end_is_taken_for_the_days_of_the_rules_and_then_waits() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    child_is_given_up(&service).await;
    service.state.clock.advance(TimeDelta::days(30));
    let said = settlements(&service, &phone, vec![numbered(1, &record(1, &[41]))]).await;
    assert!(matches!(said[..], [Settlement::Applied { .. }]), "{said:?}");
    service.state.clock.advance(TimeDelta::days(1));
    let said = settlements(&service, &phone, vec![numbered(2, &record(2, &[41]))]).await;
    assert_eq!(said, [Settlement::Parked], "what a phone dates itself does not decide alone");
}

#[tokio::test]
async fn a_correction_of_what_counts_is_as_late_as_an_entry_and_ones_own_words_never_are() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let said = settlements(&service, &phone, vec![numbered(1, &record(1, &[41]))]).await;
    assert!(matches!(said[..], [Settlement::Applied { .. }]), "{said:?}");
    child_is_given_up(&service).await;
    service.state.clock.advance(TimeDelta::days(31));

    let log = LogId(id(2001));
    let words = ReviseLog { log, base_revision: 1, patch: LogPatch::default().note("补一句") };
    let another_day = LogPatch::default().occurred_on(day(9, 1)).note("先前想写的");
    let another_day = ReviseLog { log, base_revision: 2, patch: another_day };
    let mother: LogPatch = serde_json::from_value(json!({"met": ["mother"]})).unwrap();
    let mother = ReviseLog { log, base_revision: 2, patch: mother };
    let later = ReviseLog { log, base_revision: 2, patch: LogPatch::default().note("后来补的") };
    let ops = [words, another_day, mother, later];
    let ops = (2_u32..).zip(ops).map(|(n, revision)| numbered(n.into(), &op(n.into(), revision))).collect();
    let said = settlements(&service, &phone, ops).await;
    let waits: Vec<bool> = said.iter().map(|one| *one == Settlement::Parked).collect();
    assert_eq!(waits, [false, true, true, false], "{said:?}");
    assert!(said.iter().all(|one| !matches!(one, Settlement::Rejected(_))), "{said:?}");
    let stands = async || {
        let mut unit = service.state.storage.read(COUNTY).await.unwrap();
        let log = unit.logs().get(log).await.unwrap().unwrap();
        (log.body.note, log.body.occurred_on)
    };
    let first = body(&[41]).occurred_on;
    assert_eq!(stands().await, ("后来补的".to_owned(), first));

    // The school sees how it stands and how it would stand, and says whether it holds.
    let office = service.browser(COORDINATOR).await;
    let ask = json!({"school": id(SCHOOL)});
    let inbox = service.call(Some(&office), "POST", "/rpc/desk/inbox", Some(ask)).await.json;
    let late = waiting(&inbox, "late_work");
    let corrected = &late[0]["deed"]["corrected"];
    let days = (&corrected["from"]["on"], &corrected["to"]["on"]);
    assert_eq!(days, (&json!(first), &json!(day(9, 1))), "{late:?}");
    let accept = json!({"op": late[0]["op"], "accept": true});
    let done = service.call(Some(&office), "POST", "/rpc/desk/resolve_late", Some(accept)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.json);
    let words = "what was put right since is not undone";
    assert_eq!(stands().await, ("后来补的".to_owned(), day(9, 1)), "{words}");
}

#[tokio::test]
async fn words_of_a_talk_stay_unread_whatever_it_is_called_later() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let talk = LogBody { kind: ActivityKind::Counselling, ..body(&[41]) };
    let talk = op(1, RecordLog { log: LogId(id(2001)), body: talk, facts: vec![] });
    settlements(&service, &phone, vec![numbered(1, &talk)]).await;
    child_is_given_up(&service).await;
    service.state.clock.advance(TimeDelta::days(31));
    let patch = LogPatch::default().kind(ActivityKind::HomeSchool);
    let tapped = op(2, ReviseLog { log: LogId(id(2001)), base_revision: 1, patch });
    assert_eq!(settlements(&service, &phone, vec![numbered(2, &tapped)]).await, [Settlement::Parked]);
    let office = service.browser(COORDINATOR).await;
    let ask = json!({"school": id(SCHOOL)});
    let inbox = service.call(Some(&office), "POST", "/rpc/desk/inbox", Some(ask)).await.json;
    let late = waiting(&inbox, "late_work");
    assert_eq!(late[0]["deed"]["corrected"]["to"]["confidential"], json!(true), "{late:?}");
    assert!(!inbox.to_string().contains("记下的话"), "{inbox}");
}

#[tokio::test]
async fn a_follow_up_is_done_between_its_entry_and_today_and_only_where_one_is_asked() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let asked = LogBody { follow_up_on: Some(day(9, 20)), ..body(&[41]) };
    let asked = op(1, RecordLog { log: LogId(id(2001)), body: asked, facts: vec![] });
    let ops = vec![
        numbered(1, &asked),
        numbered(2, &record(2, &[41])),
        numbered(3, &op(3, FollowUp { log: LogId(id(2001)), done_on: day(12, 31) })),
        numbered(4, &op(4, FollowUp { log: LogId(id(2002)), done_on: day(9, 18) })),
    ];
    let said = settlements(&service, &phone, ops).await;
    assert!(said.iter().all(|one| matches!(one, Settlement::Applied { .. })), "{said:?}");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let mut done = async |n| unit.logs().get(LogId(id(n))).await.unwrap().unwrap().followed_up_on;
    assert_eq!(done(2001).await, Some(day(9, 18)), "a phone's clock may be ahead, what it says is not");
    assert_eq!(done(2002).await, None);
}
