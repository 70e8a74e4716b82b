//! The end of a child's file, through the whole service: what was planted through every door is found nowhere, phones
//! let go of it, late work is refused without being kept, and what was counted stays.

use std::path::PathBuf;

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_MENTOR, SCHOOL, Service, body, by, class_session, day, id, numbered, op, record,
    request,
};
use crate::import_desk::Desk;
use axum::http::StatusCode;
use chrono::{NaiveDate, TimeDelta};
use domain::guardianship::{FactSubject, FactValue, HomeState};
use domain::id::{
    AccountId, BatchId, ChildId, FactId, HouseholdId, LogId, OutId, PageId, PhotoId, ProposalId, QuestionId, SchoolId,
};
use domain::import::batch::BatchState;
use domain::import::recipe::Recipe;
use domain::log::{Goal, LogBody, PhotoRef};
use domain::register::id_number::IdNumber;
use domain::register::{Began, Child, Ended, Enrolment, Pairing, PairingEnded, Written};
use domain::report::{Out, OutKind, OutReason};
use domain::term::page::{Judged, SAYS_CHARS_MAX};
use domain::term::{Owed, PageBody, Question, Term};
use serde_json::{Value, json};
use server::core::import::{BatchSheet, Body};
use storage::{Batch, BatchLine, ChildNumber, Parked, Proposal};
use sync::protocol::NumberedOp;
use sync::{Feedback, NewFact, RecordLog, RejectionCode, ReviseLog, Settlement, WritePage};

const CENTRE: u128 = 27;
const COORDINATOR: u128 = 23;
/// The child whose file ends; it lives alone in its household, and its entries are the first mentor's.
const GOES: u128 = 45;
const NAME: &str = "欧阳小石";
const HOME: u128 = 34;

fn word(door: &str) -> String {
    format!("埋下的话{door}")
}

fn noted(children: &[u128], door: &str) -> LogBody {
    LogBody { note: word(door), ..body(children) }
}

/// A child's school ended so long ago that its file is up for erasure. Its mentor had it until then.
pub async fn left_long_ago(service: &Service, child: u128) {
    let date = |y, m, d| chrono::NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let left = Enrolment {
        from: date(2021, 9, 1),
        began: Began::Entered,
        to: Some(date(2023, 6, 30)),
        ended: Some(Ended::Graduated),
        ..crate::common::enrolment(child, SCHOOL, "九年级1班")
    };
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let mut written = vec![Written::Enrolment(left)];
    for pairing in unit.pairings().of_child(ChildId(id(child))).await.unwrap() {
        let from = date(2022, 9, 1);
        let ended = Some(PairingEnded::ChildLeft);
        written.push(Written::Pairing(Pairing { from, to: Some(date(2023, 6, 30)), ended, ..pairing }));
    }
    unit.register().write(seq, &written).await.unwrap();
    unit.commit().await.unwrap();
}

/// A child with a household of its own, numbers and a mentor.
async fn somebody(service: &Service) {
    let (child, home) = (ChildId(id(GOES)), HouseholdId(id(HOME)));
    let adult = domain::id::AdultId(id(37));
    let written = [
        Written::Household(domain::register::Household { id: home, address: word("address") }),
        Written::Adult(domain::register::Adult {
            id: adult,
            household: home,
            name: word("carer"),
            phone: Some("13966667777".to_owned()),
        }),
        Written::Child(Child {
            name: NAME.to_owned(),
            former_names: vec!["欧阳石头".to_owned()],
            birth: Some(day(3, 4)),
            ..crate::common::child(GOES, HOME)
        }),
        Written::Enrolment(crate::common::enrolment(GOES, SCHOOL, "三年级2班")),
        Written::Pairing(crate::common::pairing(59, GOES, MENTOR)),
    ];
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, &written).await.unwrap();
    let number = IdNumber::parse("610922201806309843").ok();
    let digest = Some("digest-of-the-number".to_owned());
    unit.children().keep_numbers(&[ChildNumber { child, number, digest }]).await.unwrap();
    unit.commit().await.unwrap();
}

