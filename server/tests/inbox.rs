//! All that waits for a school: each kind, in its order, for whom, and that it goes once it is decided.

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_MENTOR, SCHOOL, Service, body, by, day, id, now, numbered, op, record, request,
};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use desk_api::inbox::{InboxView, OpenFollowUp, Waiting};
use domain::guardianship::{Fact, FactSubject, FactValue, HomeState};
use domain::id::{AccountId, BatchId, ChildId, FactId, HouseholdId, LogId, SchoolId};
use domain::import::batch::BatchState;
use domain::log::{ActivityKind, Log, LogBody, Outcome};
use domain::register::Written;
use domain::report::InboxKind;
use serde_json::{Value, json};
use server::core::import::Body;
use storage::{Batch, BatchLine, NewLog};
use sync::RecordLog;

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const LEAD: u128 = 25;
const CENTRE: u128 = 27;

async fn desk(service: &Service, who: &Browser, name: &str, ask: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{name}"), Some(ask)).await;
    (reply.status, reply.json)
}

async fn inbox(service: &Service, who: &Browser) -> InboxView {
    let (status, said) = desk(service, who, "inbox", json!({"school": id(SCHOOL)})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    serde_json::from_value(said).unwrap()
}

fn kinds(view: &InboxView) -> Vec<InboxKind> {
    view.entries.iter().map(|entry| entry.item.kind).collect()
}

/// An entry by which somebody wants to look again by a day.
pub fn entry(n: u128, child: u128, by_day: chrono::NaiveDate, kind: ActivityKind) -> NewLog {
    let body = LogBody {
        kind,
        outcome: Outcome::FollowUp,
        follow_up_on: Some(by_day),
        occurred_on: day(9, 8),
        ..body(&[child])
    };
    let log = Log::first(LogId(id(n)), AccountId(id(MENTOR)), body, now() - TimeDelta::days(10));
    NewLog { log, children: vec![ChildId(id(child))], op: None, seq: 0 }
}

pub async fn add(service: &Service, entries: Vec<NewLog>) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let entries: Vec<NewLog> = entries.into_iter().map(|entry| NewLog { seq, ..entry }).collect();
    unit.logs().add(&entries, now()).await.unwrap();
    unit.commit().await.unwrap();
}

/// A phone on which something has lain since an instant.
async fn silent_phone(service: &Service, oldest: DateTime<Utc>) -> Browser {
    let phone = service.browser(MENTOR).await;
    let unsent = sync::Unsent { count: 2, oldest: Some(oldest), ..sync::Unsent::default() };
    service.synced(&phone, &sync::SyncRequest { unsent, ..request(&phone, vec![], None) }).await;
    phone
}

async fn two_answers(service: &Service) {
    let fact = |n, state, disputes: Option<u128>| Fact {
        id: FactId(id(n)),
        subject: FactSubject::Household(HouseholdId(id(31))),
        value: FactValue::Home { state, hazards: String::new() },
        seen_on: day(9, 15),
        author: Some(AccountId(id(MENTOR))),
        captured_at: now() - TimeDelta::days(3),
        disputes: disputes.map(|n| FactId(id(n))),
        unsaid: false,
    };
    let two = [fact(994, HomeState::Safe, None), fact(995, HomeState::Danger, Some(994))];
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, &two.map(Written::Fact)).await.unwrap();
    unit.commit().await.unwrap();
}

async fn open_files(service: &Service, n: u128, state: BatchState) {
    let body = Body::default().bytes().unwrap();
    let begun_by = Some(AccountId(id(COORDINATOR)));
    let begun_at = now() - TimeDelta::days(1);
    let line = BatchLine {
        id: BatchId(id(n)),
        school: SchoolId(id(SCHOOL)),
        begun_by,
        begun_at,
        state,
        settled_at: None,
        emptied: false,
        revision: 1,
    };
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.batches().add(&Batch { line, body }).await.unwrap();
    unit.commit().await.unwrap();
}

