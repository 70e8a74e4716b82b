//! What is left of a device's sessions when it is revoked: they hand in work, and then they end.

use crate::common::{Browser, COUNTY, MENTOR, Service, id, numbered, record, request};
use axum::http::StatusCode;
use serde_json::json;
use sync::Settlement;

#[tokio::test]
async fn a_revoked_devices_sessions_hand_in_work_and_all_end_with_it() {
    let service = Service::start().await;
    let (lost, kept) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    // An older session on the same phone, such as one whose cookie was copied.
    let copied = Browser { cookie: service.session(COUNTY, lost.account, lost.device).await, ..lost.clone() };
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
    assert!(matches!(reply.results[0].settlement, Settlement::Applied { .. }), "{:?}", reply.results);
    assert!(reply.revoked && reply.page.rows.is_empty(), "and nothing comes back");

    assert!(service.synced(&lost, &request(&lost, vec![], None)).await.revoked);
    for session in [&lost, &copied] {
        let reply = service.sync(session, &request(session, vec![], None)).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "the last exchange ended every session");
    }
}
