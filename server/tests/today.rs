//! Today at a school, and noting where a child is: who may, what it changes, and that the phone learns it.

use crate::common::{
    Browser, COUNTY, MENTOR, SCHOOL, Service, by, day, id, now, numbered, op, pairing, record, request,
};
use axum::http::StatusCode;
use chrono::NaiveDate;
use desk_api::today::TodayView;
use domain::guardianship::{Alarm, CarerKind, Fact, FactSubject, FactValue, StatusKind};
use domain::id::{AccountId, ChildId, FactId, PageId, StatusId};
use domain::register::{PairingEnded, Written};
use domain::report::TodayLine;
use domain::term::due::{Due, Duty, LastDays, due};
use domain::term::hazard::{Closed, Hazard, HazardKind};
use domain::term::need::Need;
use domain::term::plan::{Aim, CameOf, PlanLine};
use domain::term::{PageBody, Term};
use serde_json::{Value, json};
use sync::{Snapshot, WritePage};

/// People of the test county.
const COORDINATOR: u128 = 23;
const LEAD: u128 = 25;

async fn write(service: &Service, written: &[Written]) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, written).await.unwrap();
    unit.commit().await.unwrap();
}

async fn today(service: &Service, who: &Browser) -> TodayView {
    let reply = service.call(Some(who), "POST", "/rpc/desk/today", Some(json!({"school": id(SCHOOL)}))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    serde_json::from_value(reply.json).unwrap()
}

fn line(view: &TodayView, child: u128) -> &TodayLine {
    view.children.iter().find(|line| line.id == ChildId(id(child))).unwrap()
}

fn needs(view: &TodayView) -> Vec<(&str, Option<Need>)> {
    view.children.iter().map(|line| (line.name.as_str(), line.need(view.as_of))).collect()
}

async fn call(service: &Service, who: &Browser, what: &str, body: Value) -> StatusCode {
    service.call(Some(who), "POST", &format!("/rpc/desk/{what}"), Some(body)).await.status
}

fn stay(kind: &str, from: &str, to: &str) -> Value {
    json!({"kind": kind, "from": from, "to": to})
}

/// A mentor's phone, and what it holds.
struct Phone {
    browser: Browser,
    held: Snapshot,
    cursor: Option<String>,
}

impl Phone {
    async fn of(service: &Service, mentor: u128) -> Self {
        Self { browser: service.browser(mentor).await, held: Snapshot::default(), cursor: None }
    }

    /// Takes what is new, and says where the phone then knows a child to be.
    async fn learns(&mut self, service: &Service, child: u128) -> Vec<(StatusKind, NaiveDate, Option<NaiveDate>)> {
        let reply = service.synced(&self.browser, &request(&self.browser, vec![], self.cursor.take())).await;
        reply.page.rows.iter().for_each(|row| self.held.put(row.clone()));
        self.cursor = Some(reply.cursor);
        let stays = self.held.statuses(ChildId(id(child))).into_iter().filter(|status| status.is_stay());
        stays.map(|status| (status.kind, status.from, status.to)).collect()
    }

    /// What the phone asks its owner to do for a child.
    fn asks(&self, child: u128) -> Vec<Due> {
        let (child, today) = (self.held.child(ChildId(id(child))).unwrap(), day(9, 18));
        let done = LastDays::of(&self.held.logs(child.id));
        due(&self.held.rules(today), &done, &self.held.situation(child, today), today)
    }
}

#[tokio::test]
async fn each_child_is_listed_once_under_what_is_most_urgent() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    // 41 was spoken with yesterday; nobody has contacted 42 in the five working days of the rules; 44 has nobody.
    let phone = service.browser(MENTOR).await;
    service.synced(&phone, &request(&phone, vec![numbered(1, &record(1, &[41]))], None)).await;
    let view = today(&service, &office).await;
    assert_eq!((view.enrolled, view.as_of, view.name.as_str()), (3, day(9, 18), "甲校"));
    assert_eq!(needs(&view), [("孩子42", Some(Need::Silent)), ("孩子44", Some(Need::Unpaired))]);
    let silent = line(&view, 42);
    assert_eq!(silent.standing.missed(view.as_of).map(|due| due.duty), Some(Duty::FirstContact));
    assert_eq!(silent.mentor.as_deref(), Some("人21"));
    assert_eq!(line(&view, 44).unpaired_since, Some(day(9, 1)), "since it is in the register");
}

