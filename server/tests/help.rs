//! Help for a teacher at the school's desk: a lost phone, a new number, and a deputy while somebody is away.

use crate::common::{Browser, COUNTY, MENTOR, OTHER_MENTOR, SCHOOL, Service, by, day, id, numbered, record, request};
use axum::http::StatusCode;
use chrono::NaiveDate;
use desk_api::deputies::DeputiesView;
use desk_api::help::{Identity, PersonView};
use domain::id::{AccountId, DeputyshipId, SchoolId};
use domain::policy::{Deputyship, Grant, Role};
use domain::rules::{RuleSet, RuleVersion};
use serde_json::{Value, json};
use storage::Account;
use sync::Settlement;
use sync::account::Me;

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const LEAD: u128 = 25;
const CENTRE: u128 = 27;
const NUMBER: &str = "13900324292";
const NEW: &str = "15900073248";

async fn desk(service: &Service, who: &Browser, name: &str, ask: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{name}"), Some(ask)).await;
    (reply.status, reply.json)
}

async fn done(service: &Service, who: &Browser, name: &str, ask: Value) -> Value {
    let (status, said) = desk(service, who, name, ask).await;
    assert_eq!(status, StatusCode::OK, "{name}: {said}");
    said
}

async fn person(service: &Service, who: &Browser, account: u128) -> PersonView {
    serde_json::from_value(done(service, who, "person", json!({"account": id(account)})).await).unwrap()
}

async fn account(service: &Service, n: u128) -> Account {
    service.state.storage.read(COUNTY).await.unwrap().accounts().get(AccountId(id(n))).await.unwrap().unwrap()
}

/// The newest looks of the log.
async fn looks(service: &Service, newest: u32) -> Vec<String> {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    unit.access().newest(newest).await.unwrap().into_iter().map(|look| look.action).collect()
}

#[tokio::test]
async fn a_lost_phone_hands_in_at_most_its_work_and_a_code_opens_another() {
    let service = Service::start().await;
    let (lost, kept) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    let office = service.browser(COORDINATOR).await;
    let seen = person(&service, &office, MENTOR).await;
    assert_eq!(seen.phones.len(), 2);
    assert_eq!((seen.phones[0].label.as_str(), seen.phones[0].added_on), ("Android Chrome", day(9, 18)));
    assert!(!seen.active);

    let ask = json!({"account": id(MENTOR), "phone": lost.device});
    let slip = done(&service, &office, "lost_phone", ask.clone()).await["slip"].clone();
    assert!(slip["qr_svg"].as_str().unwrap().contains("<svg") && slip["login"] == "mentor");
    assert_eq!(looks(&service, 2).await, ["revoke_phone", "see_person"]);
    assert_eq!(person(&service, &office, MENTOR).await.phones.len(), 1, "it is not in use any more");
    assert_eq!(desk(&service, &office, "lost_phone", ask).await.0, StatusCode::CONFLICT, "once");

    // What was unsent is taken, and nothing comes back; the other phone goes on.
    let reply = service.synced(&lost, &request(&lost, vec![numbered(1, &record(1, &[41]))], None)).await;
    assert_eq!(reply.results[0].settlement, Settlement::Parked, "the school looks at it");
    assert!(reply.revoked && reply.page.rows.is_empty());
    assert!(!service.synced(&kept, &request(&kept, vec![], None)).await.page.rows.is_empty());
    let code = json!({"login": "mentor", "code": slip["code"], "password": "春天的花都开好了"});
    let entered = service.call(None, "POST", "/api/v1/activation", Some(code)).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text);
}

