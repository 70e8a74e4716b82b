//! Who a child is: the definitions of a left-behind child on any day, and two files that are one child's.

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_SCHOOL, SCHOOL, Service, body, by, child, day, enrolment, id, now, numbered, op,
    pairing, request,
};
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::guardianship::{Away, CarerKind, Fact, FactSubject, FactValue, ParentWhere};
use domain::id::{AccountId, ActId, ChildId, FactId, HouseholdId, LogId};
use domain::register::id_number::IdNumber;
use domain::register::{Child, Household, Written};
use serde_json::{Value, json};
use storage::{ChildNumber, Judged};
use sync::{NewFact, Op, RecordLog, Settlement, Snapshot};

/// People of the test county, and a second mentor of the first school.
const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const CENTRE: u128 = 27;
const SECOND: u128 = 29;
/// The kept child, its double at the school, and one of the other school who looks like both.
pub const KEPT: u128 = 41;
pub const DOUBLE: u128 = 45;
const ELSEWHERE: u128 = 46;

async fn write(service: &Service, written: &[Written]) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, written).await.unwrap();
    unit.commit().await.unwrap();
}

async fn desk(service: &Service, who: &Browser, what: &str, ask: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{what}"), Some(ask)).await;
    (reply.status, reply.json)
}

async fn doubles(service: &Service, who: &Browser, school: Option<u128>) -> Value {
    let (status, view) = desk(service, who, "doubles", json!({"school": school.map(id)})).await;
    assert_eq!(status, StatusCode::OK, "{view}");
    view
}

/// The pairs of a view, by identifier.
fn pairs(view: &Value) -> Vec<(String, String)> {
    let of = |pair: &Value, side: &str| pair[side]["id"].as_str().unwrap().to_owned();
    view["pairs"].as_array().unwrap().iter().map(|pair| (of(pair, "one"), of(pair, "other"))).collect()
}

fn pair(one: u128, other: u128) -> (String, String) {
    (id(one).to_string(), id(other).to_string())
}

fn named(n: u128, home: u128, entered_on: NaiveDate) -> Child {
    Child { name: "罗小满".to_owned(), birth: NaiveDate::from_ymd_opt(2016, 3, 4), entered_on, ..child(n, home) }
}

/// A second mentor with the double, whose number differs from the kept child's in a few digits, and a namesake elsewhere.
pub async fn with_doubles(service: &Service) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut account = unit.accounts().get(AccountId(id(MENTOR))).await.unwrap().unwrap();
    account.id = AccountId(id(SECOND));
    account.login = "second".to_owned();
    unit.accounts().add(&[account]).await.unwrap();
    unit.commit().await.unwrap();
    let home = |n| Written::Household(Household { id: HouseholdId(id(n)), address: "上坝村".to_owned() });
    write(
        service,
        &[
            home(38),
            home(39),
            Written::Child(named(KEPT, 31, day(9, 1))),
            Written::Child(named(DOUBLE, 38, day(9, 2))),
            Written::Child(named(ELSEWHERE, 39, day(9, 3))),
            Written::Enrolment(enrolment(DOUBLE, SCHOOL, "三年级1班")),
            Written::Enrolment(enrolment(ELSEWHERE, OTHER_SCHOOL, "三年级1班")),
            Written::Pairing(pairing(55, DOUBLE, SECOND)),
        ],
    )
    .await;
}

/// A visit to the double, with an answer about who cares for it, as its mentor's phone holds it.
fn visit(n: u128, on: NaiveDate) -> Op {
    let told = NewFact {
        id: FactId(id(3000 + n)),
        subject: FactSubject::Child(ChildId(id(DOUBLE))),
        value: FactValue::Carer { kind: CarerKind::Nobody, who: String::new(), quality: None },
        base: None,
    };
    let body = domain::log::LogBody { occurred_on: on, ..body(&[DOUBLE]) };
    op(n, RecordLog { log: LogId(id(2000 + n)), body, facts: vec![told] })
}

async fn file(service: &Service, who: &Browser, child: u128) -> Value {
    desk(service, who, "child_file", json!({"child": id(child)})).await.1
}

