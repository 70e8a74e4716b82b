//! A school becomes part of another: shown, done as shown, gone on with on phones and at the desk, taken back.

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_MENTOR, OTHER_SCHOOL, SCHOOL, Service, by, class_session, day, handing, id,
    numbered, op, pupil, record, request,
};
use axum::http::StatusCode;
use chrono::NaiveDate;
use desk_api::year::YearView;
use desk_api::year::merging::MergePreview;
use desk_api::year::{BuiltOnLine, BuiltOnWhy};
use domain::id::{AccountId, ChildId, LogId, SchoolId};
use domain::policy::{Grant, Role};
use domain::register::ActKind;
use serde_json::{Value, json};
use sync::row::RowBody;
use sync::{RecordLog, Settlement};

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const LEAD: u128 = 25;
const CENTRE: u128 = 27;

async fn status(service: &Service, who: &Browser, call: &str, body: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{call}"), Some(body)).await;
    (reply.status, reply.json)
}

async fn asked(service: &Service, who: &Browser, call: &str, body: Value) -> Value {
    let (status, json) = status(service, who, call, body).await;
    assert_eq!(status, StatusCode::OK, "{call}: {json}");
    json
}

fn plan(classes: &[(&str, &str)]) -> Value {
    json!({"into": id(OTHER_SCHOOL), "from": "2026-09-14", "classes": classes, "reason": "few_children"})
}

async fn shown(service: &Service, who: &Browser, plan: &Value) -> MergePreview {
    let ask = json!({"school": id(SCHOOL), "plan": plan});
    serde_json::from_value(asked(service, who, "preview_merging", ask).await).unwrap()
}

fn doing(plan: &Value, shown: &MergePreview) -> Value {
    json!({"school": id(SCHOOL), "plan": plan, "act": shown.act, "seen": shown.seen})
}

async fn merged(service: &Service, who: &Browser, plan: &Value) -> MergePreview {
    let preview = shown(service, who, plan).await;
    asked(service, who, "merge_schools", doing(plan, &preview)).await;
    preview
}

async fn view(service: &Service, who: &Browser, school: u128) -> YearView {
    serde_json::from_value(asked(service, who, "year", json!({"school": id(school)})).await).unwrap()
}

async fn back(service: &Service, who: &Browser, shown: &MergePreview) -> Option<BuiltOnLine> {
    serde_json::from_value(asked(service, who, "take_back_act", json!({"act": shown.act})).await).unwrap()
}

async fn grants(service: &Service, account: u128) -> Vec<Grant> {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    unit.accounts().get(AccountId(id(account))).await.unwrap().unwrap().grants
}

async fn place(service: &Service, child: u128, on: NaiveDate) -> (SchoolId, String) {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let place = unit.enrolments().place(ChildId(id(child)), on).await.unwrap().unwrap();
    (place.school, place.class_name)
}

/// What somebody was told since the beginning.
async fn told(service: &Service, account: u128) -> Vec<String> {
    let who = service.browser(account).await;
    let notices = asked(service, &who, "notices", json!({})).await;
    let acts = notices.as_array().unwrap().iter();
    acts.map(|one| one["act"].as_str().unwrap_or_default().to_owned()).collect()
}

fn mentor_at(school: u128) -> Grant {
    Grant { role: Role::Mentor, school: Some(SchoolId(id(school))) }
}

