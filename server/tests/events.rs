//! What the server's own lines say of security: each event there is, and nothing that tells of anybody but by an identifier.

use std::net::SocketAddr;
use std::process::{Command, Output};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use domain::id::{AccountId, PhotoId};
use serde_json::{Value, json};
use server::auth::{code, hashing};
use server::events::Event;
use storage::{PhotoState, SecondStep, StepKind};
use totp_rs::Builder;

use crate::common::lines::{events, listen, text};
use crate::common::process::Folder;
use crate::common::{Browser, COUNTY, MENTOR, Reply, Service, id, numbered, record, request};

const COORDINATOR: u128 = 23;
const RIGHT: &str = "山里的春天真好呀";
const NEW: &str = "竹林里的溪水声呀";
const CODE: &str = "7KPM-2XRD-9HQA";
const SEED: &[u8] = b"12345678901234567890";
const PLACE: [u8; 4] = [10, 11, 12, 13];

/// Asks from an address.
async fn ask(service: &Service, headers: &[(header::HeaderName, &str)], method: &str, path: &str, body: &str) -> Reply {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
    request = request.header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let mut request = request.body(Body::from(body.to_owned())).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((PLACE, 4000))));
    service.request(request).await
}

async fn post(service: &Service, path: &str, body: Value) -> Reply {
    ask(service, &[], "POST", path, &body.to_string()).await
}

fn cookie(reply: &Reply, name: &str) -> String {
    let all = reply.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pair = all.filter_map(|text| text.split(';').next()).find(|pair| pair.starts_with(&format!("{name}=")));
    pair.unwrap_or_default().to_owned()
}

/// A county whose mentor has a password and a code, and whose coordinator has a password and an authenticator.
async fn county() -> Service {
    let service = Service::start().await;
    let (mentor, coordinator) = (AccountId(id(MENTOR)), AccountId(id(COORDINATOR)));
    let now = service.state.clock.now();
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let hash = hashing::hash_now(RIGHT, [7; 16]).unwrap();
    for account in [mentor, coordinator] {
        unit.accounts().set_password(account, &hash).await.unwrap();
    }
    unit.accounts().set_activation(mentor, &code::digest(CODE), now + TimeDelta::days(1), mentor).await.unwrap();
    unit.accounts().correct(mentor, "欧阳小石", Some("13955556666"), "mentor").await.unwrap();
    let kind = StepKind::Authenticator(SEED.to_vec());
    let (digest_key, codes) = (vec![5; 32], vec![]);
    let (wrong, wrong_at) = (0, None);
    let own = SecondStep { account: coordinator, kind, digest_key, last_step: 0, set_at: now, wrong, wrong_at, codes };
    unit.second_steps().put(&own).await.unwrap();
    unit.commit().await.unwrap();
    service
}

/// At the door: by name, by code, and what is refused there.
async fn at_the_door(service: &Service) {
    let sign_in = |login: &str, password: &str| json!({"login": login, "password": password, "label": "欧阳的手机"});
    post(service, "/api/v1/session", sign_in("欧阳小石", RIGHT)).await;
    post(service, "/api/v1/session", sign_in("mentor", "不是这一句话")).await;
    assert_eq!(post(service, "/api/v1/session", sign_in("mentor", RIGHT)).await.status, StatusCode::OK);
    let wrong = json!({"login": "mentor", "code": "2222-2222-2222", "password": NEW});
    post(service, "/api/v1/activation", wrong).await;
    let right = json!({"login": "mentor", "code": CODE, "password": NEW});
    assert_eq!(post(service, "/api/v1/activation", right).await.status, StatusCode::OK);
    for _ in 0..9 {
        post(service, "/api/v1/session", sign_in("lead", "猜一猜猜一猜")).await;
    }
    ask(service, &[], "POST", "/api/v1/session", "{\"login\": \"欧阳小石\"").await;
    ask(service, &[(header::ORIGIN, "https://evil.cn")], "DELETE", "/api/v1/session", "").await;
}