#[tokio::test]
async fn of_a_lost_phone_it_is_told_whose_files_it_held_and_what_families_are_to_know() {
    let service = Service::start().await;
    let (lost, office) = (service.browser(MENTOR).await, service.browser(COORDINATOR).await);
    let mut ask = request(&lost, vec![numbered(1, &record(1, &[41]))], None);
    ask.unsent = sync::Unsent { count: 2, oldest: Some(crate::common::now()), rejected: 0 };
    service.synced(&lost, &ask).await;
    // One child was handed on before the phone was there: it never held that file.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let before = crate::common::pairing(58, 44, MENTOR);
    let before = domain::register::Pairing { to: Some(day(9, 10)), ..before };
    // Another is of a school of which this one knows nothing.
    let away = crate::common::pairing(57, 43, MENTOR);
    let written = [before, away].map(domain::register::Written::Pairing);
    unit.register().write(seq, &written).await.unwrap();
    unit.commit().await.unwrap();
    done(&service, &office, "lost_phone", json!({"account": id(MENTOR), "phone": lost.device})).await;
    let stopped = person(&service, &office, MENTOR).await.stopped;
    assert_eq!(stopped.iter().map(|phone| phone.id).collect::<Vec<_>>(), [lost.device]);

    let seen = done(&service, &office, "phone", json!({"phone": lost.device})).await;
    let children = seen["children"].as_array().unwrap();
    let held: Vec<_> = children.iter().map(|line| (&line["name"], &line["since"], &line["until"])).collect();
    let (since, nothing) = (json!("2026-09-18"), Value::Null);
    assert_eq!(held, [(&json!("孩子41"), &since, &nothing), (&json!("孩子42"), &since, &nothing)], "{seen}");
    assert_eq!(seen["elsewhere"], json!(1));
    assert!(!seen.to_string().contains("孩子43"), "{seen}");
    let centre = service.browser(CENTRE).await;
    let whole = done(&service, &centre, "phone", json!({"phone": lost.device})).await;
    assert_eq!((whole["children"].as_array().map(Vec::len), &whole["elsewhere"]), (Some(3), &json!(0)));
    assert_eq!((&seen["unsent"], &seen["school"]), (&json!(2), &json!("甲校")));
    assert!(seen["last_contact"].as_str().unwrap().starts_with("2026-09-18") && !seen["oldest"].is_null());
    assert_eq!(looks(&service, 2).await, ["see_lost_phone"; 2]);
    let notice = seen["notice"].to_string();
    assert!(notice.contains("甲校") && notice.contains("2026年9月18日停用"), "{notice}");
    assert!(!notice.contains("孩子4") && !notice.contains("人21") && !notice.contains("留守"));

    let address = format!("/print/lost-phone/{}", lost.device);
    let page = service.call(Some(&office), "GET", &address, None).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("关于一部工作手机遗失的告知书") && !page.text.contains("孩子41"), "{}", page.text);
    assert_eq!(looks(&service, 1).await, ["see_lost_phone"]);
    let elsewhere = service.browser(OTHER_COORDINATOR).await;
    assert_eq!(desk(&service, &elsewhere, "phone", json!({"phone": lost.device})).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_phone_is_lost_by_its_owner_only_and_at_their_school_only() {
    let service = Service::start().await;
    let (phone, theirs) = (service.browser(MENTOR).await, service.browser(OTHER_MENTOR).await);
    let ask = |account: u128, device| json!({"account": id(account), "phone": device});
    let office = service.browser(COORDINATOR).await;
    let other = desk(&service, &office, "lost_phone", ask(MENTOR, theirs.device)).await;
    assert_eq!(other.1["code"], "not_found", "somebody else's phone");
    for (who, account, device) in [
        (OTHER_COORDINATOR, MENTOR, phone.device),
        (COORDINATOR, LEAD, phone.device),
        (LEAD, MENTOR, phone.device),
        (MENTOR, MENTOR, phone.device),
    ] {
        let who = service.browser(who).await;
        let (status, said) = desk(&service, &who, "lost_phone", ask(account, device)).await;
        assert_eq!(said["code"], "not_found", "{status}");
        assert_eq!(desk(&service, &who, "person", json!({"account": id(account)})).await.1["code"], "not_found");
    }
    assert!(!service.synced(&phone, &request(&phone, vec![], None)).await.revoked, "nothing was done");
    let centre = service.browser(CENTRE).await;
    done(&service, &centre, "lost_phone", ask(OTHER_MENTOR, theirs.device)).await;
}

/// The mentor signs in by number and password; the other school's has another number.
async fn by_number(service: &Service) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let hash = server::auth::hashing::hash_now("春天的花都开好了", service.state.clock.random()).unwrap();
    let (mentor, other) = (AccountId(id(MENTOR)), AccountId(id(OTHER_MENTOR)));
    unit.accounts().correct(mentor, "王方", Some(NUMBER), NUMBER).await.unwrap();
    unit.accounts().set_password(mentor, &hash).await.unwrap();
    unit.accounts().correct(other, "别校的", Some("18800068157"), "mentor2").await.unwrap();
    unit.commit().await.unwrap();
}