fn with_photo(n: u128, door: &str, photo: u128) -> LogBody {
    let photos = vec![PhotoRef { id: PhotoId(id(photo)), sha256: "ab".repeat(32), bytes: 9 }];
    LogBody { photos, ..noted(&[n], door) }
}

/// Sends a picture whole.
async fn photo(service: &Service, phone: &Browser, photo: u128, bytes: &[u8]) -> Value {
    use sha2::Digest as _;
    let sha = hex::encode(sha2::Sha256::digest(bytes));
    let path = format!("/api/v1/photos/{}?sha256={sha}&bytes={}&at=0", id(photo), bytes.len());
    let request = axum::http::Request::builder()
        .method("PUT")
        .uri(path)
        .header("host", "localhost")
        .header("authorization", &phone.bearer)
        .body(axum::body::Body::from(bytes.to_vec()))
        .unwrap();
    let reply = service.request(request).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    reply.json
}

fn corrects(log: u128, door: &str) -> ReviseLog {
    let patch = sync::LogPatch::default().note(word(door));
    ReviseLog { log: LogId(id(log)), base_revision: 1, patch }
}

/// The page of this term, with what the child says.
fn page(n: u128, says: String) -> WritePage {
    let judged = Judged { goal: Goal::Mind, owed: Owed::Much, child_says: says };
    let body = PageBody { haves: vec![judged], ..PageBody::default() };
    WritePage { page: PageId(id(n)), child: ChildId(id(GOES)), term: Term::of(day(9, 18)), body, base: None }
}

/// Recorded, revised, withdrawn, with an answer and a picture; refused; kept for a later version; feedback.
async fn phone_work(service: &Service, phone: &Browser) -> String {
    let new = |n: u128, body| op(n, RecordLog { log: LogId(id(2000 + n)), body, facts: vec![] });
    let hazard = NewFact {
        id: FactId(id(91)),
        subject: FactSubject::Household(HouseholdId(id(HOME))),
        value: FactValue::Home { state: HomeState::Hazard, hazards: word("hazard") },
        base: None,
    };
    let found = RecordLog { log: LogId(id(2002)), body: noted(&[GOES], "answered"), facts: vec![hazard] };
    let patch = sync::LogPatch::default().note(word("revised"));
    let revised = ReviseLog { log: LogId(id(2001)), base_revision: 1, patch };
    let mut later = json!(new(7, noted(&[GOES], "kept")));
    later["change"]["record_log"]["body"]["weather"] = json!("rain");
    let mut unfit = noted(&[GOES], "refused");
    unfit.occurred_on = day(12, 1);
    let ops = vec![
        numbered(1, &new(1, with_photo(GOES, "recorded", 70))),
        numbered(2, &op(2, found)),
        numbered(3, &op(3, revised)),
        numbered(4, &new(4, noted(&[GOES], "withdrawn"))),
        numbered(5, &op(5, sync::WithdrawLog { log: LogId(id(2004)) })),
        numbered(6, &new(6, unfit)),
        NumberedOp::of(7, &later).unwrap(),
        numbered(8, &op(8, Feedback { text: format!("{NAME}的{}", word("feedback")) })),
        numbered(9, &new(9, LogBody { note: "两个孩子的话".to_owned(), ..body(&[GOES, 41]) })),
        numbered(10, &new(10, class_session("三年级2班"))),
        // Refused, and they name no child: a correction of what was withdrawn, and one of what was refused.
        numbered(11, &op(11, corrects(2004, "correction of withdrawn"))),
        numbered(12, &op(12, corrects(2006, "correction of refused"))),
        numbered(13, &op(13, page(601, word("page")))),
        numbered(14, &op(14, page(602, word("refused page").repeat(SAYS_CHARS_MAX)))),
    ];
    let reply = service.synced(phone, &request(phone, ops, None)).await;
    let refused = reply.results.iter().filter(|one| matches!(one.settlement, Settlement::Rejected(_))).count();
    assert_eq!(refused, 4, "{:?}", reply.results);
    assert_eq!(photo(service, phone, 70, word("picture").as_bytes()).await["complete"], json!(true));
    reply.cursor
}