#[tokio::test]
async fn a_merging_is_shown_done_as_shown_and_taken_back_whole() {
    let service = Service::start().await;
    let (centre, office) = (service.browser(CENTRE).await, service.browser(COORDINATOR).await);
    let plan = plan(&[]);
    let preview = shown(&service, &centre, &plan).await;
    let classes: Vec<_> = preview.classes.iter().map(|c| (c.name.as_str(), c.to.as_str(), c.joins)).collect();
    assert_eq!(classes, [("三年级2班", "三年级2班", true)], "the other school has a class of that name");
    assert_eq!((preview.classes[0].names.len(), preview.kept, preview.into.as_str()), (3, 2, "乙校"));
    assert_eq!((preview.mentors.len(), preview.staying.len(), preview.waits.len()), (1, 2, 0));
    let plan = self::plan(&[("三年级2班", "三年级5班")]);
    let preview = shown(&service, &centre, &plan).await;
    assert!(!preview.classes[0].joins, "told apart by a new name");
    let ask = json!({"school": id(SCHOOL), "plan": plan});
    assert_eq!(status(&service, &office, "preview_merging", ask).await.0, StatusCode::FORBIDDEN);
    let other = self::plan(&[]);
    assert_eq!(status(&service, &centre, "merge_schools", doing(&other, &preview)).await.0, StatusCode::CONFLICT);
    let ahead = json!({"into": id(OTHER_SCHOOL), "from": "2026-09-19", "classes": [], "reason": "layout"});
    let ask = json!({"school": id(SCHOOL), "plan": ahead});
    assert_eq!(status(&service, &centre, "preview_merging", ask).await.0, StatusCode::UNPROCESSABLE_ENTITY);

    let before = [grants(&service, MENTOR).await, grants(&service, COORDINATOR).await];
    asked(&service, &centre, "merge_schools", doing(&plan, &preview)).await;
    let there = SchoolId(id(OTHER_SCHOOL));
    assert_eq!(place(&service, 41, day(9, 14)).await, (there, "三年级5班".to_owned()));
    assert_eq!(place(&service, 41, day(9, 13)).await, (SchoolId(id(SCHOOL)), "三年级2班".to_owned()));
    assert_eq!(grants(&service, MENTOR).await, [mentor_at(OTHER_SCHOOL)]);
    assert_eq!(grants(&service, COORDINATOR).await, before[1], "nobody leads a school twice");
    for account in [MENTOR, COORDINATOR, LEAD, OTHER_COORDINATOR] {
        assert_eq!(told(&service, account).await, ["merge_schools"], "{account}");
    }
    assert_eq!(told(&service, OTHER_MENTOR).await, Vec::<String>::new());

    // Both pages say so; the school is chosen nowhere any more.
    let (own, other) = (view(&service, &centre, SCHOOL).await, view(&service, &centre, OTHER_SCHOOL).await);
    assert_eq!(own.merged_into.map(|one| (one.name, one.from)), Some(("乙校".to_owned(), day(9, 14))));
    assert_eq!(other.took_over.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["甲校"]);
    assert_eq!((own.can_merge, other.schools.len()), (None, 0));
    let line = &own.acts[0];
    assert_eq!((line.kind, line.count, &line.built_on), (ActKind::MergeSchools, 3, &None));
    let schools = asked(&service, &centre, "schools_for", json!({"child": id(43)})).await;
    assert_eq!(schools, json!([]));
    let moves = json!({"child": id(43), "school": id(SCHOOL), "class_name": ""});
    assert_eq!(status(&service, &centre, "move_child", moves).await.0, StatusCode::NOT_FOUND);
    let typed = json!({"name": "新来的", "class_name": "三年级2班"});
    let enters = json!({"school": id(SCHOOL), "child": typed, "from": "2026-09-18", "who": "not_said"});
    assert_eq!(status(&service, &office, "enter_child", enters).await.0, StatusCode::NOT_FOUND);
    assert_eq!(status(&service, &office, "begin_import", json!({"school": id(SCHOOL)})).await.0, StatusCode::NOT_FOUND);
    let county = asked(&service, &centre, "county", json!({})).await;
    assert_eq!(county["schools"].as_array().unwrap().iter().filter(|s| s["merged_into"] == "乙校").count(), 1);

    let refused = status(&service, &office, "take_back_act", json!({"act": preview.act})).await.0;
    assert_eq!(refused, StatusCode::NOT_FOUND, "the centre's alone");
    assert_eq!(back(&service, &centre, &preview).await, None);
    assert_eq!([grants(&service, MENTOR).await, grants(&service, COORDINATOR).await], before);
    assert_eq!(place(&service, 41, day(9, 18)).await, (SchoolId(id(SCHOOL)), "三年级2班".to_owned()));
    assert_eq!(view(&service, &centre, SCHOOL).await.merged_into, None);
    assert_eq!(told(&service, MENTOR).await.len(), 2, "and told of that, too");
}