#[tokio::test]
async fn a_child_whom_nobody_cares_for_stands_above_all_and_one_whose_mentor_left_says_so() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let alone = Fact {
        id: FactId(id(801)),
        subject: FactSubject::Child(ChildId(id(44))),
        value: FactValue::Carer { kind: CarerKind::Nobody, who: String::new(), quality: None },
        seen_on: day(9, 17),
        author: Some(AccountId(id(MENTOR))),
        captured_at: now(),
        disputes: None,
        unsaid: false,
    };
    let left = pairing(51, 41, MENTOR).ending(day(9, 10), PairingEnded::MentorLeft);
    write(&service, &[Written::Fact(alone), Written::Pairing(left)]).await;
    let view = today(&service, &office).await;
    let danger = line(&view, 44);
    assert_eq!(danger.need(view.as_of), Some(Need::Danger));
    assert!(danger.standing.has(Need::Unpaired, view.as_of), "all its reasons are there");
    assert_eq!(danger.learnt, [(Alarm::Unattended, day(9, 17))]);
    let unpaired = line(&view, 41);
    assert_eq!((unpaired.unpaired_since, unpaired.ended), (Some(day(9, 11)), Some(PairingEnded::MentorLeft)));
    // A stay does not cover a danger.
    let body = json!({"child": id(44), "stay": stay("in_hospital", "2026-09-18", "2026-09-25")});
    assert_eq!(call(&service, &office, "note_stay", body).await, StatusCode::OK);
    assert_eq!(line(&today(&service, &office).await, 44).need(day(9, 18)), Some(Need::Danger));
}

#[tokio::test]
async fn a_stay_is_noted_corrected_ended_and_taken_back_and_the_phone_learns_each() {
    let service = Service::start().await;
    let lead = service.browser(LEAD).await;
    let mut phone = Phone::of(&service, MENTOR).await;
    assert_eq!(phone.learns(&service, 42).await, []);
    assert!(!phone.asks(42).is_empty());

    let body = json!({"child": id(42), "stay": stay("in_hospital", "2026-09-16", "2026-09-25")});
    assert_eq!(call(&service, &lead, "note_stay", body.clone()).await, StatusCode::OK);
    assert_eq!(call(&service, &lead, "note_stay", body).await, StatusCode::CONFLICT, "a second tap");
    let view = today(&service, &lead).await;
    let paused = line(&view, 42);
    assert_eq!(paused.need(view.as_of), Some(Need::Paused));
    let noted = paused.stay.clone().unwrap();
    assert_eq!((noted.kind, noted.from, noted.to), (StatusKind::InHospital, day(9, 16), Some(day(9, 25))));
    assert_eq!(phone.learns(&service, 42).await, [(noted.kind, noted.from, noted.to)]);
    assert_eq!(phone.asks(42), [], "and nothing is asked for");

    let to = |kind, to| json!({"child": id(42), "status": noted.id, "stay": stay(kind, "2026-09-16", to)});
    assert_eq!(call(&service, &lead, "change_stay", to("with_parents", "2026-09-20")).await, StatusCode::OK);
    let corrected = (StatusKind::WithParents, day(9, 16), Some(day(9, 20)));
    assert_eq!(phone.learns(&service, 42).await, [corrected]);

    // Back since yesterday: it is asked for again, and the stay is still there to be mended.
    assert_eq!(call(&service, &lead, "change_stay", to("with_parents", "2026-09-17")).await, StatusCode::OK);
    let view = today(&service, &lead).await;
    assert_ne!(line(&view, 42).need(view.as_of), Some(Need::Paused));
    assert_eq!(line(&view, 42).stay.as_ref().map(|s| s.id), Some(noted.id));
    phone.learns(&service, 42).await;
    assert_eq!(phone.asks(42), line(&view, 42).standing.due, "phone and desk ask for the same");

    let back = json!({"child": id(42), "status": noted.id});
    assert_eq!(call(&service, &lead, "take_back_stay", back.clone()).await, StatusCode::OK);
    assert_eq!(call(&service, &lead, "take_back_stay", back).await, StatusCode::CONFLICT);
    let view = today(&service, &lead).await;
    assert_eq!((line(&view, 42).need(view.as_of), &line(&view, 42).stay), (Some(Need::Silent), &None));
    assert_eq!(phone.learns(&service, 42).await, []);
}