/// What comes in by other ways.
async fn other_doors(service: &Service) {
    let author = AccountId(id(MENTOR));
    let (child, school) = (ChildId(id(GOES)), SchoolId(id(SCHOOL)));
    let at = crate::common::now();
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let waits = op(996, RecordLog { log: LogId(id(2996)), body: with_photo(GOES, "parked", 71), facts: vec![] });
    let text = serde_json::to_string(&waits).unwrap();
    let parked = Parked { op: waits.op_id, text, author, child, heard: vec![], received_at: at, decision: None };
    unit.parking().add(&parked).await.unwrap();
    let list = format!("姓名,家庭住址\n{NAME},{}\n王芳,别人家\n", word("staged"));
    let sheet = server::reader::in_this_process(list.as_bytes()).unwrap().remove(0);
    let sheets = vec![BatchSheet { id: 0, sheet, recipe: Recipe::default() }];
    let body = Body { sheets, next: 1, ..Body::default() }.bytes().unwrap();
    let line = BatchLine {
        id: BatchId(id(993)),
        school,
        begun_by: None,
        begun_at: at,
        state: BatchState::Open,
        revision: 1,
        settled_at: None,
        emptied: false,
    };
    unit.batches().add(&Batch { line, body }).await.unwrap();
    let text = json!({"hand_on": {"child": id(GOES), "handing": {"words": word("proposed")}}}).to_string();
    unit.proposals()
        .add(&Proposal { id: ProposalId(id(994)), school, text, by: author, at, decision: None })
        .await
        .unwrap();
    let asked = Question {
        id: QuestionId(id(985)),
        child,
        term: Term::of(day(9, 18)),
        about: None,
        text: word("question"),
        asked_by: author,
        asked_at: at,
        closed_at: None,
    };
    let seq = unit.commits().next(by()).await.unwrap();
    unit.questions().add(seq, &asked).await.unwrap();
    for (n, child, door) in [(991, Some(child), "own out"), (992, None, "class out")] {
        let words = format!("{NAME}{}", word(door));
        let (kind, reason) = (OutKind::Roster, OutReason::Other);
        let out = Out {
            id: OutId(id(n)),
            school: Some(school),
            kind,
            whose: None,
            child,
            chosen: None,
            numbers: false,
            reason,
            words,
            by: author,
            at,
        };
        unit.outs().add(&out).await.unwrap();
    }
    unit.commit().await.unwrap();
}

async fn desk(service: &Service, who: u128, call: &str, ask: Value) -> crate::common::Reply {
    let who = service.browser(who).await;
    service.call(Some(&who), "POST", &format!("/rpc/desk/{call}"), Some(ask)).await
}

async fn asks(service: &Service, who: u128, call: &str, ask: Value) -> Value {
    let reply = desk(service, who, call, ask).await;
    assert_eq!(reply.status, StatusCode::OK, "{call}: {}", reply.text);
    reply.json
}

struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("wuyou-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn database(&self, name: &str) -> String {
        format!("sqlite:{}", self.0.join(name).display())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// All that can be read in a database, and the bytes of its files.
async fn holds(database: &str, files: &[u8], what: &str) -> bool {
    let said = storage_sql::opened(database, &storage_sql::Keys::for_tests()).await.unwrap();
    said.contains(what) || files.windows(what.len()).any(|some| some == what.as_bytes())
}

fn bytes_of(folder: &std::path::Path, name: &str) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let own = files.filter(|file| file.file_name().unwrap().to_string_lossy().starts_with(name));
    own.map(|file| std::fs::read(file).unwrap()).collect::<Vec<_>>().concat()
}

/// What must be nowhere.
const GONE: [&str; 6] = [NAME, "欧阳石头", "埋下的话", "13966667777", "610922201806309843", "digest-of-the-number"];

