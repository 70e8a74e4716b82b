//! What leaves the house: written down first, shown to who took it, and a roster that reads back as nothing new.

use std::path::Path;
use std::process::Command;

use crate::common::{Browser, COUNTY, MENTOR, OTHER_MENTOR, OTHER_SCHOOL, SCHOOL, Service, by, day, id, now, pairing};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use desk_api::import::ImportView;
use domain::guardianship::{Away, CarerKind, Fact, FactSubject, FactValue, ParentWhere};
use domain::id::{AccountId, ChildId, FactId, LogId};
use domain::import::sheet::{CellKind, Sheet};
use domain::log::{ActivityKind, LogBody, Mode};
use domain::register::{Ended, Enrolment, Pairing, PairingRole, Written};
use serde_json::{Value, json};
use server::reader::in_this_process;
use storage::{Account, StorageError};
use sync::RecordLog;

const COORDINATOR: u128 = 23;
const OTHER: u128 = 24;

/// A coordinator at the desk.
struct Desk {
    service: Service,
    who: Browser,
}

/// Children of whom a file says everything, among them siblings, a parent who has died and one who is at home.
const LIST: &str = "姓名,性别,班级,出生日期,身份证号,家庭住址,是否寄宿,父亲姓名,父亲务工地点,父亲外出时间,父亲电话,母亲姓名,母亲务工地点,母亲外出时间,母亲电话,实际监护人,与学生关系,监护人电话,监护情况,结对教师,教师电话\n\
    王芳,,三年级2班,,610922201806309843,松岭镇前坝村,是,王国庆,浙江温州,2024-03,13900000011,李敏,在家务农,,13900000012,罗桂兰,奶奶,0915-6312345,较好,李敏,13900000001\n\
    王小龙,男,一年级10班,2019.5,,松岭镇前坝村,否,王国庆,浙江温州,2024-03,13900000011,李敏,在家务农,,13900000012,罗桂兰,奶奶,0915-6312345,一般,李敏,13900000001\n\
    阿依古丽·买买提,女,一年级2班,2019-03-04,,石泉,,已故,已故,,,张芳,石泉,2023年,13900000013,,本人,,差,赵老师,\n";

impl Desk {
    async fn open() -> Self {
        let service = Service::start().await;
        let who = service.browser(COORDINATOR).await;
        Self { service, who }
    }

    async fn call(&self, what: &str, body: Value) -> Value {
        let reply = self.service.call(Some(&self.who), "POST", &format!("/rpc/desk/{what}"), Some(body)).await;
        assert_eq!(reply.status, StatusCode::OK, "{what}: {}", reply.text);
        reply.json
    }

    /// Reads a file in; what it would change.
    async fn import(&self, name: &str, bytes: impl Into<Body>) -> ImportView {
        let batch = self.call("begin_import", json!({"school": id(SCHOOL)})).await;
        let batch = batch.as_str().unwrap();
        let request = Request::builder()
            .method("POST")
            .uri(format!("/api/v1/imports/{batch}/files"))
            .header(header::HOST, "localhost")
            .header(header::COOKIE, &self.who.cookie)
            .header("x-file-name", name);
        let reply = self.service.request(request.body(bytes.into()).unwrap()).await;
        assert_eq!(reply.json, json!("added"), "{}", reply.text);
        serde_json::from_value(self.call("import", json!({"batch": batch})).await).unwrap()
    }

    async fn fill(&self) {
        let view = self.import("list.csv", LIST).await;
        let ask = json!({"batch": view.batch.id, "seen": view.revision, "digest": view.digest});
        self.call("apply_import", ask).await;
    }

    async fn take(&self, kind: &str, numbers: bool) -> String {
        let ask = json!({"kind": kind, "numbers": numbers, "reason": "report", "words": "县里要"});
        let out = self.call("take_out", json!({"school": id(SCHOOL), "ask": ask})).await;
        out.as_str().unwrap().to_owned()
    }

    async fn bytes(&self, path: &str) -> Vec<u8> {
        let request =
            Request::builder().uri(path).header(header::HOST, "localhost").header(header::COOKIE, &self.who.cookie);
        self.service.bytes(request.body(Body::empty()).unwrap()).await
    }

