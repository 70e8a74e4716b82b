//! Somebody has a password that is not theirs, or a desk that somebody left open, or wants to be two people.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use domain::id::{AccountId, CountersignId};
use domain::policy::{Grant, Role};
use domain::rules::{RuleSet, RuleVersion, SecondStepOf};
use serde_json::{Value, json};
use server::auth::hashing::hash_now;
use storage::{SecondStep, StepKind};
use totp_rs::{Builder, Totp};

use crate::common::{Browser, COUNTY, MENTOR, Reply, SCHOOL, Service, by, day, id};

const PASSWORD: &str = "山里的春天真好呀";
const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const LEAD: u128 = 25;
const CENTRE: u128 = 27;
const SEED: &[u8] = b"12345678901234567890";

fn account(n: u128) -> AccountId {
    AccountId(id(n))
}

async fn with_password(service: &Service, n: u128) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.accounts().set_password(account(n), &hash_now(PASSWORD, [7; 16]).unwrap()).await.unwrap();
    unit.commit().await.unwrap();
}

/// Gives somebody an authenticator.
async fn with_authenticator(service: &Service, n: u128, seed: &[u8]) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let own = SecondStep {
        account: account(n),
        kind: StepKind::Authenticator(seed.to_vec()),
        digest_key: vec![5; 32],
        last_step: 0,
        set_at: service.state.clock.now(),
        wrong: 0,
        wrong_at: None,
        codes: vec![],
    };
    unit.second_steps().put(&own).await.unwrap();
    unit.commit().await.unwrap();
}

async fn with_rules(service: &Service, rules: RuleSet) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.rules().put(seq, &RuleVersion { from: day(9, 1), rules }).await.unwrap();
    unit.commit().await.unwrap();
}

/// What an authenticator shows now.
fn shown(service: &Service, seed: &[u8]) -> String {
    let totp: Totp = Builder::new().with_secret(seed.to_vec()).build().unwrap();
    totp.generate(u64::try_from(service.state.clock.now().timestamp()).unwrap()).to_string()
}

/// Asks with cookies, as a browser does.
async fn ask(service: &Service, cookies: &str, method: &str, path: &str, body: Option<Value>) -> Reply {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
    if !cookies.is_empty() {
        request = request.header(header::COOKIE, cookies);
    }
    if body.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    service.request(request.body(body).unwrap()).await
}

/// The cookie of a name that an answer sets.
fn cookie(reply: &Reply, name: &str) -> Option<String> {
    let all = reply.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pair = all.filter_map(|text| text.split(';').next()).find(|pair| pair.starts_with(&format!("{name}=")));
    pair.filter(|pair| !pair.ends_with('=')).map(str::to_owned)
}

async fn sign_in(service: &Service, login: &str) -> Reply {
    let body = json!({"login": login, "password": PASSWORD, "desk": true});
    ask(service, "", "POST", "/api/v1/session", Some(body)).await
}

/// Half-way in: the cookie of it.
async fn half(service: &Service, login: &str) -> String {
    let reply = sign_in(service, login).await;
    assert_eq!((reply.status, reply.json["code"].as_str()), (StatusCode::UNAUTHORIZED, Some("second_step")));
    assert_eq!(cookie(&reply, "wuyou-desk"), None, "there is no session yet");
    cookie(&reply, "wuyou-half").unwrap()
}

async fn take(service: &Service, half: &str, code: &str) -> Reply {
    ask(service, half, "POST", "/api/v1/session/second-step", Some(json!({"code": code}))).await
}

async fn desk(service: &Service, who: &Browser, call: &str, body: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{call}"), Some(body)).await;
    (reply.status, reply.json)
}

/// A county whose coordinator has a password and an authenticator.
async fn county() -> Service {
    let service = Service::start().await;
    with_password(&service, COORDINATOR).await;
    with_authenticator(&service, COORDINATOR, SEED).await;
    service
}

