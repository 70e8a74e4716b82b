//! A school's next year: planned, shown, done as shown, taken back; leavers offered, accepted and declined.

use crate::common::{Browser, COUNTY, OTHER_MENTOR, OTHER_SCHOOL, SCHOOL, Service, by, day, id};
use axum::http::StatusCode;
use chrono::NaiveDate;
use desk_api::year::{BuiltOnLine, BuiltOnWhy, Entered, OfferLine, TypedChild, Who, YearPreview, YearView};
use domain::guardianship::register_on;
use domain::id::{ChildId, EnrolmentId, SchoolId};
use domain::import::finding::Cause;
use domain::register::year::{Goes, Plan};
use domain::register::{ActKind, Enrolment, OfferState, SchoolYear, Written};
use serde_json::{Value, json};
use storage::FileRow;

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;

fn child(n: u128) -> ChildId {
    ChildId(id(n))
}

fn next_september() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 9, 1).unwrap()
}

async fn asked(service: &Service, who: &Browser, call: &str, body: Value) -> Value {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{call}"), Some(body)).await;
    assert_eq!(reply.status, StatusCode::OK, "{call}: {}", reply.text);
    reply.json
}

async fn refused(service: &Service, who: &Browser, call: &str, body: Value) -> StatusCode {
    service.call(Some(who), "POST", &format!("/rpc/desk/{call}"), Some(body)).await.status
}

pub async fn view(service: &Service, who: &Browser, school: u128) -> YearView {
    serde_json::from_value(asked(service, who, "year", json!({"school": id(school)})).await).unwrap()
}

pub async fn shown(service: &Service, who: &Browser, plan: &Plan) -> YearPreview {
    let body = json!({"school": id(SCHOOL), "plan": plan});
    serde_json::from_value(asked(service, who, "preview_year", body).await).unwrap()
}

pub fn doing(plan: &Plan, preview: &YearPreview) -> Value {
    json!({"school": id(SCHOOL), "plan": plan, "act": preview.act, "seen": preview.seen})
}

async fn back(service: &Service, who: &Browser, act: Value) -> Option<BuiltOnLine> {
    serde_json::from_value(asked(service, who, "take_back_act", json!({"act": act})).await).unwrap()
}

/// School and class of each child on a day.
async fn places(service: &Service, on: NaiveDate) -> Vec<(ChildId, Option<(SchoolId, String)>, usize)> {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let history = service.state.ledger.of(unit.as_mut()).await.unwrap();
    let register = register_on(&history, on);
    let one = |c: &domain::guardianship::ChildAsOf<'_>| {
        (c.child.id, c.enrolment.map(|e| (e.school, e.class_name.clone())), c.pairings.len())
    };
    register.all_children().map(one).collect()
}

async fn class(service: &Service, n: u128, on: NaiveDate) -> Option<(SchoolId, String)> {
    places(service, on).await.into_iter().find(|(id, ..)| *id == child(n)).and_then(|(_, place, _)| place)
}

/// Child 44 is in the ninth year.
pub async fn with_a_leaver(service: &Service) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let ninth = crate::common::enrolment(44, SCHOOL, "九年级1班");
    unit.register().write(seq, &[Written::Enrolment(ninth)]).await.unwrap();
    unit.commit().await.unwrap();
}

pub fn all_up(last: Goes) -> Plan {
    let classes = vec![("三年级2班".to_owned(), Goes::To("四年级2班".to_owned())), ("九年级1班".to_owned(), last)];
    Plan { classes, children: vec![] }
}

async fn offered(service: &Service, office: &Browser) -> YearPreview {
    let plan = all_up(Goes::Offered(SchoolId(id(OTHER_SCHOOL))));
    let preview = shown(service, office, &plan).await;
    asked(service, office, "do_year", doing(&plan, &preview)).await;
    preview
}

