//! For the teacher: what a coordinator copies from a mentor's notebook, and what becomes of it.

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_MENTOR, SCHOOL, Service, by, day, id, now, numbered, op, pairing, request,
};
use axum::http::StatusCode;
use desk_api::notebook::{Copied, Entered, NotebookView, Slip};
use domain::id::{AccountId, ChildId, LogId};
use domain::log::{ActivityKind, Aid, Log, LogBody, Mark, Mode, Outcome};
use domain::register::{Cause, PairingEnded, Written};
use serde_json::{Value, json};
use sync::{LogPatch, ReviseLog, RowBody, WithdrawLog};

/// People of the test county.
const COORDINATOR: u128 = 23;

fn body(children: &[u128], kind: ActivityKind) -> LogBody {
    LogBody::plain(children.iter().map(|c| ChildId(id(*c))).collect(), kind, Mode::AtSchool, day(9, 17))
}

fn copied(n: u128, body: LogBody) -> Copied {
    Copied { mentor: AccountId(id(MENTOR)), log: LogId(id(n)), body }
}

async fn call(service: &Service, who: &Browser, what: &str, body: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{what}"), Some(body)).await;
    (reply.status, reply.json)
}

async fn enter(service: &Service, who: &Browser, copied: &Copied) -> (StatusCode, Value) {
    call(service, who, "enter", json!({"copied": copied})).await
}

async fn entered(service: &Service, who: &Browser, copied: &Copied) -> Entered {
    let (status, json) = enter(service, who, copied).await;
    assert_eq!(status, StatusCode::OK, "{json}");
    serde_json::from_value(json).unwrap()
}

async fn notebook(service: &Service, who: &Browser, on: Option<&str>) -> NotebookView {
    let (status, json) = call(service, who, "notebook", json!({"school": id(SCHOOL), "day": on})).await;
    assert_eq!(status, StatusCode::OK, "{json}");
    serde_json::from_value(json).unwrap()
}

/// Where an entry must be mended.
fn where_to(json: &Value) -> Vec<String> {
    let problems = json["problems"].as_array().cloned().unwrap_or_default();
    problems.iter().map(|p| format!("{}:{}", p["input"].as_str().unwrap(), p["fault"].as_str().unwrap())).collect()
}

async fn stored(service: &Service, n: u128) -> Option<Log> {
    service.state.storage.read(COUNTY).await.unwrap().logs().get(LogId(id(n))).await.unwrap()
}

#[tokio::test]
async fn what_is_copied_is_the_mentors_entry_and_reaches_the_phone_which_corrects_it() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let phone = service.browser(MENTOR).await;
    let start = service.synced(&phone, &request(&phone, vec![], None)).await;

    let visit = LogBody {
        mode: Mode::HomeVisit,
        note: "奶奶说孩子爱画画".to_owned(),
        ..body(&[41, 42], ActivityKind::Tutoring)
    };
    let line = entered(&service, &office, &copied(3001, visit.clone())).await;
    assert_eq!((line.mentor.as_str(), line.children.len(), line.can_undo), ("人21", 2, true));
    assert!(line.line.entered_for);

    let news = service.synced(&phone, &request(&phone, vec![], Some(start.cursor))).await;
    let log = news.page.rows.iter().find_map(|row| match row.read() {
        Some(RowBody::Log(log)) => Some(log.clone()),
        _ => None,
    });
    let log = log.unwrap();
    assert_eq!((log.author, log.entered_by), (AccountId(id(MENTOR)), Some(AccountId(id(COORDINATOR)))));
    assert_eq!(log.body, visit);

    // It counts as an entry of the phone's would, and the commit names who wrote it.
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let credits = unit.credits().of_log(log.id).await.unwrap();
    assert_eq!(credits.len(), 2);
    assert!(credits.iter().all(|kept| kept.credit.marks.has(Mark::HomeVisit)));
    let commit = unit.commits().get(credits[0].from_seq).await.unwrap().unwrap();
    assert_eq!((commit.actor, commit.cause), (Some(AccountId(id(COORDINATOR))), Cause::Desk));
    drop(unit);

    let patch = LogPatch::default().note("是妈妈说的");
    let revise = op(7, ReviseLog { log: log.id, base_revision: 1, patch });
    let reply = service.synced(&phone, &request(&phone, vec![numbered(1, &revise)], Some(news.cursor))).await;
    assert!(matches!(reply.results[0].settlement, sync::Settlement::Applied { .. }));
    let corrected = stored(&service, 3001).await.unwrap();
    assert_eq!((corrected.revision, corrected.body.note.as_str()), (2, "是妈妈说的"));
    assert!(corrected.entered_by.is_some(), "it is said still");

    // From then on it is the mentor's alone.
    let view = notebook(&service, &office, None).await;
    assert_eq!(view.entered.iter().map(|e| (e.log, e.can_undo)).collect::<Vec<_>>(), [(log.id, false)]);
    let (status, _) = call(&service, &office, "take_back_entry", json!({"log": log.id})).await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_was_given_is_copied_and_counts_in_the_ledger_as_the_phones_would() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let bag = Aid {
        gift: "书包".to_owned(),
        donor: "县慈善协会".to_owned(),
        things_each: 1,
        fen_each: 12_000,
        receipts: true,
        ..Aid::default()
    };
    let gift = |aid: Aid| LogBody { aid: Some(Box::new(aid)), ..body(&[41, 42], ActivityKind::MaterialAid) };
    for (wrong, told) in [
        (Aid { gift: String::new(), ..bag.clone() }, "gift:missing"),
        (Aid { donor: "长".repeat(61), ..bag.clone() }, "donor:too_long"),
        (Aid { things_each: 1_001, ..bag.clone() }, "things:out_of_range"),
        (Aid { fen_each: 10_000_001, ..bag.clone() }, "amount:out_of_range"),
    ] {
        let (status, json) = enter(&service, &office, &copied(3050, gift(wrong))).await;
        assert_eq!((status, where_to(&json)), (StatusCode::UNPROCESSABLE_ENTITY, vec![told.to_owned()]), "{json}");
    }
    let line = entered(&service, &office, &copied(3050, gift(bag.clone()))).await;
    assert_eq!(line.line.aid.as_deref(), Some(&bag), "the coordinator sees what was entered");
    assert_eq!(stored(&service, 3050).await.unwrap().body.aid.as_deref(), Some(&bag));

    let given =
        service.state.storage.read(COUNTY).await.unwrap().donations().amounts(day(9, 1), day(9, 30)).await.unwrap();
    assert_eq!(given.len(), 2, "one line a child");
    assert!(given.iter().all(|line| (line.log, line.fen) == (LogId(id(3050)), 12_000)), "{given:?}");
    // Without a word of what it was it is a gift still.
    entered(&service, &office, &copied(3051, body(&[41], ActivityKind::MaterialAid))).await;
    // Of a talk nobody else says more than that it was.
    let talk = LogBody { kind: ActivityKind::Counselling, ..gift(bag) };
    let (_, json) = enter(&service, &office, &copied(3052, talk)).await;
    assert_eq!(where_to(&json), ["note:confidential"]);
}