    async fn workbook(&self, out: &str) -> Vec<u8> {
        self.bytes(&format!("/api/v1/outs/{out}/workbook")).await
    }

    async fn page(&self, path: &str) -> (StatusCode, String) {
        let reply = self.service.call(Some(&self.who), "GET", path, None).await;
        (reply.status, reply.text)
    }
}

fn sheet(bytes: &[u8]) -> Sheet {
    in_this_process(bytes).unwrap().into_iter().next().unwrap()
}

/// The cells below a title.
fn column<'s>(sheet: &'s Sheet, title: &str) -> Vec<(&'s str, CellKind)> {
    let at = sheet.rows[2].iter().position(|cell| cell.text == title).unwrap_or_else(|| panic!("no column {title}"));
    let cells = sheet.rows[3..].iter().filter_map(|row| row.get(at));
    cells.filter(|cell| !cell.text.is_empty()).map(|cell| (cell.text.as_str(), cell.kind)).collect()
}

/// A file changes nothing: nobody is new, nothing is asked, no account and no pairing is made.
fn is_nothing_new(view: &ImportView) {
    let counts = view.counts;
    let (changes, asked) = (&view.children, &view.questions);
    assert!(changes.is_empty() && asked.is_empty() && view.contradictions.is_empty(), "{changes:#?} {asked:#?}");
    assert_eq!((counts.new, counts.changed, counts.moved_up, counts.left_out), (0, 0, 0, 0));
    assert_eq!((view.pairings.len(), view.teachers.len()), (0, 0), "{:?} {:?}", view.pairings, view.teachers);
}

#[tokio::test]
async fn the_roster_reads_back_as_nothing_new() {
    let desk = Desk::open().await;
    desk.fill().await;
    // A mentor of another school has a child of this one.
    let mut unit = desk.service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, &[Written::Pairing(pairing(59, 44, OTHER_MENTOR))]).await.unwrap();
    unit.commit().await.unwrap();
    for numbers in [true, false] {
        let roster = desk.workbook(&desk.take("roster", numbers).await).await;
        let view = desk.import("a.xlsx", roster).await;
        let children = view.sheets[0].children;
        assert_eq!((children, view.counts.unchanged), (6, 6), "everybody is in it");
        assert!(view.sheets[0].findings.is_empty(), "{:?}", view.sheets[0].findings);
        let unused: Vec<_> = view.sheets[0].columns.iter().filter(|c| c.column.is_none()).map(|c| &c.title).collect();
        assert_eq!(
            unused,
            ["序号", "民政口径", "学籍口径", "本县口径"],
            "every column is understood, and what is judged is not read"
        );
        is_nothing_new(&view);
        let pairings = desk.workbook(&desk.take("pairings", numbers).await).await;
        let view = desk.import("b.xlsx", pairings).await;
        assert_eq!(view.sheets[0].mentors, 4);
        is_nothing_new(&view);
    }
}

#[tokio::test]
async fn what_a_mentor_answered_stands_in_the_roster_and_is_not_undone_by_it() {
    let desk = Desk::open().await;
    desk.fill().await;
    let fact = |n, value| {
        Written::Fact(Fact {
            id: FactId(id(n)),
            subject: FactSubject::Child(ChildId(id(41))),
            value,
            seen_on: day(9, 18),
            author: Some(AccountId(id(MENTOR))),
            captured_at: now(),
            disputes: None,
            unsaid: false,
        })
    };
    let parent = |away, place: &str| ParentWhere { away, place: place.to_owned(), since: Some(day(3, 1)) };
    let parents =
        FactValue::Parents { father: parent(Away::OutOfProvince, "厂里"), mother: parent(Away::InProvince, "") };
    let carer = FactValue::Carer { kind: CarerKind::Neighbour, who: "王大姐".to_owned(), quality: None };
    let mut unit = desk.service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, &[fact(801, parents), fact(802, carer)]).await.unwrap();
    unit.commit().await.unwrap();
    let roster = desk.workbook(&desk.take("roster", true).await).await;
    let read = sheet(&roster);
    assert!(column(&read, "父亲务工地点").contains(&("省外 厂里", CellKind::Text)));
    assert!(column(&read, "实际监护人").contains(&("王大姐", CellKind::Text)));
    is_nothing_new(&desk.import("a.xlsx", roster).await);
}