async fn sign_in(service: &Service, login: &str) -> StatusCode {
    let body = json!({"login": login, "password": "春天的花都开好了"});
    service.call(None, "POST", "/api/v1/session", Some(body)).await.status
}

fn correction(seen: &Identity, name: &str, phone: &str) -> Value {
    json!({"account": id(MENTOR), "seen": seen, "now": {"name": name, "phone": phone}})
}

#[tokio::test]
async fn a_new_number_keeps_the_account_and_the_old_one_no_longer_signs_in() {
    let service = Service::start().await;
    by_number(&service).await;
    let phone = service.browser(MENTOR).await;
    let office = service.browser(COORDINATOR).await;
    let seen = person(&service, &office, MENTOR).await;
    assert!(seen.signs_in_by_number && seen.active);
    let before = account(&service, MENTOR).await;
    done(&service, &office, "correct_person", correction(&seen.identity, "王芳", "159 0007-3248")).await;
    let (name, login, number) = ("王芳".to_owned(), NEW.to_owned(), Some(NEW.to_owned()));
    assert_eq!(account(&service, MENTOR).await, Account { name, login, phone: number, ..before });
    assert_eq!(looks(&service, 1).await, ["correct_person"]);
    assert_eq!(sign_in(&service, NUMBER).await, StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in(&service, NEW).await, StatusCode::OK);
    // The phone goes on as it was, with its children.
    assert!(!service.synced(&phone, &request(&phone, vec![], None)).await.page.rows.is_empty());
    let me: Me = serde_json::from_value(service.call(Some(&phone), "GET", "/api/v1/me", None).await.json).unwrap();
    assert_eq!((me.login.as_str(), me.name.as_str()), (NEW, "王芳"));
}

#[tokio::test]
async fn a_number_that_is_written_down_as_sign_in_name_only_follows_too() {
    let service = Service::start().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.accounts().correct(AccountId(id(MENTOR)), "王方", None, NUMBER).await.unwrap();
    unit.commit().await.unwrap();
    let office = service.browser(COORDINATOR).await;
    let seen = person(&service, &office, MENTOR).await.identity;
    done(&service, &office, "correct_person", correction(&seen, "王芳", "")).await;
    let after = account(&service, MENTOR).await;
    assert_eq!((after.name.as_str(), after.login.as_str(), after.phone), ("王芳", NUMBER, None), "the name alone");
    let seen = person(&service, &office, MENTOR).await.identity;
    done(&service, &office, "correct_person", correction(&seen, "王芳", NEW)).await;
    let after = account(&service, MENTOR).await;
    assert_eq!((after.login.as_str(), after.phone.as_deref()), (NEW, Some(NEW)));
}

