//! The page of a child and term: from the phone into the register, to the desk and to who has the child as well.

use axum::http::StatusCode;
use desk_api::term_page::TermsView;
use domain::guardianship::{FactSubject, FactValue, HomeState};
use domain::id::{ChildId, FactId, HouseholdId, LogId, PageId};
use domain::log::{ActivityKind, Goal, LogBody};
use domain::term::flower::Level;
use domain::term::hazard::{Closed, Hazard, HazardKind};
use domain::term::page::{HAZARDS_MAX, Judged, LINE_CHARS_MAX, LINES_MAX, SAYS_CHARS_MAX};
use domain::term::plan::{Aim, PlanLine};
use domain::term::{Half, Owed, PageBody, Term, page};
use serde_json::{Value, json};
use sync::{NewFact, Op, RecordLog, RejectionCode, Settlement, Snapshot, SyncResponse, WritePage};

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_MENTOR, SCHOOL, Service, body, day, handing, id, numbered, op, request,
};
use crate::transfers::second_mentor;

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const AUDITOR: u128 = 28;
const TERM: Term = Term { year: 2026, half: Half::Autumn };
const CHILD: ChildId = ChildId(id(41));

fn filled(owed: Owed, says: &str) -> PageBody {
    PageBody {
        haves: vec![Judged { goal: Goal::Mind, owed, child_says: says.to_owned() }],
        hazards: vec![Hazard::found(HazardKind::Water, "门前水塘", day(9, 10))],
        plan: vec![PlanLine::new(Aim::Study, "口算慢", "背完乘法口诀")],
        answers: vec![],
    }
}

fn written(n: u128, page: u128, child: u128, body: PageBody, base: Option<u128>) -> Op {
    let base = base.map(|base| PageId(id(base)));
    op(n, WritePage { page: PageId(id(page)), child: ChildId(id(child)), term: TERM, body, base })
}

async fn sent(service: &Service, phone: &Browser, n: u64, op: &Op) -> (Settlement, SyncResponse) {
    let reply = service.synced(phone, &request(phone, vec![numbered(n, op)], None)).await;
    (reply.results[0].settlement.clone(), reply)
}

fn refused(code: RejectionCode) -> Settlement {
    Settlement::Rejected(code.into())
}

fn rows(reply: &SyncResponse) -> Snapshot {
    let mut all = Snapshot::default();
    reply.page.rows.iter().for_each(|row| all.put(row.clone()));
    all
}

async fn desk(service: &Service, who: &Browser, name: &str, ask: Value) -> (StatusCode, Value) {
    let answer = service.call(Some(who), "POST", &format!("/rpc/desk/{name}"), Some(ask)).await;
    (answer.status, answer.json)
}