#[tokio::test]
async fn a_workbook_keeps_digits_as_text_and_days_as_days_and_says_who_took_it() {
    let desk = Desk::open().await;
    desk.fill().await;
    let out = desk.take("roster", true).await;
    let reply = desk.service.call(Some(&desk.who), "GET", &format!("/api/v1/outs/{out}/workbook"), None).await;
    let name = reply.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.contains("attachment") && name.contains("2026%2D09%2D18%2Exlsx"), "{name}");
    assert!(!name.contains("%E7%94%B2"), "the file's name names no school: {name}");
    assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store");
    let read = sheet(&desk.workbook(&out).await);
    assert_eq!(read.rows[0][0].text, "甲校留守儿童花名册");
    assert_eq!(read.rows[1][0].text, "截至：2026-09-18　取出：人23 2026-09-18 09:00　用途：上报，县里要");
    assert_eq!(column(&read, "身份证号"), [("610922201806309843", CellKind::Text)]);
    assert!(column(&read, "父亲电话").contains(&("13900000011", CellKind::Text)));
    assert!(column(&read, "出生日期").contains(&("2018-06-30", CellKind::Day)));
    let plain = sheet(&desk.workbook(&desk.take("roster", false).await).await);
    let titles: Vec<&str> = plain.rows[2].iter().map(|cell| cell.text.as_str()).collect();
    assert!(!titles.iter().any(|title| title.contains("电话") || title.contains("身份证")), "{titles:?}");
}

#[tokio::test]
async fn a_table_that_does_not_add_up_names_the_child_and_leaves_with_a_stamp() {
    let desk = Desk::open().await;
    desk.fill().await;
    let view = desk.call("table", json!({"school": id(SCHOOL), "kind": "classes"})).await;
    let said = view["unbalanced"].to_string();
    assert!(said.contains("一年级2班 1≠4+5（1≠0+0）：阿依古丽·买买提没有填是否寄宿"), "{said}");
    let read = sheet(&desk.workbook(&desk.take("classes", false).await).await);
    assert!(read.rows[0][0].text.ends_with("各班情况汇总表（未平）"), "{}", read.rows[0][0].text);
    let notes: Vec<&str> = read.rows.iter().filter_map(|row| row.first()).map(|cell| cell.text.as_str()).collect();
    assert!(notes.iter().any(|note| note.starts_with("备注：未平：一年级2班")), "{notes:?}");
    let (_, html) = desk.page(&format!("/print/{}", desk.take("classes", false).await)).await;
    assert!(html.contains("class=\"stamp\"") && html.contains("阿依古丽·买买提没有填是否寄宿"), "{html}");
}

#[tokio::test]
async fn text_to_send_on_never_has_a_number() {
    let desk = Desk::open().await;
    desk.fill().await;
    for kind in ["roster", "pairings", "classes", "due"] {
        let out = desk.take(kind, true).await;
        let text = desk.call("out_text", json!({"out": out})).await;
        let text = text.as_str().unwrap();
        assert!(text.contains("甲校") && !text.contains("139000000") && !text.contains("610922"), "{kind}: {text}");
    }
}