#[tokio::test]
async fn what_was_planted_through_every_door_is_found_nowhere_and_counts_stay() {
    let place = Place::new("erasure");
    let database = place.database("first.db");
    let storage = storage_sql::open(&database, storage_sql::Keys::for_tests()).await.unwrap();
    let service = Service::on(storage).await;
    somebody(&service).await;
    let phone = service.browser(MENTOR).await;
    phone_work(&service, &phone).await;
    other_doors(&service).await;
    left_long_ago(&service, GOES).await;
    let asked = json!({"who": word("asker"), "relation": "外婆", "words": word("asked")});
    let ask = json!({"child": id(GOES), "kind": "correction", "asked_on": "2026-09-18", "asked": asked});
    asks(&service, COORDINATOR, "take_request", ask).await;
    for what in GONE {
        assert!(holds(&database, &[], what).await, "{what} was planted");
    }
    let mut before = vec![];
    storage_sql::archive::export(&database, &mut before).await.unwrap();
    let counted = asks(&service, CENTRE, "county", json!({})).await;
    let history = service.state.ledger.of(service.state.storage.read(COUNTY).await.unwrap().as_mut()).await.unwrap();
    assert_eq!(history.child(ChildId(id(GOES))).map(|child| child.name.as_str()), Some(NAME));

    let seen = asks(&service, CENTRE, "erasure", json!({})).await;
    let due = seen["due"].as_array().unwrap();
    assert_eq!((due.len(), &due[0]["name"], &due[0]["due_on"]), (1, &json!(NAME), &json!("2026-06-29")), "{seen}");
    assert_eq!(due[0]["weight"], json!({"entries": 3, "shared": 1, "photos": 1, "answers": 1}));
    asks(&service, CENTRE, "erase", json!({"children": [id(GOES)]})).await;
    service.state.storage.scrub().await.unwrap();

    let files = bytes_of(&place.0, "first.db");
    assert!(holds(&database, &files, "两个孩子的话").await, "what is about another child as well stays");
    assert!(holds(&database, &files, "别人家").await);
    for what in GONE {
        assert!(!holds(&database, &files, what).await, "{what} is left");
    }
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let history = service.state.ledger.of(unit.as_mut()).await.unwrap();
    let left = history.child(ChildId(id(GOES))).map(|child| (child.name.as_str(), child.birth));
    assert_eq!(left, Some(("", None)), "memory knows no name either");
    assert_eq!(history.enrolments_of(ChildId(id(GOES))).count(), 1, "where it was stays");
    assert_eq!(unit.credits().of_log(LogId(id(2002))).await.unwrap().len(), 1, "what was counted stays");
    assert!(unit.credits().amiss().await.unwrap().is_empty());
    let batch = unit.batches().get(BatchId(id(993))).await.unwrap().unwrap();
    assert_eq!(Body::read(&batch.body).unwrap().sheets.len(), 1, "what others typed stays");
    drop(unit);
    assert_eq!(asks(&service, CENTRE, "county", json!({})).await, counted, "the county's table is as it was");
    let seen = asks(&service, CENTRE, "erasure", json!({})).await;
    let done = &seen["done"][0];
    assert_eq!((&done["ground"], &done["weight"]["entries"]), (&json!("rule"), &json!(3)), "{seen}");
    assert_eq!((&done["on"], &done["nowhere_on"]), (&json!("2026-09-18"), &json!("2026-12-18")));
    assert!(seen["due"].as_array().unwrap().is_empty() && !seen.to_string().contains(NAME));

    // A backup from before is put back: whoever was erased since is erased again, and only they.
    let again = place.database("again.db");
    storage_sql::archive::import(&again, &mut before.as_slice(), 7).await.unwrap();
    assert!(holds(&again, &[], NAME).await, "the backup still has the name");
    let back = storage_sql::open(&again, storage_sql::Keys::for_tests()).await.unwrap();
    let erasures = &service.state.erasures;
    let now = crate::common::now();
    assert_eq!(server::core::erasure::kept::again(back.as_ref(), erasures, now).await.unwrap(), 1);
    assert_eq!(server::core::erasure::kept::again(back.as_ref(), erasures, now).await.unwrap(), 0, "once");
    let files = bytes_of(&place.0, "again.db");
    for what in GONE {
        assert!(!holds(&again, &files, what).await, "{what} came back");
    }
    assert!(holds(&again, &files, "孩子41").await);
    let mut after = vec![];
    storage_sql::archive::export(&database, &mut after).await.unwrap();
    let after = String::from_utf8(after).unwrap();
    assert!(GONE.iter().all(|what| !after.contains(what)), "nor is it in a backup made after");
}

