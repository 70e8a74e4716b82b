//! A child changes hands: the same rule as for a proposal, a reason, and time for a goodbye; and a second mentor.

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_MENTOR, SCHOOL, Service, by, day, id, numbered, op, pairing, request,
};
use axum::http::StatusCode;
use desk_api::child_file::ChildFile;
use desk_api::pairing::{HandingView, PairingLine};
use domain::id::{AccountId, ChildId, LogId};
use domain::log::{ActivityKind, LogBody, Mode};
use domain::policy::{Grant, Role};
use domain::register::{PairingEnded, PairingRole, Written};
use domain::term::due::{Duty, LastDays, due};
use serde_json::{Value, json};
use sync::{RecordLog, Snapshot, SyncResponse};

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
/// A second mentor of the first school.
const COLLEAGUE: u128 = 29;

async fn desk(service: &Service, who: &Browser, name: &str, ask: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{name}"), Some(ask)).await;
    (reply.status, reply.json)
}

/// Done, or what does not fit.
async fn hand_on(service: &Service, who: &Browser, child: u128, to: Option<u128>, from: &str, why: &str) -> Value {
    let handing = json!({"to": to.map(id), "from": from, "why": why});
    let (status, said) = desk(service, who, "hand_on", json!({"child": id(child), "handing": handing})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    said
}

async fn put_beside(service: &Service, who: &Browser, mentor: u128, from: &str, to: &str) -> (StatusCode, Value) {
    let beside = json!({"mentor": id(mentor), "from": from, "to": to});
    desk(service, who, "put_beside", json!({"child": id(41), "beside": beside})).await
}

/// A school of two mentors.
async fn with_a_colleague() -> Service {
    let service = Service::start().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut account = unit.accounts().get(AccountId(id(MENTOR))).await.unwrap().unwrap();
    account.id = AccountId(id(COLLEAGUE));
    account.login = "colleague".to_owned();
    account.name = "同事".to_owned();
    unit.accounts().add(&[account]).await.unwrap();
    unit.commit().await.unwrap();
    service
}

async fn history(service: &Service, who: &Browser, child: u128) -> Vec<PairingLine> {
    let (status, said) = desk(service, who, "child_file", json!({"child": id(child)})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    serde_json::from_value::<ChildFile>(said).unwrap().pairings
}

fn rows(into: &mut Snapshot, reply: &SyncResponse) {
    reply.page.rows.iter().for_each(|row| into.put(row.clone()));
}

/// What is due for a child on the day, as its mentor's phone computes it.
fn duties(phone: &Snapshot, child: u128, today: chrono::NaiveDate) -> Vec<Duty> {
    let child = phone.child(ChildId(id(child))).unwrap();
    let logs = phone.logs(child.id);
    let all = due(&phone.rules(today), &LastDays::of(&logs), &phone.situation(child, today), today);
    all.into_iter().map(|due| due.duty).collect()
}

#[tokio::test]
async fn handing_on_goes_by_the_same_rule_as_a_proposal() {
    let service = with_a_colleague().await;
    let office = service.browser(COORDINATOR).await;
    let ask = async |child, to, from: &str| hand_on(&service, &office, child, to, from, "handed").await;
    assert_eq!(ask(41, Some(MENTOR), "2026-09-18").await, "paired", "the mentor has the child");
    assert_eq!(ask(41, Some(OTHER_MENTOR), "2026-09-18").await, "mentor_gone");
    assert_eq!(ask(44, None, "2026-09-18").await, "unpaired");
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let more: Vec<Written> = (0..4u32)
        .flat_map(|n| {
            let n = u128::from(n);
            crate::common::pupil(301 + n, SCHOOL, 33).into_iter().chain([Written::Pairing(pairing(
                311 + n,
                301 + n,
                COLLEAGUE,
            ))])
        })
        .collect();
    unit.register().write(seq, &more).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(ask(41, Some(COLLEAGUE), "2026-09-18").await, "over_limit", "three are the most");
    assert_eq!(ask(301, None, "2026-09-25").await, Value::Null);
    assert_eq!(ask(301, Some(COLLEAGUE), "2026-09-18").await, Value::Null, "one who has the child gets none more");
    assert_eq!(history(&service, &office, 41).await.len(), 1, "nothing was done");
    let (status, _) = desk(
        &service,
        &office,
        "hand_on",
        json!({"child": id(41), "handing": {"to": null, "from": "2026-09-17", "why": "handed"}}),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "not in the past");
    let (status, _) = desk(
        &service,
        &office,
        "hand_on",
        json!({"child": id(41), "handing": {"to": null, "from": "2026-09-18", "why": "mistaken"}}),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "no reason that a school gives");
}

#[tokio::test]
async fn the_former_mentor_keeps_the_child_to_the_last_day_and_has_a_goodbye_to_say() {
    let service = with_a_colleague().await;
    let office = service.browser(COORDINATOR).await;
    let (first, second) = (service.browser(MENTOR).await, service.browser(COLLEAGUE).await);
    let mut phone = Snapshot::default();
    let before = service.synced(&first, &request(&first, vec![], None)).await;
    rows(&mut phone, &before);
    assert!(!duties(&phone, 41, day(9, 18)).contains(&Duty::Farewell));

    assert_eq!(hand_on(&service, &office, 41, Some(COLLEAGUE), "2026-09-25", "mentor_left").await, Value::Null);
    let told = service.synced(&first, &request(&first, vec![], Some(before.cursor))).await;
    assert!(told.page.removed.is_empty(), "the child stays to the last day");
    rows(&mut phone, &told);
    for (on, expected) in [(day(9, 17), false), (day(9, 18), true), (day(9, 24), true), (day(9, 25), false)] {
        assert_eq!(duties(&phone, 41, on).contains(&Duty::Farewell), expected, "{on}");
    }
    let theirs = service.synced(&second, &request(&second, vec![], None)).await;
    assert!(theirs.page.rows.iter().all(|row| !format!("{row:?}").contains(&id(41).to_string())), "not yet");

    let plain = LogBody::plain(vec![ChildId(id(41))], ActivityKind::Counselling, Mode::AtSchool, day(9, 18));
    let talk = op(1, RecordLog { log: LogId(id(2001)), body: plain, facts: vec![] });
    service.synced(&first, &request(&first, vec![numbered(1, &talk)], Some(told.cursor))).await;
    rows(&mut phone, &service.synced(&first, &request(&first, vec![], None)).await);
    assert!(!duties(&phone, 41, day(9, 18)).contains(&Duty::Farewell));

    let lines = history(&service, &office, 41).await;
    let known: Vec<_> = lines.iter().map(|l| (l.mentor, l.from, l.to, l.ended)).collect();
    let (old, new) = (AccountId(id(MENTOR)), AccountId(id(COLLEAGUE)));
    let left = Some(PairingEnded::MentorLeft);
    assert_eq!(known, [(new, day(9, 25), None, None), (old, day(9, 3), Some(day(9, 24)), left)]);
}

#[tokio::test]
async fn what_was_said_can_be_said_otherwise_while_there_is_time() {
    let service = with_a_colleague().await;
    let office = service.browser(COORDINATOR).await;
    assert_eq!(hand_on(&service, &office, 41, Some(COLLEAGUE), "2026-09-25", "mentor_ill").await, Value::Null);
    assert_eq!(
        hand_on(&service, &office, 41, Some(COLLEAGUE), "2026-09-25", "mentor_ill").await,
        "paired",
        "said twice"
    );
    assert_eq!(hand_on(&service, &office, 41, None, "2026-09-30", "asked_for").await, Value::Null);
    let only = history(&service, &office, 41).await;
    assert_eq!((only.len(), only[0].to, only[0].ended), (1, Some(day(9, 29)), Some(PairingEnded::AskedFor)));
    // The mentor stays after all.
    assert_eq!(hand_on(&service, &office, 41, Some(MENTOR), "2026-09-18", "other").await, Value::Null);
    let only = history(&service, &office, 41).await;
    assert_eq!((only.len(), only[0].to, only[0].ended), (1, None, None));
    let (_, said) = desk(&service, &office, "mentors_for", json!({"child": id(41)})).await;
    let view: HandingView = serde_json::from_value(said).unwrap();
    assert_eq!((view.pairings.len(), view.farewell_days), (1, 7));
    let children = |mentor| view.mentors.iter().find(|m| m.id == AccountId(id(mentor))).unwrap().children.len();
    assert_eq!((children(MENTOR), children(COLLEAGUE)), (2, 0));
}

#[tokio::test]
async fn a_second_mentor_has_the_child_for_the_agreed_days() {
    let service = with_a_colleague().await;
    let office = service.browser(COORDINATOR).await;
    let stranger = service.browser(OTHER_COORDINATOR).await;
    assert_eq!(put_beside(&service, &stranger, COLLEAGUE, "2026-09-18", "2026-09-30").await.0, StatusCode::NOT_FOUND);
    assert_eq!(put_beside(&service, &office, MENTOR, "2026-09-18", "2026-09-30").await.1, "paired");
    assert_eq!(put_beside(&service, &office, OTHER_MENTOR, "2026-09-18", "2026-09-30").await.1, "mentor_gone");
    let backwards = put_beside(&service, &office, COLLEAGUE, "2026-09-19", "2026-09-18").await;
    assert_eq!(backwards.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(put_beside(&service, &office, COLLEAGUE, "2026-09-18", "2026-09-30").await.1, Value::Null);

    let phone = service.browser(COLLEAGUE).await;
    let mut shown = Snapshot::default();
    rows(&mut shown, &service.synced(&phone, &request(&phone, vec![], None)).await);
    let own = shown.pairing(ChildId(id(41)), day(9, 18)).unwrap();
    assert_eq!((own.role, own.to), (PairingRole::Co, Some(day(9, 30))));
    assert!(!duties(&shown, 41, day(9, 28)).contains(&Duty::Farewell), "the end was agreed beforehand");

    // Each knows the other by name, and the first until when.
    let beside = |shown: &Snapshot| {
        let all = shown.colleagues(ChildId(id(41))).filter_map(sync::row::Envelope::colleague);
        all.map(|other| (other.name, other.role, other.to)).collect::<Vec<_>>()
    };
    assert_eq!(beside(&shown), [("人21".to_owned(), PairingRole::Primary, None)]);
    let first = service.browser(MENTOR).await;
    let mut own = Snapshot::default();
    rows(&mut own, &service.synced(&first, &request(&first, vec![], None)).await);
    let [(_, role, to)] = beside(&own)[..] else { panic!("one") };
    assert_eq!((role, to, own.not_understood()), (PairingRole::Co, Some(day(9, 30)), 0));

    // Whoever is responsible stays so, and handing the child on leaves the second mentor where they are.
    assert_eq!(put_beside(&service, &office, COLLEAGUE, "2026-09-18", "2026-09-20").await.1, Value::Null);
    let lines = history(&service, &office, 41).await;
    let known: Vec<_> = lines.iter().map(|l| (l.role, l.from, l.to, l.ended)).collect();
    let agreed = Some(PairingEnded::Agreed);
    assert_eq!(
        known,
        [(PairingRole::Co, day(9, 18), Some(day(9, 20)), agreed), (PairingRole::Primary, day(9, 3), None, None)]
    );
    assert_eq!(hand_on(&service, &office, 41, None, "2026-09-18", "graduated").await, Value::Null);
    assert_eq!(history(&service, &office, 41).await[0].to, Some(day(9, 20)));
}

#[tokio::test]
async fn a_mentor_of_two_schools_is_chosen_at_each_and_one_of_none_at_none() {
    let service = with_a_colleague().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut account = unit.accounts().get(AccountId(id(MENTOR))).await.unwrap().unwrap();
    account.id = AccountId(id(30));
    account.login = "office".to_owned();
    account.grants = vec![Grant { role: Role::Coordinator, school: account.grants[0].school }];
    unit.accounts().add(&[account]).await.unwrap();
    unit.commit().await.unwrap();
    let office = service.browser(COORDINATOR).await;
    assert_eq!(hand_on(&service, &office, 44, Some(30), "2026-09-18", "handed").await, "mentor_gone");
}

/// The child goes to the other school on a day, whose mentor gets it then.
async fn goes_on(service: &Service, child: u128, first_there: chrono::NaiveDate) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut here = unit.enrolments().of_child(ChildId(id(child))).await.unwrap().remove(0);
    here.to = first_there.pred_opt();
    here.ended = Some(domain::register::Ended::MovedOn);
    let there = domain::register::Enrolment {
        from: first_there,
        ..crate::common::enrolment(child, crate::common::OTHER_SCHOOL, "四年级1班")
    };
    let there = domain::register::Enrolment { id: domain::id::EnrolmentId(id(800 + child)), ..there };
    let theirs = domain::register::Pairing { from: first_there, ..pairing(900 + child, child, OTHER_MENTOR) };
    let seq = unit.commits().next(by()).await.unwrap();
    let all = [Written::Enrolment(here), Written::Enrolment(there), Written::Pairing(theirs)];
    unit.register().write(seq, &all).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn who_goes_to_another_school_is_this_ones_to_give_until_the_last_day_only() {
    let service = with_a_colleague().await;
    let office = service.browser(COORDINATOR).await;
    for child in [41, 44] {
        goes_on(&service, child, day(10, 1)).await;
    }
    let own = async |child| -> Vec<_> {
        let mut unit = service.state.storage.read(COUNTY).await.unwrap();
        let mut all = unit.pairings().of_child(ChildId(id(child))).await.unwrap();
        all.sort_by_key(|p| (p.from, p.id));
        all.iter().map(|p| (p.mentor.0, p.role, p.to)).collect()
    };
    let (first, second, theirs) = (id(MENTOR), id(COLLEAGUE), (id(OTHER_MENTOR), PairingRole::Primary, None));
    let last = Some(day(9, 30));
    assert_eq!(hand_on(&service, &office, 41, Some(COLLEAGUE), "2026-09-25", "handed").await, Value::Null);
    let handed = (second, PairingRole::Primary, last);
    assert_eq!(own(41).await, [(first, PairingRole::Primary, Some(day(9, 24))), handed, theirs]);
    assert_eq!(hand_on(&service, &office, 41, None, "2026-09-28", "handed").await, Value::Null);
    assert_eq!(own(41).await[2], theirs, "the other school's mentor is not this one's to end");
    assert_eq!(hand_on(&service, &office, 41, Some(MENTOR), "2026-10-01", "handed").await, "child_gone");

    let pairs = json!({"school": id(crate::common::SCHOOL), "from": "2026-09-20", "pairs": [{"child": id(44), "mentor": id(COLLEAGUE)}]});
    let (status, unfit) = desk(&service, &office, "accept_pairings", pairs).await;
    assert_eq!((status, unfit), (StatusCode::OK, json!([])), "the mentor there does not stand in the way");
    assert_eq!(own(44).await, [(second, PairingRole::Primary, last), theirs]);
    let beside = json!({"mentor": id(MENTOR), "from": "2026-09-20", "to": "2026-11-30"});
    let asked = desk(&service, &office, "put_beside", json!({"child": id(44), "beside": beside})).await;
    assert_eq!(asked, (StatusCode::OK, Value::Null));
    assert!(own(44).await.contains(&(first, PairingRole::Co, last)), "{:?}", own(44).await);
}

#[tokio::test]
async fn a_child_with_only_a_second_mentor_has_none_on_every_page() {
    let service = with_a_colleague().await;
    let office = service.browser(COORDINATOR).await;
    assert_eq!(
        put_beside(&service, &office, COLLEAGUE, "2026-09-18", "2026-09-30").await,
        (StatusCode::OK, Value::Null)
    );
    assert_eq!(hand_on(&service, &office, 41, None, "2026-09-18", "mentor_left").await, Value::Null);
    let school = json!({"school": id(crate::common::SCHOOL)});
    let is_41 = |child: &&Value| child["id"] == json!(id(41));
    let of = async |call: &str| desk(&service, &office, call, school.clone()).await.1;
    let pairings = of("pairings").await;
    assert!(pairings["children"].as_array().unwrap().iter().any(|child| is_41(&child)), "{pairings}");
    let list = of("school").await;
    let child = list["children"].as_array().unwrap().iter().find(is_41).unwrap().clone();
    assert_eq!(child["mentor"], Value::Null, "the list of all children");
    let today = of("today").await.to_string();
    assert!(today.contains("unpaired_since"), "{today}");
    let file = desk(&service, &office, "child_file", json!({"child": id(41)})).await.1;
    assert_eq!(file["mentor"], Value::Null, "the child's own page");
    let table =
        desk(&service, &office, "table", json!({"school": id(crate::common::SCHOOL), "kind": "pairings"})).await.1;
    assert!(!table.to_string().contains("同事"), "the pairing roster: {table}");
    let county = desk(&service, &service.browser(27).await, "county", json!({})).await.1;
    let line = county["schools"].as_array().unwrap().iter().find(|line| line["id"] == json!(id(crate::common::SCHOOL)));
    let waiting = list["children"].as_array().unwrap().iter().filter(|child| child["mentor"].is_null()).count();
    assert_eq!(line.map(|line| line["unpaired"].clone()), Some(json!(waiting)), "{county}");
}