/// What the desk says is due in a child's file.
async fn in_the_file(service: &Service, who: &Browser, child: u128) -> Vec<Due> {
    let reply = service.call(Some(who), "POST", "/rpc/desk/child_file", Some(json!({"child": id(child)}))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    serde_json::from_value(reply.json["due"].clone()).unwrap()
}

#[tokio::test]
async fn what_a_page_asks_for_is_due_on_the_phone_in_the_file_and_once_late_in_the_schools_list() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let mut phone = Phone::of(&service, MENTOR).await;
    let (child, term) = (ChildId(id(41)), Term::of(day(9, 18)));
    // Spoken with yesterday, so that nothing else is late.
    let push = async |n, op: &sync::Op| {
        let who = service.browser(MENTOR).await;
        service.synced(&who, &request(&who, vec![numbered(n, op)], None)).await
    };
    push(1, &record(1, &[41])).await;
    phone.learns(&service, 41).await;
    let usual = phone.asks(41);
    assert_eq!(in_the_file(&service, &office, 41).await, usual);

    let hazard = Hazard::found(HazardKind::Water, "门前水塘", day(9, 10));
    let plan = PlanLine { review_on: Some(day(9, 15)), ..PlanLine::new(Aim::Study, "", "每天读十分钟") };
    let body = PageBody { hazards: vec![hazard], plan: vec![plan], ..PageBody::default() };
    let first = PageId(id(901));
    push(1, &op(2, WritePage { page: first, child, term, body: body.clone(), base: None })).await;
    phone.learns(&service, 41).await;
    let asked = phone.asks(41);
    let late: Vec<_> = asked.iter().filter(|due| due.is_late(day(9, 18))).map(|due| (due.duty, due.by)).collect();
    assert_eq!(late, [(Duty::Hazard, day(9, 13)), (Duty::Review, day(9, 15))], "nobody is named, nobody has looked");
    assert_eq!(in_the_file(&service, &office, 41).await, asked);
    let view = today(&service, &office).await;
    let listed = line(&view, 41);
    assert_eq!((listed.need(view.as_of), &listed.standing.due), (Some(Need::Due), &asked), "no page is opened for it");

    let mut settled = body;
    settled.hazards[0].closed = Some(Closed { on: day(9, 18), how: "拉了围栏".to_owned() });
    settled.plan[0].came_of = Some(CameOf::Done);
    push(1, &op(3, WritePage { page: PageId(id(902)), child, term, body: settled, base: Some(first) })).await;
    phone.learns(&service, 41).await;
    assert_eq!((phone.asks(41), in_the_file(&service, &office, 41).await), (usual.clone(), usual));
    let view = today(&service, &office).await;
    assert!(needs(&view).iter().all(|(name, _)| *name != "孩子41"), "{:?}", needs(&view));
}

#[tokio::test]
async fn what_cannot_be_a_stay_is_not_written() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    for (stay, input) in [
        (stay("orphan", "2026-09-18", "2026-09-20"), "stay"),
        (stay("of_next_year", "2026-09-18", "2026-09-20"), "stay"),
        (stay("in_hospital", "2025-01-01", "2026-09-20"), "first_day"),
        (stay("in_hospital", "2026-09-18", "2026-09-17"), "last_day"),
        (stay("with_parents", "2026-09-18", "2026-10-19"), "last_day"),
        (stay("in_hospital", "2026-09-18", "+262142-12-31"), "last_day"),
    ] {
        let body = json!({"child": id(41), "stay": stay});
        let reply = service.call(Some(&office), "POST", "/rpc/desk/note_stay", Some(body)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{stay}: {}", reply.text);
        assert_eq!(reply.json["problems"][0]["input"], json!(input), "{stay}");
    }
    let whose =
        json!({"child": id(41), "status": StatusId(id(5)), "stay": stay("in_hospital", "2026-09-18", "2026-09-20")});
    assert_eq!(call(&service, &office, "change_stay", whose).await, StatusCode::CONFLICT, "there is none");
}

#[tokio::test]
async fn another_schools_people_neither_see_nor_note_anything() {
    let service = Service::start().await;
    for who in [24, 26] {
        let other = service.browser(who).await;
        assert_eq!(call(&service, &other, "today", json!({"school": id(SCHOOL)})).await, StatusCode::FORBIDDEN);
        let body = json!({"child": id(41), "stay": stay("in_hospital", "2026-09-18", "2026-09-20")});
        assert_eq!(call(&service, &other, "note_stay", body).await, StatusCode::NOT_FOUND);
    }
    // Nor does a stay of one child answer for another.
    let office = service.browser(COORDINATOR).await;
    let body = json!({"child": id(41), "stay": stay("in_hospital", "2026-09-18", "2026-09-20")});
    assert_eq!(call(&service, &office, "note_stay", body).await, StatusCode::OK);
    let status = line(&today(&service, &office).await, 41).stay.as_ref().unwrap().id;
    let body = json!({"child": id(44), "status": status});
    assert_eq!(call(&service, &office, "take_back_stay", body).await, StatusCode::CONFLICT);
}