#[tokio::test]
async fn what_is_taken_out_is_written_down_before_it_is_shown_and_open_to_who_took_it_only() {
    let desk = Desk::open().await;
    let out = desk.take("roster", true).await;
    let mut unit = desk.service.state.storage.read(COUNTY).await.unwrap();
    let newest = unit.access().newest(1).await.unwrap();
    assert_eq!((newest[0].action.as_str(), newest[0].subject.to_string()), ("take_out_with_numbers", out.clone()));
    drop(unit);
    let list = desk.call("outs", json!({"school": id(SCHOOL)})).await;
    assert_eq!((list[0]["who"].as_str(), list[0]["words"].as_str()), (Some("人23"), Some("县里要")));

    let (status, html) = desk.page(&format!("/print/{out}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        html.contains("用途：上报，县里要") && html.contains("第1页 / 共1页") && html.contains("单位负责人："),
        "{html}"
    );
    assert!(html.contains("<title>打印 · 五有</title>"));
    for other in [OTHER, 25, 27, MENTOR] {
        let who = desk.service.browser(other).await;
        for path in [format!("/print/{out}"), format!("/api/v1/outs/{out}/workbook")] {
            let reply = desk.service.call(Some(&who), "GET", &path, None).await;
            assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&reply.status), "{other} {path}");
            assert!(!reply.text.contains("甲校"), "{}", reply.text);
        }
    }
    let nobody = desk.service.call(None, "GET", &format!("/print/{out}"), None).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    let ask = |reason: &str, words: &str| json!({"school": id(SCHOOL), "ask": {"kind": "roster", "reason": reason, "words": words}});
    for (reason, words) in [("other", " "), ("report", &*"长".repeat(61)), ("of_next_year", "")] {
        let reply = desk.service.call(Some(&desk.who), "POST", "/rpc/desk/take_out", Some(ask(reason, words))).await;
        assert_eq!(reply.json["problems"][0]["input"], "reason", "{}", reply.text);
    }
    let elsewhere = json!({"school": id(OTHER_SCHOOL), "ask": {"kind": "roster", "reason": "report"}});
    let reply = desk.service.call(Some(&desk.who), "POST", "/rpc/desk/take_out", Some(elsewhere)).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_childs_file_on_paper_has_its_numbers_only_where_they_were_asked_for() {
    let desk = Desk::open().await;
    let take = async |child: u128, numbers: bool| {
        let ask = json!({"kind": "child_file", "child": id(child), "numbers": numbers, "reason": "handover"});
        desk.service
            .call(Some(&desk.who), "POST", "/rpc/desk/take_out", Some(json!({"school": id(SCHOOL), "ask": ask})))
            .await
    };
    let masked = take(41, false).await;
    let (status, html) = desk.page(&format!("/print/{}", masked.json.as_str().unwrap())).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    assert!(html.contains("孩子41") && html.contains("139****4292") && !html.contains("13900324292"), "{html}");
    let (_, html) = desk.page(&format!("/print/{}", take(41, true).await.json.as_str().unwrap())).await;
    assert!(html.contains("13900324292"), "{html}");
    assert_ne!(take(43, false).await.status, StatusCode::OK, "a child of another school");
}

#[tokio::test]
async fn no_word_of_a_talk_stands_on_paper_whoever_prints_it() {
    let desk = Desk::open().await;
    let (both, child) = (AccountId(id(29)), ChildId(id(41)));
    let mut unit = desk.service.state.storage.write(COUNTY).await.unwrap();
    let coordinator = unit.accounts().get(AccountId(id(COORDINATOR))).await.unwrap().unwrap();
    let mentor = unit.accounts().get(AccountId(id(MENTOR))).await.unwrap().unwrap();
    let grants = [coordinator.grants, mentor.grants.clone()].concat();
    unit.accounts().add(&[Account { id: both, login: "both".to_owned(), grants, ..mentor }]).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let second = Pairing { role: PairingRole::Co, ..pairing(59, 41, 29) };
    unit.register().write(seq, &[Written::Pairing(second)]).await.unwrap();
    unit.commit().await.unwrap();
    let who = desk.service.browser(29).await;
    let plain = LogBody::plain(vec![child], ActivityKind::Counselling, Mode::AtSchool, day(9, 17));
    let talk = LogBody { note: "想妈妈了".to_owned(), ..plain };
    let talk = crate::common::op(1, RecordLog { log: LogId(id(2001)), body: talk, facts: vec![] });
    desk.service.synced(&who, &crate::common::request(&who, vec![crate::common::numbered(1, &talk)], None)).await;

    let call = async |what: &str, body| {
        let reply = desk.service.call(Some(&who), "POST", &format!("/rpc/desk/{what}"), Some(body)).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        reply
    };
    let seen = call("child_file", json!({"child": child})).await;
    assert!(seen.text.contains("想妈妈了"), "the mentor reads it: {}", seen.text);
    let ask = json!({"kind": "child_file", "child": child, "numbers": true, "reason": "handover"});
    let out = call("take_out", json!({"school": id(SCHOOL), "ask": ask})).await.json;
    let page = desk.service.call(Some(&who), "GET", &format!("/print/{}", out.as_str().unwrap()), None).await;
    assert!(page.text.contains("孩子41") && !page.text.contains("想妈妈了"), "{}", page.text);
}

