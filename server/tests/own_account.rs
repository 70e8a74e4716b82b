//! The own account at a desk, and who ends the accounts and sessions of those who work for the county.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::id::AccountId;
use domain::policy::{Grant, Role};
use serde_json::{Value, json};
use server::auth::hashing::hash_now;

use crate::common::{Browser, COUNTY, MENTOR, Service, id};

const PASSWORD: &str = "山里的春天真好呀";
const COORDINATOR: u128 = 23;
const CENTRE: u128 = 27;
const AUDITOR: u128 = 28;
const SECOND: u128 = 30;

async fn desk(service: &Service, who: &Browser, call: &str, body: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{call}"), Some(body)).await;
    (reply.status, reply.json)
}

/// A county with two people at the centre, each with a password.
async fn county() -> Service {
    let service = Service::start().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let hash = hash_now(PASSWORD, [7; 16]).unwrap();
    let mut second = unit.accounts().get(AccountId(id(CENTRE))).await.unwrap().unwrap();
    (second.id, second.login, second.name) = (AccountId(id(SECOND)), "centre2".to_owned(), "人30".to_owned());
    unit.accounts().add(&[second]).await.unwrap();
    for n in [COORDINATOR, CENTRE, SECOND] {
        unit.accounts().set_password(AccountId(id(n)), &hash).await.unwrap();
    }
    unit.commit().await.unwrap();
    service
}

#[tokio::test]
async fn whoever_works_only_at_a_desk_changes_the_password_there_with_the_one_until_now() {
    let service = county().await;
    let (office, other) = (service.browser(COORDINATOR).await, service.browser(COORDINATOR).await);
    let asks = async |old: &str, new: &str| {
        let body = json!({"old": old, "new": new}).to_string();
        let request = axum::http::Request::post("/api/v1/password")
            .header("host", "localhost")
            .header("content-type", "application/json")
            .header("cookie", &office.cookie)
            .body(axum::body::Body::from(body))
            .unwrap();
        service.request(request).await
    };
    let wrong = asks("不是这一句话", "竹林里的溪水声呀").await;
    assert_eq!((wrong.status, wrong.json["code"].as_str()), (StatusCode::BAD_REQUEST, Some("old_password_wrong")));
    assert_eq!(asks(PASSWORD, "12345678").await.json["code"], "password_common", "the same rules as everywhere");
    let changed = asks(PASSWORD, "竹林里的溪水声呀").await;
    assert_eq!((changed.status, &changed.json["token"]), (StatusCode::OK, &Value::Null), "{}", changed.text);
    for old in [&office, &other] {
        assert_eq!(desk(&service, old, "own_sessions", json!({})).await.0, StatusCode::UNAUTHORIZED);
    }
    let cookies = changed.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let pair = cookies.filter_map(|text| text.split(';').next()).find(|pair| pair.starts_with("wuyou-desk=")).unwrap();
    let again = Browser { cookie: pair.to_owned(), ..office.clone() };
    assert_eq!(desk(&service, &again, "own_sessions", json!({})).await.0, StatusCode::OK, "this desk goes on");
}

