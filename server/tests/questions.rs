//! What a coordinator asks about the page of a term: from the desk to the mentor's phone, and the answer back on the page.

use axum::http::StatusCode;
use desk_api::term_page::{QuestionLine, TermsView};
use domain::id::{ChildId, PageId, QuestionId};
use domain::log::Goal;
use domain::term::page::{Answer, Judged, LINE_CHARS_MAX};
use domain::term::{Half, Owed, PageBody, Question, Term, page, question};
use serde_json::{Value, json};
use sync::row::Envelope;
use sync::{RejectionCode, RowKind, Settlement, Snapshot, SyncResponse, WritePage};

use crate::common::{Browser, COUNTY, MENTOR, OTHER_MENTOR, Service, by, id, now, numbered, op, request};
use crate::transfers::second_mentor;

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const LEAD: u128 = 25;
const CENTRE: u128 = 27;
const TERM: Term = Term { year: 2026, half: Half::Autumn };
const CHILD: ChildId = ChildId(id(41));
const ASKED: QuestionId = QuestionId(id(1601));
const WORDS: &str = "还差点：这学期打算怎么帮？";

async fn desk(service: &Service, who: u128, name: &str, ask: Value) -> (StatusCode, Value) {
    let who = service.browser(who).await;
    let answer = service.call(Some(&who), "POST", &format!("/rpc/desk/{name}"), Some(ask)).await;
    (answer.status, answer.json)
}

fn question(n: u128, about: Option<&str>, text: &str) -> Value {
    json!({"asked": {"id": id(n), "child": CHILD, "term": TERM, "about": about, "text": text}})
}

async fn ask(service: &Service, n: u128, about: Option<&str>) -> (StatusCode, Value) {
    desk(service, COORDINATOR, "ask_question", question(n, about, WORDS)).await
}

async fn terms(service: &Service, who: u128) -> TermsView {
    let (status, said) = desk(service, who, "child_terms", json!({"child": CHILD})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    serde_json::from_value(said).unwrap()
}

/// The first question of this term, as somebody at a desk reads it.
async fn shown(service: &Service, who: u128) -> QuestionLine {
    terms(service, who).await.terms[0].questions[0].clone()
}

/// The page of this term, with what is answered.
fn answered(n: u128, answers: Vec<Answer>, base: Option<u128>) -> WritePage {
    let haves = vec![Judged { goal: Goal::Mind, owed: Owed::ALittle, child_says: String::new() }];
    let body = PageBody { haves, answers, ..PageBody::default() };
    WritePage { page: PageId(id(n)), child: CHILD, term: TERM, body, base: base.map(|base| PageId(id(base))) }
}

fn answer(text: &str) -> Vec<Answer> {
    vec![Answer { question: ASKED, text: text.to_owned() }]
}

async fn sent(service: &Service, phone: &Browser, n: u64, page: WritePage) -> Settlement {
    let op = op(u128::from(n), page);
    service.synced(phone, &request(phone, vec![numbered(n, &op)], None)).await.results[0].settlement.clone()
}

fn put(all: &mut Snapshot, reply: &SyncResponse) {
    reply.page.rows.iter().for_each(|row| all.put(row.clone()));
}

/// What a phone shows as asked, with the page that holds.
fn waiting(phone: &Snapshot) -> Vec<Question> {
    let pages = phone.pages(CHILD);
    let current = page::current(pages.iter().copied(), CHILD, TERM);
    phone.questions(CHILD).filter_map(Envelope::question).filter(|one| question::waits(one, current)).collect()
}

#[tokio::test]
async fn a_question_reaches_the_phone_and_its_answer_stands_beside_it_at_the_desk() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let first = service.synced(&phone, &request(&phone, vec![], None)).await;
    let mut held = Snapshot::default();
    put(&mut held, &first);
    assert_eq!(ask(&service, 1601, Some("mind")).await, (StatusCode::OK, Value::Null));

    let news = service.synced(&phone, &request(&phone, vec![], Some(first.cursor))).await;
    put(&mut held, &news);
    let asked = waiting(&held);
    assert_eq!(asked.iter().map(|one| (one.id, one.about)).collect::<Vec<_>>(), [(ASKED, Some(Goal::Mind))]);
    assert_eq!(asked[0].text, WORDS);
    let told = news.page.rows.iter().find(|row| row.kind == RowKind::Notice).and_then(Envelope::notice).unwrap();
    assert_eq!(told.act, "ask_question", "and Me says that there is one, without a child's name");
    assert_eq!(held.not_understood(), 0);

    let before = shown(&service, COORDINATOR).await;
    assert_eq!((before.by.as_str(), before.answer, before.written_since), ("人23", None, None));
    let settled = sent(&service, &phone, 1, answered(601, answer("每周陪读一次"), None)).await;
    assert!(matches!(settled, Settlement::Applied { exact: true, .. }), "{settled:?}");
    let after = service.synced(&phone, &request(&phone, vec![], None)).await;
    put(&mut held, &after);
    assert_eq!(waiting(&held), [], "what is answered is asked no more");
    // The page goes on, and what was answered with it: it was said when it was said first.
    sent(&service, &phone, 2, answered(602, answer("每周陪读一次"), Some(601))).await;
    for who in [COORDINATOR, LEAD, CENTRE] {
        let line = shown(&service, who).await.answer.unwrap();
        assert_eq!((line.text.as_str(), line.author.as_str()), ("每周陪读一次", "人21"), "{who}");
    }
    // Said otherwise, the newest stands, and the first stays on record.
    sent(&service, &phone, 3, answered(603, answer("每周两次"), Some(602))).await;
    assert_eq!(shown(&service, COORDINATOR).await.answer.map(|line| line.text), Some("每周两次".to_owned()));
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let pages = unit.pages().of_child(CHILD, TERM).await.unwrap().rows;
    let said: Vec<_> = pages.iter().filter_map(|page| page.body.answer(ASKED)).collect();
    assert_eq!(said, ["每周陪读一次", "每周陪读一次", "每周两次"]);
}