async fn terms(service: &Service, who: &Browser) -> TermsView {
    let (status, said) = desk(service, who, "child_terms", json!({"child": id(41)})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    serde_json::from_value(said).unwrap()
}

async fn two_pages(service: &Service, who: &Browser) -> Vec<Value> {
    let (_, inbox) = desk(service, who, "inbox", json!({"school": id(SCHOOL)})).await;
    crate::common::waiting(&inbox, "two_pages")
}

#[tokio::test]
async fn a_page_is_read_at_the_desk_beside_what_is_on_record() {
    let service = Service::start().await;
    let (phone, office) = (service.browser(MENTOR).await, service.browser(COORDINATOR).await);
    let talk = LogBody { kind: ActivityKind::Counselling, occurred_on: day(9, 17), ..body(&[41]) };
    let talk = op(1, RecordLog { log: LogId(id(2001)), body: talk, facts: vec![] });
    sent(&service, &phone, 1, &talk).await;
    let (settled, _) = sent(&service, &phone, 2, &written(2, 601, 41, filled(Owed::Enough, "敢说了"), None)).await;
    assert!(matches!(settled, Settlement::Applied { exact: true, .. }), "the phone shows it as it is: {settled:?}");

    let shown = terms(&service, &office).await;
    let now = &shown.terms[0];
    assert_eq!((shown.terms.len(), now.term, shown.name.as_str()), (1, TERM, "孩子41"));
    let mind = now.evidence.iter().find(|line| line.goal == Goal::Mind).unwrap();
    assert_eq!(mind.entries.iter().map(|entry| entry.log).collect::<Vec<_>>(), [LogId(id(2001))]);
    let held = now.page.as_ref().unwrap();
    assert_eq!((held.author.as_str(), &held.body), ("人21", &filled(Owed::Enough, "敢说了")));
    assert_eq!((now.flower.petals[1], now.flower.home_safe), (Level::Whole, false));

    // Another school's office is told nothing, not even that there is such a child.
    let there = service.browser(OTHER_COORDINATOR).await;
    let (status, said) = desk(&service, &there, "child_terms", json!({"child": id(41)})).await;
    assert_eq!((status, &said["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    let auditor = service.browser(AUDITOR).await;
    let (_, log) = desk(&service, &auditor, "access_log", json!({})).await;
    assert!(log.to_string().contains("child_file"), "the look is written down: {log}");
}

/// Takes the pages of the child out; the address of their print.
async fn taken(service: &Service, who: &Browser) -> String {
    let ask = json!({"kind": "term_page", "child": id(41), "numbers": false, "reason": "filing"});
    let (status, out) = desk(service, who, "take_out", json!({"school": id(SCHOOL), "ask": ask})).await;
    assert_eq!(status, StatusCode::OK, "{out}");
    format!("/print/{}", out.as_str().unwrap())
}

#[tokio::test]
async fn each_term_has_a_print_of_its_own_and_none_is_the_one_that_runs() {
    let service = Service::start().await;
    let (phone, office) = (service.browser(MENTOR).await, service.browser(COORDINATOR).await);
    let before = WritePage {
        page: PageId(id(602)),
        child: CHILD,
        term: TERM.previous(),
        body: filled(Owed::Much, "不爱说话"),
        base: None,
    };
    sent(&service, &phone, 1, &written(1, 601, 41, filled(Owed::Enough, "敢说了"), None)).await;
    let (settled, _) = sent(&service, &phone, 2, &op(2, before)).await;
    assert!(matches!(settled, Settlement::Applied { .. }), "{settled:?}");
    let address = taken(&service, &office).await;
    let print = async |query: &str| {
        let page = service.call(Some(&office), "GET", &format!("{address}{query}"), None).await;
        assert_eq!(page.status, StatusCode::OK, "{query}: {}", page.text);
        page.text
    };
    let past = print(&format!("?term={}", TERM.previous())).await;
    assert!(past.contains("2026年春季学期") && past.contains("不爱说话"), "{past}");
    assert!(!past.contains("2026年秋季学期") && !past.contains("敢说了"), "{past}");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    assert_eq!(unit.access().newest(1).await.unwrap()[0].action, "see_child_file", "the look is written down");
    drop(unit);
    for query in ["", "?term=2026-autumn", "?term=2019-spring", "?term=x", "?term=2026-spring&term=x", "?of=1"] {
        let now = print(query).await;
        assert!(now.contains("2026年秋季学期") && now.contains("敢说了"), "{query}: {now}");
        assert!(!now.contains("不爱说话") && now.contains("第1页 / 共1页"), "{query}: {now}");
    }
}

#[tokio::test]
async fn a_page_that_is_full_is_cut_into_pages_that_each_say_whose_they_are() {
    let service = Service::start().await;
    let (phone, office) = (service.browser(MENTOR).await, service.browser(COORDINATOR).await);
    let long = "长".repeat(LINE_CHARS_MAX);
    let full = PageBody {
        hazards: vec![Hazard::found(HazardKind::Water, &long, day(9, 10)); HAZARDS_MAX],
        plan: vec![PlanLine::new(Aim::Study, &long, &long); LINES_MAX],
        ..filled(Owed::Enough, "敢说了")
    };
    let (settled, _) = sent(&service, &phone, 1, &written(1, 601, 41, full, None)).await;
    assert!(matches!(settled, Settlement::Applied { .. }), "{settled:?}");
    let html = service.call(Some(&office), "GET", &taken(&service, &office).await, None).await.text;
    let pages = html.matches("<section").count();
    assert!(pages > 1 && html.contains(&format!("第{pages}页 / 共{pages}页")), "{pages}: {html}");
    let foot = format!(" / 共{pages}页");
    for again in ["<header", "孩子41 · ", foot.as_str()] {
        assert_eq!(html.matches(again).count(), pages, "{again}");
    }
    assert_eq!(html.matches("不用签字").count(), 1, "below the last");
    assert_eq!(html.matches(&long).count(), HAZARDS_MAX + 2 * LINES_MAX, "no line is lost");
}

#[tokio::test]
async fn a_page_that_follows_another_is_later_whatever_the_clock_says() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    sent(&service, &phone, 1, &written(1, 601, 41, filled(Owed::Much, ""), None)).await;
    let mut behind = written(2, 602, 41, filled(Owed::ALittle, ""), Some(601));
    behind.captured_at -= chrono::TimeDelta::days(2);
    let (settled, reply) = sent(&service, &phone, 2, &behind).await;
    assert!(matches!(settled, Settlement::Applied { exact: false, .. }), "the phone is told the instant: {settled:?}");
    let shown = rows(&reply);
    let pages = shown.pages(CHILD);
    assert_eq!(page::current(pages, CHILD, TERM).map(|page| page.id), Some(PageId(id(602))));
}

#[tokio::test]
async fn two_pages_are_both_kept_and_the_school_says_which_holds() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    let office = service.browser(COORDINATOR).await;
    sent(&service, &first, 1, &written(1, 601, 41, filled(Owed::Much, ""), None)).await;
    desk(&service, &office, "hand_on", handing(id(41), id(29))).await;
    // The second one wrote before having pulled.
    let (settled, reply) = sent(&service, &second, 1, &written(2, 602, 41, filled(Owed::Enough, ""), None)).await;
    assert!(matches!(settled, Settlement::Applied { exact: false, .. }));
    let both = rows(&reply);
    assert_eq!(both.pages(CHILD).len(), 2, "both are kept");
    let told: Vec<_> = both.pages(CHILD).iter().filter_map(|page| page.disputes).collect();
    assert_eq!(told, [PageId(id(601))], "and the later says which it contradicts");

    let waiting = two_pages(&service, &office).await;
    assert_eq!((waiting.len(), &waiting[0]["earlier"]["author"]), (1, &json!("人21")));
    let looks = service.state.storage.read(COUNTY).await.unwrap().access().newest(9).await.unwrap();
    let is_read = looks.iter().any(|look| (look.action.as_str(), look.subject) == ("see_disputes", id(SCHOOL)));
    assert!(is_read, "who read them is written down: {looks:?}");
    let there = service.browser(OTHER_COORDINATOR).await;
    let holds = json!({"later": id(602), "holds": id(601)});
    assert_eq!(desk(&service, &there, "settle_pages", holds.clone()).await.1["code"], "not_found");
    assert_eq!(desk(&service, &office, "settle_pages", holds.clone()).await, (StatusCode::OK, Value::Null));
    assert_eq!(two_pages(&service, &office).await, Vec::<Value>::new());
    assert_eq!(desk(&service, &office, "settle_pages", holds).await.1["code"], "changed");

    let after = rows(&service.synced(&second, &request(&second, vec![], None)).await);
    let pages = after.pages(CHILD);
    assert_eq!(pages.len(), 3, "both and the decision");
    assert_eq!(page::current(pages, CHILD, TERM).map(|page| page.body.haves[0].owed), Some(Owed::Much));
}

/// A visit that found something dangerous at home.
fn visited(n: u128, fact: u128, words: &str) -> Op {
    let found = NewFact {
        id: FactId(id(fact)),
        subject: FactSubject::Household(HouseholdId(id(31))),
        value: FactValue::Home { state: HomeState::Hazard, hazards: words.to_owned() },
        base: None,
    };
    let body = LogBody { occurred_on: day(9, 18), ..body(&[41]) };
    op(n, RecordLog { log: LogId(id(2000 + n)), body, facts: vec![found] })
}

/// A page on which what visits found is seen to.
fn seen_to(facts: &[u128]) -> PageBody {
    let closed = Some(Closed { on: day(9, 18), how: "处理了".to_owned() });
    let hazard = |fact: &u128| Hazard {
        from: Some(FactId(id(*fact))),
        closed: closed.clone(),
        ..Hazard::found(HazardKind::House, "", day(9, 17))
    };
    PageBody { hazards: facts.iter().map(hazard).collect(), ..PageBody::default() }
}

/// By when something is to be done about a danger, in the child's file and in the school's list of the day.
async fn danger_due(service: &Service, office: &Browser) -> [Option<Value>; 2] {
    let (_, file) = desk(service, office, "child_file", json!({"child": id(41)})).await;
    let (_, today) = desk(service, office, "today", json!({"school": id(SCHOOL)})).await;
    let listed = today["children"].as_array().unwrap().iter().find(|line| line["id"] == json!(id(41)));
    let listed = listed.map(|line| line["standing"].clone()).unwrap_or_default();
    [file, listed].map(|told| {
        let due = told["due"].as_array().cloned().unwrap_or_default();
        due.into_iter().find(|due| due["duty"] == "hazard").map(|due| due["by"].clone())
    })
}

#[tokio::test]
async fn what_one_visit_found_is_not_gone_because_another_s_is_whatever_page_holds() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    let office = service.browser(COORDINATOR).await;
    let is_safe = async || terms(&service, &office).await.terms[0].flower.home_safe;
    let waits = [Some(json!("2026-09-21")), Some(json!("2026-09-21"))];
    sent(&service, &first, 1, &visited(1, 91, "电线老化")).await;
    assert_eq!(danger_due(&service, &office).await, waits, "nobody has written a page");
    sent(&service, &first, 2, &written(2, 601, 41, seen_to(&[91]), None)).await;
    assert_eq!((is_safe().await, danger_due(&service, &office).await), (true, [None, None]));

    // The second one had seen neither the visit nor the page.
    desk(&service, &office, "hand_on", handing(id(41), id(29))).await;
    sent(&service, &second, 1, &visited(3, 92, "门前水塘")).await;
    assert_eq!((is_safe().await, danger_due(&service, &office).await), (false, waits.clone()));
    sent(&service, &second, 2, &written(4, 602, 41, seen_to(&[92]), None)).await;
    assert_eq!((is_safe().await, danger_due(&service, &office).await), (false, waits.clone()), "the wires");
    let holds = json!({"later": id(602), "holds": id(601)});
    assert_eq!(desk(&service, &office, "settle_pages", holds).await, (StatusCode::OK, Value::Null));
    assert_eq!((is_safe().await, danger_due(&service, &office).await), (false, waits), "the pond");

    let after = rows(&service.synced(&second, &request(&second, vec![], None)).await);
    let base = page::current(after.pages(CHILD), CHILD, TERM).map(|page| page.id);
    let both = WritePage { page: PageId(id(603)), child: CHILD, term: TERM, body: seen_to(&[91, 92]), base };
    sent(&service, &second, 3, &op(5, both)).await;
    assert_eq!((is_safe().await, danger_due(&service, &office).await), (true, [None, None]));
}

#[tokio::test]
async fn what_had_seen_the_other_contradicts_nobody_nor_does_the_same_page() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    let office = service.browser(COORDINATOR).await;
    sent(&service, &first, 1, &written(1, 601, 41, filled(Owed::Much, ""), None)).await;
    desk(&service, &office, "hand_on", handing(id(41), id(29))).await;
    sent(&service, &second, 1, &written(2, 602, 41, filled(Owed::Much, ""), None)).await;
    sent(&service, &second, 2, &written(3, 603, 41, filled(Owed::Enough, ""), Some(602))).await;
    assert_eq!(two_pages(&service, &office).await, Vec::<Value>::new());
}