#[tokio::test]
async fn of_a_talk_nothing_but_day_kind_and_outcome_is_taken() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let talk = body(&[41], ActivityKind::Counselling);
    for said in [
        json!({"note": "不该写在这里"}),
        json!({"phrases": ["quiet"]}),
        json!({"met": ["carer"]}),
        json!({"unchanged": ["home"]}),
    ] {
        let mut written = serde_json::to_value(copied(3010, talk.clone())).unwrap();
        written["body"].as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        let (status, json) = call(&service, &office, "enter", json!({"copied": written})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert_eq!(where_to(&json), ["note:confidential"], "{said}");
    }
    assert_eq!(stored(&service, 3010).await, None);
    let line = entered(&service, &office, &copied(3010, LogBody { outcome: Outcome::Concern, ..talk })).await;
    assert_eq!(line.line.outcome, Outcome::Concern);

    // What the mentor adds on the phone is not shown where it was copied.
    let phone = service.browser(MENTOR).await;
    let patch = LogPatch::default().note("只给老师看的话");
    let revise = op(8, ReviseLog { log: LogId(id(3010)), base_revision: 1, patch });
    service.synced(&phone, &request(&phone, vec![numbered(1, &revise)], None)).await;
    let view = notebook(&service, &office, None).await;
    assert!(view.entered[0].line.confidential && view.entered[0].line.note.is_empty());
}