#[tokio::test]
async fn a_page_that_is_written_anew_is_an_answer_too() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    sent(&service, &phone, 1, answered(601, vec![], None)).await;
    ask(&service, 1601, None).await;
    assert_eq!(shown(&service, COORDINATOR).await.written_since, None, "what was there before is none");
    let later = op(2, answered(602, vec![], Some(601)));
    let later = sync::Op { captured_at: now() + chrono::TimeDelta::hours(1), ..later };
    service.synced(&phone, &request(&phone, vec![numbered(2, &later)], None)).await;
    let line = shown(&service, COORDINATOR).await;
    assert_eq!((line.about, line.answer, line.written_since.is_some()), (None, None, true));
}

#[tokio::test]
async fn only_the_coordinator_asks_and_once_about_one_part() {
    let service = Service::start().await;
    let ask_as = async |who, asked| desk(&service, who, "ask_question", asked).await;
    for who in [OTHER_COORDINATOR, LEAD, CENTRE, MENTOR] {
        let (status, said) = ask_as(who, question(1601, Some("mind"), WORDS)).await;
        assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status), "{who}: {said}");
    }
    assert!(!terms(&service, LEAD).await.may_ask && !terms(&service, CENTRE).await.may_ask);
    let view = terms(&service, COORDINATOR).await;
    assert_eq!((view.may_ask, view.mentors), (true, vec!["人21".to_owned()]));

    assert_eq!(ask(&service, 1601, Some("mind")).await.0, StatusCode::OK);
    assert_eq!(ask(&service, 1601, Some("mind")).await.0, StatusCode::OK, "the answer did not arrive");
    assert_eq!(ask(&service, 1601, Some("study")).await.1["code"], "changed", "the id is another question's");
    assert_eq!(ask(&service, 1602, Some("mind")).await.1["code"], "changed", "one is open");
    assert_eq!(ask(&service, 1603, None).await.0, StatusCode::OK, "the plan is another thing");
    assert_eq!(terms(&service, COORDINATOR).await.terms[0].questions.len(), 2);
    for (text, term, about) in [
        (" ".to_owned(), TERM, "mind"),
        ("长".repeat(201), TERM, "mind"),
        (WORDS.to_owned(), TERM.next(), "mind"),
        (WORDS.to_owned(), Term { year: 1999, ..TERM }, "mind"),
        (WORDS.to_owned(), TERM, "of_next_year"),
    ] {
        let mut asked = question(1604, Some(about), &text);
        asked["asked"]["term"] = json!(term);
        let (status, said) = ask_as(COORDINATOR, asked).await;
        assert_eq!((status, &said["problems"][0]["input"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("question")));
    }
    // A child's words are under the child's key, and a have that nobody knows is not asked about.
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    assert_eq!(unit.questions().of_child(CHILD).await.unwrap().rows.len(), 2);
}