#[tokio::test]
async fn a_number_that_somebody_has_is_refused_without_saying_whose() {
    let service = Service::start().await;
    by_number(&service).await;
    let office = service.browser(COORDINATOR).await;
    let seen = person(&service, &office, MENTOR).await.identity;
    let before = account(&service, MENTOR).await;
    let input = |said: &Value| (said["problems"][0]["input"].clone(), said["problems"][0]["fault"].clone());
    // A number of another school's teacher, and a name by which somebody signs in.
    let taken = desk(&service, &office, "correct_person", correction(&seen, "王方", "18800068157")).await;
    assert_eq!(taken.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(input(&taken.1), (json!("phone_number"), json!("not_theirs")));
    assert!(!taken.1.to_string().contains("别校的") && !taken.1.to_string().contains(&id(OTHER_MENTOR).to_string()));
    for (name, phone, wanted) in
        [("王方", "1390", "phone_number"), ("王方", "", "phone_number"), (" ", NEW, "person_name")]
    {
        let (status, said) = desk(&service, &office, "correct_person", correction(&seen, name, phone)).await;
        assert_eq!((status, input(&said).0), (StatusCode::UNPROCESSABLE_ENTITY, json!(wanted)), "{name:?} {phone:?}");
    }
    let stale = Identity { name: "别的".to_owned(), ..seen.clone() };
    assert_eq!(
        desk(&service, &office, "correct_person", correction(&stale, "王方", NEW)).await.0,
        StatusCode::CONFLICT
    );
    assert_eq!(account(&service, MENTOR).await, before);
    // Whoever signs in by another name keeps that, and may be without a number.
    let seen = person(&service, &service.browser(CENTRE).await, OTHER_MENTOR).await;
    assert!(!seen.signs_in_by_number);
    let centre = service.browser(CENTRE).await;
    let ask = json!({"account": id(OTHER_MENTOR), "seen": seen.identity, "now": {"name": "别校的", "phone": ""}});
    done(&service, &centre, "correct_person", ask).await;
    let after = account(&service, OTHER_MENTOR).await;
    assert_eq!((after.login.as_str(), after.phone), ("mentor2", None));
}

#[tokio::test]
async fn an_import_knows_a_teacher_by_the_new_number_and_asks_about_the_old_one() {
    let service = Service::start().await;
    by_number(&service).await;
    let office = service.browser(COORDINATOR).await;
    let seen = person(&service, &office, MENTOR).await.identity;
    done(&service, &office, "correct_person", correction(&seen, "王方", NEW)).await;
    for (number, asked) in [(NEW, false), (NUMBER, true)] {
        let batch = done(&service, &office, "begin_import", json!({"school": id(SCHOOL)})).await;
        let list = format!("姓名,班级,结对教师,教师电话\n孩子44,三年级2班,王方,{number}\n");
        let path = format!("/api/v1/imports/{}/files", batch.as_str().unwrap());
        let file = axum::http::Request::post(&path)
            .header("host", "localhost")
            .header("cookie", &office.cookie)
            .header("x-file-name", "list.csv")
            .body(axum::body::Body::from(list))
            .unwrap();
        let reply = service.request(file).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        let view = done(&service, &office, "import", json!({"batch": batch})).await;
        let questions = view.to_string();
        assert_eq!(questions.contains("who_is_mentor"), asked, "{number}: {questions}");
    }
}

/// The first school's coordinator is away from a day to a day, and the mentor stands in.
fn away(of: u128, role: &str, deputy: u128, from: &str, to: &str) -> Value {
    json!({"school": id(SCHOOL), "ask": {"of": id(of), "role": role, "deputy": id(deputy), "from": from, "to": to}})
}

/// Lays down who stands in, whatever the day is today.
async fn stands_in(service: &Service, n: u128, of: u128, deputy: u128, role: Role, days: (NaiveDate, NaiveDate)) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let one = Deputyship {
        id: DeputyshipId(id(n)),
        school: SchoolId(id(SCHOOL)),
        role,
        of: AccountId(id(of)),
        deputy: AccountId(id(deputy)),
        from: days.0,
        to: days.1,
        ended_at: None,
    };
    unit.deputies().add(&one).await.unwrap();
    unit.commit().await.unwrap();
}