#[tokio::test]
async fn the_password_alone_opens_nothing_and_the_code_opens_a_desk_once() {
    let service = county().await;
    let half = half(&service, "coordinator").await;
    let asked = ask(&service, &half, "GET", "/api/v1/session/second-step", None).await;
    assert_eq!(asked.json, json!({"name": "人23", "asked": "authenticator"}));
    let code = shown(&service, SEED);
    let entered = take(&service, &half, &code).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text);
    let session = cookie(&entered, "wuyou-desk").unwrap();
    let body = json!({"school": id(SCHOOL)});
    assert_eq!(ask(&service, &session, "POST", "/rpc/desk/today", Some(body)).await.status, StatusCode::OK);
    assert_eq!(take(&service, &half, &code).await.status, StatusCode::UNAUTHORIZED, "half-way in is over");

    // Whoever looked over the shoulder has the code, and the password.
    let again = self::half(&service, "coordinator").await;
    let replayed = take(&service, &again, &code).await;
    assert_eq!((replayed.status, replayed.json["code"].as_str()), (StatusCode::BAD_REQUEST, Some("step_code_wrong")));
    service.state.clock.advance(TimeDelta::seconds(30));
    assert_eq!(take(&service, &again, &code).await.status, StatusCode::BAD_REQUEST, "nor in the next half minute");
    assert_eq!(take(&service, &again, &shown(&service, SEED)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_is_half_way_in_reaches_no_desk_whatever_the_cookie_is_called() {
    let service = county().await;
    let half = half(&service, "coordinator").await;
    let as_session = half.replace("wuyou-half", "wuyou-desk");
    let ask_out = json!({"kind": "roster", "reason": "report"});
    let body = json!({"school": id(SCHOOL), "child": id(41), "account": id(MENTOR), "ask": ask_out});
    let calls = ["today", "school", "child_file", "issue_code", "take_out", "countersigns", "notices"];
    for cookies in [half.clone(), as_session, half.replace("wuyou-half=", "wuyou-half=; wuyou-desk=")] {
        for call in calls {
            let reply = ask(&service, &cookies, "POST", &format!("/rpc/desk/{call}"), Some(body.clone())).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{call}");
        }
        for (method, path) in [
            ("GET", "/api/v1/me"),
            ("POST", "/api/v1/password"),
            ("POST", "/api/v1/session/confirm"),
            ("GET", "/api/v1/second-step"),
            ("DELETE", "/api/v1/second-step"),
            // Who has a second step takes it, and sets up no other.
            ("POST", "/api/v1/second-step/draft"),
        ] {
            let body = json!({"old": PASSWORD, "new": "竹林里的溪水声呀", "password": PASSWORD, "choice": "card"});
            let reply = ask(&service, &cookies, method, path, (method == "POST").then_some(body)).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{method} {path}: {}", reply.text);
        }
    }
    service.state.clock.advance(TimeDelta::minutes(5));
    let late = take(&service, &half, &shown(&service, SEED)).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED, "five minutes are over");
}

#[tokio::test]
async fn the_code_of_somebody_else_is_wrong_and_a_code_without_the_password_is_nothing() {
    let service = county().await;
    with_password(&service, LEAD).await;
    with_authenticator(&service, LEAD, b"09876543210987654321").await;
    let half = half(&service, "coordinator").await;
    let foreign = take(&service, &half, &shown(&service, b"09876543210987654321")).await;
    assert_eq!(foreign.status, StatusCode::BAD_REQUEST);
    assert_eq!(take(&service, "", &shown(&service, SEED)).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(take(&service, "wuyou-half=x", &shown(&service, SEED)).await.status, StatusCode::UNAUTHORIZED);
    // The password was changed meanwhile: who had the old one is half-way in no more.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.accounts().set_password(account(COORDINATOR), &hash_now("竹林里的溪水声呀", [8; 16]).unwrap()).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(take(&service, &half, &shown(&service, SEED)).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn codes_are_not_guessed_for_long_and_the_password_given_again_forgives_nothing() {
    let service = county().await;
    let mut tried = 0;
    loop {
        let half = half(&service, "coordinator").await;
        let reply = take(&service, &half, &format!("{tried:06}")).await;
        if reply.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
        tried += 1;
        assert!(tried < 20, "it is not limited");
    }
    assert_eq!(tried, 8);
    let own = half(&service, "coordinator").await;
    let right = shown(&service, SEED);
    assert_eq!(take(&service, &own, &right).await.status, StatusCode::TOO_MANY_REQUESTS, "nor the right one");
    service.state.clock.advance(TimeDelta::minutes(3));
    assert_eq!(take(&service, &own, &shown(&service, SEED)).await.status, StatusCode::OK, "after a while it goes on");
}

#[tokio::test]
async fn no_enumeration_a_wrong_password_says_nothing_of_a_second_step() {
    let service = county().await;
    for login in ["coordinator", "lead", "nobody"] {
        let body = json!({"login": login, "password": "不是这一句话", "desk": true});
        let reply = ask(&service, "", "POST", "/api/v1/session", Some(body)).await;
        assert_eq!((reply.status, reply.json["code"].as_str()), (StatusCode::UNAUTHORIZED, Some("wrong_credentials")));
        assert_eq!(cookie(&reply, "wuyou-half"), None);
    }
}

/// Sets up a card by way of a cookie; the codes of it and those for who loses it, and the session's cookie.
async fn set_up_card(service: &Service, cookies: &str) -> (Vec<String>, Vec<String>, String) {
    let made = ask(service, cookies, "POST", "/api/v1/second-step/draft", Some(json!({"choice": "card"}))).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let texts =
        |all: &Value| all.as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let codes = texts(&made.json["card"]);
    let wrong = ask(service, cookies, "POST", "/api/v1/second-step", Some(json!({"code": codes[1]}))).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "not number one");
    let set = ask(service, cookies, "POST", "/api/v1/second-step", Some(json!({"code": codes[0]}))).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text);
    (codes, texts(&set.json["recovery"]), cookie(&set, "wuyou-desk").unwrap())
}

