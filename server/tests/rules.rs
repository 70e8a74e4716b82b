//! The centre sets the rules: from a day on, never for a day that is over, and every phone learns of it.

use crate::common::{Browser, MENTOR, SCHOOL, Service, day, id, numbered, record, request};
use axum::http::StatusCode;
use desk_api::rules::RulesView;
use domain::id::ChildId;
use domain::log::{ActivityKind, Goal};
use domain::rules::{Phrase, Round, RuleSet, RuleVersion, Season, Serves, Settles, guide};
use domain::term::due::Duty;
use serde_json::{Value, json};
use sync::Snapshot;

const CENTRE: u128 = 27;
const COORDINATOR: u128 = 23;

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
    rules.phrases.push(Phrase::new("", "想爸妈了", "").of(ActivityKind::Counselling));
    rules.phrases[0].kind = Some(ActivityKind::Tutoring);
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
    let with = |kind| next.offered_with(Some(kind)).map(|phrase| phrase.words.as_str()).collect::<Vec<_>>();
    assert_eq!(with(ActivityKind::Counselling), ["想爸妈了"]);
    assert_eq!(with(ActivityKind::Tutoring), ["作业完成了"]);
    assert!(next.phrase(&"homework_done".into()).words == "作业完成了");
}

#[tokio::test]
async fn a_round_and_what_the_five_haves_look_like_reach_every_phone_and_a_round_makes_nobody_needy() {
    let service = Service::start().await;
    let (centre, mentor) = (service.browser(CENTRE).await, service.browser(MENTOR).await);
    let entry = request(&mentor, vec![numbered(1, &record(1, &[41]))], None);
    let first = service.synced(&mentor, &entry).await;
    let round = Round::new("秋季安全", Season::Days { from: (9, 10), to: (9, 25) }, Settles::Safety);
    let drill = Serves { kind: ActivityKind::Drill, goals: vec![Goal::Virtue] };
    let rules = RuleSet { rounds: vec![round.clone()], serves: vec![drill], ..RuleSet::default() };
    let set_from = async |rules| set(&service, &centre, 0, &RuleVersion { from: day(9, 18), rules }).await;
    let unfit = RuleSet { rounds: vec![Round { name: String::new(), ..round.clone() }], ..rules.clone() };
    assert_eq!(set_from(unfit).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(set_from(rules).await.0, StatusCode::OK);

    let then = service.synced(&mentor, &request(&mentor, vec![], Some(first.cursor))).await;
    let mut phone = Snapshot::default();
    first.page.rows.iter().chain(&then.page.rows).for_each(|row| phone.put(row.clone()));
    let held = phone.rules(day(9, 18));
    assert_eq!((&held.rounds, held.goals_of(ActivityKind::Drill)), (&vec![round], vec![Goal::Virtue]));
    assert_eq!(held.guides, guide::usual(), "the usual lines, where the county has written none");
    assert_eq!(seen(&service, &centre).await.book.on(day(9, 18)).guides, [], "which are not the county's own");
    let asked = phone.today(day(9, 18)).into_iter().find(|it| it.child.id == ChildId(id(41))).unwrap().due;
    let of_round: Vec<_> = asked.iter().filter(|due| !due.round.is_empty()).map(|due| (due.duty, due.by)).collect();
    assert_eq!(of_round, [(Duty::RoundSafety, day(9, 25))]);
    let (status, list) =
        call(&service, &service.browser(COORDINATOR).await, "today", json!({"school": id(SCHOOL)})).await;
    assert_eq!(status, StatusCode::OK);
    let names: Vec<_> = list["children"].as_array().unwrap().iter().map(|line| line["name"].clone()).collect();
    assert!(!names.contains(&json!("孩子41")), "{names:?}");
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