#[tokio::test]
async fn codes_are_issued_for_all_or_for_none_and_only_to_who_has_not_come_in() {
    let desk = Desk::open().await;
    desk.fill().await;
    let newcomers = desk.call("newcomers", json!({"school": id(SCHOOL)})).await;
    let all: Vec<(String, String)> = newcomers
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap().to_owned(), one["id"].as_str().unwrap().to_owned()))
        .collect();
    let new: Vec<&String> =
        all.iter().filter(|(name, _)| name == "李敏" || name == "赵老师").map(|(_, id)| id).collect();
    assert_eq!(new.len(), 2, "{newcomers}");
    let slips = desk.call("issue_codes", json!({"school": id(SCHOOL), "accounts": new})).await;
    assert_eq!(slips.as_array().unwrap().len(), 2);
    assert!(slips[0]["slip"]["qr_svg"].as_str().unwrap().contains("<svg"));
    let twice = desk.call("issue_codes", json!({"school": id(SCHOOL), "accounts": [new[0], new[0]]})).await;
    assert_eq!(twice.as_array().unwrap().len(), 1, "a second code would end the first");
    let many = json!({"school": id(SCHOOL), "accounts": vec![new[0]; 501]});
    let reply = desk.service.call(Some(&desk.who), "POST", "/rpc/desk/issue_codes", Some(many)).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.call("issue_code", json!({"account": id(MENTOR)})).await;
    let mut unit = desk.service.state.storage.read(COUNTY).await.unwrap();
    let look = unit.access().newest(1).await.unwrap().remove(0);
    assert_eq!((look.action.as_str(), look.subject), ("issue_codes", id(MENTOR)));
    drop(unit);
    desk.call("issue_codes", json!({"school": id(SCHOOL), "accounts": new})).await;
    let mut unit = desk.service.state.storage.read(COUNTY).await.unwrap();
    assert_eq!(unit.access().newest(1).await.unwrap()[0].action, "issue_codes");
    let before = unit.accounts().get(new[1].parse().unwrap()).await.unwrap().unwrap().activation;
    drop(unit);

    // One of them has come in meanwhile: nobody is given another.
    let mut unit = desk.service.state.storage.write(COUNTY).await.unwrap();
    unit.accounts().set_password(new[0].parse().unwrap(), "hash").await.unwrap();
    unit.commit().await.unwrap();
    let both = json!({"school": id(SCHOOL), "accounts": [new[1], new[0]]});
    let reply = desk.service.call(Some(&desk.who), "POST", "/rpc/desk/issue_codes", Some(both)).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    let mut unit = desk.service.state.storage.read(COUNTY).await.unwrap();
    assert_eq!(unit.accounts().get(new[1].parse().unwrap()).await.unwrap().unwrap().activation, before);
}

