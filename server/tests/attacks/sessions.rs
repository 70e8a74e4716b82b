//! A phone's session and a desk's are two things: neither opens what is the other's, and a desk's ends by itself.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{MENTOR, Service, id, request};

const COORDINATOR: u128 = 23;

/// Asks with a header that is not meant for it.
async fn with(service: &Service, name: header::HeaderName, value: &str, method: &str, path: &str) -> StatusCode {
    let body = json!({"child": id(41), "adult": id(35), "school": id(crate::common::SCHOOL)}).to_string();
    let asked = Request::builder().method(method).uri(path).header(header::HOST, "localhost").header(name, value);
    let asked = asked.header(header::CONTENT_TYPE, "application/json").body(Body::from(body)).unwrap();
    service.request(asked).await.status
}

#[tokio::test]
async fn a_phones_token_opens_no_desk_and_a_desks_cookie_no_phone() {
    let service = Service::start().await;
    let (phone, office) = (service.browser(MENTOR).await, service.browser(COORDINATOR).await);
    let as_cookie = phone.bearer.replace("Bearer ", "wuyou-desk=");
    let as_header = office.cookie.replace("wuyou-desk=", "Bearer ");
    let desks = ["/rpc/desk/child_file", "/rpc/desk/today", "/rpc/desk/school", "/rpc/desk/reveal_phone"];
    for path in desks {
        for (name, value) in [(header::AUTHORIZATION, &phone.bearer), (header::COOKIE, &as_cookie)] {
            assert_eq!(with(&service, name, value, "POST", path).await, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    assert_eq!(with(&service, header::COOKIE, &office.cookie, "POST", "/rpc/desk/today").await, StatusCode::OK);
    for (method, path) in [("POST", "/api/v1/sync"), ("GET", "/api/v1/sync/compare"), ("GET", "/api/v1/devices")] {
        for (name, value) in [(header::COOKIE, &office.cookie), (header::AUTHORIZATION, &as_header)] {
            assert_eq!(with(&service, name, value, method, path).await, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    service.synced(&phone, &request(&phone, vec![], None)).await;
}

#[tokio::test]
async fn an_idle_desk_is_nobodys_and_no_desk_lasts_longer_than_half_a_day() {
    let service = Service::start().await;
    let today = json!({"school": id(crate::common::SCHOOL)});
    let asked =
        async |office: &_| service.call(Some(office), "POST", "/rpc/desk/today", Some(today.clone())).await.status;
    let office = service.browser(COORDINATOR).await;
    service.state.clock.advance(TimeDelta::minutes(29));
    assert_eq!(asked(&office).await, StatusCode::OK);
    service.state.clock.advance(TimeDelta::minutes(29));
    assert_eq!(asked(&office).await, StatusCode::OK, "it was used in between");
    service.state.clock.advance(TimeDelta::minutes(31));
    assert_eq!(asked(&office).await, StatusCode::UNAUTHORIZED);

    let office = service.browser(COORDINATOR).await;
    for _ in 0..29 {
        service.state.clock.advance(TimeDelta::minutes(24));
        assert_eq!(asked(&office).await, StatusCode::OK);
    }
    service.state.clock.advance(TimeDelta::minutes(24));
    assert_eq!(asked(&office).await, StatusCode::UNAUTHORIZED, "twelve hours are over");
}

#[tokio::test]
async fn a_changed_password_ends_every_session_and_gives_this_one_another_token() {
    let service = Service::start().await;
    let (phone, other) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    let hash = server::auth::hashing::hash_now("山里的春天真好呀", [7; 16]).unwrap();
    let mut unit = service.state.storage.write(crate::common::COUNTY).await.unwrap();
    unit.accounts().set_password(phone.account, &hash).await.unwrap();
    unit.commit().await.unwrap();
    let change = json!({"old": "山里的春天真好呀", "new": "竹林里的溪水声呀"});
    let changed = service.call(Some(&phone), "POST", "/api/v1/password", Some(change)).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    let bearer = format!("Bearer {}", changed.json["token"].as_str().unwrap());
    for old in [&phone.bearer, &other.bearer] {
        assert_eq!(
            with(&service, header::AUTHORIZATION, old, "GET", "/api/v1/devices").await,
            StatusCode::UNAUTHORIZED
        );
    }
    assert_eq!(with(&service, header::AUTHORIZATION, &bearer, "GET", "/api/v1/devices").await, StatusCode::OK);
    let desk = with(&service, header::COOKIE, &phone.cookie, "POST", "/rpc/desk/today").await;
    assert_eq!(desk, StatusCode::UNAUTHORIZED, "a desk's too");
}

#[tokio::test]
async fn who_signs_in_again_leaves_no_session_behind() {
    let service = Service::start().await;
    let (office, other) = (service.browser(COORDINATOR).await, service.browser(COORDINATOR).await);
    let hash = server::auth::hashing::hash_now("山里的春天真好呀", [7; 16]).unwrap();
    let mut unit = service.state.storage.write(crate::common::COUNTY).await.unwrap();
    unit.accounts().set_password(office.account, &hash).await.unwrap();
    unit.commit().await.unwrap();
    let body = json!({"login": "coordinator", "password": "山里的春天真好呀", "desk": true}).to_string();
    let request = Request::post("/api/v1/session").header(header::HOST, "localhost");
    let request = request.header(header::CONTENT_TYPE, "application/json").header(header::COOKIE, &office.cookie);
    assert_eq!(service.request(request.body(Body::from(body)).unwrap()).await.status, StatusCode::OK);
    let at = async |cookie: &str| with(&service, header::COOKIE, cookie, "POST", "/rpc/desk/today").await;
    assert_eq!(at(&office.cookie).await, StatusCode::UNAUTHORIZED);
    assert_eq!(at(&other.cookie).await, StatusCode::OK, "another browser's goes on");
}