/// Work on a child of the school who was never this mentor's other child: parked for the school.
async fn late_work(service: &Service) {
    let office = service.browser(COORDINATOR).await;
    let phone = service.browser(MENTOR).await;
    let (status, said) = desk(
        service,
        &office,
        "hand_on",
        json!({"child": id(42), "handing": {"to": null, "from": "2026-09-18", "why": "other"}}),
    )
    .await;
    assert_eq!((status, said), (StatusCode::OK, Value::Null));
    let body = LogBody { occurred_on: day(9, 18), ..body(&[42]) };
    let late = op(7, RecordLog { log: LogId(id(2007)), body, facts: vec![] });
    let reply = service.synced(&phone, &request(&phone, vec![numbered(1, &late)], None)).await;
    assert_eq!(reply.results[0].settlement, sync::Settlement::Parked);
}

/// One of each kind.
async fn everything() -> Service {
    let service = Service::start().await;
    late_work(&service).await;
    two_answers(&service).await;
    open_files(&service, 993, BatchState::Open).await;
    add(&service, vec![entry(2900, 41, day(9, 12), ActivityKind::HomeSchool)]).await;
    silent_phone(&service, now() - TimeDelta::days(4)).await;
    service
}

#[tokio::test]
async fn all_that_waits_is_one_list_what_is_to_be_decided_first_and_the_longest_waiting_above() {
    let service = everything().await;
    let office = service.browser(COORDINATOR).await;
    let view = inbox(&service, &office).await;
    let expected = [InboxKind::FollowUp, InboxKind::Dispute, InboxKind::Import, InboxKind::LateWork, InboxKind::Phone];
    assert_eq!(kinds(&view), expected);
    let deciding: Vec<bool> = view.entries.iter().map(|entry| entry.may_decide).collect();
    assert_eq!(deciding, [true, true, true, true, false], "a phone is no decision");
    let Waiting::Phone(phone) = &view.entries[4].waiting else { panic!("{view:?}") };
    assert_eq!((phone.waiting, phone.children.len()), (2, 1), "42 is this mentor's no more");
}

#[tokio::test]
async fn nobody_of_another_school_sees_any_of_it_and_the_lead_sees_what_the_lead_may() {
    let service = everything().await;
    let stranger = service.browser(OTHER_COORDINATOR).await;
    let (status, said) = desk(&service, &stranger, "inbox", json!({"school": id(SCHOOL)})).await;
    assert_eq!((status, said), (StatusCode::FORBIDDEN, json!({"code": "forbidden"})), "not by a count either");
    let (status, _) = desk(&service, &stranger, "followed_up", json!({"log": id(2900)})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let own = desk(&service, &stranger, "inbox", json!({"school": id(crate::common::OTHER_SCHOOL)})).await.1;
    assert_eq!(own["entries"], json!([]), "and nothing of it is in their own");
    let lead = inbox(&service, &service.browser(LEAD).await).await;
    assert_eq!(kinds(&lead), [InboxKind::FollowUp, InboxKind::Phone]);
    assert!(lead.entries.iter().all(|entry| !entry.may_decide));
    assert_eq!(inbox(&service, &service.browser(CENTRE).await).await.entries.len(), 5);
}

#[tokio::test]
async fn a_follow_up_waits_from_the_day_after_its_day_until_somebody_has_looked() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    add(
        &service,
        vec![
            entry(2900, 41, day(9, 18), ActivityKind::HomeSchool),
            entry(2901, 41, day(9, 17), ActivityKind::Counselling),
            entry(2902, 43, day(9, 10), ActivityKind::HomeSchool),
        ],
    )
    .await;
    let view = inbox(&service, &office).await;
    let [entry] = view.entries.as_slice() else {
        panic!("today's day has not passed, 43 is another school's: {view:?}")
    };
    let Waiting::FollowUp(OpenFollowUp { log, child, names, by, entry, .. }) = &entry.waiting else {
        panic!("{view:?}")
    };
    let asked = (*log, *child, names.len(), *by);
    assert_eq!(asked, (LogId(id(2901)), Some(ChildId(id(41))), 1, day(9, 17)));
    assert_eq!(entry.note, "", "what was said in counselling is the mentor's");
    let done = async || desk(&service, &office, "followed_up", json!({"log": id(2901)})).await;
    assert_eq!(done().await, (StatusCode::OK, Value::Null));
    assert_eq!(done().await.0, StatusCode::CONFLICT, "said once");
    assert!(inbox(&service, &office).await.entries.is_empty());
    // The mentor's phone learns that it is done.
    let phone = service.browser(MENTOR).await;
    let mut held = sync::Snapshot::default();
    let reply = service.synced(&phone, &request(&phone, vec![], None)).await;
    reply.page.rows.into_iter().for_each(|row| held.put(row));
    assert_eq!(held.log(LogId(id(2901))).unwrap().followed_up_on, Some(day(9, 18)));
    assert!(held.follow_ups().iter().all(|(_, log)| log.id != LogId(id(2901))));
}