/// Whether somebody sees the school, by their desk and by what they are told of themselves.
async fn sees(service: &Service, who: &Browser) -> bool {
    let (status, _) = desk(service, who, "today", json!({"school": id(SCHOOL)})).await;
    let me: Me = serde_json::from_value(service.call(Some(who), "GET", "/api/v1/me", None).await.json).unwrap();
    let told = me.grants.iter().any(|grant| grant.role == Role::Coordinator);
    assert_eq!(status == StatusCode::OK, told);
    told
}

#[tokio::test]
async fn a_deputy_has_the_desk_on_these_days_only() {
    let today = day(9, 18);
    let border = |from: i64, to: i64| (today + chrono::TimeDelta::days(from), today + chrono::TimeDelta::days(to));
    for (days, holds) in [(border(0, 5), true), (border(-5, 0), true), (border(1, 5), false), (border(-5, -1), false)] {
        let service = Service::start().await;
        stands_in(&service, 701, COORDINATOR, MENTOR, Role::Coordinator, days).await;
        let who = service.browser(MENTOR).await;
        assert_eq!(sees(&service, &who).await, holds, "{days:?}");
        // What leaves the house on paper, and what a phone syncs, ask the same.
        let taken = json!({"school": id(SCHOOL), "ask": {"kind": "roster", "reason": "report"}});
        let (status, out) = desk(&service, &who, "take_out", taken).await;
        assert_eq!(status == StatusCode::OK, holds, "{out}");
        if holds {
            let page = service.call(Some(&who), "GET", &format!("/print/{}", out.as_str().unwrap()), None).await;
            assert_eq!(page.status, StatusCode::OK);
        }
        let own = service.synced(&who, &request(&who, vec![], None)).await;
        assert!(!own.revoked && !own.page.rows.is_empty(), "they are a mentor all the while");
    }
}

#[tokio::test]
async fn the_coordinator_names_a_deputy_who_sees_whose_place_it_is_and_ends_it() {
    let service = Service::start().await;
    let (office, mentor) = (service.browser(COORDINATOR).await, service.browser(MENTOR).await);
    assert!(!sees(&service, &mentor).await);
    let ask = away(COORDINATOR, "coordinator", MENTOR, "2026-09-18", "2026-10-18");
    assert_eq!(done(&service, &office, "deputise", ask.clone()).await, Value::Null);
    assert_eq!(looks(&service, 1).await, ["deputise"]);
    assert!(sees(&service, &mentor).await);
    let told = async |who| {
        let me: Me = serde_json::from_value(service.call(Some(who), "GET", "/api/v1/me", None).await.json).unwrap();
        me.stand_ins.into_iter().map(|one| (one.with, one.until, one.lent)).collect::<Vec<_>>()
    };
    assert_eq!(told(&mentor).await, [(format!("人{COORDINATOR}"), day(10, 18), true)]);
    assert_eq!(told(&office).await, [(format!("人{MENTOR}"), day(10, 18), false)]);

    // What is lent reaches no account of the office, and is not lent on.
    for (call, ask) in [
        ("issue_code", json!({"account": id(COORDINATOR)})),
        ("person", json!({"account": id(COORDINATOR)})),
        ("deputise", away(COORDINATOR, "coordinator", LEAD, "2026-11-01", "2026-11-02")),
        ("deputise", away(MENTOR, "coordinator", LEAD, "2026-11-01", "2026-11-02")),
    ] {
        assert_eq!(desk(&service, &mentor, call, ask).await.1["code"], "not_found", "{call}");
    }
    let twice = desk(&service, &office, "deputise", ask).await.1;
    assert_eq!(twice["problems"][0], json!({"input": "deputy", "fault": "too_many"}));

    let view = done(&service, &mentor, "deputies", json!({"school": id(SCHOOL)})).await;
    let view: DeputiesView = serde_json::from_value(view).unwrap();
    assert!(view.posts.is_empty() && view.lines[0].may_end);
    let end = json!({"id": view.lines[0].id});
    for stranger in [OTHER_COORDINATOR, LEAD] {
        let stranger = service.browser(stranger).await;
        assert_eq!(desk(&service, &stranger, "end_deputyship", end.clone()).await.1["code"], "not_found");
    }
    done(&service, &office, "end_deputyship", end.clone()).await;
    assert_eq!(looks(&service, 1).await, ["end_deputyship"]);
    assert!(!sees(&service, &mentor).await && told(&mentor).await.is_empty());
    assert_eq!(desk(&service, &office, "end_deputyship", end).await.0, StatusCode::CONFLICT);
}

