//! Each attack here fails, and succeeds once the one defence is taken away that stands in its way.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use domain::id::{AccountId, LogId, PhotoId};
use domain::log::{LogBody, PhotoRef};
use serde_json::{Value, json};
use server::auth::{code, hashing};
use server::defences::Defence;
use sha2::Digest as _;
use storage::{SecondStep, StepKind};
use sync::RecordLog;

use crate::common::{Browser, COUNTY, MENTOR, OTHER_MENTOR, Reply, SCHOOL, Service, body, id, numbered, op, request};

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const LEAD: u128 = 25;
const RIGHT: &str = "山里的春天真好呀";
const CODE: &str = "7KPM-2XRD-9HQA";
const PICTURE: &[u8] = b"a picture";

/// People have a password; the mentor has a code, the coordinator an authenticator.
async fn people(service: &Service) {
    let now = service.state.clock.now();
    let hash = hashing::hash_now(RIGHT, [7; 16]).unwrap();
    let mentor = AccountId(id(MENTOR));
    let own = SecondStep {
        account: AccountId(id(COORDINATOR)),
        kind: StepKind::Authenticator(vec![3; 20]),
        digest_key: vec![5; 32],
        last_step: 0,
        set_at: now,
        wrong: 0,
        wrong_at: None,
        codes: vec![],
    };
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    for n in [MENTOR, COORDINATOR, LEAD] {
        unit.accounts().set_password(AccountId(id(n)), &hash).await.unwrap();
    }
    unit.accounts().set_activation(mentor, &code::digest(CODE), now + TimeDelta::days(1), mentor).await.unwrap();
    unit.second_steps().put(&own).await.unwrap();
    unit.commit().await.unwrap();
}

async fn sign_in(service: &Service, login: &str, password: &str) -> StatusCode {
    let body = json!({"login": login, "password": password, "desk": true});
    service.call(None, "POST", "/api/v1/session", Some(body)).await.status
}

async fn desk(service: &Service, who: &Browser, call: &str, body: Value) -> Reply {
    service.call(Some(who), "POST", &format!("/rpc/desk/{call}"), Some(body)).await
}

/// Asks with one header that was not meant for it.
async fn with(
    service: &Service,
    header: (header::HeaderName, &str),
    method: &str,
    path: &str,
    cookie: &str,
) -> StatusCode {
    let body = json!({"school": id(SCHOOL)}).to_string();
    let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
    let request = request.header(header::CONTENT_TYPE, "application/json").header(header.0, header.1);
    service.request(request.header(header::COOKIE, cookie).body(Body::from(body)).unwrap()).await.status
}

/// A mentor's entry with a picture, which somebody of another school asks for.
async fn foreign_picture(service: &Service) -> StatusCode {
    let (phone, other) = (service.browser(MENTOR).await, service.browser(OTHER_MENTOR).await);
    let sha256 = hex::encode(sha2::Sha256::digest(PICTURE));
    let photos = vec![PhotoRef { id: PhotoId(id(70)), sha256: sha256.clone(), bytes: 9 }];
    let entry = RecordLog { log: LogId(id(2001)), body: LogBody { photos, ..body(&[41]) }, facts: vec![] };
    service.synced(&phone, &request(&phone, vec![numbered(1, &op(1, entry))], None)).await;
    let path = format!("/api/v1/photos/{}", id(70));
    let put = Request::put(format!("{path}?sha256={sha256}&bytes=9&at=0")).header(header::AUTHORIZATION, &phone.bearer);
    assert_eq!(service.request(put.body(Body::from(PICTURE)).unwrap()).await.status, StatusCode::OK);
    service.call(Some(&other), "GET", &path, None).await.status
}

/// Somebody asks that a second step be taken away, and is the second who agrees.
async fn alone(service: &Service) -> StatusCode {
    let lead = service.browser(LEAD).await;
    assert_eq!(desk(service, &lead, "ask_reset", json!({"login": "coordinator"})).await.status, StatusCode::OK);
    let mine = desk(service, &lead, "countersigns", json!({})).await.json["mine"][0]["id"].clone();
    desk(service, &lead, "countersign", json!({"id": mine, "accept": true})).await.status
}