fn entries(file: &Value) -> usize {
    file["entries"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_pair_of_one_school_is_its_coordinators_and_one_across_schools_the_centres() {
    let service = Service::start().await;
    with_doubles(&service).await;
    let (office, other, centre) =
        (service.browser(COORDINATOR).await, service.browser(OTHER_COORDINATOR).await, service.browser(CENTRE).await);
    let view = doubles(&service, &office, Some(SCHOOL)).await;
    assert_eq!(pairs(&view), [pair(KEPT, DOUBLE)]);
    assert_eq!(view["pairs"][0]["bearers"], 2, "how often a name is borne elsewhere is not told");
    let theirs = doubles(&service, &other, Some(OTHER_SCHOOL)).await;
    assert_eq!((pairs(&theirs), theirs["more"].clone()), (vec![], json!(0)));
    assert_eq!(pairs(&doubles(&service, &centre, None).await).len(), 3);
    let ask = |who, other: u128| {
        let service = &service;
        async move { desk(service, who, "keep_apart", json!({"one": id(KEPT), "other": id(other)})).await.0 }
    };
    let nobody = ask(&office, 999).await;
    assert_eq!((ask(&office, ELSEWHERE).await, nobody), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "told alike");
    assert_eq!(ask(&other, DOUBLE).await, StatusCode::NOT_FOUND);
    assert_eq!(ask(&centre, ELSEWHERE).await, StatusCode::OK);
    assert_eq!(ask(&office, DOUBLE).await, StatusCode::OK);
    assert_eq!(pairs(&doubles(&service, &office, Some(SCHOOL)).await), [], "nobody is asked again");
    assert_eq!(pairs(&doubles(&service, &centre, None).await), [pair(DOUBLE, ELSEWHERE)]);
}

#[tokio::test]
async fn of_two_numbers_only_the_digits_that_differ_are_shown() {
    let service = Service::start().await;
    with_doubles(&service).await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let born = NaiveDate::from_ymd_opt(2016, 3, 4).unwrap();
    let numbers = [(KEPT, 1), (DOUBLE, 2)].map(|(n, nth)| {
        let number = IdNumber::build(610_922, born, nth).unwrap();
        ChildNumber { child: ChildId(id(n)), number: Some(number), digest: None }
    });
    unit.children().keep_numbers(&numbers).await.unwrap();
    unit.commit().await.unwrap();
    let office = service.browser(COORDINATOR).await;
    let view = doubles(&service, &office, Some(SCHOOL)).await;
    let shown = &view["pairs"][0];
    assert_eq!(shown["likeness"], "possible", "numbers of one day's neighbours are never sure to be one child's");
    for side in ["one", "other"] {
        let digits = shown[side]["digits"].as_str().unwrap();
        assert!(digits.starts_with("················"), "{digits}");
    }
    assert!(!view.to_string().contains("61092220160304"));
}

#[tokio::test]
async fn what_was_made_one_is_as_before_when_it_is_taken_back() {
    let service = Service::start().await;
    with_doubles(&service).await;
    let office = service.browser(COORDINATOR).await;
    let phone = service.browser(SECOND).await;
    service.synced(&phone, &request(&phone, vec![numbered(1, &visit(1, day(9, 17)))], None)).await;
    let everything = || async {
        let school = desk(&service, &office, "school", json!({"school": id(SCHOOL)})).await.1;
        let today = desk(&service, &office, "today", json!({"school": id(SCHOOL)})).await.1;
        [file(&service, &office, KEPT).await, file(&service, &office, DOUBLE).await, school, today]
    };
    let before = everything().await;
    assert_eq!((entries(&before[0]), entries(&before[1])), (0, 1));
    let ask = json!({"kept": id(KEPT), "other": id(DOUBLE)});
    assert_eq!(desk(&service, &office, "join_children", ask.clone()).await.0, StatusCode::OK);
    assert_eq!(desk(&service, &office, "join_children", ask).await.0, StatusCode::CONFLICT, "once");

    let joined = everything().await;
    assert_eq!(entries(&joined[0]), 1, "the closed file's entries are seen from the kept one");
    assert_eq!(joined[0]["mentor"], before[0]["mentor"], "whose mentor goes on");
    let carer = joined[0]["facts"].as_array().unwrap().iter().any(|fact| fact.to_string().contains("nobody"));
    assert!(carer, "and what is newer in it is said there");
    assert_eq!(joined[2]["children"].as_array().unwrap().len() + 1, before[2]["children"].as_array().unwrap().len());
    let view = doubles(&service, &office, Some(SCHOOL)).await;
    assert_eq!(pairs(&view), []);
    let lost = service.synced(&phone, &request(&phone, vec![], None)).await;
    assert!(lost.page.rows.is_empty() || !lost.page.rows.iter().any(|row| format!("{row:?}").contains("罗小满")));

    let judged = view["joined"][0]["id"].clone();
    assert_eq!(desk(&service, &office, "take_back_double", json!({"id": judged})).await.0, StatusCode::OK);
    let after = everything().await;
    let without_versions = |mut all: [Value; 4]| {
        // An answer that was put back is another version of the same.
        for file in &mut all {
            file["facts"] = json!(
                file["facts"].as_array().map(|facts| facts.iter().map(|f| f["value"].clone()).collect::<Vec<_>>())
            );
        }
        all
    };
    assert_eq!(without_versions(after), without_versions(before));
    assert_eq!(pairs(&doubles(&service, &office, Some(SCHOOL)).await), [pair(KEPT, DOUBLE)], "and it is asked again");
    assert_eq!(desk(&service, &office, "take_back_double", json!({"id": judged})).await.0, StatusCode::CONFLICT);
}

#[tokio::test]
async fn work_done_offline_on_the_closed_file_lands_in_the_kept_one() {
    let service = Service::start().await;
    with_doubles(&service).await;
    let office = service.browser(COORDINATOR).await;
    let (first, second) = (service.browser(MENTOR).await, service.browser(SECOND).await);
    let cursor = service.synced(&first, &request(&first, vec![], None)).await.cursor;
    let ask = json!({"kept": id(KEPT), "other": id(DOUBLE)});
    assert_eq!(desk(&service, &office, "join_children", ask).await.0, StatusCode::OK);

    // Before it and after it, without the phone having heard of it.
    let ops = vec![numbered(1, &visit(1, day(9, 10))), numbered(2, &visit(2, day(9, 18)))];
    let reply = service.synced(&second, &request(&second, ops, None)).await;
    for result in &reply.results {
        assert!(matches!(result.settlement, Settlement::Applied { .. }), "{result:?}");
    }
    assert_eq!(entries(&file(&service, &office, KEPT).await), 2);
    let today = desk(&service, &office, "today", json!({"school": id(SCHOOL)})).await.1;
    let line = today["children"].as_array().unwrap().iter().find(|line| line["id"] == json!(id(KEPT))).unwrap().clone();
    assert_eq!(
        line["learnt"][0][0], "lives_alone",
        "a danger that was told of the closed file stands by the kept child"
    );

    // The kept child's mentor learns it.
    let mut held = Snapshot::default();
    let news = service.synced(&first, &request(&first, vec![], Some(cursor))).await;
    news.page.rows.iter().for_each(|row| held.put(row.clone()));
    assert_eq!(held.logs(ChildId(id(KEPT))).len(), 2);

    // Another school's mentor is refused as ever.
    let stranger = service.browser(crate::common::OTHER_MENTOR).await;
    let reply = service.synced(&stranger, &request(&stranger, vec![numbered(1, &visit(7, day(9, 18)))], None)).await;
    assert!(matches!(reply.results[0].settlement, Settlement::Rejected(_)));
}

#[tokio::test]
async fn work_of_a_day_after_the_file_was_closed_is_the_schools_to_take_in() {
    let service = Service::start().await;
    with_doubles(&service).await;
    let over = pairing(55, DOUBLE, SECOND).ending(day(9, 9), domain::register::PairingEnded::Handed);
    write(&service, &[Written::Pairing(over)]).await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let (one, other, from) = (ChildId(id(KEPT)), ChildId(id(DOUBLE)), day(9, 10));
    let judged = Judged { id: ActId(id(700)), one, other, same: true, from, seq, facts: vec![], taken_back: None };
    unit.doubles().add(&judged).await.unwrap();
    unit.commit().await.unwrap();
    let second = service.browser(SECOND).await;
    let ops = vec![numbered(1, &visit(1, day(9, 10))), numbered(2, &visit(2, day(9, 18)))];
    let reply = service.synced(&second, &request(&second, ops, None)).await;
    let settled: Vec<&Settlement> = reply.results.iter().map(|result| &result.settlement).collect();
    assert!(matches!(settled[..], [Settlement::Applied { .. }, Settlement::Parked]), "{settled:?}");
}

#[tokio::test]
async fn two_who_are_not_alike_are_not_made_one() {
    let service = Service::start().await;
    with_doubles(&service).await;
    let office = service.browser(COORDINATOR).await;
    for (kept, other) in [(KEPT, 44), (KEPT, KEPT), (44, DOUBLE)] {
        let (status, _) = desk(&service, &office, "join_children", json!({"kept": id(kept), "other": id(other)})).await;
        assert!([StatusCode::CONFLICT, StatusCode::NOT_FOUND].contains(&status), "{kept} {other}: {status}");
    }
    assert_eq!(doubles(&service, &office, Some(SCHOOL)).await["joined"], json!([]));
}

#[tokio::test]
async fn a_child_without_a_mentor_gets_the_one_of_its_double_and_gives_it_back() {
    let service = Service::start().await;
    with_doubles(&service).await;
    let office = service.browser(COORDINATOR).await;
    write(
        &service,
        &[Written::Pairing(pairing(51, KEPT, MENTOR).ending(day(9, 4), domain::register::PairingEnded::Handed))],
    )
    .await;
    assert_eq!(file(&service, &office, KEPT).await["mentor"], Value::Null);
    let ask = json!({"kept": id(KEPT), "other": id(DOUBLE)});
    assert_eq!(desk(&service, &office, "join_children", ask).await.0, StatusCode::OK);
    assert_eq!(file(&service, &office, KEPT).await["mentor"], "人21");
    let closed = file(&service, &office, DOUBLE).await;
    assert_eq!(
        closed["leads_to"]["kept"],
        json!({"id": id(KEPT), "name": "罗小满"}),
        "the closed one says where it leads"
    );
    assert_eq!(file(&service, &office, KEPT).await["leads_to"], Value::Null);
    let judged = doubles(&service, &office, Some(SCHOOL)).await["joined"][0]["id"].clone();
    assert_eq!(desk(&service, &office, "take_back_double", json!({"id": judged})).await.0, StatusCode::OK);
    assert_eq!(file(&service, &office, KEPT).await["mentor"], Value::Null);
    assert_eq!(file(&service, &office, DOUBLE).await["mentor"], "人21");
}

#[tokio::test]
async fn whether_a_child_is_left_behind_is_told_for_any_day() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let away = |since| ParentWhere { away: Away::OutOfProvince, place: String::new(), since };
    let fact = Fact {
        id: FactId(id(801)),
        subject: FactSubject::Child(ChildId(id(KEPT))),
        value: FactValue::Parents { father: away(Some(day(6, 10))), mother: away(None) },
        seen_on: day(9, 17),
        author: None,
        captured_at: now(),
        disputes: None,
        unsaid: false,
    };
    write(&service, &[Written::Fact(fact)]).await;
    let on = |day: NaiveDate| {
        let (service, office) = (&service, &office);
        async move {
            let (status, view) = desk(service, office, "left_behind", json!({"child": id(KEPT), "day": day})).await;
            assert_eq!(status, StatusCode::OK, "{view}");
            let holds = |at: usize| view["verdicts"][at]["holds"].as_str().unwrap().to_owned();
            [holds(0), holds(1), holds(2)]
        }
    };
    let shown = file(&service, &office, KEPT).await["left_behind"].clone();
    assert_eq!(shown["day"], "2026-09-18");
    // Its birth date is not known.
    assert_eq!(on(day(9, 18)).await, ["not_known", "yes", "not_known"]);
    assert_eq!(on(day(9, 9)).await, ["not_known", "not_known", "not_known"], "the mother's day is not held");
    assert_eq!(on(day(8, 30)).await, ["not_known", "no", "no"], "at no school then");
    let missing = shown["verdicts"][0]["reasons"].to_string();
    assert!(missing.contains("birth_missing"), "{missing}");
}

#[tokio::test]
async fn a_child_comes_to_its_brothers_and_sisters_with_its_own_carers_and_goes_back() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let people = |file: &Value| {
        let all = file["adults"].as_array().unwrap().iter().map(|adult| adult["called"].to_string());
        all.collect::<Vec<_>>()
    };
    let before = file(&service, &office, 42).await;
    let view = desk(&service, &office, "household", json!({"child": id(42)})).await.1;
    assert_eq!(view["siblings"][0]["id"], json!(id(41)));
    assert_eq!(desk(&service, &office, "take_back_household", json!({"child": id(42)})).await.0, StatusCode::CONFLICT);

    assert_eq!(desk(&service, &office, "split_household", json!({"child": id(42)})).await.0, StatusCode::OK);
    let apart = file(&service, &office, 42).await;
    assert_eq!(people(&apart), people(&before), "who cares for it still does");
    assert_ne!(apart["child"]["household"], before["child"]["household"]);
    assert_eq!(apart["address"], before["address"]);
    assert_eq!(people(&file(&service, &office, 41).await), people(&before), "and for the other");
    // The phone of their mentor has each with its carer.
    let phone = service.browser(MENTOR).await;
    let reply = service.synced(&phone, &request(&phone, vec![], None)).await;
    let mut held = Snapshot::default();
    reply.page.rows.iter().for_each(|row| held.put(row.clone()));
    for child in [41, 42] {
        assert_eq!(held.relations(ChildId(id(child))).len(), 1, "{child}");
    }
    assert_eq!(desk(&service, &office, "split_household", json!({"child": id(42)})).await.0, StatusCode::CONFLICT);

    assert_eq!(desk(&service, &office, "take_back_household", json!({"child": id(42)})).await.0, StatusCode::OK);
    let back = file(&service, &office, 42).await;
    assert_eq!((&back["child"], &back["adults"]), (&before["child"], &before["adults"]), "as it was");

    let ask = json!({"child": id(44), "with": id(41)});
    assert_eq!(desk(&service, &office, "join_household", ask.clone()).await.0, StatusCode::OK);
    assert_eq!(desk(&service, &office, "join_household", ask).await.0, StatusCode::CONFLICT, "it is there");
    let elsewhere = json!({"child": id(44), "with": id(43)});
    assert_eq!(desk(&service, &office, "join_household", elsewhere).await.0, StatusCode::NOT_FOUND);
}
