//! Each reason why a desk is not answered has its code and its HTTP status.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::common::{Browser, Failing, OTHER_SCHOOL, SCHOOL, Service, handing, id};
use axum::http::StatusCode;
use desk_api::DeskError;
use serde_json::{Value, json};
use storage::StorageError;

async fn ask(service: &Service, who: Option<&Browser>, call: &str, body: Value) -> (u16, Value) {
    let reply = service.call(who, "POST", &format!("/rpc/desk/{call}"), Some(body)).await;
    (reply.status.as_u16(), reply.json)
}

#[tokio::test]
async fn each_reason_has_its_code_and_status() {
    let service = Service::start().await;
    let coordinator = service.browser(23).await;
    let who = Some(&coordinator);
    let (status, said) = ask(&service, None, "school", json!({"school": id(SCHOOL)})).await;
    assert_eq!((status, &said["code"]), (401, &json!("signed_out")));
    let (status, said) = ask(&service, who, "school", json!({"school": id(OTHER_SCHOOL)})).await;
    assert_eq!((status, &said["code"]), (403, &json!("forbidden")));
    let (status, said) = ask(&service, who, "child_file", json!({"child": id(999)})).await;
    assert_eq!((status, &said["code"]), (404, &json!("not_found")));
    let long = json!({"child": id(44), "school": id(OTHER_SCHOOL), "class_name": "班".repeat(41)});
    let (status, said) = ask(&service, who, "move_child", long).await;
    assert_eq!(status, 422);
    assert_eq!(said, json!({"code": "invalid", "problems": [{"input": "class_name", "fault": "too_long"}]}));
    let (status, said) = ask(&service, who, "school", json!({"school": "no identifier"})).await;
    assert_eq!((status, &said["code"]), (422, &json!("invalid")), "what was asked cannot be read");
    let (status, said) = ask(&service, who, "hand_on", handing(id(999), id(21))).await;
    assert_eq!((status, &said["code"]), (404, &json!("not_found")));
    // What was asked and could be done is answered plainly.
    let (status, said) = ask(&service, who, "hand_on", handing(id(44), id(21))).await;
    assert_eq!((status, said), (StatusCode::OK.as_u16(), Value::Null));
}

#[tokio::test]
async fn damaged_data_is_told_from_a_server_that_is_busy() {
    let busy: fn() -> StorageError = || StorageError::Unavailable("busy".to_owned());
    let damaged: fn() -> StorageError = || StorageError::Inconsistent("fact.value");
    for (error, expected) in [(busy, DeskError::Unavailable), (damaged, DeskError::Damaged)] {
        let inner = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
        let storage = Arc::new(Failing::new(inner, error));
        let service = Service::on(storage.clone()).await;
        let coordinator = service.browser(23).await;
        // The first read finds the session, the second is the desk's own.
        storage.reads.store(2, Ordering::SeqCst);
        let (status, said) = ask(&service, Some(&coordinator), "school", json!({"school": id(SCHOOL)})).await;
        assert_eq!((status, &said["code"]), (expected.status(), &json!(expected.code())));
        // Nor is anybody told to sign in again because the session cannot be looked up.
        storage.reads.store(1, Ordering::SeqCst);
        let (status, _) = ask(&service, Some(&coordinator), "school", json!({"school": id(SCHOOL)})).await;
        assert_eq!(status, expected.status());
        let (status, _) = ask(&service, Some(&coordinator), "school", json!({"school": id(SCHOOL)})).await;
        assert_eq!(status, 200, "it has passed");
    }
}

#[tokio::test]
async fn a_photo_follows_its_entry() {
    use crate::common::{MENTOR, body, numbered, op, request};
    use domain::id::{LogId, PhotoId};
    use domain::log::{ActivityKind, LogBody, PhotoRef};

    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned();
    for (n, kind, may) in [(1, ActivityKind::MaterialAid, true), (2, ActivityKind::Counselling, false)] {
        let photo = PhotoId(id(90 + n));
        let path = format!("/api/v1/photos/{photo}");
        let put = axum::http::Request::put(format!("{path}?sha256={sha256}&bytes=3&at=0"))
            .header(axum::http::header::AUTHORIZATION, &phone.bearer)
            .body(axum::body::Body::from("abc"));
        assert_eq!(service.request(put.unwrap()).await.json["complete"], true);
        let (centre, lead) = (service.browser(27).await, service.browser(25).await);
        for who in [&centre, &lead] {
            let early = service.call(Some(who), "GET", &path, None).await;
            assert_eq!(early.status, StatusCode::NOT_FOUND, "its entry has not arrived");
        }
        let named = PhotoRef { id: photo, sha256: sha256.clone(), bytes: 3 };
        let entry = LogBody { kind, photos: vec![named], ..body(&[41]) };
        let entry = op(n, sync::RecordLog { log: LogId(id(2000 + n)), body: entry, facts: vec![] });
        let n = u64::try_from(n).unwrap();
        service.synced(&phone, &request(&phone, vec![numbered(n, &entry)], None)).await;
        for who in [&centre, &lead] {
            let reply = service.call(Some(who), "GET", &path, None).await;
            assert_eq!(reply.status.is_success(), may, "{kind}: {}", reply.text);
        }
        assert!(service.call(Some(&phone), "GET", &path, None).await.status.is_success());
    }
}

#[tokio::test]
async fn a_handler_that_panics_is_answered_as_one_that_failed() {
    let inner = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let storage = Arc::new(Failing::new(inner, || panic!("over what a phone sent")));
    let service = Service::on(storage.clone()).await;
    let coordinator = service.browser(23).await;
    storage.reads.store(2, Ordering::SeqCst);
    let (status, said) = ask(&service, Some(&coordinator), "school", json!({"school": id(SCHOOL)})).await;
    assert_eq!((status, said), (500, json!({"code": "internal"})));
    let (status, _) = ask(&service, Some(&coordinator), "school", json!({"school": id(SCHOOL)})).await;
    assert_eq!(status, 200, "and the server goes on");
}
