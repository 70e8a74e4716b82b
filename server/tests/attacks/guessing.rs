//! Guessing: passwords, codes, whose account is what, and from where it is tried.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use domain::id::AccountId;
use serde_json::{Value, json};
use server::auth::{code, hashing};
use std::net::SocketAddr;

use crate::common::{Browser, COUNTY, MENTOR, OTHER_MENTOR, Reply, Service, id};

const RIGHT: &str = "山里的春天真好呀";
const CODE: &str = "7KPM-2XRD-9HQA";

/// A county in which the mentor has a password and a code.
async fn county() -> Service {
    let service = Service::start().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let hash = hashing::hash_now(RIGHT, [7; 16]).unwrap();
    let mentor = AccountId(id(MENTOR));
    unit.accounts().set_password(mentor, &hash).await.unwrap();
    let until = service.state.clock.now() + TimeDelta::days(1);
    unit.accounts().set_activation(mentor, &code::digest(CODE), until, mentor).await.unwrap();
    unit.commit().await.unwrap();
    service
}

async fn sign_in(service: &Service, login: &str, password: &str, device: Option<&Browser>) -> Reply {
    let body = json!({"login": login, "password": password, "device": device.map(|d| d.device)});
    service.call(None, "POST", "/api/v1/session", Some(body)).await
}

async fn activate(service: &Service, login: &str, code: &str, password: &str, device: Option<&Browser>) -> Reply {
    let body = json!({"login": login, "code": code, "password": password, "device": device.map(|d| d.device)});
    service.call(None, "POST", "/api/v1/activation", Some(body)).await
}

