//! The service around the API: headers, pages, sign-in, activation, photos, the access log.

use crate::common::{COUNTY, MENTOR, OTHER_MENTOR, Service, body, id, numbered, op, request};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::id::{LogId, PhotoId};
use domain::log::{ActivityKind, LogBody, PhotoRef};
use serde_json::json;
use server::core::access_log::whole;
use sha2::{Digest, Sha256};
use sync::RecordLog;

#[tokio::test]
async fn pages_are_rendered_in_both_languages_without_inline_script_or_personal_data() {
    let service = Service::start().await;
    for (path, chinese, english) in
        [("/", "登录", "Sign in"), ("/sign-in", "密码", "Password"), ("/privacy", "返回", "Back")]
    {
        let get = |language| Request::get(path).header(header::ACCEPT_LANGUAGE, language).body(Body::empty()).unwrap();
        let reply = service.request(get("zh-CN")).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert!(reply.text.contains(chinese), "{path}: {}", reply.text);
        assert!(reply.text.contains("lang=\"zh-CN\""));
        assert_eq!(reply.text.matches("<script").count(), 1, "{path}");
        // Before the style, so that it runs before the first paint and is held up by nothing.
        let loader = reply.text.find("<script src=\"/boot.js\"></script>");
        assert!(loader.is_some() && loader < reply.text.find("rel=\"stylesheet\""), "{path}");
        assert!(reply.text.contains("<meta name=\"description\" content=\"五有"), "{path}");
        assert!(!reply.text.contains(" style="), "{path}");
        let policy = reply.headers["content-security-policy"].to_str().unwrap();
        assert!(!policy.contains("unsafe-inline") && policy.contains("form-action 'none'"));
        assert!(service.request(get("en-GB")).await.text.contains(english), "{path}");
    }
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let request = Request::delete("/api/v1/session")
        .header(header::AUTHORIZATION, &phone.bearer)
        .header(header::HOST, "localhost")
        .header(header::ORIGIN, "https://evil.example")
        .body(Body::empty())
        .unwrap();
    let reply = service.request(request).await;
    assert_eq!((reply.status, &reply.json["code"]), (StatusCode::FORBIDDEN, &json!("cross_site")));
    assert_eq!(service.call(Some(&phone), "GET", "/api/v1/me", None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_the_api_says_is_never_cached() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    for path in ["/api/v1/me", "/api/v1/health", "/api/v1/devices"] {
        let reply = service.call(Some(&phone), "GET", path, None).await;
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store", "{path}");
    }
}

#[tokio::test]
async fn a_code_sets_the_first_password_once_and_the_password_signs_in() {
    let service = Service::start().await;
    let coordinator = service.browser(23).await;
    let ask = json!({"account": id(MENTOR)});
    let slip = service.call(Some(&coordinator), "POST", "/rpc/desk/issue_code", Some(ask)).await;
    let code = slip.json["slip"]["code"].as_str().unwrap_or_default().to_owned();
    assert!(slip.json["slip"]["qr_svg"].as_str().is_some_and(|svg| svg.contains("<svg")), "{}", slip.text);

    let activate = |code: &str, password: &str| {
        let body = json!({"login": "MENTOR ", "code": code, "password": password, "label": "Android"});
        let service = &service;
        async move { service.call(None, "POST", "/api/v1/activation", Some(body)).await }
    };
    assert_eq!(activate("2222-2222-2222", "山里的春天真好呀").await.json["code"], "code_wrong");
    assert_eq!(activate(&code, "短").await.json["code"], "password_short");
    let reply = activate(&code.to_lowercase().replace('-', " "), "山里的春天真好呀").await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    assert!(!reply.headers.contains_key(header::SET_COOKIE), "a phone has its token sealed, and no cookie");
    assert_eq!(reply.json["phone"]["recovery_key"].as_str().map(str::len), Some(64));
    assert_eq!(reply.json["phone"]["token"].as_str().map(str::len), Some(43));
    assert_eq!(activate(&code, "山里的春天真好呀").await.json["code"], "code_wrong", "a code is used once");

    let sign_in = |password: &str, device: Option<&serde_json::Value>| {
        let body = json!({"login": "mentor", "password": password, "device": device});
        let service = &service;
        async move { service.call(None, "POST", "/api/v1/session", Some(body)).await }
    };
    let again = sign_in("山里的春天真好呀", Some(&reply.json["phone"]["device"])).await;
    assert_eq!(again.json["phone"]["device"], reply.json["phone"]["device"], "the same phone stays the same device");
    assert_eq!(again.json["phone"]["recovery_key"], reply.json["phone"]["recovery_key"]);
    assert_eq!(sign_in("山里的冬天真冷呀", None).await.json["code"], "wrong_credentials");
    for _ in 0..8 {
        sign_in("试试看试试看", None).await;
    }
    let limited = sign_in("山里的春天真好呀", None).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS, "{}", limited.text);
    assert!(limited.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn a_code_is_good_for_two_weeks() {
    let service = Service::start().await;
    let coordinator = service.browser(23).await;
    let ask = json!({"account": id(MENTOR)});
    let slip = service.call(Some(&coordinator), "POST", "/rpc/desk/issue_code", Some(ask)).await;
    service.state.clock.advance(chrono::TimeDelta::days(15));
    let body = json!({"login": "mentor", "code": slip.json["slip"]["code"], "password": "山里的春天真好呀"});
    let reply = service.call(None, "POST", "/api/v1/activation", Some(body)).await;
    assert_eq!(reply.json["code"], "code_wrong");
}

#[tokio::test]
async fn a_session_ends_by_itself_and_by_signing_out() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    assert_eq!(service.call(Some(&first), "DELETE", "/api/v1/session", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(service.call(Some(&first), "GET", "/api/v1/me", None).await.status, StatusCode::UNAUTHORIZED);
    service.state.clock.advance(chrono::TimeDelta::days(121));
    assert_eq!(service.call(Some(&second), "GET", "/api/v1/me", None).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn counselling_notes_stay_between_mentor_and_child_and_phones_are_masked() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let talk = LogBody { kind: ActivityKind::Counselling, note: "只说给老师听的话".to_owned(), ..body(&[41]) };
    let lesson = LogBody { kind: ActivityKind::Tutoring, note: "分数应用题".to_owned(), ..body(&[41]) };
    let entry = |n, body| {
        numbered(n, &op(u128::from(n), RecordLog { log: LogId(id(2000 + u128::from(n))), body, facts: vec![] }))
    };
    service.synced(&phone, &request(&phone, vec![entry(1, talk), entry(2, lesson)], None)).await;

    let coordinator = service.browser(23).await;
    let ask = json!({"child": id(41)});
    let file = service.call(Some(&coordinator), "POST", "/rpc/desk/child_file", Some(ask.clone())).await;
    assert!(file.text.contains("分数应用题"));
    assert!(!file.text.contains("只说给老师听的话"));
    assert!(file.text.contains("139****4292") && !file.text.contains("13900324292"));
    let own = service.call(Some(&phone), "POST", "/rpc/desk/child_file", Some(ask)).await;
    assert!(own.text.contains("只说给老师听的话"));

    let reveal = json!({"child": id(41), "adult": id(35)});
    let shown = service.call(Some(&coordinator), "POST", "/rpc/desk/reveal_phone", Some(reveal)).await;
    assert_eq!(shown.json, json!("13900324292"));

    // Each look by somebody other than the mentor is in the log, bound to the one before.
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let entries = unit.access().newest(10).await.unwrap();
    let actions: Vec<_> = entries.iter().rev().map(|e| e.action.as_str()).collect();
    assert_eq!(actions, ["see_child_file", "reveal_phone"]);
    assert!(entries.iter().all(|e| e.account == coordinator.account));
    drop(unit);
    assert_eq!(whole(service.state.storage.as_ref(), &service.state.guard, COUNTY).await.unwrap(), None);
}

#[tokio::test]
async fn a_photo_comes_in_chunks_once_and_is_seen_by_whom_it_concerns() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let picture: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
    let sha256 = hex::encode(Sha256::digest(&picture));
    let photo = PhotoId(id(95));
    let put = |who: &crate::common::Browser, at: usize, chunk: &[u8]| {
        let path = format!("/api/v1/photos/{photo}?sha256={sha256}&bytes={}&at={at}", picture.len());
        let request =
            Request::put(path).header(header::AUTHORIZATION, &who.bearer).body(Body::from(chunk.to_vec())).unwrap();
        let service = &service;
        async move { service.request(request).await }
    };
    assert_eq!(put(&phone, 0, &[]).await.json, json!({"received": 0, "complete": false}));
    assert_eq!(put(&phone, 0, &picture[..100_000]).await.json["received"], 100_000);
    // The answer was lost: the same chunk comes again, and one from further on.
    assert_eq!(put(&phone, 0, &picture[..100_000]).await.json["received"], 100_000);
    assert_eq!(put(&phone, 150_000, &picture[150_000..]).await.json["received"], 100_000);
    assert_eq!(put(&phone, 100_000, &picture[100_000..]).await.json, json!({"received": 200_000, "complete": true}));
    let other = service.browser(OTHER_MENTOR).await;
    assert_eq!(put(&other, 0, &[]).await.json["received"], 0, "somebody else's under that identifier is another one");

    let named = PhotoRef { id: photo, sha256: sha256.clone(), bytes: 200_000 };
    let entry = LogBody { photos: vec![named], ..body(&[41]) };
    let entry = op(1, RecordLog { log: LogId(id(2001)), body: entry, facts: vec![] });
    service.synced(&phone, &request(&phone, vec![numbered(1, &entry)], None)).await;
    let path = format!("/api/v1/photos/{photo}");
    for (who, may) in [(MENTOR, true), (23, true), (27, true), (OTHER_MENTOR, false), (24, false), (28, false)] {
        let who = service.browser(who).await;
        let reply = service.call(Some(&who), "GET", &path, None).await;
        assert_eq!(reply.status.is_success(), may, "{:?}", who.account);
    }
}

#[tokio::test]
async fn a_photo_that_does_not_match_its_hash_begins_again() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let path = format!("/api/v1/photos/{}?sha256={}&bytes=3&at=0", id(96), "ab".repeat(32));
    let request =
        Request::put(path).header(header::AUTHORIZATION, &phone.bearer).body(Body::from(vec![1, 2, 3])).unwrap();
    assert_eq!(service.request(request).await.json, json!({"received": 0, "complete": false}));
}

#[tokio::test]
async fn the_api_describes_itself() {
    let service = Service::start().await;
    let document = service.call(None, "GET", "/api/v1/openapi.json", None).await.json;
    let described: Vec<&String> = document["paths"].as_object().map(|p| p.keys().collect()).unwrap_or_default();
    for endpoint in server::router::table().iter().filter(|e| e.path.starts_with("/api/")) {
        assert!(described.iter().any(|p| *p == endpoint.path), "{} is not described", endpoint.path);
    }
    insta::assert_json_snapshot!("openapi", document);
}