#[tokio::test]
async fn rows_that_could_not_be_read_come_back_to_be_mended_and_are_read_as_they_are() {
    let desk = Desk::open().await;
    let bad = "甲校名单,,,,\n班级,姓名,出生日期,身份证号,监护人电话\n\
        三年级2班,王芳,2018-06-30,610922201806309843,13900000011\n\
        三年级2班,李雷,去年夏天,610922201806309844,139\n\
        一年级1班,赵敏,2019-01-02,,13900000012\n\
        三年级2班,孩子44,,,\n";
    let view = desk.import("list.csv", bad).await;
    let bytes = desk.bytes(&format!("/api/v1/imports/{}/failed", view.batch.id)).await;
    let read = sheet(&bytes);
    let text = |row: usize| read.rows[row].iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>();
    assert_eq!(text(0), ["班级", "姓名", "出生日期", "身份证号", "监护人电话", "问题说明"]);
    assert_eq!(read.rows.len(), 2, "only what is to be mended: {:?}", read.rows);
    assert_eq!(text(1)[..5], ["三年级2班", "李雷", "去年夏天", "610922201806309844", "139"]);
    let words = text(1)[5];
    assert!(
        words.contains("出生日期：看不懂这个日期") && words.contains("身份证号：") && words.contains("监护人电话："),
        "{words}"
    );

    // As it is, the same is found again; mended, nothing.
    let again = desk.import("要改的行.xlsx", bytes).await;
    let unused: Vec<_> = again.sheets[0].columns.iter().filter(|c| c.column.is_none()).map(|c| &c.title).collect();
    assert_eq!((again.sheets[0].children, again.sheets[0].findings.len()), (1, 3), "{:?}", again.sheets[0]);
    assert_eq!(unused, ["问题说明"]);
    let mended = "班级,姓名,出生日期,身份证号,监护人电话,问题说明\n三年级2班,李雷,2018-06-30,,13900000013,已改\n";
    assert!(desk.import("mended.csv", mended).await.sheets[0].findings.is_empty());
}

/// Opens a workbook in another program, `soffice`, and saves it again.
fn through_libreoffice(bytes: &[u8]) -> Vec<u8> {
    let folder = std::env::temp_dir().join(format!("wuyou-out-{}", std::process::id()));
    let (from, to) = (folder.join("in"), folder.join("out"));
    for one in [&from, &to] {
        std::fs::create_dir_all(one).unwrap();
    }
    std::fs::write(from.join("table.xlsx"), bytes).unwrap();
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.display()))
        .args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .args([&to as &Path, &from.join("table.xlsx")])
        .output()
        .unwrap_or_else(|_| panic!("LibreOffice is missing: sudo apt-get install libreoffice-calc-nogui"));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let saved = std::fs::read(to.join("table.xlsx")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    saved
}

#[tokio::test]
async fn libreoffice_opens_the_workbook_and_saves_the_same() -> Result<(), StorageError> {
    let desk = Desk::open().await;
    desk.fill().await;
    let bytes = desk.workbook(&desk.take("roster", true).await).await;
    let (ours, theirs) = (sheet(&bytes), sheet(&through_libreoffice(&bytes)));
    let cells = |sheet: &Sheet| -> Vec<Vec<(String, CellKind)>> {
        let filled = |row: &Vec<domain::import::sheet::Cell>| {
            row.iter().filter(|cell| !cell.text.is_empty()).map(|cell| (cell.text.clone(), cell.kind)).collect()
        };
        sheet.rows.iter().map(filled).filter(|row: &Vec<_>| !row.is_empty()).collect()
    };
    assert_eq!(cells(&ours), cells(&theirs));
    assert_eq!(ours.merged, theirs.merged);
    Ok(())
}

#[tokio::test]
async fn each_definition_stands_beside_each_child_and_counts_it_once() {
    let desk = Desk::open().await;
    desk.fill().await;
    let read = sheet(&desk.workbook(&desk.take("roster", false).await).await);
    for title in ["民政口径", "学籍口径", "本县口径"] {
        let said: Vec<&str> = column(&read, title).into_iter().map(|(text, _)| text).collect();
        assert!(
            said.len() >= 6 && said[..6].iter().all(|one| ["是", "否", "待核实"].contains(one)),
            "{title}: {said:?}"
        );
    }
    let all = read.rows[3..].iter().find(|row| row.iter().any(|cell| cell.text == "王芳")).unwrap();
    let at = read.rows[2].iter().position(|cell| cell.text == "民政口径").unwrap();
    let said: Vec<&str> = all[at..at + 3].iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(said, ["待核实", "是", "是"], "her father is away; nobody said whether her mother can look after her");
    let notes: Vec<&str> = read.rows.iter().filter_map(|row| row.first()).map(|cell| cell.text.as_str()).collect();
    assert!(notes.iter().any(|note| note.contains("三种口径各算各的") && note.contains("满3个月")), "{notes:?}");

    let read = sheet(&desk.workbook(&desk.take("classes", false).await).await);
    let total = read.rows.iter().find(|row| row[0].text == "合计").unwrap();
    let number = |at: usize| total[at].text.parse::<usize>().unwrap();
    for definition in [13, 16, 19] {
        assert_eq!((definition..definition + 3).map(number).sum::<usize>(), number(1), "{definition}");
    }
}