#[tokio::test]
async fn a_year_is_proposed_done_as_shown_and_taken_back_whole() {
    let service = Service::start().await;
    with_a_leaver(&service).await;
    let office = service.browser(COORDINATOR).await;
    let page = view(&service, &office, SCHOOL).await;
    assert_eq!((page.year, page.is_time), (SchoolYear(2027), false), "it is September, and all have moved up");
    let proposed: Vec<_> = page.classes.iter().map(|c| (c.name.as_str(), c.children.len(), c.goes.clone())).collect();
    let up = Goes::To("四年级2班".to_owned());
    assert_eq!(proposed, [("三年级2班", 2, Some(up.clone())), ("九年级1班", 1, Some(Goes::Leaves))]);

    assert_eq!(page.class_names, ["三年级2班", "四年级2班", "九年级1班"]);
    let stays = (child(42), Goes::To("三年级2班".to_owned()));
    let plan = Plan { children: vec![stays], ..all_up(Goes::Leaves) };
    let preview = shown(&service, &office, &plan).await;
    let groups: Vec<_> = preview.groups.iter().map(|g| (g.goes.clone(), g.names.join(" "))).collect();
    let repeats = (Goes::To("三年级2班".to_owned()), "孩子42".to_owned());
    assert_eq!(groups, [(up, "孩子41".to_owned()), repeats, (Goes::Leaves, "孩子44".to_owned())]);
    assert_eq!((preview.kept, preview.ended.len(), preview.unclear.len()), (2, 0, 0));

    let days = [day(9, 18), next_september()];
    let before = [places(&service, days[0]).await, places(&service, days[1]).await];
    asked(&service, &office, "do_year", doing(&plan, &preview)).await;
    assert_eq!(places(&service, days[0]).await, before[0], "until the first day nothing changes");
    assert_eq!(class(&service, 41, days[1]).await, Some((SchoolId(id(SCHOOL)), "四年级2班".to_owned())));
    assert_eq!(class(&service, 42, days[1]).await, Some((SchoolId(id(SCHOOL)), "三年级2班".to_owned())));
    assert_eq!(class(&service, 44, days[1]).await, None);
    let after = view(&service, &office, SCHOOL).await;
    assert!(after.classes.is_empty());
    let line = &after.acts[0];
    assert_eq!((line.kind, line.count, line.by.as_str()), (ActKind::MoveUp, 3, "人23"));
    assert_eq!((line.id, line.is_taken_back, &line.built_on), (preview.act, false, &None));

    assert_eq!(back(&service, &office, json!(preview.act)).await, None);
    assert_eq!([places(&service, days[0]).await, places(&service, days[1]).await], before);
    assert!(view(&service, &office, SCHOOL).await.acts[0].is_taken_back);
    let twice = refused(&service, &office, "take_back_act", json!({"act": preview.act})).await;
    assert_eq!(twice, StatusCode::CONFLICT);
    let again = shown(&service, &office, &plan).await;
    asked(&service, &office, "do_year", doing(&plan, &again)).await;
}