/// Somebody uses a code that they issued; whether it can be found out.
async fn code_unseen(service: &Service) -> bool {
    let body = json!({"login": "mentor", "code": CODE, "password": "竹林里的溪水声呀"});
    assert_eq!(service.call(None, "POST", "/api/v1/activation", Some(body)).await.status, StatusCode::OK);
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    unit.access().after(0, 9).await.unwrap().iter().all(|entry| entry.action != "use_code")
}

/// Whether the attack succeeds against which a defence stands.
async fn succeeds(service: &Service, against: Defence) -> bool {
    people(service).await;
    let office = service.browser(COORDINATOR).await;
    let clock = &service.state.clock;
    let today = json!({"school": id(SCHOOL)});
    match against {
        Defence::TryLimits => {
            for n in 0..12 {
                sign_in(service, "lead", &format!("猜一猜猜一猜{n}")).await;
            }
            sign_in(service, "lead", RIGHT).await == StatusCode::OK
        }
        Defence::ShortInputs => {
            // That it was hashed shows in that it opens.
            let long = "山里的春天真好呀".repeat(20);
            let hash = hashing::hash_now(&long, [7; 16]).unwrap();
            let mut unit = service.state.storage.write(COUNTY).await.unwrap();
            unit.accounts().set_password(AccountId(id(LEAD)), &hash).await.unwrap();
            unit.commit().await.unwrap();
            sign_in(service, "lead", &long).await == StatusCode::OK
        }
        Defence::IdleEnd => {
            clock.advance(TimeDelta::minutes(31));
            desk(service, &office, "today", today).await.status == StatusCode::OK
        }
        Defence::DesksApart => {
            let bearer = (header::AUTHORIZATION, office.bearer.as_str());
            with(service, bearer, "POST", "/rpc/desk/today", "").await == StatusCode::OK
        }
        Defence::RevokedOut => {
            let mut unit = service.state.storage.write(COUNTY).await.unwrap();
            unit.devices().revoke(office.device, clock.now(), clock.now() + TimeDelta::days(30)).await.unwrap();
            unit.commit().await.unwrap();
            service.call(Some(&office), "GET", "/api/v1/devices", None).await.status == StatusCode::OK
        }
        Defence::PasswordAgain => {
            clock.advance(TimeDelta::minutes(11));
            desk(service, &office, "issue_code", json!({"account": id(MENTOR)})).await.status == StatusCode::OK
        }
        Defence::SecondStep => sign_in(service, "coordinator", RIGHT).await == StatusCode::OK,
        Defence::CodesLogged => code_unseen(service).await,
        Defence::DeskPolicy => {
            let other = service.browser(OTHER_COORDINATOR).await;
            desk(service, &other, "child_file", json!({"child": id(41)})).await.status == StatusCode::OK
        }
        Defence::PhotoPolicy => foreign_picture(service).await == StatusCode::OK,
        Defence::OwnSite => {
            let evil = (header::ORIGIN, "https://evil.cn");
            with(service, evil, "DELETE", "/api/v1/session", &office.cookie).await == StatusCode::NO_CONTENT
        }
        Defence::TwoPeople => alone(service).await == StatusCode::OK,
    }
}

#[tokio::test]
async fn each_attack_fails_and_succeeds_once_its_defence_is_taken_away() {
    for defence in Defence::ALL {
        assert!(!succeeds(&Service::start().await, *defence).await, "{defence:?} does not stand in the way");
        assert!(
            succeeds(&Service::without(*defence).await, *defence).await,
            "{defence:?} is not what stands in the way"
        );
    }
}

#[test]
fn no_server_that_runs_comes_without_a_defence() {
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs")).unwrap();
    assert!(source.contains("AppState::new(") && !source.contains("without(") && !source.contains("Defence"));
}
