//! A school's files at its desk: sent, seen, decided on, taken over, taken back; nobody else's.

use crate::common::{Browser, COUNTY, MENTOR, OTHER_MENTOR, SCHOOL, Service, by, day, id, pairing};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use desk_api::import::ImportView;
use domain::id::{AccountId, ChildId, LogId};
use domain::import::batch::BatchState;
use domain::import::draft::decision::{Asked, Decision};
use domain::import::draft::{Outcome, UnpairedWhy};
use domain::log::Log;
use domain::register::Written;
use domain::rules::{RuleSet, RuleVersion};
use serde_json::{Value, json};
use server::reader::in_this_process;

const COORDINATOR: u128 = 23;
const OTHER: u128 = 24;

/// The desk of one who imports.
pub struct Desk {
    pub service: Service,
    pub who: Browser,
}

impl Desk {
    pub async fn open() -> Self {
        let service = Service::start().await;
        let who = service.browser(COORDINATOR).await;
        Self { service, who }
    }

    pub async fn call(&self, what: &str, body: Value) -> Value {
        let reply = self.service.call(Some(&self.who), "POST", &format!("/rpc/desk/{what}"), Some(body)).await;
        assert_eq!(reply.status, StatusCode::OK, "{what}: {}", reply.text);
        reply.json
    }

    pub async fn begin(&self) -> String {
        self.call("begin_import", json!({"school": id(SCHOOL)})).await.as_str().unwrap().to_owned()
    }