#[tokio::test]
async fn late_work_on_an_erased_child_is_refused_and_not_kept_and_its_picture_with_it() {
    let service = Service::start().await;
    somebody(&service).await;
    let (phone, late) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    phone_work(&service, &phone).await;
    left_long_ago(&service, GOES).await;
    asks(&service, CENTRE, "erase", json!({"children": [id(GOES)]})).await;

    let new = |n: u128, body| op(n, RecordLog { log: LogId(id(2000 + n)), body, facts: vec![] });
    let patch = || sync::LogPatch::default().note(word("late patch"));
    let about_hers = NewFact {
        id: FactId(id(92)),
        subject: FactSubject::Child(ChildId(id(GOES))),
        value: FactValue::Home { state: HomeState::Hazard, hazards: word("late answer") },
        base: None,
    };
    let both = RecordLog { log: LogId(id(2024)), body: body(&[GOES, 41]), facts: vec![about_hers] };
    let mut later = json!(new(25, noted(&[GOES], "late kept")));
    later["change"]["record_log"]["body"]["weather"] = json!("rain");
    let ops = vec![
        numbered(1, &new(21, with_photo(GOES, "late", 75))),
        numbered(2, &op(22, ReviseLog { log: LogId(id(2021)), base_revision: 1, patch: patch() })),
        numbered(3, &op(23, ReviseLog { log: LogId(id(2001)), base_revision: 2, patch: patch() })),
        NumberedOp::of(4, &later).unwrap(),
        numbered(5, &op(24, both)),
        numbered(6, &record(26, &[41])),
        // More than an operation may say.
        numbered(7, &new(28, LogBody { note: word("late").repeat(30_000), ..body(&[GOES]) })),
    ];
    let reply = service.synced(&late, &request(&late, ops, None)).await;
    let erased = |n: usize| matches!(&reply.results[n].settlement, Settlement::Rejected(why) if why.code == RejectionCode::Erased);
    assert!((0..4).chain([6]).all(erased), "{:?}", reply.results);
    assert!(matches!(reply.results[4].settlement, Settlement::Applied { exact: false, .. }), "{:?}", reply.results);
    assert!(matches!(reply.results[5].settlement, Settlement::Applied { .. }));
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    assert!(unit.ops().of_device(late.device, 1, 7).await.unwrap().iter().all(|one| one.refused.is_none()));
    assert!(unit.ops().kept(Some(late.device)).await.unwrap().is_empty());
    assert_eq!(unit.facts().get(FactId(id(92))).await.unwrap(), None, "what is said of her is left out");
    assert_eq!(unit.logs().get(LogId(id(2001))).await.unwrap().map(|log| log.body.note), Some(String::new()));
    drop(unit);
    // The picture comes after its entry: the phone may let go of it, and nothing is kept.
    assert_eq!(photo(&service, &late, 75, b"a late picture").await["complete"], json!(true));
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    assert!(unit.photos().bytes(late.account, PhotoId(id(75))).await.unwrap().is_empty());
    drop(unit);
    // Corrections that come in a later request: of what was refused as too late, and of what was refused, withdrawn and
    // waited when she was erased.
    let of = [2021, 2025, 2006, 2004];
    let later = of.iter().zip(8..).map(|(log, n)| {
        numbered(n, &op(40 + u128::from(n), ReviseLog { log: LogId(id(*log)), base_revision: 1, patch: patch() }))
    });
    let reply = service.synced(&late, &request(&late, later.collect(), Some(reply.cursor))).await;
    for result in &reply.results {
        let is_erased = matches!(&result.settlement, Settlement::Rejected(why) if why.code == RejectionCode::Erased);
        assert!(is_erased, "{result:?}");
    }
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    assert!(unit.ops().of_device(late.device, 8, 11).await.unwrap().iter().all(|one| one.refused.is_none()));
    drop(unit);
    // The same again, after the phone has forgotten that it was answered.
    let again = vec![numbered(12, &new(27, noted(&[GOES], "again")))];
    let reply = service.synced(&late, &request(&late, again, Some(reply.cursor))).await;
    assert!(matches!(&reply.results[0].settlement, Settlement::Rejected(why) if why.code == RejectionCode::Erased));
}