#[tokio::test]
async fn who_may_stand_in_and_for_how_long_has_bounds() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    for (deputy, from, to, wanted) in [
        (OTHER_MENTOR, "2026-09-18", "2026-09-20", json!({"input": "deputy", "fault": "missing"})),
        (COORDINATOR, "2026-09-18", "2026-09-20", json!({"input": "deputy", "fault": "missing"})),
        (999, "2026-09-18", "2026-09-20", json!({"input": "deputy", "fault": "missing"})),
        (MENTOR, "2026-09-17", "2026-09-20", json!({"input": "first_day", "fault": "out_of_range"})),
        (MENTOR, "2026-09-18", "2026-09-17", json!({"input": "last_day", "fault": "out_of_range"})),
        (MENTOR, "2026-09-18", "2027-04-19", json!({"input": "last_day", "fault": "out_of_range"})),
    ] {
        let (status, said) =
            desk(&service, &office, "deputise", away(COORDINATOR, "coordinator", deputy, from, to)).await;
        assert_eq!((status, &said["problems"][0]), (StatusCode::UNPROCESSABLE_ENTITY, &wanted));
    }
    // A role of somebody else's; one that is no role of the school's; the centre does it for who cannot.
    let (from, to) = ("2026-09-18", "2026-09-20");
    for role in ["school_lead", "centre", "mentor"] {
        let said = desk(&service, &office, "deputise", away(COORDINATOR, role, MENTOR, from, to)).await.1;
        assert_eq!(said["code"], "not_found", "{role}");
    }
    let lead = away(LEAD, "school_lead", COORDINATOR, from, to);
    assert_eq!(desk(&service, &office, "deputise", lead.clone()).await.1["code"], "not_found");
    done(&service, &service.browser(CENTRE).await, "deputise", lead).await;
}

#[tokio::test]
async fn nobody_lends_what_they_have_not_got_any_more() {
    let service = Service::start().await;
    stands_in(&service, 701, COORDINATOR, MENTOR, Role::Coordinator, (day(9, 1), day(9, 30))).await;
    let mentor = service.browser(MENTOR).await;
    assert!(sees(&service, &mentor).await);
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.accounts().disable(AccountId(id(COORDINATOR)), crate::common::now(), crate::common::now()).await.unwrap();
    unit.commit().await.unwrap();
    assert!(!sees(&service, &mentor).await);
}

#[tokio::test]
async fn a_code_for_who_will_stand_in_for_the_lead_is_not_the_coordinators_to_issue() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    done(&service, &office, "issue_code", json!({"account": id(MENTOR)})).await;
    stands_in(&service, 701, LEAD, MENTOR, Role::SchoolLead, (day(9, 25), day(9, 30))).await;
    for call in ["issue_code", "person"] {
        assert_eq!(desk(&service, &office, call, json!({"account": id(MENTOR)})).await.1["code"], "not_found");
    }
    let all = json!({"school": id(SCHOOL), "accounts": [id(MENTOR)]});
    assert_eq!(desk(&service, &office, "issue_codes", all).await.0, StatusCode::CONFLICT);
    let people = done(&service, &office, "people", json!({"school": id(SCHOOL)})).await;
    let may = |n: u128| {
        let one = people.as_array().unwrap().iter().find(|one| one["id"] == json!(id(n))).unwrap().clone();
        one["may_help"] == json!(true)
    };
    assert!(may(COORDINATOR) && !may(MENTOR) && !may(LEAD));
}