#[tokio::test]
async fn somebody_sees_where_they_are_signed_in_and_ends_the_others() {
    let service = county().await;
    let (here, there) = (service.browser(COORDINATOR).await, service.browser(COORDINATOR).await);
    let foreign = service.browser(CENTRE).await;
    let (_, own) = desk(&service, &here, "own_sessions", json!({})).await;
    let own = own.as_array().unwrap().clone();
    assert_eq!(own.len(), 2, "no phone's, and nobody else's");
    let other = own.iter().find(|line| line["this"] == json!(false)).unwrap();
    assert_eq!(desk(&service, &foreign, "end_own_session", json!({"id": other["id"]})).await.0, StatusCode::OK);
    assert_eq!(
        desk(&service, &there, "own_sessions", json!({})).await.0,
        StatusCode::OK,
        "nobody ends another's by this"
    );
    service.state.clock.advance(TimeDelta::minutes(11));
    let late = desk(&service, &here, "end_own_session", json!({"id": other["id"]})).await;
    assert_eq!(late.0, StatusCode::PRECONDITION_REQUIRED, "the password is asked again");
    let given = json!({"password": PASSWORD});
    let path = "/api/v1/session/confirm";
    assert_eq!(service.call(Some(&here), "POST", path, Some(given)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk(&service, &here, "end_own_session", json!({"id": other["id"]})).await.0, StatusCode::OK);
    assert_eq!(desk(&service, &there, "own_sessions", json!({})).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(desk(&service, &here, "own_sessions", json!({})).await.1.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn another_person_of_the_centre_ends_an_account_with_a_reason_and_never_the_last() {
    let service = county().await;
    let (centre, second) = (service.browser(CENTRE).await, service.browser(SECOND).await);
    let auditor = service.browser(AUDITOR).await;
    let (_, people) = desk(&service, &centre, "county_people", json!({})).await;
    let line = |n: u128| people.as_array().unwrap().iter().find(|one| one["id"] == json!(id(n))).unwrap().clone();
    assert_eq!(people.as_array().unwrap().len(), 3, "nobody of a school alone: {people}");
    assert_eq!((&line(CENTRE)["me"], &line(SECOND)["sessions"]), (&json!(true), &json!(1)));
    assert_eq!(line(AUDITOR)["roles"], json!(["auditor"]));

    let ends = |n: u128, why: &str| json!({"account": id(n), "why": why});
    let own = desk(&service, &centre, "end_county_account", ends(CENTRE, "left_office")).await;
    assert_eq!(own.0, StatusCode::NOT_FOUND, "nobody ends themselves");
    for way in ["end_account", "end_county_account"] {
        let body = if way == "end_account" { json!({"account": id(CENTRE)}) } else { ends(MENTOR, "left_office") };
        assert_eq!(desk(&service, &centre, way, body).await.0, StatusCode::NOT_FOUND, "{way}");
    }
    assert_eq!(
        desk(&service, &centre, "end_account", json!({"account": id(SECOND)})).await.0,
        StatusCode::NOT_FOUND,
        "not without a reason"
    );
    assert_eq!(desk(&service, &auditor, "end_county_account", ends(SECOND, "exposed")).await.0, StatusCode::FORBIDDEN);

    assert_eq!(desk(&service, &centre, "end_sessions", ends(SECOND, "left_open")).await.0, StatusCode::OK);
    assert_eq!(desk(&service, &second, "notices", json!({})).await.0, StatusCode::UNAUTHORIZED);
    let second = service.browser(SECOND).await;
    let (_, told) = desk(&service, &second, "notices", json!({})).await;
    assert_eq!(told[0]["act"], json!("end_sessions"), "and is told: {told}");
    assert_eq!(desk(&service, &centre, "end_county_account", ends(SECOND, "left_office")).await.0, StatusCode::OK);
    assert_eq!(desk(&service, &second, "notices", json!({})).await.0, StatusCode::UNAUTHORIZED);
    let again = desk(&service, &centre, "end_county_account", ends(SECOND, "left_office")).await;
    assert_eq!(again.0, StatusCode::CONFLICT, "it has ended");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let ended = unit.access().newest(1).await.unwrap().remove(0);
    assert_eq!((ended.action.as_str(), ended.reason.as_str()), ("end_account", "left_office"));
    assert_eq!((ended.account, ended.affected), (AccountId(id(CENTRE)), Some(AccountId(id(SECOND)))));
}

#[tokio::test]
async fn somebody_of_the_centre_who_is_the_last_there_stays() {
    let service = county().await;
    // Whoever asks is of the centre by a role only, without a password of their own: they do not count.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut third = unit.accounts().get(AccountId(id(CENTRE))).await.unwrap().unwrap();
    (third.id, third.login, third.password_hash) = (AccountId(id(31)), "centre3".to_owned(), None);
    third.grants = vec![Grant { role: Role::Centre, school: None }];
    unit.accounts().add(&[third]).await.unwrap();
    unit.commit().await.unwrap();
    let third = service.browser(31).await;
    let ends = |n: u128| json!({"account": id(n), "why": "other_reason"});
    assert_eq!(desk(&service, &third, "end_county_account", ends(SECOND)).await.0, StatusCode::OK);
    assert_eq!(desk(&service, &third, "end_county_account", ends(CENTRE)).await.0, StatusCode::CONFLICT);
    assert_eq!(desk(&service, &third, "end_county_account", ends(AUDITOR)).await.0, StatusCode::OK);
}