#[tokio::test]
async fn where_the_rules_ask_for_it_a_session_by_password_ends_and_a_card_is_set_up_before_anything_opens() {
    let service = Service::start().await;
    with_password(&service, COORDINATOR).await;
    let old = service.browser(COORDINATOR).await;
    let phone = service.browser(MENTOR).await;
    let body = json!({"school": id(SCHOOL)});
    assert_eq!(desk(&service, &old, "today", body.clone()).await.0, StatusCode::OK);
    with_rules(&service, RuleSet { second_step: SecondStepOf::Desks, ..RuleSet::default() }).await;
    assert_eq!(desk(&service, &old, "today", body.clone()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(service.call(Some(&phone), "GET", "/api/v1/me", None).await.status, StatusCode::OK, "phones go on");

    let half = half(&service, "coordinator").await;
    let asked = ask(&service, &half, "GET", "/api/v1/session/second-step", None).await;
    assert_eq!(asked.json["asked"], "set_up");
    assert_eq!(take(&service, &half, "00000000").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        ask(&service, &half, "POST", "/rpc/desk/today", Some(body.clone())).await.status,
        StatusCode::UNAUTHORIZED
    );
    let (codes, recovery, session) = set_up_card(&service, &half).await;
    assert_eq!((codes.len(), recovery.len()), (40, 10));
    assert_eq!(ask(&service, &session, "POST", "/rpc/desk/today", Some(body)).await.status, StatusCode::OK);
    let remove = ask(&service, &session, "DELETE", "/api/v1/second-step", None).await;
    assert_eq!(remove.status, StatusCode::FORBIDDEN, "the rules ask for it");

    // The card is asked by its numbers, each code once; who has lost it has ten others.
    let half = self::half(&service, "coordinator").await;
    let asked = ask(&service, &half, "GET", "/api/v1/session/second-step", None).await;
    assert_eq!(asked.json["asked"], json!({"card": 2}));
    for wrong in [&codes[0], &codes[2]] {
        assert_eq!(take(&service, &half, wrong).await.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(take(&service, &half, &codes[1]).await.status, StatusCode::OK);
    let half = self::half(&service, "coordinator").await;
    assert_eq!(take(&service, &half, &recovery[4]).await.status, StatusCode::OK);
    let half = self::half(&service, "coordinator").await;
    assert_eq!(take(&service, &half, &recovery[4]).await.status, StatusCode::BAD_REQUEST, "once");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let told = unit.notices().of_account(account(COORDINATOR), 0, by().at).await.unwrap();
    let told: Vec<String> = told.into_iter().map(|notice| notice.act).collect();
    assert_eq!(told, ["set_second_step", "use_recovery_code"], "its owner is told");
}

#[tokio::test]
async fn the_rule_for_the_county_asks_nobody_at_a_school() {
    let service = Service::start().await;
    with_rules(&service, RuleSet { second_step: SecondStepOf::County, ..RuleSet::default() }).await;
    with_password(&service, COORDINATOR).await;
    with_password(&service, CENTRE).await;
    assert_eq!(sign_in(&service, "coordinator").await.status, StatusCode::OK);
    half(&service, "centre").await;
}

#[tokio::test]
async fn a_code_that_somebody_issues_opens_no_desk_without_the_second_step() {
    let service = county().await;
    let centre = service.browser(CENTRE).await;
    let (_, issued) = desk(&service, &centre, "issue_code", json!({"account": id(COORDINATOR)})).await;
    let body = json!({"login": "coordinator", "code": issued["slip"]["code"], "password": "春天的花都开好了"});
    let reply = ask(&service, "", "POST", "/api/v1/activation", Some(body)).await;
    assert_eq!((reply.status, reply.json["code"].as_str()), (StatusCode::UNAUTHORIZED, Some("second_step")));
    assert_eq!(cookie(&reply, "wuyou-desk"), None);
}

#[tokio::test]
async fn a_new_second_step_needs_the_password_and_ends_every_other_desk() {
    let service = Service::start().await;
    with_password(&service, COORDINATOR).await;
    let (own, left_open) = (service.browser(COORDINATOR).await, service.browser(COORDINATOR).await);
    service.state.clock.advance(TimeDelta::minutes(11));
    for (method, path) in [("POST", "/api/v1/second-step/draft"), ("DELETE", "/api/v1/second-step")] {
        let body = (method == "POST").then(|| json!({"choice": "authenticator"}));
        let reply = service.call(Some(&own), method, path, body).await;
        assert_eq!(reply.status, StatusCode::PRECONDITION_REQUIRED, "{path}: {}", reply.text);
    }
    let confirm = json!({"password": PASSWORD});
    let confirmed = service.call(Some(&own), "POST", "/api/v1/session/confirm", Some(confirm)).await;
    assert_eq!(confirmed.status, StatusCode::NO_CONTENT, "{}", confirmed.text);
    let (.., session) = set_up_card(&service, &own.cookie).await;
    let body = json!({"school": id(SCHOOL)});
    for ended in [&own.cookie, &left_open.cookie] {
        let reply = ask(&service, ended, "POST", "/rpc/desk/today", Some(body.clone())).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(ask(&service, &session, "POST", "/rpc/desk/today", Some(body)).await.status, StatusCode::OK);
    let phone = service.call(Some(&own), "GET", "/api/v1/devices", None).await;
    assert_eq!(phone.status, StatusCode::OK, "phones go on");
}

/// All for which the password is asked again: who asks, how, where, with what.
fn guarded() -> Vec<(u128, &'static str, String, Option<Value>)> {
    use crate::access_matrix::{BATCH, COUNTERSIGN, PHONE, REQUEST};
    let rpc = |who, call: &str, body| (who, "POST", format!("/rpc/desk/{call}"), Some(body));
    let ask = json!({"kind": "roster", "reason": "report"});
    let version = json!({"from": "2026-09-20", "rules": RuleSet::default()});
    let identity = json!({"name": "王芳", "phone": ""});
    let person = json!({"account": id(MENTOR), "seen": identity, "now": identity});
    vec![
        rpc(COORDINATOR, "take_out", json!({"school": id(SCHOOL), "ask": ask})),
        rpc(COORDINATOR, "out_text", json!({"out": id(992)})),
        (COORDINATOR, "GET", format!("/api/v1/outs/{}/workbook", id(992)), None),
        (COORDINATOR, "GET", format!("/print/{}", id(992)), None),
        (COORDINATOR, "GET", format!("/api/v1/imports/{}/failed", id(BATCH)), None),
        (COORDINATOR, "GET", "/api/v1/session/confirm".to_owned(), None),
        rpc(COORDINATOR, "apply_import", json!({"batch": id(BATCH), "seen": 1, "digest": ""})),
        rpc(COORDINATOR, "slip", json!({"mentor": id(MENTOR)})),
        rpc(COORDINATOR, "end_own_session", json!({"id": id(999)})),
        rpc(CENTRE, "end_sessions", json!({"account": id(LEAD), "why": "left_open"})),
        rpc(CENTRE, "end_county_account", json!({"account": id(28), "why": "left_office"})),
        rpc(COORDINATOR, "issue_code", json!({"account": id(MENTOR)})),
        rpc(COORDINATOR, "issue_codes", json!({"school": id(SCHOOL), "accounts": [id(MENTOR)]})),
        rpc(COORDINATOR, "correct_person", person),
        rpc(COORDINATOR, "lost_phone", json!({"account": id(MENTOR), "phone": id(PHONE)})),
        rpc(COORDINATOR, "take_code", json!({"id": id(COUNTERSIGN)})),
        rpc(LEAD, "countersign", json!({"id": id(COUNTERSIGN), "accept": true})),
        rpc(LEAD, "ask_reset", json!({"login": "coordinator"})),
        rpc(CENTRE, "set_rules", json!({"seen": 0, "version": version})),
        rpc(CENTRE, "withdraw_rules", json!({"seen": 0, "from": "2026-09-20"})),
        rpc(CENTRE, "erase", json!({"children": [id(44)]})),
        rpc(CENTRE, "decide_request", json!({"id": id(REQUEST), "grant": true, "why": "家里要求"})),
        (COORDINATOR, "POST", "/api/v1/second-step/draft".to_owned(), Some(json!({"choice": "card"}))),
        (COORDINATOR, "POST", "/api/v1/second-step".to_owned(), Some(json!({"code": "1"}))),
        (COORDINATOR, "DELETE", "/api/v1/second-step".to_owned(), None),
    ]
}

#[tokio::test]
async fn a_desk_left_open_takes_nothing_out_issues_no_code_and_changes_no_rule() {
    for (who, method, path, body) in guarded() {
        let service = Service::start().await;
        crate::access_matrix::something_to_decide(&service).await;
        with_password(&service, who).await;
        let own = service.browser(who).await;
        let asked = async || service.call(Some(&own), method, &path, body.clone()).await;
        service.state.clock.advance(TimeDelta::minutes(10));
        let refused = asked().await;
        assert_eq!(refused.status, StatusCode::PRECONDITION_REQUIRED, "{path}: {}", refused.text);
        let wrong = json!({"password": "不是这一句话"});
        let wrong = service.call(Some(&own), "POST", "/api/v1/session/confirm", Some(wrong)).await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
        assert_eq!(asked().await.status, StatusCode::PRECONDITION_REQUIRED, "{path}");
        let right = json!({"password": PASSWORD});
        let right = service.call(Some(&own), "POST", "/api/v1/session/confirm", Some(right)).await;
        assert_eq!(right.status, StatusCode::NO_CONTENT, "{}", right.text);
        assert_ne!(asked().await.status, StatusCode::PRECONDITION_REQUIRED, "{path}");
    }
}

#[tokio::test]
async fn the_password_is_not_guessed_at_a_desk_left_open_and_strangers_keep_nobody_from_giving_it() {
    let service = county().await;
    let own = service.browser(COORDINATOR).await;
    let confirm = async |password: &str| {
        let body = json!({"password": password});
        service.call(Some(&own), "POST", "/api/v1/session/confirm", Some(body)).await.status
    };
    for _ in 0..12 {
        let body = json!({"login": "coordinator", "password": "不是这一句话", "desk": true});
        ask(&service, "", "POST", "/api/v1/session", Some(body)).await;
    }
    assert_eq!(confirm(PASSWORD).await, StatusCode::NO_CONTENT, "whatever strangers do");
    for _ in 0..8 {
        assert_eq!(confirm("猜一猜猜一猜").await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(confirm(PASSWORD).await, StatusCode::TOO_MANY_REQUESTS);
}

/// What waits for somebody on the page of two people, and what they asked for.
async fn waiting(service: &Service, who: &Browser) -> (Vec<CountersignId>, Vec<CountersignId>) {
    let (status, view) = desk(service, who, "countersigns", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{view}");
    let view: desk_api::countersigns::CountersignsView = serde_json::from_value(view).unwrap();
    (view.waiting.iter().map(|line| line.id).collect(), view.mine.iter().map(|line| line.id).collect())
}

async fn say(service: &Service, who: &Browser, id: CountersignId, accept: bool) -> StatusCode {
    desk(service, who, "countersign", json!({"id": id, "accept": accept})).await.0
}

#[tokio::test]
async fn a_code_for_an_account_in_use_takes_two_people_who_are_two() {
    let service = Service::start().await;
    with_rules(&service, RuleSet { codes_need_second: true, ..RuleSet::default() }).await;
    let (office, lead) = (service.browser(COORDINATOR).await, service.browser(LEAD).await);
    let issue = json!({"account": id(MENTOR)});
    let (_, first) = desk(&service, &office, "issue_code", issue.clone()).await;
    assert!(first["slip"]["code"].is_string(), "who has not come in yet gets one at once: {first}");
    with_password(&service, MENTOR).await;
    assert_eq!(desk(&service, &office, "issue_code", issue.clone()).await, (StatusCode::OK, json!("asked")));
    assert_eq!(desk(&service, &office, "issue_code", issue).await.1, json!("asked"), "it is asked once");
    let (none, mine) = waiting(&service, &office).await;
    assert_eq!((none, mine.len()), (vec![], 1));
    let asked = mine[0];

    // Who asked is not the second, also where they stand in for the lead; nor is whose account it is, nor anybody elsewhere.
    let deputyship = json!({"of": id(LEAD), "role": "school_lead", "deputy": id(COORDINATOR), "from": "2026-09-18", "to": "2026-09-20"});
    let named = desk(&service, &lead, "deputise", json!({"school": id(SCHOOL), "ask": deputyship})).await;
    assert_eq!(named.0, StatusCode::OK, "{}", named.1);
    let take = json!({"id": asked});
    assert_eq!(say(&service, &office, asked, true).await, StatusCode::NOT_FOUND);
    assert_eq!(desk(&service, &office, "take_code", take.clone()).await.0, StatusCode::CONFLICT, "not agreed to");
    for other in [MENTOR, OTHER_COORDINATOR, 28] {
        let other = service.browser(other).await;
        assert_eq!(say(&service, &other, asked, true).await, StatusCode::NOT_FOUND);
        assert_eq!(say(&service, &other, asked, false).await, StatusCode::NOT_FOUND);
    }
    let (_, inbox) = desk(&service, &lead, "inbox", json!({"school": id(SCHOOL)})).await;
    assert_eq!(crate::common::waiting(&inbox, "countersign").len(), 1, "{inbox}");
    let (_, inbox) = desk(&service, &office, "inbox", json!({"school": id(SCHOOL)})).await;
    assert!(crate::common::waiting(&inbox, "countersign").is_empty(), "not their own");
    assert_eq!(waiting(&service, &lead).await, (vec![asked], vec![]));
    assert_eq!(say(&service, &lead, asked, true).await, StatusCode::OK);
    assert_eq!(say(&service, &lead, asked, true).await, StatusCode::NOT_FOUND, "once");
    assert_eq!(desk(&service, &lead, "take_code", take.clone()).await.0, StatusCode::NOT_FOUND, "to who asked");
    let (status, slip) = desk(&service, &office, "take_code", take.clone()).await;
    assert_eq!(status, StatusCode::OK, "{slip}");
    assert_eq!(desk(&service, &office, "take_code", take).await.0, StatusCode::NOT_FOUND, "once");
    let body = json!({"login": slip["login"], "code": slip["code"], "password": "春天的花都开好了"});
    assert_eq!(ask(&service, "", "POST", "/api/v1/activation", Some(body)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_lost_phone_is_revoked_at_once_and_its_code_waits_for_the_second() {
    let service = Service::start().await;
    with_rules(&service, RuleSet { codes_need_second: true, ..RuleSet::default() }).await;
    with_password(&service, MENTOR).await;
    let (office, phone) = (service.browser(COORDINATOR).await, service.browser(MENTOR).await);
    let lost = json!({"account": id(MENTOR), "phone": phone.device});
    assert_eq!(desk(&service, &office, "lost_phone", lost).await, (StatusCode::OK, json!("asked")));
    let devices = service.call(Some(&phone), "GET", "/api/v1/devices", None).await;
    assert_eq!(devices.status, StatusCode::FORBIDDEN, "revoked");
}

#[tokio::test]
async fn what_nobody_agrees_to_within_a_week_is_over() {
    let service = Service::start().await;
    with_rules(&service, RuleSet { codes_need_second: true, ..RuleSet::default() }).await;
    with_password(&service, MENTOR).await;
    let office = service.browser(COORDINATOR).await;
    desk(&service, &office, "issue_code", json!({"account": id(MENTOR)})).await;
    let asked = waiting(&service, &office).await.1[0];
    service.state.clock.advance(TimeDelta::days(8));
    let lead = service.browser(LEAD).await;
    assert_eq!(waiting(&service, &lead).await, (vec![], vec![]));
    assert_eq!(say(&service, &lead, asked, true).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_issued_a_colleagues_code_is_no_second_person_with_them() {
    let service = county().await;
    let (lead, centre) = (service.browser(LEAD).await, service.browser(CENTRE).await);
    assert_eq!(desk(&service, &lead, "ask_reset", json!({"login": "coordinator"})).await.0, StatusCode::OK);
    let asked = waiting(&service, &lead).await.1[0];
    assert_eq!(waiting(&service, &centre).await.0, [asked]);
    // The centre draws a code for the lead, with which it could be the lead.
    assert_eq!(desk(&service, &centre, "issue_code", json!({"account": id(LEAD)})).await.0, StatusCode::OK);
    assert!(waiting(&service, &centre).await.0.is_empty());
    assert_eq!(say(&service, &centre, asked, true).await, StatusCode::NOT_FOUND);
    // Nor the other way round.
    assert_eq!(desk(&service, &centre, "ask_reset", json!({"login": "coordinator"})).await.0, StatusCode::OK);
    let own = waiting(&service, &centre).await.1[0];
    assert_eq!(say(&service, &lead, own, true).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_somebody_asked_who_may_not_any_more_is_not_done() {
    let service = county().await;
    let (lead, centre) = (service.browser(LEAD).await, service.browser(CENTRE).await);
    assert_eq!(desk(&service, &lead, "ask_reset", json!({"login": "coordinator"})).await.0, StatusCode::OK);
    let asked = waiting(&service, &lead).await.1[0];
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let now = service.state.clock.now();
    unit.accounts().disable(account(LEAD), now, now + TimeDelta::days(30)).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(say(&service, &centre, asked, true).await, StatusCode::CONFLICT);
    assert_ne!(sign_in(&service, "coordinator").await.status, StatusCode::OK, "the second step stands");
}

#[tokio::test]
async fn a_lost_second_step_is_taken_away_by_two_people_and_every_session_ends() {
    let service = county().await;
    let (own, lead) = (service.browser(COORDINATOR).await, service.browser(LEAD).await);
    let centre = service.browser(CENTRE).await;
    let lost = json!({"login": "coordinator"});
    let by_own = desk(&service, &own, "ask_reset", lost.clone()).await;
    assert_eq!(by_own.0, StatusCode::NOT_FOUND, "who is in changes it by the password");
    for stranger in [OTHER_COORDINATOR, 26, 28] {
        let stranger = service.browser(stranger).await;
        assert_eq!(desk(&service, &stranger, "ask_reset", lost.clone()).await.0, StatusCode::NOT_FOUND);
    }
    assert_eq!(
        desk(&service, &lead, "ask_reset", json!({"login": "mentor"})).await.0,
        StatusCode::CONFLICT,
        "has none"
    );
    assert_eq!(desk(&service, &lead, "ask_reset", lost).await.0, StatusCode::OK);
    let asked = waiting(&service, &lead).await.1[0];
    for one in [&lead, &own] {
        assert_eq!(say(&service, one, asked, true).await, StatusCode::NOT_FOUND, "one person alone, or the owner");
    }
    assert_eq!(waiting(&service, &centre).await.0, [asked]);
    assert_eq!(say(&service, &centre, asked, true).await, StatusCode::OK);
    assert_eq!(desk(&service, &own, "countersigns", json!({})).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(service.call(Some(&own), "GET", "/api/v1/devices", None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in(&service, "coordinator").await.status, StatusCode::OK, "the password will do again");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let log = unit.access().after(0, 99).await.unwrap();
    let of_owner = log.iter().filter(|entry| entry.affected == Some(account(COORDINATOR)));
    let done: Vec<(&str, AccountId)> = of_owner.map(|entry| (entry.action.as_str(), entry.account)).collect();
    let expected =
        [("ask_step_reset", account(LEAD)), ("countersign", account(CENTRE)), ("reset_second_step", account(CENTRE))];
    assert_eq!(done, expected);
    let told = unit.notices().of_account(account(COORDINATOR), 0, by().at).await.unwrap();
    assert!(told.iter().any(|notice| notice.act == "reset_second_step"), "and its owner is told");
}

#[tokio::test]
async fn the_centre_too_is_two_people() {
    let service = Service::start().await;
    with_authenticator(&service, 28, SEED).await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut second = unit.accounts().get(account(CENTRE)).await.unwrap().unwrap();
    (second.id, second.login) = (account(30), "centre2".to_owned());
    second.grants = vec![Grant { role: Role::Centre, school: None }];
    unit.accounts().add(&[second]).await.unwrap();
    unit.commit().await.unwrap();
    let (centre, lead) = (service.browser(CENTRE).await, service.browser(LEAD).await);
    assert_eq!(desk(&service, &lead, "ask_reset", json!({"login": "auditor"})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(desk(&service, &centre, "ask_reset", json!({"login": "auditor"})).await.0, StatusCode::OK);
    let asked = waiting(&service, &centre).await.1[0];
    assert_eq!(say(&service, &centre, asked, true).await, StatusCode::NOT_FOUND);
    assert_eq!(say(&service, &lead, asked, true).await, StatusCode::NOT_FOUND);
    let other = service.browser(30).await;
    assert_eq!(say(&service, &other, asked, true).await, StatusCode::OK);
}

/// All cookies that an answer sets, as a browser sends them back.
fn cookies(reply: &Reply) -> String {
    ["wuyou-desk", "wuyou-half", "wuyou-known"]
        .iter()
        .filter_map(|name| cookie(reply, name))
        .collect::<Vec<_>>()
        .join("; ")
}

/// Half-way in by a browser that sends cookies: those of before and the new one.
async fn half_with(service: &Service, login: &str, known: &str) -> String {
    let body = json!({"login": login, "password": PASSWORD, "desk": true});
    let reply = ask(service, known, "POST", "/api/v1/session", Some(body)).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{}", reply.text);
    format!("{known}; {}", cookie(&reply, "wuyou-half").unwrap())
}

#[tokio::test]
async fn who_knows_the_password_alone_keeps_the_owner_neither_from_the_name_nor_from_the_second_step() {
    let service = county().await;
    let first = half(&service, "coordinator").await;
    let entered = take(&service, &first, &shown(&service, SEED)).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text);
    let known = cookie(&entered, "wuyou-known").unwrap();
    assert!(cookies(&entered).contains("wuyou-desk="));

    // A thief of the password fills the lane of the step, and that of the name, and begins anew again and again.
    let own = half_with(&service, "coordinator", &known).await;
    for n in 0..12 {
        let theirs = half(&service, "coordinator").await;
        take(&service, &theirs, &format!("{n:06}")).await;
    }
    for _ in 0..12 {
        let wrong = json!({"login": "coordinator", "password": "不是这一句话", "desk": true});
        ask(&service, "", "POST", "/api/v1/session", Some(wrong)).await;
    }
    assert_eq!(sign_in(&service, "coordinator").await.status, StatusCode::TOO_MANY_REQUESTS, "strangers wait");
    service.state.clock.advance(TimeDelta::seconds(60));
    let code = shown(&service, SEED);
    assert_eq!(take(&service, &own, &code).await.status, StatusCode::OK, "the owner's browser does not");
    service.state.clock.advance(TimeDelta::seconds(60));
    let again = half_with(&service, "coordinator", &known).await;
    assert_eq!(take(&service, &again, &shown(&service, SEED)).await.status, StatusCode::OK);

    // What the browser is known by is nobody else's, and cannot be made.
    with_password(&service, LEAD).await;
    with_authenticator(&service, LEAD, b"09876543210987654321").await;
    for _ in 0..9 {
        let theirs = half_with(&service, "lead", &known).await;
        take(&service, &theirs, "000000").await;
    }
    let theirs = half_with(&service, "lead", &known).await;
    let right = shown(&service, b"09876543210987654321");
    assert_eq!(take(&service, &theirs, &right).await.status, StatusCode::TOO_MANY_REQUESTS, "no lane of its own");
}

#[tokio::test]
async fn so_many_wrong_codes_in_a_row_close_a_second_step_until_the_next_day_and_its_owner_is_told() {
    let service = county().await;
    let mut wrong = 0;
    // Slowly enough for the lane, all on one day.
    while wrong < 30 {
        let half = half(&service, "coordinator").await;
        let reply = take(&service, &half, "000000").await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{wrong}: {}", reply.text);
        wrong += 1;
        service.state.clock.advance(TimeDelta::minutes(2));
    }
    let closed = half(&service, "coordinator").await;
    let reply = take(&service, &closed, &shown(&service, SEED)).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "nor the right one");
    let wait: i64 = reply.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!(wait > 60 * 60, "until midnight: {wait}");
    // Also behind a server that has just started.
    let again = service.again();
    again.state.clock.advance(TimeDelta::minutes(60));
    let closed = half(&again, "coordinator").await;
    assert_eq!(take(&again, &closed, &shown(&again, SEED)).await.status, StatusCode::TOO_MANY_REQUESTS);

    service.state.clock.advance(TimeDelta::seconds(wait));
    let own = half(&service, "coordinator").await;
    assert_eq!(take(&service, &own, &shown(&service, SEED)).await.status, StatusCode::OK, "the next day");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let told = unit.notices().of_account(account(COORDINATOR), 0, by().at).await.unwrap();
    assert_eq!(told.iter().map(|notice| notice.act.as_str()).collect::<Vec<_>>(), ["try_second_step"]);
}

#[tokio::test]
async fn another_password_opens_a_second_step_that_was_closed() {
    let service = county().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.second_steps().tried(account(COORDINATOR), 30, service.state.clock.now()).await.unwrap();
    unit.commit().await.unwrap();
    let closed = half(&service, "coordinator").await;
    assert_eq!(take(&service, &closed, &shown(&service, SEED)).await.status, StatusCode::TOO_MANY_REQUESTS);
    let centre = service.browser(CENTRE).await;
    let (_, issued) = desk(&service, &centre, "issue_code", json!({"account": id(COORDINATOR)})).await;
    let body = json!({"login": "coordinator", "code": issued["slip"]["code"], "password": "春天的花都开好了"});
    let reply = ask(&service, "", "POST", "/api/v1/activation", Some(body)).await;
    let own = cookie(&reply, "wuyou-half").unwrap();
    assert_eq!(take(&service, &own, &shown(&service, SEED)).await.status, StatusCode::OK);
}