#[tokio::test]
async fn a_phone_that_has_the_file_lets_go_of_it_at_its_next_contact() {
    let service = Service::start().await;
    somebody(&service).await;
    let phone = service.browser(MENTOR).await;
    let first = service.synced(&phone, &request(&phone, vec![numbered(1, &record(31, &[GOES]))], None)).await;
    assert!(first.page.rows.iter().any(|row| row.id == id(GOES)));
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.erasure().children(seq, &[ChildId(id(GOES))]).await.unwrap();
    unit.commit().await.unwrap();
    let next = service.synced(&phone, &request(&phone, vec![], Some(first.cursor))).await;
    assert_eq!(next.page.removed, [ChildId(id(GOES))], "though it is paired still");
    assert!(!serde_json::to_string(&next.page.rows).unwrap().contains(&id(GOES).to_string()));
    let anew = service.synced(&phone, &request(&phone, vec![], None)).await;
    assert!(!serde_json::to_string(&anew.page.rows).unwrap().contains(&id(GOES).to_string()));
    // What was begun of her on a phone goes by this, also on one that had lost her long before.
    assert_eq!((&next.page.erased, &anew.page.erased), (&vec![ChildId(id(GOES))], &vec![ChildId(id(GOES))]));
    let after = service.synced(&phone, &request(&phone, vec![], Some(next.cursor))).await;
    assert_eq!(after.page.erased, [], "once");
}