#[tokio::test]
async fn it_is_entered_for_own_mentors_and_the_children_of_that_day_only() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let elsewhere = Copied { mentor: AccountId(id(OTHER_MENTOR)), ..copied(3020, body(&[43], ActivityKind::Drill)) };
    assert_eq!(enter(&service, &office, &elsewhere).await.0, StatusCode::FORBIDDEN);
    let wrong_school = copied(3021, body(&[43], ActivityKind::Drill));
    assert_eq!(enter(&service, &office, &wrong_school).await.0, StatusCode::FORBIDDEN);
    for (n, who) in [(24, "another school's"), (25, "the lead"), (27, "the centre"), (MENTOR, "the mentor")] {
        let other = service.browser(n).await;
        let (status, _) = enter(&service, &other, &copied(3022, body(&[41], ActivityKind::Drill))).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{who}");
    }
    // Nobody's child, and a day before the pairing.
    let (status, json) = enter(&service, &office, &copied(3023, body(&[41, 44], ActivityKind::Drill))).await;
    assert_eq!((status, where_to(&json)), (StatusCode::UNPROCESSABLE_ENTITY, vec!["children:not_theirs".to_owned()]));
    let before = LogBody { occurred_on: day(9, 2), ..body(&[41], ActivityKind::Drill) };
    let (_, json) = enter(&service, &office, &copied(3024, before)).await;
    assert_eq!(where_to(&json), ["children:not_theirs"]);
    // A pairing that has ended: on its days it is entered still.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let ended = pairing(51, 41, MENTOR).ending(day(9, 16), PairingEnded::Handed);
    unit.register().write(seq, &[Written::Pairing(ended)]).await.unwrap();
    unit.commit().await.unwrap();
    let (_, json) = enter(&service, &office, &copied(3025, body(&[41], ActivityKind::Drill))).await;
    assert_eq!(where_to(&json), ["children:not_theirs"], "the day after");
    let on_the_day = LogBody { occurred_on: day(9, 16), ..body(&[41], ActivityKind::Drill) };
    entered(&service, &office, &copied(3026, on_the_day)).await;
    let names = |view: &NotebookView| view.pages[0].children.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&notebook(&service, &office, Some("2026-09-16")).await), ["孩子41", "孩子42"]);
    assert_eq!(names(&notebook(&service, &office, None).await), ["孩子42"]);
}

#[tokio::test]
async fn what_cannot_be_an_entry_says_where_it_must_be_mended() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let plain = serde_json::to_value(body(&[41], ActivityKind::Drill)).unwrap();
    for (field, value, told) in [
        ("children", json!([]), "children:missing"),
        ("classes", json!(["三年级2班"]), "children:missing"),
        ("kind", json!("of_next_year"), "entry:missing"),
        ("mode", json!("of_next_year"), "entry:missing"),
        ("outcome", json!("of_next_year"), "entry:missing"),
        ("occurred_on", json!("2026-09-30"), "day:in_future"),
        ("note", json!("长".repeat(2001)), "note:too_long"),
    ] {
        let mut body = plain.clone();
        body[field] = value;
        let written = json!({"mentor": id(MENTOR), "log": id(3030), "body": body});
        let (status, json) = call(&service, &office, "enter", json!({"copied": written})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {json}");
        assert!(where_to(&json).contains(&told.to_owned()), "{field}: {json}");
    }
}

#[tokio::test]
async fn sent_twice_it_is_one_entry_and_it_can_be_taken_back() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let drill = copied(3040, body(&[41], ActivityKind::Drill));
    entered(&service, &office, &drill).await;
    entered(&service, &office, &drill).await;
    let other = Copied { body: body(&[42], ActivityKind::Drill), ..drill.clone() };
    assert_eq!(enter(&service, &office, &other).await.0, StatusCode::CONFLICT, "the id is another entry's");
    assert_eq!(notebook(&service, &office, None).await.entered.len(), 1);

    for n in [24, 25, 27] {
        let other = service.browser(n).await;
        let (status, _) = call(&service, &other, "take_back_entry", json!({"log": id(3040)})).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
    let back = json!({"log": id(3040)});
    assert_eq!(call(&service, &office, "take_back_entry", back.clone()).await.0, StatusCode::OK);
    assert_eq!(call(&service, &office, "take_back_entry", back).await.0, StatusCode::CONFLICT, "once");
    assert!(stored(&service, 3040).await.unwrap().withdrawn, "and it stays on record");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let credits = unit.credits().of_log(LogId(id(3040))).await.unwrap();
    assert!(credits.iter().all(|kept| kept.to_seq.is_some()), "it counts for nothing any more");
    drop(unit);
    // The phone has it as withdrawn, and does not withdraw it again.
    let phone = service.browser(MENTOR).await;
    let again = op(9, WithdrawLog { log: LogId(id(3040)) });
    let reply = service.synced(&phone, &request(&phone, vec![numbered(1, &again)], None)).await;
    assert!(matches!(reply.results[0].settlement, sync::Settlement::Rejected(_)));
    let held = reply.page.rows.iter().find_map(|row| match row.read() {
        Some(RowBody::Log(log)) => Some(log.withdrawn),
        _ => None,
    });
    assert_eq!(held, Some(true));
    assert_eq!(now().date_naive(), day(9, 18));
}

#[tokio::test]
async fn a_slip_says_what_is_due_for_one_mentors_children() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let (status, json) = call(&service, &office, "slip", json!({"mentor": id(MENTOR)})).await;
    assert_eq!(status, StatusCode::OK, "{json}");
    let slip: Slip = serde_json::from_value(json).unwrap();
    assert_eq!((slip.mentor.as_str(), slip.school.as_str(), slip.as_of), ("人21", "甲校", day(9, 18)));
    assert_eq!(slip.children.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["孩子41", "孩子42"]);
    assert!(slip.children.iter().all(|child| !child.due.is_empty()));
    let (status, _) = call(&service, &office, "slip", json!({"mentor": id(OTHER_MENTOR)})).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}