/// At a desk: the second step, the password again, another password, the way out.
async fn at_a_desk(service: &Service) -> String {
    let half = json!({"login": "coordinator", "password": RIGHT, "desk": true});
    let half = cookie(&post(service, "/api/v1/session", half).await, "wuyou-half");
    let step = async |code: String| {
        let body = json!({"code": code}).to_string();
        ask(service, &[(header::COOKIE, &half)], "POST", "/api/v1/session/second-step", &body).await
    };
    step("000000".to_owned()).await;
    let seconds = u64::try_from(service.state.clock.now().timestamp()).unwrap();
    let shown = Builder::new().with_secret(SEED.to_vec()).build().unwrap().generate(seconds).to_string();
    let session = cookie(&step(shown).await, "wuyou-desk");
    let at = [(header::COOKIE, session.as_str())];
    for (path, body) in [
        ("/api/v1/session/confirm", json!({"password": "不是这一句话"})),
        ("/api/v1/session/confirm", json!({"password": RIGHT})),
        ("/api/v1/password", json!({"old": "不是这一句话", "new": NEW})),
        ("/rpc/desk/issue_code", json!({"account": id(MENTOR)})),
        ("/rpc/desk/county", json!({})),
        ("/rpc/desk/child_file", json!({"child": id(43)})),
    ] {
        ask(service, &at, "POST", path, &body.to_string()).await;
    }
    let changed = ask(service, &at, "POST", "/api/v1/password", &json!({"old": RIGHT, "new": NEW}).to_string()).await;
    let session = cookie(&changed, "wuyou-desk");
    ask(service, &[(header::COOKIE, &session)], "DELETE", "/api/v1/session", "").await;
    session
}

/// On a phone: work with words, too many pictures, and one that was revoked.
async fn on_a_phone(service: &Service) -> Browser {
    let phone = service.browser(MENTOR).await;
    service.synced(&phone, &request(&phone, vec![numbered(1, &record(1, &[41]))], None)).await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    for n in 0..240 {
        let state = PhotoState { sha256: String::new(), bytes: 9, received: 0 };
        unit.photos().expect(phone.account, PhotoId(id(9000 + n)), &state, service.state.clock.now()).await.unwrap();
    }
    unit.commit().await.unwrap();
    let path = format!("/api/v1/photos/{}?sha256={}&bytes=9&at=0", id(70), "ab".repeat(32));
    let reply = ask(service, &[(header::AUTHORIZATION, &phone.bearer)], "PUT", &path, "").await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let now = service.state.clock.now();
    unit.devices().revoke(phone.device, now, now + TimeDelta::days(30)).await.unwrap();
    unit.commit().await.unwrap();
    service.call(Some(&phone), "GET", "/api/v1/devices", None).await;
    phone
}

/// So many wrong codes that a second step waits for another day.
async fn guessed(service: &Service) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.second_steps().tried(AccountId(id(COORDINATOR)), 30, service.state.clock.now()).await.unwrap();
    unit.commit().await.unwrap();
    let half = json!({"login": "coordinator", "password": NEW, "desk": true});
    let half = cookie(&post(service, "/api/v1/session", half).await, "wuyou-half");
    let body = json!({"code": "000000"}).to_string();
    let reply = ask(service, &[(header::COOKIE, &half)], "POST", "/api/v1/session/second-step", &body).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "{}", reply.text);
}

/// What is told of all that, with its causes.
const TOLD: &[(&str, &str)] = &[
    ("signed_in", "phone"),
    ("signed_in", "desk_by_second_step"),
    ("half_way_in", ""),
    ("sign_in_refused", "unknown_name"),
    ("sign_in_refused", "wrong_password"),
    ("code_refused", "wrong"),
    ("act", "use_code"),
    ("act", "issue_codes"),
    ("step_refused", "wrong"),
    ("step_closed", ""),
    ("tries_wait", "name"),
    ("confirm_refused", "wrong_password"),
    ("confirmed", ""),
    ("password_refused", "wrong_password"),
    ("password_changed", ""),
    ("session_ended", "signed_out"),
    ("revoked_came", "device_revoked"),
    ("refused", "forbidden"),
    ("refused", "not_to_be_known"),
    ("refused", "cross_site"),
    ("unfit", "unreadable"),
    ("too_many_photos", "of_day"),
    ("log_broken", "entry"),
    ("log_stands", ""),
    ("clock_back", ""),
];