#[tokio::test]
async fn what_is_settled_is_asked_no_more_and_stays_in_the_file() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    ask(&service, 1601, Some("mind")).await;
    let mut held = Snapshot::default();
    let first = service.synced(&phone, &request(&phone, vec![], None)).await;
    put(&mut held, &first);
    assert_eq!(waiting(&held).len(), 1);
    let close = json!({"question": ASKED});
    for who in [OTHER_COORDINATOR, LEAD, CENTRE] {
        assert_eq!(desk(&service, who, "close_question", close.clone()).await.0, StatusCode::NOT_FOUND, "{who}");
    }
    assert_eq!(desk(&service, COORDINATOR, "close_question", close.clone()).await, (StatusCode::OK, Value::Null));
    assert_eq!(desk(&service, COORDINATOR, "close_question", close).await.1["code"], "changed");
    put(&mut held, &service.synced(&phone, &request(&phone, vec![], Some(first.cursor))).await);
    assert_eq!(waiting(&held), []);
    // An answer that was on its way is taken, and the school may ask anew.
    sent(&service, &phone, 1, answered(601, answer("每周陪读一次"), None)).await;
    let line = shown(&service, COORDINATOR).await;
    assert!(line.closed_at.is_some() && line.answer.is_some());
    assert_eq!(ask(&service, 1602, Some("mind")).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_question_goes_with_the_file_and_never_to_others() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    ask(&service, 1601, Some("mind")).await;
    let other = service.browser(OTHER_MENTOR).await;
    let theirs = service.synced(&other, &request(&other, vec![], None)).await;
    assert!(theirs.page.rows.iter().all(|row| ![RowKind::Question, RowKind::Notice].contains(&row.kind)));
    let had = service.synced(&first, &request(&first, vec![], None)).await;
    let handed = desk(&service, COORDINATOR, "hand_on", crate::common::handing(CHILD.0, id(29))).await;
    assert_eq!(handed.0, StatusCode::OK, "{handed:?}");
    let now_theirs = service.synced(&second, &request(&second, vec![], None)).await;
    assert!(now_theirs.page.rows.iter().any(|row| row.kind == RowKind::Question), "who has the child now is asked");
    let gone = service.synced(&first, &request(&first, vec![], Some(had.cursor))).await;
    assert_eq!(gone.page.removed, [CHILD]);
}

#[tokio::test]
async fn an_answer_that_cannot_be_kept_comes_back_with_its_words() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    ask(&service, 1601, Some("mind")).await;
    let long = answered(601, answer(&"长".repeat(LINE_CHARS_MAX + 1)), None);
    assert_eq!(sent(&service, &phone, 1, long).await, Settlement::Rejected(RejectionCode::Invalid.into()));
    let twice = answered(602, [answer("一"), answer("二")].concat(), None);
    assert_eq!(sent(&service, &phone, 2, twice).await, Settlement::Rejected(RejectionCode::Invalid.into()));
    assert_eq!(shown(&service, COORDINATOR).await.answer, None);
}

#[tokio::test]
async fn with_the_child_its_questions_are_erased() {
    let service = Service::start().await;
    ask(&service, 1601, Some("mind")).await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.erasure().children(seq, &[CHILD]).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    assert_eq!(unit.questions().get(ASKED).await.unwrap(), None);
}