#[tokio::test]
async fn a_guardians_request_is_decided_by_the_centre_with_a_reason() {
    let service = Service::start().await;
    let asked = json!({"who": "罗桂兰", "relation": "奶奶", "words": "搬走了，请删掉"});
    let ask = |child| json!({"child": id(child), "kind": "deletion", "asked_on": "2026-09-18", "asked": asked});
    asks(&service, COORDINATOR, "take_request", ask(44)).await;
    asks(&service, COORDINATOR, "take_request", ask(41)).await;
    let empty = json!({"child": id(44), "kind": "deletion", "asked_on": "2026-09-18", "asked": {"who": "", "relation": "", "words": ""}});
    assert_eq!(desk(&service, COORDINATOR, "take_request", empty).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let of = |seen: &Value, child: u128| {
        let lines = seen["requests"].as_array().unwrap();
        lines.iter().find(|line| line["child"] == json!(id(child))).unwrap().clone()
    };
    let seen = asks(&service, CENTRE, "erasure", json!({})).await;
    let (there, here) = (of(&seen, 44), of(&seen, 41));
    assert_eq!((&there["asked"]["who"], &there["left_on"]), (&json!("罗桂兰"), &Value::Null));
    let decide = |line: &Value, grant| json!({"id": line["id"], "grant": grant, "why": "依法要有档案"});
    let still = desk(&service, CENTRE, "decide_request", decide(&there, true)).await;
    assert_eq!(still.status, StatusCode::CONFLICT, "while it is at a school the county must know it");
    let without = json!({"id": here["id"], "grant": false, "why": " "});
    assert_eq!(desk(&service, CENTRE, "decide_request", without).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    asks(&service, CENTRE, "decide_request", decide(&here, false)).await;
    let told = asks(&service, COORDINATOR, "requests", json!({"child": id(41)})).await;
    assert_eq!(told[0]["answer"]["why"], json!("依法要有档案"), "{told}");
    assert_eq!(desk(&service, CENTRE, "decide_request", decide(&here, true)).await.status, StatusCode::CONFLICT);

    let gone = json!({"child": id(44), "why": "left_county", "last": "2026-09-17"});
    asks(&service, COORDINATOR, "leave", gone).await;
    assert_eq!(desk(&service, CENTRE, "erase", json!({"children": [id(44)]})).await.status, StatusCode::CONFLICT);
    asks(&service, CENTRE, "decide_request", decide(&there, true)).await;
    let seen = asks(&service, CENTRE, "erasure", json!({})).await;
    let there = of(&seen, 44);
    assert_eq!(
        (&there["asked"], &there["name"], &there["answer"]["why"]),
        (&Value::Null, &json!("已删除"), &json!(""))
    );
    assert_eq!(seen["done"][0]["ground"], json!("request"));
    assert!(!seen.to_string().contains("孩子44"));
    let notices = asks(&service, COORDINATOR, "notices", json!({})).await;
    let acts: Vec<&Value> = notices.as_array().unwrap().iter().map(|notice| &notice["act"]).collect();
    assert!(acts.contains(&&json!("grant_request")) && acts.contains(&&json!("decline_request")), "{notices}");
    assert_eq!(desk(&service, OTHER_MENTOR, "requests", json!({"child": id(44)})).await.status, StatusCode::NOT_FOUND);
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let entries = unit.access().newest(20).await.unwrap();
    let erased = entries.iter().find(|entry| entry.action == "erase_child").unwrap();
    assert_eq!((erased.account, erased.reason.as_str()), (AccountId(id(CENTRE)), "request"));
}

#[tokio::test]
async fn a_file_that_was_closed_as_a_mistake_is_listed_and_goes_when_its_guardian_asks() {
    let service = Service::start().await;
    let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let asked = json!({"who": "罗桂兰", "relation": "奶奶", "words": "不是我家的孩子，请删掉"});
    let ask = json!({"child": id(44), "kind": "deletion", "asked_on": "2026-09-18", "asked": asked});
    asks(&service, COORDINATOR, "take_request", ask).await;
    let was = |n, last| {
        let there = Enrolment { from: date(2021, 9, 1), ..crate::common::enrolment(n, SCHOOL, "三年级2班") };
        Written::Enrolment(there.ending(last, Ended::Mistaken))
    };
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let closed = [was(44, date(2026, 9, 17)), was(42, date(2023, 6, 30))];
    unit.register().write(seq, &closed).await.unwrap();
    unit.commit().await.unwrap();

    let seen = asks(&service, CENTRE, "erasure", json!({})).await;
    assert_eq!(seen["due"].as_array().map(Vec::len), Some(1), "{seen}");
    let due = &seen["due"][0];
    assert_eq!((&due["child"], &due["left_on"]), (&json!(id(42)), &json!("2023-06-30")), "{seen}");
    let request = &seen["requests"][0];
    assert_eq!(request["left_on"], json!("2026-09-17"), "it is at no school: {seen}");
    let grant = json!({"id": request["id"], "grant": true, "why": "登记有误"});
    asks(&service, CENTRE, "decide_request", grant).await;
    asks(&service, CENTRE, "erase", json!({"children": [id(42)]})).await;
    let seen = asks(&service, CENTRE, "erasure", json!({})).await;
    assert_eq!((seen["due"].as_array().map(Vec::len), seen["done"].as_array().map(Vec::len)), (Some(0), Some(2)));
}

#[tokio::test]
async fn whom_an_import_brought_that_was_taken_back_can_be_erased() {
    let desk = Desk::open().await;
    let service = &desk.service;
    let batch = desk.begin().await;
    let list = "姓名,班级,出生日期,监护人,与学生关系\n\
                欧阳小石,三年级2班,2017-03-04,罗桂兰,奶奶\n\
                李雷,三年级2班,2017-05-06,罗桂兰,奶奶\n";
    desk.send(&batch, "x.csv", list).await;
    let view = desk.view(&batch).await;
    let came: Vec<ChildId> = view.children.iter().filter_map(|line| line.child).collect();
    assert_eq!((came.len(), view.counts.new, view.counts.open), (2, 2, 0), "{view:?}");
    desk.apply(&view).await;
    let asked = json!({"who": "罗桂兰", "relation": "奶奶", "words": "不该报的，请删掉"});
    let ask = json!({"child": came[0], "kind": "deletion", "asked_on": "2026-09-18", "asked": asked});
    asks(service, COORDINATOR, "take_request", ask).await;
    let seen = asks(service, CENTRE, "erasure", json!({})).await;
    let grant = json!({"id": seen["requests"][0]["id"], "grant": true, "why": "名单报错了"});
    let still = self::desk(service, CENTRE, "decide_request", grant.clone()).await;
    assert_eq!(still.status, StatusCode::CONFLICT, "it is at a school: {seen}");

    assert_eq!(desk.call("take_back_import", json!({"batch": batch})).await, json!("done"));
    let seen = asks(service, CENTRE, "erasure", json!({})).await;
    assert_ne!(seen["requests"][0]["left_on"], Value::Null, "it never was at one: {seen}");
    let ask = json!({"child": came[1], "kind": "correction", "asked_on": "2026-09-18", "asked": asked});
    asks(service, COORDINATOR, "take_request", ask).await;
    asks(service, CENTRE, "decide_request", grant).await;

    // The other goes when the days of the rules have run out.
    service.state.clock.advance(TimeDelta::days(1_095));
    let seen = asks(service, CENTRE, "erasure", json!({})).await;
    let due: Vec<&Value> = seen["due"].as_array().unwrap().iter().map(|line| &line["child"]).collect();
    assert_eq!(due, [&json!(came[1])], "{seen}");
    assert_eq!(seen["due"][0]["school"], json!("甲校"));
    asks(service, CENTRE, "erase", json!({"children": [came[1]]})).await;
    let seen = asks(service, CENTRE, "erasure", json!({})).await;
    assert_eq!(seen["done"].as_array().map(Vec::len), Some(2), "{seen}");
}

#[tokio::test]
async fn whoever_wrote_a_request_down_does_not_grant_it_while_somebody_else_is_at_the_centre() {
    let service = Service::start().await;
    let asked = json!({"who": "罗桂兰", "relation": "奶奶", "words": "请删掉"});
    let ask = |child: u128| json!({"child": id(child), "kind": "correction", "asked_on": "2026-09-18", "asked": asked});
    asks(&service, CENTRE, "take_request", ask(41)).await;
    asks(&service, CENTRE, "take_request", ask(42)).await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut other = unit.accounts().get(AccountId(id(CENTRE))).await.unwrap().unwrap();
    (other.id, other.login, other.password_hash) = (AccountId(id(30)), "centre2".to_owned(), Some("a hash".to_owned()));
    unit.accounts().add(&[other]).await.unwrap();
    unit.commit().await.unwrap();
    let seen = asks(&service, CENTRE, "erasure", json!({})).await;
    assert!(seen["requests"].as_array().unwrap().iter().all(|line| line["needs_other"] == json!(true)), "{seen}");
    let decide = |n: usize, grant| json!({"id": seen["requests"][n]["id"], "grant": grant, "why": "说得对"});
    assert_eq!(desk(&service, CENTRE, "decide_request", decide(0, true)).await.status, StatusCode::FORBIDDEN);
    asks(&service, 30, "decide_request", decide(0, true)).await;

    // Alone, the same person may, and the log says so.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let now = service.state.clock.now();
    unit.accounts().disable(AccountId(id(30)), now, now).await.unwrap();
    unit.commit().await.unwrap();
    asks(&service, CENTRE, "decide_request", decide(1, true)).await;
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let acts: Vec<String> = unit.access().after(0, 99).await.unwrap().into_iter().map(|entry| entry.action).collect();
    let granted: Vec<&str> = acts.iter().map(String::as_str).filter(|act| act.starts_with("grant")).collect();
    assert_eq!(granted, ["grant_request", "grant_request_alone"]);
}

#[tokio::test]
async fn a_mentor_is_told_that_the_file_of_a_child_they_had_was_erased() {
    let service = Service::start().await;
    somebody(&service).await;
    left_long_ago(&service, GOES).await;
    let phone = service.browser(MENTOR).await;
    let before = service.synced(&phone, &request(&phone, vec![], None)).await;
    asks(&service, CENTRE, "erase", json!({"children": [id(GOES)]})).await;
    let reply = service.synced(&phone, &request(&phone, vec![], Some(before.cursor))).await;
    let told: Vec<String> =
        reply.page.rows.iter().filter_map(sync::Envelope::notice).map(|notice| notice.act).collect();
    assert_eq!(told, ["tell_of_erasure"], "with the page by which what they had begun to write goes");
    assert_eq!(reply.page.erased, [ChildId(id(GOES))]);
}