#[tokio::test]
async fn each_event_is_told_and_no_line_tells_of_anybody_but_by_an_identifier() {
    let service = county().await;
    listen();
    at_the_door(&service).await;
    let desk = at_a_desk(&service).await;
    let phone = on_a_phone(&service).await;
    guessed(&service).await;
    // Somebody shortens the log.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let all = unit.access().after(0, 9).await.unwrap();
    assert!(!all.is_empty());
    let other = server::core::access_log::Guard::new([0; 32], server::core::access_log::heads::Heads::default());
    drop(unit);
    let found = server::core::access_log::whole(service.state.storage.as_ref(), &other, COUNTY).await.unwrap();
    assert!(found.is_some());
    // Somebody sets the clock back.
    service.state.clock.advance(-TimeDelta::days(366));
    server::tidy::once(&service.state).await.unwrap();

    let told = events();
    let of = |event: &str, cause: &str| told.iter().find(|(one, why, _)| one == event && why == cause);
    for (event, cause) in TOLD.iter().copied() {
        assert!(of(event, cause).is_some(), "{event} {cause} was not told:\n{}", text());
    }
    let (_, _, refused) = of("sign_in_refused", "wrong_password").unwrap();
    assert_eq!(refused["fields"]["of"], json!(id(MENTOR).to_string()));
    assert_eq!((&refused["span"]["method"], &refused["span"]["route"]), (&json!("POST"), &json!("/api/v1/session")));
    assert!(refused["span"]["id"].as_str().is_some_and(|id| !id.is_empty()));
    let place = refused["span"]["place"].as_str().unwrap();
    assert_eq!(place.len(), 12, "one place is told from another");
    let (_, _, revoked) = of("revoked_came", "device_revoked").unwrap();
    assert_eq!(revoked["span"]["device"], json!(phone.device.to_string()));
    for code in told.iter().map(|(event, ..)| event) {
        assert!(Event::ALL.iter().any(|event| event.code() == code), "{code}");
    }

    let lines = text();
    let token = |text: &str| text.split(['=', ' ']).next_back().unwrap_or_default().to_owned();
    let secret = [token(&desk), token(&phone.bearer)];
    assert!(secret.iter().all(|secret| secret.len() > 20));
    let plain = [
        "欧阳",
        "人2",
        "mentor",
        "coordinator",
        "13955556666",
        "记下的话",
        "春天",
        "溪水",
        "7KPM",
        "10.11.12.13",
        "evil",
    ];
    for what in plain.into_iter().chain(secret.iter().map(String::as_str)) {
        assert!(!lines.contains(what), "{what} stands in a line: {:?}", lines.lines().find(|line| line.contains(what)));
    }
}

#[tokio::test]
async fn an_answer_says_the_number_of_its_request() {
    let service = Service::start().await;
    let number = async || {
        let reply = service.call(None, "GET", "/api/v1/me", None).await;
        reply.headers["x-request-id"].to_str().unwrap().to_owned()
    };
    assert_ne!(number().await, number().await);
}

/// Runs a command of the server that writes its lines as JSON.
fn run(folder: &Folder, args: &[&str]) -> Output {
    std::fs::write(folder.0.join("words"), "four words of a coordinator\n").unwrap();
    Command::new(env!("CARGO_BIN_EXE_server"))
        .args(["--database", &format!("sqlite:{}", folder.0.join("wuyou.db").display())])
        .args(["--key-file", &folder.0.join("secret.key").display().to_string(), "--json-lines"])
        .args(args)
        .env("WUYOU_BACKUP_PASSPHRASE_FILE", folder.0.join("words"))
        .output()
        .unwrap()
}

#[test]
fn commands_tell_what_they_did_and_that_they_did_not_start() {
    let folder = Folder::new("events");
    let backup = folder.0.join("county.age").display().to_string();
    let account = ["add-account", "--login", "ouyang", "--name", "欧阳小石", "--role", "centre"];
    let (clear, restore) = (["--listen", "0.0.0.0:0"], ["restore", backup.as_str()]);
    for (args, event, cause) in [
        (account.as_slice(), "act", "make_account"),
        (&["backup", &backup], "backed_up", ""),
        (&["rotate-key"], "key_rotated", ""),
        (&clear, "not_started", "serve"),
        (&restore, "not_started", "restore"),
    ] {
        let output = run(&folder, args);
        let lines = String::from_utf8_lossy(&output.stderr).into_owned();
        let json = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let fields: Vec<Value> = json.map(|line| line["fields"].clone()).collect();
        let is_told = fields.iter().any(|one| one["event"] == event && one["cause"] == cause);
        assert!(is_told, "{args:?}: {lines}{}", String::from_utf8_lossy(&output.stdout));
        assert!(!lines.contains("欧阳") && !lines.contains("ouyang"), "{lines}");
    }
}

#[test]
fn each_event_stands_on_the_page_of_security() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/security.md")).unwrap();
    for event in Event::ALL {
        assert!(page.contains(&format!("`{}`", event.code())), "{} is not on the page", event.code());
    }
}
