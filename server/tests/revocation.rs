//! What is left of a device's sessions when it is revoked: they hand in work, and then they end.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::id::LogId;
use domain::register::{PairingEnded, Written};
use serde_json::json;
use sync::protocol::NumberedOp;
use sync::{FollowUp, LogPatch, Op, RecordLog, RejectionCode, ReviseLog, Settlement, WithdrawLog};

use crate::common::{Browser, COUNTY, MENTOR, Service, body, by, day, id, now, numbered, op, pairing, record, request};

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
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let over = pairing(51, 41, MENTOR).ending(day(9, 18), PairingEnded::Other);
    unit.register().write(seq, &[Written::Pairing(over)]).await.unwrap();
    unit.commit().await.unwrap();
    service.state.clock.advance(TimeDelta::days(30));
    let said = settlements(&service, &phone, vec![numbered(1, &record(1, &[41]))]).await;
    assert!(matches!(said[..], [Settlement::Applied { .. }]), "{said:?}");
    service.state.clock.advance(TimeDelta::days(1));
    let said = settlements(&service, &phone, vec![numbered(2, &record(2, &[41]))]).await;
    assert_eq!(said, [Settlement::Parked], "what a phone dates itself does not decide alone");
}