#[tokio::test]
async fn a_blank_form_names_nobody_and_is_not_written_down() {
    let desk = Desk::open().await;
    let newest = async || {
        let mut unit = desk.service.state.storage.read(COUNTY).await.unwrap();
        unit.access().newest(1).await.unwrap().into_iter().next().map(|look| (look.action, look.subject))
    };
    let before = newest().await;
    for form in ["visits", "pairings", "registration"] {
        let path = format!("/print/blank/{form}/{}", id(SCHOOL));
        let (status, html) = desk.page(&path).await;
        assert_eq!(status, StatusCode::OK, "{form}");
        assert!(html.contains("甲校") && !html.contains("孩子4") && !html.contains("人21"), "{html}");
        for who in [OTHER, 25, MENTOR] {
            let who = desk.service.browser(who).await;
            let reply = desk.service.call(Some(&who), "GET", &path, None).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{form}");
            assert!(!reply.text.contains("甲校"), "{}", reply.text);
        }
    }
    assert_eq!(newest().await, before, "nobody is named, so there is nothing to write down");
    let (status, _) = desk.page(&format!("/print/blank/of_next_year/{}", id(SCHOOL))).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_with_names_is_taken_out_like_a_table_and_names_no_other_children() {
    let desk = Desk::open().await;
    desk.fill().await;
    let found = desk.call("nameable", json!({"school": id(SCHOOL)})).await;
    let classes: Vec<&str> = found["classes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(classes.contains(&"三年级2班") && classes.contains(&"一年级10班"), "{found}");
    let mentor = found["mentors"].as_array().unwrap().iter().find(|one| one["name"] == "赵老师").unwrap();
    let take = async |kind: &str, whose: Value| {
        let ask = json!({"kind": kind, "whose": whose, "numbers": true, "reason": "visits"});
        let body = json!({"school": id(SCHOOL), "ask": ask});
        desk.service.call(Some(&desk.who), "POST", "/rpc/desk/take_out", Some(body)).await
    };
    for kind in ["visits", "pairing_form"] {
        let out = take(kind, json!({"class": "三年级2班"})).await.json;
        let (status, html) = desk.page(&format!("/print/{}", out.as_str().unwrap())).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("王芳") && html.contains("（三年级2班）") && html.contains("用途：下乡走访"), "{html}");
        assert!(!html.contains("王小龙") && !html.contains("139000000"), "only the class, and no number: {html}");
        let out = take(kind, json!({"mentor": mentor["id"]})).await.json;
        let (_, html) = desk.page(&format!("/print/{}", out.as_str().unwrap())).await;
        assert!(html.contains("阿依古丽·买买提") && html.contains("（赵老师）") && !html.contains("王芳"), "{html}");
    }
    let list = desk.call("outs", json!({"school": id(SCHOOL)})).await;
    let all = list.as_array().unwrap();
    for whose in ["赵老师", "三年级2班"] {
        assert_eq!(all.iter().filter(|one| one["whose"] == whose && one["numbers"] == false).count(), 2, "{list}");
    }
    for (kind, whose) in [
        ("visits", json!({"class": "九年级9班"})),
        ("visits", json!({"mentor": id(OTHER_MENTOR)})),
        ("visits", json!(null)),
        ("roster", json!({"class": "三年级2班"})),
    ] {
        assert_eq!(take(kind, whose.clone()).await.status, StatusCode::NOT_FOUND, "{kind} {whose}");
    }
}

/// A child's last days at the first school, begun on 1 February.
fn until(child: u128, last: chrono::NaiveDate, why: Ended) -> Written {
    let plain = crate::common::enrolment(child, SCHOOL, "三年级2班");
    Written::Enrolment(Enrolment { from: day(2, 1), ..plain }.ending(last, why))
}

#[tokio::test]
async fn who_goes_to_another_county_is_handed_over_on_one_page_without_a_word_of_a_talk() {
    let desk = Desk::open().await;
    let who = desk.service.browser(MENTOR).await;
    let plain = LogBody::plain(vec![ChildId(id(41))], ActivityKind::Counselling, Mode::AtSchool, day(9, 17));
    let talk = LogBody { note: "想妈妈了".to_owned(), follow_up_on: Some(day(9, 25)), ..plain };
    let talk = crate::common::op(1, RecordLog { log: LogId(id(2001)), body: talk, facts: vec![] });
    desk.service.synced(&who, &crate::common::request(&who, vec![crate::common::numbered(1, &talk)], None)).await;
    let take = async |who: &Browser, numbers: bool| {
        let ask = json!({"kind": "handover", "child": id(41), "numbers": numbers, "reason": "handover"});
        let body = json!({"school": id(SCHOOL), "ask": ask});
        desk.service.call(Some(who), "POST", "/rpc/desk/take_out", Some(body)).await
    };
    assert_eq!(take(&desk.who, false).await.status, StatusCode::CONFLICT, "it does not leave");
    assert!(desk.call("child_file", json!({"child": id(41)})).await.get("leaves_county").is_none());

    desk.call("leave", json!({"child": id(41), "why": "left_county", "last": "2026-09-18"})).await;
    assert_eq!(desk.call("child_file", json!({"child": id(41)})).await["leaves_county"], "2026-09-18");
    let year = desk.call("year", json!({"school": id(SCHOOL)})).await;
    assert_eq!(year["acts"][0]["hands_over"], json!(id(41)), "{}", year["acts"]);
    let found = desk.call("nameable", json!({"school": id(SCHOOL)})).await;
    assert_eq!(found["leaving"][0]["id"], json!(id(41)), "{found}");
    let (_, html) = desk.page(&format!("/print/{}", take(&desk.who, false).await.json.as_str().unwrap())).await;
    for part in [
        "孩子41",
        "留守儿童外县转接单",
        "最后一天 2026-09-18",
        "心理疏导：2026-09-17",
        "2026-09-25 前再看一次",
        "民政口径",
        "接收学校（盖章）",
        "人21",
        "用途：转学交接",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("想妈妈了"), "no word of a talk");
    assert!(!html.contains("13900324292") && !html.contains("139****"), "no number that nobody asked for");
    let (_, html) = desk.page(&format!("/print/{}", take(&desk.who, true).await.json.as_str().unwrap())).await;
    assert!(html.contains("13900324292") && !html.contains("想妈妈了"), "{html}");

    let centre = desk.service.browser(27).await;
    assert_eq!(take(&centre, false).await.status, StatusCode::OK);
    for other in [OTHER, 25, MENTOR, 28] {
        let who = desk.service.browser(other).await;
        let reply = take(&who, false).await;
        assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&reply.status), "{other}: {}", reply.status);
    }
}