#[tokio::test]
async fn a_phone_is_spoken_of_after_three_days_and_no_more_once_it_has_sent() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let phone = silent_phone(&service, now() - TimeDelta::hours(71)).await;
    assert!(inbox(&service, &office).await.entries.is_empty(), "it is in the hills, not in trouble");
    let still = sync::Unsent { count: 1, oldest: Some(now() - TimeDelta::hours(72)), ..sync::Unsent::default() };
    service.synced(&phone, &sync::SyncRequest { unsent: still, ..request(&phone, vec![], None) }).await;
    assert_eq!(kinds(&inbox(&service, &office).await), [InboxKind::Phone]);
    service.synced(&phone, &request(&phone, vec![numbered(1, &record(1, &[41]))], None)).await;
    assert!(inbox(&service, &office).await.entries.is_empty());
}

#[tokio::test]
async fn that_children_were_named_beside_a_phone_is_in_the_access_log() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let looks = async || {
        let mut unit = service.state.storage.read(COUNTY).await.unwrap();
        let all = unit.access().newest(9).await.unwrap();
        all.into_iter().map(|look| (look.action, look.subject)).collect::<Vec<_>>()
    };
    assert!(inbox(&service, &office).await.entries.is_empty());
    assert!(looks().await.is_empty(), "nobody was shown");
    silent_phone(&service, now() - TimeDelta::days(4)).await;
    assert_eq!(kinds(&inbox(&service, &office).await), [InboxKind::Phone]);
    assert_eq!(looks().await, [("see_school_list".to_owned(), id(SCHOOL))]);
}

#[tokio::test]
async fn what_is_decided_is_gone_from_the_list() {
    let service = everything().await;
    let office = service.browser(COORDINATOR).await;
    let view = inbox(&service, &office).await;
    for entry in &view.entries {
        match &entry.waiting {
            Waiting::LateWork(late) => {
                let said = desk(&service, &office, "resolve_late", json!({"op": late.op, "accept": true})).await;
                assert_eq!(said, (StatusCode::OK, Value::Null));
            }
            Waiting::Dispute(two) => {
                let ask = json!({"later": two.later.fact, "holds": two.earlier.fact});
                assert_eq!(desk(&service, &office, "settle_dispute", ask).await, (StatusCode::OK, Value::Null));
            }
            Waiting::FollowUp(open) => {
                let said = desk(&service, &office, "followed_up", json!({"log": open.log})).await;
                assert_eq!(said, (StatusCode::OK, Value::Null));
            }
            Waiting::TwoPages(two) => {
                let ask = json!({"later": two.later.id, "holds": two.earlier.id});
                assert_eq!(desk(&service, &office, "settle_pages", ask).await, (StatusCode::OK, Value::Null));
            }
            Waiting::Countersign(_)
            | Waiting::Import(_)
            | Waiting::Offers(_)
            | Waiting::Pairing(_)
            | Waiting::Phone(_) => {}
        }
    }
    assert_eq!(kinds(&inbox(&service, &office).await), [InboxKind::Import, InboxKind::Phone]);
}

#[tokio::test]
async fn files_that_were_taken_over_or_given_up_wait_for_nobody() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    for (n, state) in (990..).zip(BatchState::ALL) {
        open_files(&service, n, *state).await;
    }
    let view = inbox(&service, &office).await;
    assert_eq!(kinds(&view), [InboxKind::Import]);
    assert!(view.entries[0].may_decide);
    let other = service.browser(OTHER_MENTOR).await;
    assert_eq!(desk(&service, &other, "inbox", json!({"school": id(SCHOOL)})).await.0, StatusCode::FORBIDDEN);
}
