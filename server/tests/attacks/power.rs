//! Somebody uses a power that they have over others against them: it leaves an entry, and whom it affects is told.

use crate::common::{Browser, COUNTY, MENTOR, OTHER_SCHOOL, SCHOOL, Service, handing, id, request};
use axum::http::StatusCode;
use domain::id::{AccountId, SchoolId};
use domain::policy::{Grant, Role};
use serde_json::{Value, json};
use storage::AccessEntry;
use sync::RowKind;

const COORDINATOR: u128 = 23;
/// Coordinator and mentor at once.
const BOTH: u128 = 29;

async fn done(service: &Service, who: &Browser, call: &str, body: Value) -> Value {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{call}"), Some(body)).await;
    assert_eq!(reply.status, StatusCode::OK, "{call}: {}", reply.text);
    reply.json
}

/// All of the log: what was done by whom to whom.
async fn log(service: &Service) -> Vec<(String, AccountId, Option<AccountId>)> {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let line = |entry: AccessEntry| (entry.action, entry.account, entry.affected);
    unit.access().after(0, 99).await.unwrap().into_iter().map(line).collect()
}

fn account(n: u128) -> AccountId {
    AccountId(id(n))
}

/// What a phone is told after a cursor: what was done and by whom; and the next cursor.
async fn told(service: &Service, phone: &Browser, cursor: Option<String>) -> (Vec<(String, String)>, String) {
    let reply = service.synced(phone, &request(phone, vec![], cursor)).await;
    let rows = reply.page.rows.iter().filter(|row| row.kind == RowKind::Notice);
    let told = rows.map(|row| row.notice().map(|notice| (notice.act, notice.by)).unwrap());
    (told.collect(), reply.cursor)
}

fn one(act: &str, by: &str) -> (String, String) {
    (act.to_owned(), by.to_owned())
}

/// A mentor at the first school, with more roles.
async fn with_account(service: &Service, n: u128, role: Role, school: u128) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut account = unit.accounts().get(account(MENTOR)).await.unwrap().unwrap();
    account.id = AccountId(id(n));
    account.login = format!("both{n}");
    account.name = format!("人{n}");
    account.grants.push(Grant { role, school: Some(SchoolId(id(school))) });
    unit.accounts().add(&[account]).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn a_code_that_its_issuer_uses_is_in_the_log_before_anything_can_be_read_and_its_owner_is_told() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let (nothing, cursor) = told(&service, &phone, None).await;
    assert_eq!(nothing, []);
    let office = service.browser(COORDINATOR).await;
    let slip = done(&service, &office, "issue_code", json!({"account": id(MENTOR)})).await["slip"].clone();
    let issued = one("issue_codes", "人23");
    let (once, next) = told(&service, &phone, Some(cursor.clone())).await;
    assert_eq!(once, std::slice::from_ref(&issued), "at the next exchange");
    assert_eq!(told(&service, &phone, Some(next)).await.0, [], "and not twice");

    let code = json!({"login": slip["login"], "code": slip["code"], "password": "春天的花都开好了"});
    let entered = service.call(None, "POST", "/api/v1/activation", Some(code)).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text);
    let mentor = Some(account(MENTOR));
    let expected =
        [("issue_codes".to_owned(), account(COORDINATOR), mentor), ("use_code".to_owned(), account(MENTOR), mentor)];
    assert_eq!(log(&service).await, expected, "before a first note is asked for");

    // The owner's session has ended by it. Who signs in anew is told, on a phone that knew of nothing as well.
    assert_eq!(service.sync(&phone, &request(&phone, vec![], None)).await.status, StatusCode::UNAUTHORIZED);
    let bearer = service.bearer(COUNTY, account(MENTOR), phone.device).await;
    let again = Browser { bearer, ..phone };
    assert_eq!(told(&service, &again, Some(cursor)).await.0, std::slice::from_ref(&issued));
    let fresh = service.browser(MENTOR).await;
    assert_eq!(told(&service, &fresh, None).await.0, [issued]);
    // And at the desk's page, for who has no phone.
    let page = done(&service, &fresh, "notices", json!({})).await;
    assert_eq!((page[0]["act"].as_str(), page[0]["by"].as_str()), (Some("issue_codes"), Some("人23")));
    let other = service.browser(COORDINATOR).await;
    assert_eq!(done(&service, &other, "notices", json!({})).await, json!([]), "nobody else is");
}

#[tokio::test]
async fn who_gives_a_child_to_herself_is_in_the_log_before_its_file_comes_and_its_mentor_is_told() {
    let service = Service::start().await;
    with_account(&service, BOTH, Role::Coordinator, SCHOOL).await;
    let (office, phone) = (service.browser(BOTH).await, service.browser(MENTOR).await);
    let cursor = told(&service, &phone, None).await.1;
    let beside = json!({"mentor": id(BOTH), "from": "2026-09-18", "to": "2026-09-30"});
    done(&service, &office, "put_beside", json!({"child": id(41), "beside": beside})).await;
    let (both, mentor) = (account(BOTH), account(MENTOR));
    let line = |act: &str, affected| (act.to_owned(), both, affected);
    let begun = [line("put_beside", None), line("begin_beside", Some(both)), line("share_child", Some(mentor))];
    assert_eq!(log(&service).await, begun);
    let (shared, cursor) = told(&service, &phone, Some(cursor)).await;
    assert_eq!(shared, [one("share_child", "人29")]);
    assert_eq!(told(&service, &office, None).await.0, [], "nobody is told of their own acts");

    done(&service, &office, "hand_on", handing(id(42), id(BOTH))).await;
    let handed = [line("hand_on", None), line("begin_pairing", Some(both)), line("end_pairing", Some(mentor))];
    let mut log = log(&service).await.split_off(3);
    log.sort();
    let mut expected = handed.to_vec();
    expected.sort();
    assert_eq!(log, expected);
    assert_eq!(told(&service, &phone, Some(cursor)).await.0, [one("end_pairing", "人29")]);
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let all = unit.access().after(3, 9).await.unwrap();
    assert!(all.iter().any(|entry| entry.action == "hand_on" && entry.reason == "handed"), "{all:?}");
    assert!(all.iter().any(|entry| entry.action == "end_pairing" && entry.subject == id(42)), "{all:?}");
}

#[tokio::test]
async fn a_code_for_an_account_with_a_role_elsewhere_is_refused_and_leaves_nothing() {
    let service = Service::start().await;
    with_account(&service, BOTH, Role::Mentor, OTHER_SCHOOL).await;
    let office = service.browser(COORDINATOR).await;
    for (call, body) in [
        ("issue_code", json!({"account": id(BOTH)})),
        ("issue_codes", json!({"school": id(SCHOOL), "accounts": [id(BOTH)]})),
    ] {
        let reply = service.call(Some(&office), "POST", &format!("/rpc/desk/{call}"), Some(body)).await;
        assert!(reply.status.is_client_error(), "{call}: {}", reply.text);
    }
    assert_eq!(log(&service).await, []);
    let phone = service.browser(BOTH).await;
    assert_eq!(told(&service, &phone, None).await.0, []);
}