#[tokio::test]
async fn what_was_shown_is_done_or_nothing() {
    let service = Service::start().await;
    with_a_leaver(&service).await;
    let office = service.browser(COORDINATOR).await;
    let half = Plan { classes: vec![("三年级2班".to_owned(), Goes::Later)], children: vec![] };
    let preview = shown(&service, &office, &half).await;
    assert_eq!(preview.unclear, ["九年级1班"], "nothing becomes of a class by itself");
    let status = refused(&service, &office, "do_year", doing(&half, &preview)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

    let plan = all_up(Goes::Leaves);
    let preview = shown(&service, &office, &plan).await;
    let other = all_up(Goes::Later);
    assert_eq!(refused(&service, &office, "do_year", doing(&other, &preview)).await, StatusCode::CONFLICT);
    asked(&service, &office, "leave", json!({"child": id(42), "why": "left_county", "last": "2026-09-18"})).await;
    assert_eq!(refused(&service, &office, "do_year", doing(&plan, &preview)).await, StatusCode::CONFLICT);
    assert_eq!(view(&service, &office, SCHOOL).await.classes.len(), 2, "and nothing was done");

    let long = Plan { classes: vec![("三年级2班".to_owned(), Goes::To("班".repeat(41)))], children: vec![] };
    let body = json!({"school": id(SCHOOL), "plan": long});
    assert_eq!(refused(&service, &office, "preview_year", body).await, StatusCode::UNPROCESSABLE_ENTITY);
    let own = all_up(Goes::Offered(SchoolId(id(SCHOOL))));
    let body = json!({"school": id(SCHOOL), "plan": own});
    assert_eq!(refused(&service, &office, "preview_year", body).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_act_on_which_something_was_built_says_on_whom() {
    let service = Service::start().await;
    with_a_leaver(&service).await;
    let office = service.browser(COORDINATOR).await;
    let plan = all_up(Goes::Leaves);
    let preview = shown(&service, &office, &plan).await;
    asked(&service, &office, "do_year", doing(&plan, &preview)).await;
    asked(&service, &office, "leave", json!({"child": id(42), "why": "left_county", "last": "2026-09-30"})).await;
    let on_42 = BuiltOnLine { why: BuiltOnWhy::Changed, name: "孩子42".to_owned() };
    let acts = view(&service, &office, SCHOOL).await.acts;
    assert_eq!((acts[0].kind, acts[0].name.as_str(), &acts[0].built_on), (ActKind::Leave, "孩子42", &None));
    assert_eq!(acts[1].built_on, Some(on_42.clone()));
    assert_eq!(back(&service, &office, json!(preview.act)).await, Some(on_42));
    assert_eq!(class(&service, 42, day(9, 30)).await.map(|p| p.1).as_deref(), Some("三年级2班"));
    assert_eq!(class(&service, 42, next_september()).await, None, "the new year's class ends with it");
    // In the order in which they were done.
    assert_eq!(back(&service, &office, json!(acts[0].id)).await, None);
    assert_eq!(back(&service, &office, json!(preview.act)).await, None);
}

#[tokio::test]
async fn a_leaver_stays_until_the_other_school_accepts_by_name() {
    let service = Service::start().await;
    with_a_leaver(&service).await;
    let (office, there) = (service.browser(COORDINATOR).await, service.browser(OTHER_COORDINATOR).await);
    let made = offered(&service, &office).await;
    let sent = view(&service, &office, SCHOOL).await;
    assert!(sent.classes.is_empty(), "who waits is not planned again");
    assert_eq!((sent.sent.len(), sent.sent[0].state, sent.sent[0].school.as_str()), (1, OfferState::Open, "乙校"));
    let received = view(&service, &there, OTHER_SCHOOL).await.received;
    let OfferLine { id: offer, name, class_name, from, .. } = received[0].clone();
    assert_eq!((name.as_str(), class_name.as_str(), from), ("孩子44", "九年级1班", next_september()));
    assert_eq!(class(&service, 44, next_september()).await, Some((SchoolId(id(SCHOOL)), "九年级1班".to_owned())));

    let waits = asked(&service, &there, "inbox", json!({"school": id(OTHER_SCHOOL)})).await;
    let offers = json!({"offers": {"to": id(OTHER_SCHOOL), "school": "甲校", "count": 1}});
    assert_eq!((&waits["entries"][0]["item"]["kind"], &waits["entries"][0]["waiting"]), (&json!("offer"), &offers));
    assert_eq!(asked(&service, &office, "inbox", json!({"school": id(SCHOOL)})).await["entries"], json!([]));

    let taken = json!([{"offer": offer, "class_name": " 高一1班 "}]);
    let own = json!({"school": id(SCHOOL), "taken": taken});
    assert_eq!(refused(&service, &office, "accept_offers", own).await, StatusCode::CONFLICT, "not offered to it");
    asked(&service, &there, "accept_offers", json!({"school": id(OTHER_SCHOOL), "taken": taken})).await;
    assert_eq!(class(&service, 44, next_september()).await, Some((SchoolId(id(OTHER_SCHOOL)), "高一1班".to_owned())));
    assert_eq!(class(&service, 44, day(9, 18)).await.map(|place| place.0), Some(SchoolId(id(SCHOOL))));
    assert_eq!(view(&service, &office, SCHOOL).await.sent[0].state, OfferState::Accepted);
    let acts = view(&service, &there, OTHER_SCHOOL).await.acts;
    assert_eq!((acts[0].kind, acts[0].count), (ActKind::TakeIn, 1));

    // The school that offered takes its year back; who was accepted is the other's.
    assert_eq!(back(&service, &office, json!(made.act)).await, None);
    assert_eq!(class(&service, 44, next_september()).await.map(|place| place.0), Some(SchoolId(id(OTHER_SCHOOL))));
    assert_eq!(refused(&service, &office, "take_back_act", json!({"act": acts[0].id})).await, StatusCode::NOT_FOUND);
    assert_eq!(back(&service, &there, json!(acts[0].id)).await, None);
    assert_eq!(view(&service, &there, OTHER_SCHOOL).await.received.len(), 1, "it is offered again");
    assert_eq!(class(&service, 44, next_september()).await.map(|place| place.0), Some(SchoolId(id(SCHOOL))));
}

#[tokio::test]
async fn an_offer_is_declined_with_a_reason_or_withdrawn() {
    let service = Service::start().await;
    with_a_leaver(&service).await;
    let (office, there) = (service.browser(COORDINATOR).await, service.browser(OTHER_COORDINATOR).await);
    offered(&service, &office).await;
    let offer = view(&service, &there, OTHER_SCHOOL).await.received[0].id;
    let decline = |why: &str| json!({"school": id(OTHER_SCHOOL), "offers": [offer], "reason": why});
    assert_eq!(refused(&service, &there, "decline_offers", decline(" ")).await, StatusCode::UNPROCESSABLE_ENTITY);
    asked(&service, &there, "decline_offers", decline("不在我们的片区")).await;
    let page = view(&service, &office, SCHOOL).await;
    assert_eq!((page.sent[0].state, page.sent[0].reason.as_str()), (OfferState::Declined, "不在我们的片区"));
    assert_eq!(page.classes.len(), 1, "the child is planned again");
    assert_eq!(view(&service, &there, OTHER_SCHOOL).await.received, []);

    let made = offered(&service, &office).await;
    let open = view(&service, &office, SCHOOL).await.sent.into_iter().find(|o| o.state == OfferState::Open).unwrap();
    let withdraw = json!({"school": id(SCHOOL), "offers": [open.id]});
    asked(&service, &office, "withdraw_offers", withdraw.clone()).await;
    assert_eq!(refused(&service, &office, "withdraw_offers", withdraw).await, StatusCode::CONFLICT);
    assert_eq!(back(&service, &office, json!(made.act)).await, None);

    // With the act, what nobody has answered is withdrawn; and who has left is offered no more.
    let made = offered(&service, &office).await;
    assert_eq!(view(&service, &there, OTHER_SCHOOL).await.received.len(), 1);
    asked(&service, &office, "leave", json!({"child": id(44), "why": "not_left_behind", "last": "2026-09-18"})).await;
    assert_eq!(view(&service, &there, OTHER_SCHOOL).await.received, []);
    let leave = view(&service, &office, SCHOOL).await.acts[0].id;
    assert_eq!(back(&service, &office, json!(leave)).await, None);
    assert_eq!(view(&service, &there, OTHER_SCHOOL).await.received.len(), 1);
    assert_eq!(back(&service, &office, json!(made.act)).await, None);
    assert_eq!(view(&service, &there, OTHER_SCHOOL).await.received, []);
}

#[tokio::test]
async fn only_the_school_whose_child_it_is_offers_it() {
    let service = Service::start().await;
    with_a_leaver(&service).await;
    let (office, there) = (service.browser(COORDINATOR).await, service.browser(OTHER_COORDINATOR).await);
    offered(&service, &office).await;
    // It is moved there while the offer is open, and the other school offers it in its turn.
    let moved = json!({"child": id(44), "school": id(OTHER_SCHOOL), "class_name": "九年级1班"});
    asked(&service, &office, "move_child", moved).await;
    let plan = all_up(Goes::Offered(SchoolId(id(SCHOOL))));
    let ask = json!({"school": id(OTHER_SCHOOL), "plan": plan});
    let preview: YearPreview = serde_json::from_value(asked(&service, &there, "preview_year", ask).await).unwrap();
    let doing = json!({"school": id(OTHER_SCHOOL), "plan": plan, "act": preview.act, "seen": preview.seen});
    asked(&service, &there, "do_year", doing).await;
    assert_eq!(view(&service, &office, SCHOOL).await.received.len(), 1);
    assert_eq!(view(&service, &there, OTHER_SCHOOL).await.received, []);
    assert_eq!(view(&service, &office, SCHOOL).await.sent, [], "the former school's offer is withdrawn");
}

#[tokio::test]
async fn a_child_leaves_with_a_reason_and_comes_back_when_it_was_a_mistake() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let body = |n: u128, why: &str, last: &str| json!({"child": id(n), "why": why, "last": last});
    let before = places(&service, day(9, 25)).await;
    for (n, why, last, status) in [
        (41, "moved_up", "2026-09-18", StatusCode::UNPROCESSABLE_ENTITY),
        (41, "graduated", "2026-08-31", StatusCode::UNPROCESSABLE_ENTITY),
        (41, "graduated", "2027-09-18", StatusCode::UNPROCESSABLE_ENTITY),
        (43, "graduated", "2026-09-18", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(refused(&service, &office, "leave", body(n, why, last)).await, status, "{n} {why} {last}");
    }
    asked(&service, &office, "leave", body(41, "not_left_behind", "2026-09-20")).await;
    let after = places(&service, day(9, 25)).await;
    assert_eq!(after.iter().find(|(c, ..)| *c == child(41)), Some(&(child(41), None, 0)));
    let act = view(&service, &office, SCHOOL).await.acts[0].id;
    assert_eq!(back(&service, &office, json!(act)).await, None);
    assert_eq!(places(&service, day(9, 25)).await, before);
}

#[tokio::test]
async fn a_child_moved_in_august_leaves_no_class_of_the_new_year_behind() {
    let service = Service::start().await;
    with_a_leaver(&service).await;
    let (office, there) = (service.browser(COORDINATOR).await, service.browser(OTHER_COORDINATOR).await);
    let plan = all_up(Goes::Leaves);
    let preview = shown(&service, &office, &plan).await;
    asked(&service, &office, "do_year", doing(&plan, &preview)).await;
    let ask = json!({"child": id(41), "school": id(OTHER_SCHOOL), "class_name": "四年级1班"});
    asked(&service, &office, "move_child", ask).await;
    for on in [day(9, 18), next_september()] {
        assert_eq!(class(&service, 41, on).await, Some((SchoolId(id(OTHER_SCHOOL)), "四年级1班".to_owned())), "{on}");
    }
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let open: Vec<Enrolment> = unit.enrolments().of_child(child(41)).await.unwrap();
    let open: Vec<EnrolmentId> = open.into_iter().filter(|e| e.to.is_none()).map(|e| e.id).collect();
    drop(unit);
    assert_eq!(open.len(), 1);
    asked(&service, &there, "hand_on", crate::common::handing(id(41), id(OTHER_MENTOR))).await;
    let moved = view(&service, &office, SCHOOL).await.acts[0].clone();
    assert_eq!((moved.kind, moved.built_on.map(|b| b.why)), (ActKind::MoveChild, Some(BuiltOnWhy::Paired)));
}

fn typed(name: &str, birth: &str) -> TypedChild {
    TypedChild {
        name: name.to_owned(),
        birth: birth.to_owned(),
        class_name: "三年级2班".to_owned(),
        ..TypedChild::default()
    }
}

async fn entered(service: &Service, who: &Browser, child: &TypedChild, said: Who) -> Entered {
    let body = json!({"school": id(SCHOOL), "child": child, "from": "2026-09-18", "who": said});
    serde_json::from_value(asked(service, who, "enter_child", body).await).unwrap()
}

#[tokio::test]
async fn a_child_is_entered_by_hand_and_taken_back() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let full = TypedChild {
        sex: "女".to_owned(),
        id_number: "610922201806309843".to_owned(),
        address: "上坝村3组".to_owned(),
        father: "李大山".to_owned(),
        relation: "奶奶".to_owned(),
        carer: "罗桂兰".to_owned(),
        phone: "139 0032 4292".to_owned(),
        ..typed("李小芳", "2018-06-30")
    };
    let Entered::Done(new) = entered(&service, &office, &full, Who::NotSaid).await else { panic!("nobody is alike") };
    let file = asked(&service, &office, "child_file", json!({"child": new})).await.to_string();
    for part in ["李小芳", "三年级2班", "2018-06-30", "奶奶", "罗桂兰", "李大山"] {
        assert!(file.contains(part), "{part}: {file}");
    }
    assert!(!file.contains("13900324292") && !file.contains("610922201806309843"));
    let act = view(&service, &office, SCHOOL).await.acts[0].clone();
    assert_eq!((act.kind, act.name.as_str(), act.built_on), (ActKind::Enter, "李小芳", None));
    asked(&service, &office, "hand_on", crate::common::handing(new.0, id(crate::common::MENTOR))).await;
    let on = back(&service, &office, json!(act.id)).await;
    assert_eq!(on.map(|on| on.why), Some(BuiltOnWhy::Paired));

    // Nobody cares for a child that never came: with it its relations end, with what was put right of them.
    let full = TypedChild { id_number: String::new(), ..full };
    let full = TypedChild { name: "李小明".to_owned(), birth: "2016-03-01".to_owned(), ..full };
    let Entered::Done(third) = entered(&service, &office, &full, Who::New).await else {
        panic!("a namesake's sibling")
    };
    let relations = async || {
        let mut unit = service.state.storage.read(COUNTY).await.unwrap();
        let rows = unit.files().rows(&[third], &[third], None, storage::Since::BEGINNING).await.unwrap();
        let rows = rows.rows.into_iter();
        rows.filter_map(|row| if let FileRow::Relation(own) = row.value { Some(own.over) } else { None })
            .collect::<Vec<_>>()
    };
    assert_eq!(relations().await, [false, false]);
    let act = view(&service, &office, SCHOOL).await.acts[0].id;
    assert_eq!(back(&service, &office, json!(act)).await, None);
    assert_eq!(relations().await, [true, true]);

    let Entered::Done(other) = entered(&service, &office, &typed("王二", ""), Who::NotSaid).await else { panic!() };
    let act = view(&service, &office, SCHOOL).await.acts[0].id;
    assert_eq!(back(&service, &office, json!(act)).await, None);
    let there = places(&service, day(9, 18)).await;
    assert_eq!(there.iter().find(|(c, ..)| *c == other).and_then(|c| c.1.clone()), None);
}

#[tokio::test]
async fn whoever_may_be_there_already_is_asked_about_before_anything_is_written() {
    let service = Service::start().await;
    let (office, there) = (service.browser(COORDINATOR).await, service.browser(OTHER_COORDINATOR).await);
    let count = places(&service, day(9, 18)).await.len();
    let twin = typed("孩子 42", "2018-06-30");
    let Entered::Alike(alike) = entered(&service, &office, &twin, Who::NotSaid).await else { panic!("it is there") };
    assert_eq!(alike.iter().map(|c| c.child).collect::<Vec<_>>(), [child(42)]);
    assert_eq!(entered(&service, &office, &twin, Who::Same(child(42))).await, Entered::Here(child(42)));
    let elsewhere = entered(&service, &office, &twin, Who::Same(child(43))).await;
    assert!(matches!(elsewhere, Entered::Alike(_)), "another school's child is nobody here");
    assert!(matches!(entered(&service, &office, &typed("孩子43", ""), Who::NotSaid).await, Entered::Done(_)));
    assert_eq!(places(&service, day(9, 18)).await.len(), count + 1);
    assert!(matches!(entered(&service, &office, &twin, Who::New).await, Entered::Done(_)), "a namesake");

    // Who left comes back as who it was, unless another school of the county has it.
    asked(&service, &office, "leave", json!({"child": id(41), "why": "left_county", "last": "2026-09-17"})).await;
    assert_eq!(entered(&service, &office, &typed("孩子41", ""), Who::Same(child(41))).await, Entered::Done(child(41)));
    assert_eq!(class(&service, 41, day(9, 18)).await.map(|p| p.1).as_deref(), Some("三年级2班"));
    let ask = json!({"child": id(44), "school": id(OTHER_SCHOOL), "class_name": "四年级1班"});
    asked(&service, &office, "move_child", ask).await;
    assert_eq!(entered(&service, &office, &typed("孩子44", ""), Who::Same(child(44))).await, Entered::Elsewhere);
    assert_eq!(view(&service, &there, OTHER_SCHOOL).await.acts, []);
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_nothing_is_written() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let bad =
        TypedChild { id_number: "610922201806309844".to_owned(), phone: "12".to_owned(), ..typed("王三", "昨天") };
    let Entered::Unfit(causes) = entered(&service, &office, &bad, Who::NotSaid).await else { panic!("it is wrong") };
    let causes: Vec<Cause> = causes.into_iter().map(|(_, cause)| cause).collect();
    for cause in [Cause::IdCheck, Cause::Phone, Cause::Date] {
        assert!(causes.contains(&cause), "{cause} of {causes:?}");
    }
    assert!(matches!(entered(&service, &office, &typed(" ", ""), Who::NotSaid).await, Entered::Unfit(_)));
    let none = TypedChild { class_name: String::new(), ..typed("王三", "") };
    let body = json!({"school": id(SCHOOL), "child": none, "from": "2026-09-18", "who": "not_said"});
    assert_eq!(refused(&service, &office, "enter_child", body).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(view(&service, &office, SCHOOL).await.acts, []);
}

#[tokio::test]
async fn a_child_changes_its_class_from_a_day_on() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let body = |n: u128, class: &str, from: &str| json!({"child": id(n), "class_name": class, "from": from});
    for (n, class, from, status) in [
        (43, "三年级1班", "2026-09-18", StatusCode::NOT_FOUND),
        (41, " ", "2026-09-18", StatusCode::UNPROCESSABLE_ENTITY),
        (41, "三年级1班", "2026-09-01", StatusCode::UNPROCESSABLE_ENTITY),
        (41, "三年级2班", "2026-09-18", StatusCode::CONFLICT),
    ] {
        assert_eq!(
            refused(&service, &office, "change_class", body(n, class, from)).await,
            status,
            "{n} {class} {from}"
        );
    }
    asked(&service, &office, "change_class", body(41, "三年级1班", "2026-09-16")).await;
    let class_on = async |d| class(&service, 41, day(9, d)).await.map(|place| place.1);
    assert_eq!((class_on(15).await.as_deref(), class_on(16).await.as_deref()), (Some("三年级2班"), Some("三年级1班")));
    let act = view(&service, &office, SCHOOL).await.acts[0].clone();
    assert_eq!((act.kind, act.name.as_str()), (ActKind::SplitClass, "孩子41"));
    assert_eq!(back(&service, &office, json!(act.id)).await, None);
    assert_eq!(class_on(16).await.as_deref(), Some("三年级2班"));
}