#[tokio::test]
async fn nobody_writes_away_what_waits_for_the_schools_word() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    let office = service.browser(COORDINATOR).await;
    sent(&service, &first, 1, &written(1, 601, 41, filled(Owed::Much, ""), None)).await;
    desk(&service, &office, "hand_on", handing(id(41), id(29))).await;
    sent(&service, &second, 1, &written(2, 602, 41, filled(Owed::Enough, ""), None)).await;
    sent(&service, &second, 2, &written(3, 603, 41, filled(Owed::ALittle, ""), Some(602))).await;
    let waiting = two_pages(&service, &office).await;
    assert_eq!((&waiting[0]["later"]["id"], &waiting[0]["earlier"]["id"]), (&json!(id(603)), &json!(id(601))));
    let holds = json!({"later": id(603), "holds": id(601)});
    assert_eq!(desk(&service, &office, "settle_pages", holds).await, (StatusCode::OK, Value::Null));
    assert_eq!(two_pages(&service, &office).await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_cannot_be_kept_comes_back_and_is_nowhere() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let long = filled(Owed::Much, &"长".repeat(SAYS_CHARS_MAX + 1));
    let (settled, _) = sent(&service, &phone, 1, &written(1, 601, 41, long, None)).await;
    assert_eq!(settled, refused(RejectionCode::Invalid));
    let far = WritePage {
        page: PageId(id(605)),
        child: CHILD,
        term: Term { year: i32::MAX, half: Half::Autumn },
        body: filled(Owed::Much, ""),
        base: None,
    };
    let (settled, _) = sent(&service, &service.browser(MENTOR).await, 1, &op(6, far)).await;
    assert_eq!(settled, refused(RejectionCode::Invalid), "a term that no clock comes to");
    let (settled, _) = sent(&service, &phone, 2, &written(2, 602, 44, filled(Owed::Much, ""), None)).await;
    assert_eq!(settled, refused(RejectionCode::NotYourChild), "a child who was never theirs");
    sent(&service, &phone, 3, &written(3, 603, 41, filled(Owed::Much, ""), None)).await;
    let (settled, _) = sent(&service, &phone, 4, &written(4, 603, 42, filled(Owed::Much, ""), None)).await;
    assert_eq!(settled, refused(RejectionCode::OpIdReused), "a page's id is of one page");
    let other = service.browser(OTHER_MENTOR).await;
    let (settled, _) = sent(&service, &other, 1, &written(5, 604, 41, filled(Owed::Enough, ""), None)).await;
    assert_eq!(settled, refused(RejectionCode::NotYourChild));
    let office = service.browser(COORDINATOR).await;
    let held = terms(&service, &office).await.terms[0].page.clone().unwrap();
    assert_eq!(held.id, PageId(id(603)));
}

#[tokio::test]
async fn a_page_of_a_child_who_had_moved_on_waits_for_the_school() {
    let service = Service::start().await;
    let (first, office) = (service.browser(MENTOR).await, service.browser(COORDINATOR).await);
    service.synced(&first, &request(&first, vec![], None)).await;
    let address = format!("/api/v1/devices/{}", first.device);
    let status = service.call(Some(&first), "DELETE", &address, None).await.status;
    assert!(status.is_success(), "{status}");
    let (settled, _) = sent(&service, &first, 1, &written(1, 601, 41, filled(Owed::Much, ""), None)).await;
    assert_eq!(settled, Settlement::Parked, "of a phone that was ended the school looks at each");
    assert!(terms(&service, &office).await.terms[0].page.is_none());
    let (_, inbox) = desk(&service, &office, "inbox", json!({"school": id(SCHOOL)})).await;
    let waiting = crate::common::waiting(&inbox, "late_work");
    let accept = json!({"op": waiting[0]["op"], "accept": true});
    assert_eq!(desk(&service, &office, "resolve_late", accept).await, (StatusCode::OK, Value::Null));
    assert_eq!(terms(&service, &office).await.terms[0].page.as_ref().map(|page| page.id), Some(PageId(id(601))));
}
