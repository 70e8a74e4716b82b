//! Whom a school has marked for a full plan: who may, what is written down of it, and how it reaches the mentor's phone.

use axum::http::StatusCode;
use domain::id::ChildId;
use domain::register::Child;
use serde_json::{Value, json};
use sync::Snapshot;

use crate::common::{Browser, COUNTY, MENTOR, SCHOOL, Service, id, request};
use crate::doubles::{DOUBLE, KEPT, with_doubles};

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const LEAD: u128 = 25;
const CENTRE: u128 = 27;
const AUDITOR: u128 = 28;
const CHILD: ChildId = ChildId(id(41));

async fn desk(service: &Service, who: &Browser, name: &str, ask: Value) -> (StatusCode, Value) {
    let answer = service.call(Some(who), "POST", &format!("/rpc/desk/{name}"), Some(ask)).await;
    (answer.status, answer.json)
}

async fn set(service: &Service, who: &Browser, child: u128, full: bool, why: &str) -> StatusCode {
    desk(service, who, "set_full_plan", json!({"child": id(child), "full": full, "why": why})).await.0
}

/// What the mentor's phone has of the child, and the acts of which its owner was told.
async fn on_the_phone(service: &Service) -> (bool, String) {
    let phone = service.browser(MENTOR).await;
    let reply = service.synced(&phone, &request(&phone, vec![], None)).await;
    let mut all = Snapshot::default();
    reply.page.rows.iter().for_each(|row| all.put(row.clone()));
    (all.child(CHILD).unwrap().full_plan, serde_json::to_string(&reply.page.rows).unwrap())
}

#[tokio::test]
async fn a_mark_reaches_the_phone_with_the_child_and_stands_in_the_log_with_its_reason() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    assert!(!on_the_phone(&service).await.0);
    assert_eq!(set(&service, &office, 41, true, "plan_care").await, StatusCode::OK);
    assert_eq!(set(&service, &office, 41, true, "plan_care").await, StatusCode::CONFLICT, "a second tap");
    let (full, told) = on_the_phone(&service).await;
    assert!(full && told.contains("mark_full_plan") && !told.contains("plan_care"), "told, without the reason: {told}");
    let (_, terms) = desk(&service, &office, "child_terms", json!({"child": id(41)})).await;
    assert_eq!(terms["full_plan"], true);
    let (_, school) = desk(&service, &office, "school", json!({"school": id(SCHOOL)})).await;
    let marked: Vec<&Value> =
        school["children"].as_array().unwrap().iter().filter(|line| line["full_plan"] == true).collect();
    assert_eq!((marked.len(), &marked[0]["id"]), (1, &json!(id(41))), "the list is in the order of every list");

    let lead = service.browser(LEAD).await;
    assert_eq!(set(&service, &lead, 41, false, "plan_better").await, StatusCode::OK);
    let (full, told) = on_the_phone(&service).await;
    assert!(!full && told.contains("unmark_full_plan"), "{told}");
    let auditor = service.browser(AUDITOR).await;
    let (_, log) = desk(&service, &auditor, "access_log", json!({})).await;
    for part in ["mark_full_plan", "plan_care", "unmark_full_plan", "plan_better"] {
        assert!(log.to_string().contains(part), "{part}: {log}");
    }
}

#[tokio::test]
async fn it_is_for_the_childs_school_to_say_and_for_a_reason_that_fits() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    for (who, refused) in
        [(OTHER_COORDINATOR, StatusCode::NOT_FOUND), (CENTRE, StatusCode::NOT_FOUND), (MENTOR, StatusCode::NOT_FOUND)]
    {
        let who_is = service.browser(who).await;
        assert_eq!(set(&service, &who_is, 41, true, "plan_care").await, refused, "{who}");
    }
    for (full, why) in [(true, "plan_better"), (true, "of_a_later_version"), (false, "plan_care")] {
        assert_eq!(set(&service, &office, 41, full, why).await, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
    }
    assert_eq!(set(&service, &office, 41, false, "plan_better").await, StatusCode::CONFLICT, "there is no mark");
    assert!(!on_the_phone(&service).await.0);
}

#[tokio::test]
async fn the_mark_of_a_closed_file_is_the_kept_ones_too() {
    let service = Service::start().await;
    with_doubles(&service).await;
    let office = service.browser(COORDINATOR).await;
    let marked = async |child: u128| {
        let mut unit = service.state.storage.read(COUNTY).await.unwrap();
        unit.children().get(ChildId(id(child))).await.unwrap().unwrap()
    };
    assert_eq!(set(&service, &office, DOUBLE, true, "plan_study").await, StatusCode::OK);
    let before = marked(KEPT).await;
    let ask = json!({"kept": id(KEPT), "other": id(DOUBLE)});
    assert_eq!(desk(&service, &office, "join_children", ask).await.0, StatusCode::OK);
    assert_eq!(marked(KEPT).await, Child { full_plan: true, ..before }, "and nothing else of it has changed");
}

#[tokio::test]
async fn of_whoever_is_erased_no_mark_stays() {
    let service = Service::start().await;
    let (office, centre) = (service.browser(COORDINATOR).await, service.browser(CENTRE).await);
    assert_eq!(set(&service, &office, 44, true, "plan_mind").await, StatusCode::OK);
    crate::erasure::left_long_ago(&service, 44).await;
    let (status, said) = desk(&service, &centre, "erase", json!({"children": [id(44)]})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let child = unit.children().get(ChildId(id(44))).await.unwrap().unwrap();
    assert_eq!((child.name.as_str(), child.full_plan), ("", false));
}
