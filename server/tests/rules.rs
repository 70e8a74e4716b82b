//! The centre sets the rules: from a day on, never for a day that is over, and every phone learns of it.

use crate::common::{Browser, MENTOR, Service, day, request};
use axum::http::StatusCode;
use desk_api::rules::RulesView;
use domain::rules::{Phrase, RuleSet, RuleVersion};
use serde_json::{Value, json};
use sync::Snapshot;

const CENTRE: u128 = 27;

async fn call(service: &Service, who: &Browser, name: &str, ask: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{name}"), Some(ask)).await;
    (reply.status, reply.json)
}

async fn seen(service: &Service, who: &Browser) -> RulesView {
    serde_json::from_value(call(service, who, "rules", json!({})).await.1).unwrap()
}

async fn set(service: &Service, who: &Browser, seen: u64, version: &RuleVersion) -> (StatusCode, Value) {
    call(service, who, "set_rules", json!({"seen": seen, "version": version})).await
}

fn talk_every(days: u32) -> RuleSet {
    RuleSet { talk_every_days: days, ..RuleSet::default() }
}

#[tokio::test]
async fn a_phone_reminds_by_the_rules_that_the_centre_sets() {
    let service = Service::start().await;
    let (centre, mentor) = (service.browser(CENTRE).await, service.browser(MENTOR).await);
    let first = service.synced(&mentor, &request(&mentor, vec![], None)).await;
    let (today, tomorrow) = (day(9, 18), day(9, 19));

    let mut rules = talk_every(10);
    rules.phrases.retain(|phrase| phrase.code != "quiet".into());
    rules.phrases.push(Phrase::new("", "想爸妈了", ""));
    let version = RuleVersion { from: tomorrow, rules };
    assert_eq!(set(&service, &centre, 0, &version).await, (StatusCode::OK, Value::Null));

    let then = service.synced(&mentor, &request(&mentor, vec![], Some(first.cursor))).await;
    let mut phone = Snapshot::default();
    then.page.rows.iter().for_each(|row| phone.put(row.clone()));
    let (now, next) = (phone.rules(today), phone.rules(tomorrow));
    assert_eq!((now.talk_every_days, next.talk_every_days), (15, 10));
    let new = next.offered().find(|phrase| phrase.words == "想爸妈了").unwrap();
    assert!(!new.code.0.is_empty(), "an entry keeps the sentence by its code");
    assert_eq!(next.offered().count(), RuleSet::default().offered().count(), "one went and one came");
    assert!(next.phrase(&"homework_done".into()).words == "作业完成了");
}

#[tokio::test]
async fn what_held_on_a_day_that_is_over_stays_and_what_is_to_come_can_be_taken_back() {
    let service = Service::start().await;
    let centre = service.browser(CENTRE).await;
    let put = async |from, talk| {
        let now = seen(&service, &centre).await.seen;
        set(&service, &centre, now, &RuleVersion { from, rules: talk_every(talk) }).await
    };
    let (status, said) = put(day(9, 17), 10).await;
    assert_eq!((status, &said["problems"][0]["input"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("first_day")));
    let (status, said) = put(day(9, 18), 0).await;
    assert_eq!((status, &said["problems"][0]["input"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("rules")));
    assert_eq!(put(day(9, 18), 20).await.0, StatusCode::OK);
    assert_eq!(put(day(10, 1), 7).await.0, StatusCode::OK);

    let view = seen(&service, &centre).await;
    let withdraw = |seen: u64, from| call(&service, &centre, "withdraw_rules", json!({"seen": seen, "from": from}));
    assert_eq!(withdraw(view.seen, day(9, 18)).await.0, StatusCode::UNPROCESSABLE_ENTITY, "they hold already");
    assert_eq!(withdraw(view.seen, day(12, 1)).await.0, StatusCode::NOT_FOUND);
    assert_eq!(withdraw(view.seen, day(10, 1)).await.0, StatusCode::OK);
    let after = seen(&service, &centre).await;
    assert_eq!([day(9, 17), day(9, 18), day(10, 1)].map(|d| after.book.on(d).talk_every_days), [15, 20, 20]);
    // Nothing of them comes back later.
    assert_eq!(put(day(9, 25), 12).await.0, StatusCode::OK);
    let later = seen(&service, &centre).await;
    assert_eq!([day(9, 25), day(10, 1), day(12, 1)].map(|d| later.book.on(d).talk_every_days), [12, 12, 12]);
    assert_eq!(withdraw(view.seen, day(10, 1)).await.0, StatusCode::CONFLICT, "somebody changed them since");
}