#[tokio::test]
async fn a_child_is_handed_over_for_a_bounded_time_and_only_where_it_went_to_another_county() {
    let desk = Desk::open().await;
    let write = async |written: Written| {
        let mut unit = desk.service.state.storage.write(COUNTY).await.unwrap();
        let seq = unit.commits().next(by()).await.unwrap();
        unit.register().write(seq, &[written]).await.unwrap();
        unit.commit().await.unwrap();
    };
    let status = async |child: u128| {
        let ask = json!({"kind": "handover", "child": id(child), "reason": "handover"});
        let body = json!({"school": id(SCHOOL), "ask": ask});
        desk.service.call(Some(&desk.who), "POST", "/rpc/desk/take_out", Some(body)).await.status
    };
    for (last, why, expected) in [
        (day(6, 20), Ended::LeftCounty, StatusCode::OK),
        (day(6, 19), Ended::LeftCounty, StatusCode::CONFLICT),
        (day(9, 10), Ended::Graduated, StatusCode::CONFLICT),
        (day(9, 10), Ended::NotLeftBehind, StatusCode::CONFLICT),
    ] {
        write(until(42, last, why)).await;
        assert_eq!(status(42).await, expected, "{last} {why}");
    }
    assert_eq!(status(43).await, StatusCode::NOT_FOUND, "a child of another school");
}