#[tokio::test]
async fn strangers_who_guess_at_a_name_do_not_lock_its_owner_out() {
    let service = county().await;
    let own = service.browser(MENTOR).await;
    let foreign = service.browser(OTHER_MENTOR).await;
    for _ in 0..12 {
        sign_in(&service, "mentor", "不是这一句话", None).await;
    }
    let stranger = sign_in(&service, "mentor", RIGHT, None).await;
    assert_eq!(stranger.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(stranger.headers[header::RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap() <= 31);
    // A device of another account, or one that nobody has, opens no lane.
    assert_eq!(sign_in(&service, "mentor", RIGHT, Some(&foreign)).await.status, StatusCode::TOO_MANY_REQUESTS);
    let made_up = Browser { device: id(7777).into(), ..own.clone() };
    assert_eq!(sign_in(&service, "mentor", RIGHT, Some(&made_up)).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(sign_in(&service, "mentor", RIGHT, Some(&own)).await.status, StatusCode::OK, "the owner's phone");
    let again = activate(&service, "mentor", CODE, "门前的核桃树结果了", Some(&own)).await;
    assert_eq!(again.status, StatusCode::OK, "also with a code: {}", again.text);
}

#[tokio::test]
async fn a_stolen_phone_guesses_no_longer_than_a_stranger_and_a_revoked_one_has_no_lane() {
    let service = county().await;
    let (stolen, revoked) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    for _ in 0..8 {
        assert_eq!(sign_in(&service, "mentor", "猜一猜猜一猜", Some(&stolen)).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(sign_in(&service, "mentor", RIGHT, Some(&stolen)).await.status, StatusCode::TOO_MANY_REQUESTS);
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.devices().revoke(revoked.device, crate::common::now(), crate::common::now()).await.unwrap();
    unit.commit().await.unwrap();
    for _ in 0..8 {
        sign_in(&service, "mentor", "猜一猜猜一猜", Some(&revoked)).await;
    }
    let stranger = sign_in(&service, "mentor", RIGHT, None).await;
    assert_eq!(stranger.status, StatusCode::TOO_MANY_REQUESTS, "its tries are those of any stranger");
}

#[tokio::test]
async fn a_code_is_guessed_no_faster_than_a_password() {
    let service = county().await;
    for n in 0..8 {
        let wrong = activate(&service, "mentor", &format!("2222-2222-222{n}"), RIGHT, None).await;
        assert_eq!(wrong.json["code"], "code_wrong");
    }
    assert_eq!(activate(&service, "mentor", CODE, RIGHT, None).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(sign_in(&service, "mentor", RIGHT, None).await.status, StatusCode::TOO_MANY_REQUESTS, "nor by turns");
}

#[tokio::test]
async fn an_address_that_is_made_up_is_not_believed() {
    let service = county().await;
    let from = |forwarded: Vec<String>, proxies: usize| {
        let mut headers = axum::http::HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let settings = server::state::Settings { proxies, ..server::state::Settings::for_tests() };
        let storage = std::sync::Arc::clone(&service.state.storage);
        let (clock, sealer) = (server::clock::Clock::fixed(crate::common::now(), 1), storage_sql::Keys::for_tests());
        let state = server::AppState::new(storage, clock, sealer, settings);
        state.peer(&headers, Some([10, 0, 0, 9].into())).unwrap().to_string()
    };
    let lines = |all: &[&str]| all.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert_eq!(from(lines(&["1.1.1.1"]), 0), "10.0.0.9", "without a proxy nobody may say so");
    assert_eq!(from(lines(&["6.6.6.6, 7.7.7.7, 2.2.2.2"]), 1), "2.2.2.2", "what our proxy appended");
    assert_eq!(from(lines(&["6.6.6.6", "2.2.2.2"]), 1), "2.2.2.2", "also as a line of its own");
    assert_eq!(from(lines(&["6.6.6.6, 3.3.3.3, 2.2.2.2"]), 2), "3.3.3.3", "whom the outer one of two answers");
    assert_eq!(from(lines(&["2.2.2.2"]), 2), "10.0.0.9", "it did not come by way of both");
    assert_eq!(from(lines(&["2.2.2.2, nonsense"]), 1), "10.0.0.9");
    assert_eq!(from(vec![], 1), "10.0.0.9");
}

#[tokio::test]
async fn one_address_does_not_try_all_names() {
    let service = county().await;
    let from = |n: usize, forged: usize| {
        let body = json!({"login": format!("nobody{n}"), "code": "2222-2222-2222", "password": RIGHT}).to_string();
        let mut request = Request::post("/api/v1/activation")
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-forwarded-for", format!("{forged}.1.1.1"))
            .body(Body::from(body))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 7], 4000))));
        let service = &service;
        async move { service.request(request).await.status }
    };
    for n in 0..120 {
        assert_eq!(from(n, n % 200).await, StatusCode::BAD_REQUEST, "{n}");
    }
    assert_eq!(from(120, 201).await, StatusCode::TOO_MANY_REQUESTS, "whatever address it claims");
}

#[tokio::test]
async fn a_code_that_does_not_fit_tells_nothing_about_the_account() {
    let service = county().await;
    let said = async |login: &str, code: &str, password: &str| -> (StatusCode, Value) {
        let reply = activate(&service, login, code, password, None).await;
        (reply.status, reply.json)
    };
    let wrong = (StatusCode::BAD_REQUEST, json!({"code": "code_wrong"}));
    assert_eq!(said("nobody", "2222-2222-2222", RIGHT).await, wrong);
    assert_eq!(said("mentor", "2222-2222-2222", RIGHT).await, wrong);
    assert_eq!(said("mentor", "2222-2222-2222", "人21人21人21").await, wrong, "nor what the person is called");
    assert_eq!(said("mentor", CODE, "songlingzhen88").await.1["code"], "password_personal");
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.accounts().disable(AccountId(id(MENTOR)), crate::common::now(), crate::common::now()).await.unwrap();
    let until = service.state.clock.now() + TimeDelta::days(1);
    unit.accounts()
        .set_activation(AccountId(id(MENTOR)), &code::digest(CODE), until, AccountId(id(MENTOR)))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    assert_eq!(said("mentor", "2222-2222-2222", RIGHT).await, wrong);
    assert_eq!(said("mentor", CODE, RIGHT).await, wrong, "an account that ended");
}

#[tokio::test]
async fn a_password_that_others_guess_is_set_by_no_way() {
    let service = county().await;
    for (password, why) in [
        ("1234567", "password_short"),
        ("12345678", "password_common"),
        ("woaini1314", "password_common"),
        ("mentor20191", "password_personal"),
        ("SongLingZhen88", "password_personal"),
    ] {
        assert_eq!(activate(&service, "mentor", CODE, password, None).await.json["code"], why, "{password}");
        let phone = service.browser(MENTOR).await;
        let change = json!({"old": RIGHT, "new": password});
        let reply = service.call(Some(&phone), "POST", "/api/v1/password", Some(change)).await;
        assert_eq!(reply.json["code"], why, "{password}");
    }
    let long = "山".repeat(129);
    assert_eq!(activate(&service, "mentor", CODE, &long, None).await.json["code"], "password_long");
    let longest = "山里的春天真好呀".repeat(16);
    assert_eq!(
        activate(&service, "mentor", CODE, &longest, None).await.status,
        StatusCode::OK,
        "and the code was kept"
    );
    assert_eq!(sign_in(&service, "mentor", &longest, None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_whose_time_is_over_is_kept_nowhere() {
    let service = county().await;
    let phone = service.browser(MENTOR).await;
    let token = phone.bearer.split_once(' ').unwrap().1.to_owned();
    let hash = {
        use sha2::Digest as _;
        sha2::Sha256::digest(token.as_bytes()).to_vec()
    };
    let kept = async || {
        let mut directory = service.state.storage.directory().await.unwrap();
        directory.session(&hash).await.unwrap().is_some()
    };
    server::tidy::once(&service.state).await.unwrap();
    assert!(kept().await);
    service.state.clock.advance(TimeDelta::days(121));
    server::tidy::once(&service.state).await.unwrap();
    assert!(!kept().await);
}