#[tokio::test]
async fn a_mentor_goes_on_writing_and_is_helped_by_the_school_that_goes_on() {
    let service = Service::start().await;
    let (centre, there) = (service.browser(CENTRE).await, service.browser(OTHER_COORDINATOR).await);
    let phone = service.browser(MENTOR).await;
    let first = service.synced(&phone, &request(&phone, vec![], None)).await;
    let code = json!({"account": id(MENTOR)});
    assert_ne!(status(&service, &there, "issue_code", code.clone()).await.0, StatusCode::OK);
    let done = merged(&service, &centre, &plan(&[("三年级2班", "三年级5班")])).await;

    // What was written before, by the names of before, is of the children who were meant.
    let lesson = op(9, RecordLog { log: LogId(id(2009)), body: class_session("三年级2班"), facts: vec![] });
    let ops = vec![numbered(1, &record(1, &[41])), numbered(2, &lesson)];
    let next = service.synced(&phone, &request(&phone, ops, Some(first.cursor))).await;
    let settled: Vec<_> = next.results.iter().map(|one| matches!(one.settlement, Settlement::Applied { .. })).collect();
    assert_eq!(settled, [true, true], "{:?}", next.results);
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let lesson = unit.logs().get(LogId(id(2009))).await.unwrap();
    assert!(lesson.is_some());
    let children = unit.logs().children(LogId(id(2009))).await.unwrap();
    drop(unit);
    assert!(children.contains(&ChildId(id(44))) && !children.contains(&ChildId(id(43))), "{children:?}");
    let own = next.page.rows.iter().find_map(|row| match row.read() {
        Some(RowBody::School(own)) => Some(own.id),
        _ => None,
    });
    assert_eq!(own, Some(SchoolId(id(OTHER_SCHOOL))), "the phone is told of its new school");

    asked(&service, &there, "issue_code", code).await;
    // The notebook of the days before is the other school's to copy.
    let copied = json!({"mentor": id(MENTOR), "log": id(2902), "body": crate::common::body(&[41])});
    let early = json!({"occurred_on": "2026-09-10"});
    let mut body = copied["body"].clone();
    body["occurred_on"] = early["occurred_on"].clone();
    let copied = json!({"mentor": id(MENTOR), "log": id(2902), "body": body});
    asked(&service, &there, "enter", json!({"copied": copied})).await;

    assert_eq!(back(&service, &centre, &done).await, None, "an entry is no change of the register");
    asked(&service, &service.browser(COORDINATOR).await, "issue_code", json!({"account": id(MENTOR)})).await;
}

#[tokio::test]
async fn what_is_built_on_a_merging_holds_it_and_what_waits_comes_first() {
    let service = Service::start().await;
    let (centre, there) = (service.browser(CENTRE).await, service.browser(OTHER_COORDINATOR).await);
    let done = merged(&service, &centre, &plan(&[])).await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, &pupil(45, OTHER_SCHOOL, 33)).await.unwrap();
    unit.commit().await.unwrap();
    asked(&service, &there, "hand_on", handing(id(45), id(MENTOR))).await;
    let on = back(&service, &centre, &done).await;
    assert_eq!(on, Some(BuiltOnLine { why: BuiltOnWhy::Paired, name: "孩子45".to_owned() }));
    assert_eq!(view(&service, &centre, SCHOOL).await.acts[0].built_on, on, "and the page says so before");

    let service = Service::start().await;
    let (centre, office) = (service.browser(CENTRE).await, service.browser(COORDINATOR).await);
    asked(&service, &office, "begin_import", json!({"school": id(SCHOOL)})).await;
    let plan = plan(&[]);
    let preview = shown(&service, &centre, &plan).await;
    assert_eq!(preview.waits.iter().map(|(_, count)| *count).sum::<usize>(), 1);
    assert_eq!(status(&service, &centre, "merge_schools", doing(&plan, &preview)).await.0, StatusCode::CONFLICT);
}