    pub async fn send(&self, batch: &str, name: &str, bytes: impl Into<Body>) -> Value {
        let request = Request::builder()
            .method("POST")
            .uri(format!("/api/v1/imports/{batch}/files"))
            .header(header::HOST, "localhost")
            .header(header::COOKIE, &self.who.cookie)
            .header("x-file-name", name);
        let reply = self.service.request(request.body(bytes.into()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        reply.json
    }

    pub async fn view(&self, batch: &str) -> ImportView {
        serde_json::from_value(self.call("import", json!({"batch": batch})).await).unwrap()
    }

    pub async fn step(&self, view: &ImportView, step: Value) -> ImportView {
        let body = json!({"batch": view.batch.id, "seen": view.revision, "step": step});
        serde_json::from_value(self.call("import_step", body).await).unwrap()
    }

    pub async fn apply(&self, view: &ImportView) -> Value {
        self.call("apply_import", applying(view)).await
    }

    /// Names and classes of the school's children.
    pub async fn children(&self) -> Vec<(String, String)> {
        let list = self.call("school", json!({"school": id(SCHOOL)})).await;
        let text = |child: &Value, key: &str| child[key].as_str().unwrap_or_default().to_owned();
        list["children"].as_array().unwrap().iter().map(|c| (text(c, "name"), text(c, "class_name"))).collect()
    }
}

/// Takes a batch over as it was seen.
fn applying(view: &ImportView) -> Value {
    json!({"batch": view.batch.id, "seen": view.revision, "digest": view.digest})
}

const LIST: &str = "姓名,班级,出生日期,监护人,与学生关系,结对教师,教师电话\n\
                    王芳,三年级2班,2017-03-04,罗桂兰,奶奶,李敏,13900000001\n\
                    李雷,三年级2班,2017-05-06,罗桂兰,奶奶,李敏,13900000001\n";

#[tokio::test]
async fn a_file_is_seen_taken_over_and_taken_back_as_a_whole() {
    let desk = Desk::open().await;
    let before = desk.children().await;
    let batch = desk.begin().await;
    assert_eq!(desk.send(&batch, "%E5%90%8D%E5%8D%95.csv", LIST).await, json!("added"));
    let view = desk.view(&batch).await;
    assert_eq!(view.sheets[0].title, "名单.csv");
    assert_eq!((view.counts.new, view.counts.open, view.teachers.len(), view.pairings.len()), (2, 0, 1, 2));
    assert!(view.teachers[0].phone.contains('*'), "numbers are masked");
    assert_eq!(desk.children().await, before, "nothing is touched yet");

    let codes = desk.apply(&view).await;
    assert_eq!(codes[0]["login"], "13900000001");
    let with = desk.children().await;
    assert_eq!(with.len(), before.len() + 2);
    assert!(with.contains(&("王芳".to_owned(), "三年级2班".to_owned())));
    assert_eq!(desk.view(&batch).await.batch.state, BatchState::Applied);

    // The same again is nothing new.
    let again = desk.begin().await;
    desk.send(&again, "x.csv", LIST).await;
    let view = desk.view(&again).await;
    assert_eq!((view.counts.new, view.counts.changed, view.counts.unchanged), (0, 0, 2), "{view:?}");
    assert_eq!((view.pairings.len(), view.teachers.len()), (0, 0));

    assert_eq!(desk.call("take_back_import", json!({"batch": batch})).await, json!("done"));
    assert_eq!(desk.children().await, before);
    let reply = desk.service.call(Some(&desk.who), "POST", "/rpc/desk/take_back_import", Some(json!({"batch": batch})));
    assert_eq!(reply.await.status, StatusCode::CONFLICT, "once");

    // The mended file makes the teacher's account by the teacher's own number again.
    let mended = desk.begin().await;
    desk.send(&mended, "y.csv", LIST).await;
    let codes = desk.apply(&desk.view(&mended).await).await;
    assert_eq!(codes[0]["login"], "13900000001");
}

#[tokio::test]
async fn rows_to_be_mended_are_there_after_the_others_were_taken_over_until_the_files_are_forgotten() {
    let desk = Desk::open().await;
    let batch = desk.begin().await;
    desk.send(&batch, "x.csv", LIST.replace("2017-05-06", "去年夏天")).await;
    let path = format!("/api/v1/imports/{batch}/failed");
    let names = async || {
        let request = Request::builder().uri(path.as_str()).header(header::HOST, "localhost");
        let request = request.header(header::COOKIE, &desk.who.cookie).body(Body::empty()).unwrap();
        let sheet = in_this_process(&desk.service.bytes(request).await).unwrap().remove(0);
        sheet.rows.into_iter().map(|cells| cells[0].text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["姓名", "李雷"]);
    desk.apply(&desk.view(&batch).await).await;
    let view = desk.view(&batch).await;
    assert_eq!((view.batch.state, view.batch.emptied), (BatchState::Applied, false));
    assert!(!view.sheets[0].findings.is_empty(), "the page knows that there are some");
    assert_eq!(names().await, ["姓名", "李雷"]);

    desk.service.state.clock.advance(TimeDelta::days(90));
    server::tidy::once(&desk.service.state).await.unwrap();
    let later = Desk { who: desk.service.browser(COORDINATOR).await, service: desk.service };
    assert!(later.view(&batch).await.batch.emptied);
    assert_eq!(later.service.call(Some(&later.who), "GET", &path, None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_in_the_files_is_forgotten_some_time_after_they_were_settled() {
    let desk = Desk::open().await;
    let (batch, open) = (desk.begin().await, desk.begin().await);
    desk.send(&batch, "x.csv", LIST).await;
    desk.send(&open, "y.csv", LIST).await;
    desk.apply(&desk.view(&batch).await).await;
    let body = async |batch: &str| {
        let mut unit = desk.service.state.storage.read(COUNTY).await.unwrap();
        let kept = unit.batches().get(batch.parse().unwrap()).await.unwrap().unwrap();
        (kept.line, String::from_utf8(kept.body).unwrap())
    };
    let pass = async |days| {
        desk.service.state.clock.advance(TimeDelta::days(days));
        server::tidy::once(&desk.service.state).await.unwrap();
    };
    pass(89).await;
    assert!(body(&batch).await.1.contains("王芳"), "until then it can be taken back");
    pass(1).await;
    let (line, left) = body(&batch).await;
    for name in ["王芳", "李雷", "罗桂兰", "13900000001", "x.csv"] {
        assert!(!left.contains(name), "{name}: {left}");
    }
    assert_eq!((line.state, line.emptied), (BatchState::Applied, true));
    assert!(body(&open).await.1.contains("王芳"), "nobody has decided on it yet");
    // The desk's session has ended meanwhile.
    let later = Desk { who: desk.service.browser(COORDINATOR).await, service: desk.service };
    let view = later.view(&batch).await;
    assert_eq!((view.counts.new, view.batch.emptied, view.batch.files.len()), (2, true, 0), "the counts stay");
    let ask = json!({"batch": batch});
    let reply = later.service.call(Some(&later.who), "POST", "/rpc/desk/take_back_import", Some(ask)).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    assert!(later.children().await.contains(&("王芳".to_owned(), "三年级2班".to_owned())));
}

#[tokio::test]
async fn what_was_recorded_of_a_child_keeps_its_batch() {
    let desk = Desk::open().await;
    let batch = desk.begin().await;
    desk.send(&batch, "x.csv", LIST).await;
    let view = desk.view(&batch).await;
    let child: ChildId = view.children[0].child.unwrap();
    desk.apply(&view).await;
    let mut unit = desk.service.state.storage.write(COUNTY).await.unwrap();
    let log = Log {
        id: LogId(id(5000)),
        author: AccountId(id(crate::common::MENTOR)),
        body: crate::common::body(&[41]),
        captured_at: crate::common::now(),
        revision: 1,
        withdrawn: false,
        followed_up_on: None,
        entered_by: None,
    };
    let seq = unit.commits().next(crate::common::by()).await.unwrap();
    let new = storage::NewLog { log, children: vec![child], op: None, seq };
    unit.logs().add(&[new], crate::common::now()).await.unwrap();
    unit.commit().await.unwrap();
    let answer = desk.call("take_back_import", json!({"batch": batch})).await;
    assert_eq!(answer["built_on"]["name"], "王芳");
}

#[tokio::test]
async fn a_question_waits_for_an_answer_and_an_answer_can_be_withdrawn() {
    let desk = Desk::open().await;
    let batch = desk.begin().await;
    desk.send(&batch, "x.csv", LIST).await;
    desk.apply(&desk.view(&batch).await).await;
    let batch = desk.begin().await;
    desk.send(&batch, "y.csv", "姓名,班级,出生日期,监护人\n王芳,三年级2班,2016-01-01,罗桂兰\n").await;
    let view = desk.view(&batch).await;
    let question = &view.questions[0];
    let Asked::WhoIs { candidates, .. } = &question.asked else { panic!("{question:?}") };
    assert_eq!(view.counts.open, 1);
    let said = json!({"decide": [[question.id, Decision::Same(candidates[0].child)]]});
    let decided = desk.step(&view, said).await;
    assert_eq!((decided.counts.open, decided.counts.changed), (0, 1));
    assert_eq!(decided.children[0].outcome, Outcome::Changed);

    let stale = json!({"batch": view.batch.id, "seen": view.revision, "step": {"whole": true}});
    let reply = desk.service.call(Some(&desk.who), "POST", "/rpc/desk/import_step", Some(stale)).await;
    assert_eq!(reply.status, StatusCode::CONFLICT, "who has not seen the last state overwrites nothing");
    let undone = desk.step(&decided, json!({"decide": [[question.id, null]]})).await;
    assert_eq!(undone.counts.open, 1);
}

#[tokio::test]
async fn a_column_is_corrected_once_and_for_the_next_file() {
    let desk = Desk::open().await;
    let batch = desk.begin().await;
    let odd = "姓名,班级,她爸,监护人\n王芳,三年级2班,王强,罗桂兰\n李雷,三年级2班,李刚,罗桂兰\n";
    desk.send(&batch, "x.csv", odd).await;
    let view = desk.view(&batch).await;
    let column = view.sheets[0].columns.iter().find(|c| c.title == "她爸").unwrap();
    assert_eq!(column.column, None, "listed as not used");
    let step = json!({"column": {"sheet": view.sheets[0].id, "index": column.index, "column": "father_name"}});
    let used = |view: &ImportView| view.sheets[0].columns.iter().find(|c| c.title == "她爸").and_then(|c| c.column);
    assert!(used(&desk.step(&view, step).await).is_some());
    let next = desk.begin().await;
    desk.send(&next, "z.csv", odd).await;
    assert!(used(&desk.view(&next).await).is_some(), "kept as a recipe");
}

#[tokio::test]
async fn what_is_no_sheet_is_refused_with_a_reason_and_pasted_cells_are_a_sheet() {
    let desk = Desk::open().await;
    let batch = desk.begin().await;
    assert_eq!(desk.send(&batch, "x.xlsx", vec![0x50, 0x4b, 3, 4, 0, 0]).await, json!({"refused": "damaged"}));
    let view = desk.view(&batch).await;
    assert_eq!(view.sheets, []);
    let pasted = desk.step(&view, json!({"paste": "姓名\t班级\t监护人\n王芳\t三年级2班\t罗桂兰\n"})).await;
    assert_eq!(pasted.counts.new, 1);
    let left = desk.step(&pasted, json!({"leave_sheet": pasted.sheets[0].id})).await;
    assert_eq!((left.sheets.len(), left.counts.new), (0, 0));
}

/// Whose child somebody is, by the newest pairing that goes on.
async fn mentor_of(desk: &Desk, child: ChildId) -> Option<AccountId> {
    let mut unit = desk.service.state.storage.read(COUNTY).await.unwrap();
    let all = unit.pairings().of_child(child).await.unwrap();
    all.iter().find(|pairing| pairing.to.is_none()).map(|pairing| pairing.mentor)
}

async fn applied(desk: &Desk, view: &ImportView) -> StatusCode {
    desk.service.call(Some(&desk.who), "POST", "/rpc/desk/apply_import", Some(applying(view))).await.status
}

#[tokio::test]
async fn what_would_be_another_thing_by_now_is_shown_again_before_it_is_done() {
    let (desk, child) = (Desk::open().await, ChildId(id(44)));
    let batch = desk.begin().await;
    let list = "姓名,班级,监护人,与学生关系,结对教师\n孩子44,三年级2班,罗桂兰,奶奶,人21\n";
    desk.send(&batch, "x.csv", list).await;
    let first = desk.view(&batch).await;
    assert_eq!((first.pairings.len(), first.counts.open), (1, 0), "{first:?}");
    desk.service.state.clock.advance(TimeDelta::minutes(1));
    assert_eq!(desk.view(&batch).await.digest, first.digest, "the same is the same, whenever it is asked for");
    // Somebody else pairs the child.
    let mut unit = desk.service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, &[Written::Pairing(pairing(59, 44, OTHER_MENTOR))]).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(applied(&desk, &first).await, StatusCode::CONFLICT);
    assert_eq!(mentor_of(&desk, child).await, Some(AccountId(id(OTHER_MENTOR))), "nothing was done");
    let now = desk.view(&batch).await;
    assert_eq!((now.batch.state, now.revision), (BatchState::Open, first.revision), "the batch has not moved");
    assert_eq!((now.pairings.len(), now.counts.open), (0, 1), "it is asked now");
    let decided = desk.step(&now, json!({"decide": [[now.questions[0].id, Decision::Take]]})).await;

    // Another day is another first day.
    desk.service.state.clock.advance(TimeDelta::days(1));
    let later = Desk { who: desk.service.browser(COORDINATOR).await, service: desk.service };
    assert_eq!(applied(&later, &decided).await, StatusCode::CONFLICT);
    let now = later.view(&batch).await;
    assert_eq!((now.pairings.len(), now.counts.open), (1, 0), "what was decided stays");
    later.apply(&now).await;
    assert_eq!(mentor_of(&later, child).await, Some(AccountId(id(MENTOR))));
}

#[tokio::test]
async fn a_file_gives_nobody_more_children_than_the_rules_and_says_who_is_not_paired() {
    let desk = Desk::open().await;
    let batch = desk.begin().await;
    let more = "张三,三年级2班,2017-07-08,罗桂兰,奶奶,李敏,13900000001\n\
                赵四,三年级2班,2017-09-10,罗桂兰,奶奶,李敏,13900000001\n";
    desk.send(&batch, "x.csv", format!("{LIST}{more}")).await;
    let view = desk.view(&batch).await;
    assert_eq!((view.counts.new, view.counts.open, view.pairings.len()), (4, 0, 3), "{view:?}");
    let told: Vec<_> = view.unpaired.iter().map(|u| (u.name.as_str(), u.mentor.as_str(), u.why)).collect();
    assert_eq!(told, [("赵四", "李敏", UnpairedWhy::OverLimit)]);
    desk.apply(&view).await;
    assert!(desk.children().await.iter().any(|(name, _)| name == "赵四"), "the child is taken over all the same");
}

#[tokio::test]
async fn where_the_lead_agrees_first_a_file_pairs_nobody_and_says_so() {
    let desk = Desk::open().await;
    let mut unit = desk.service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let rules = RuleSet { lead_approves: true, ..RuleSet::default() };
    unit.rules().put(seq, &RuleVersion { from: day(9, 1), rules }).await.unwrap();
    unit.commit().await.unwrap();
    let batch = desk.begin().await;
    desk.send(&batch, "x.csv", LIST).await;
    let view = desk.view(&batch).await;
    assert_eq!((view.counts.new, view.teachers.len(), view.pairings.len()), (2, 1, 0), "{view:?}");
    assert!(view.unpaired.len() == 2 && view.unpaired.iter().all(|u| u.why == UnpairedWhy::ForLead));
    let newcomer = view.children[0].child.unwrap();
    assert_eq!(desk.apply(&view).await[0]["login"], "13900000001", "who is to be proposed has an account");
    assert_eq!(mentor_of(&desk, newcomer).await, None);
}

#[tokio::test]
async fn another_schools_coordinator_sees_none_of_it() {
    let desk = Desk::open().await;
    let batch = desk.begin().await;
    desk.send(&batch, "x.csv", LIST).await;
    let other = desk.service.browser(OTHER).await;
    for (what, body) in [
        ("import", json!({"batch": batch})),
        ("discard_import", json!({"batch": batch})),
        ("take_back_import", json!({"batch": batch})),
        ("apply_import", json!({"batch": batch, "seen": 2, "digest": ""})),
    ] {
        let reply = desk.service.call(Some(&other), "POST", &format!("/rpc/desk/{what}"), Some(body)).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{what}: {}", reply.text);
    }
}