/// A county whose rules ask for the lead.
async fn asking() -> Service {
    let service = Service::start().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let rules = RuleSet { lead_approves: true, ..RuleSet::default() };
    unit.rules().put(seq, &RuleVersion { from: day(9, 1), rules }).await.unwrap();
    // A second lead, who is a coordinator's colleague and nothing else.
    let lead = unit.accounts().get(AccountId(id(LEAD))).await.unwrap().unwrap();
    let grants = vec![Grant { role: Role::SchoolLead, school: Some(SchoolId(id(SCHOOL))) }];
    unit.accounts().add(&[Account { id: AccountId(id(29)), login: "lead3".to_owned(), grants, ..lead }]).await.unwrap();
    unit.commit().await.unwrap();
    service
}

#[tokio::test]
async fn whoever_proposed_a_pairing_does_not_agree_to_it_whatever_they_are_lent() {
    let service = asking().await;
    // The lead stands in for the coordinator, and the coordinator for the lead: each holds both roles.
    stands_in(&service, 701, COORDINATOR, LEAD, Role::Coordinator, (day(9, 18), day(9, 20))).await;
    stands_in(&service, 702, LEAD, COORDINATOR, Role::SchoolLead, (day(9, 18), day(9, 20))).await;
    for (proposer, other, child) in [(LEAD, 29, 44), (COORDINATOR, LEAD, 44)] {
        let (proposer, other) = (service.browser(proposer).await, service.browser(other).await);
        let pairs = json!([{"child": id(child), "mentor": id(MENTOR)}]);
        let ask = json!({"school": id(SCHOOL), "from": "2026-09-18", "pairs": pairs});
        done(&service, &proposer, "accept_pairings", ask).await;
        let view = done(&service, &proposer, "pairings", json!({"school": id(SCHOOL)})).await;
        assert!(view["asks_lead"] == true, "it waits");
        let proposal = view["waiting"][0]["id"].clone();
        let agree = json!({"id": proposal, "accept": true});
        assert_eq!(desk(&service, &proposer, "decide_proposal", agree).await.0, StatusCode::FORBIDDEN);
        let inbox = async |who| {
            let inbox = done(&service, who, "inbox", json!({"school": id(SCHOOL)})).await;
            let entries = inbox["entries"].as_array().unwrap().clone();
            let mine = entries.into_iter().find(|entry| entry["waiting"].get("pairing").is_some()).unwrap();
            mine["may_decide"] == json!(true)
        };
        assert!(!inbox(&proposer).await && inbox(&other).await);
        done(&service, &other, "decide_proposal", json!({"id": proposal, "accept": false})).await;
    }
}

#[tokio::test]
async fn nobody_elsewhere_can_tell_who_is_there() {
    let service = Service::start().await;
    let stranger = service.browser(OTHER_COORDINATOR).await;
    // An account of another school, and none at all, are answered alike.
    let blank = json!({"name": "名", "phone": ""});
    let ask = |call: &str, account| match call {
        "person" => json!({"account": account}),
        "lost_phone" => json!({"account": account, "phone": id(999)}),
        _ => json!({"account": account, "seen": blank, "now": blank}),
    };
    for call in ["person", "lost_phone", "correct_person"] {
        let theirs = desk(&service, &stranger, call, ask(call, id(MENTOR))).await;
        assert_eq!(theirs, desk(&service, &stranger, call, ask(call, id(999))).await, "{call}");
        assert_eq!(theirs.1["code"], "not_found");
    }
    assert!(looks(&service, 9).await.is_empty(), "and nothing was looked at");
}
