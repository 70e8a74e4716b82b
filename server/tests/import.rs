//! School files with real-life mess become a register; twice is once; a bad row stops everything.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::common::now;
use domain::guardianship::{CareQuality, FactKind, FactValue, current};
use domain::id::{ChildId, CountyId};
use domain::import::batch::BatchState;
use domain::import::draft::Outcome;
use domain::import::draft::decision::{Asked, Decision, Question};
use domain::import::finding::Cause;
use server::clock::Clock;
use server::core::coverage;
use server::core::import::{self, NewAccount, Step, Tools};
use server::core::ledger::Ledger;
use server::county;
use server::import::{Place, Report, command};
use server::reader::Reader;
use storage::{By, FileRow, Since, Storage};

const SCHOOL: &str = "松岭镇九年制学校";

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/school-files").join(name)
}

async fn imported(storage: &dyn Storage, school: &str, files: &[PathBuf], dry_run: bool) -> Report {
    // Each import draws identifiers of its own, as the real clock would.
    static SEED: AtomicU64 = AtomicU64::new(1);
    let clock = Clock::fixed(now(), SEED.fetch_add(1, Ordering::Relaxed));
    let county = county::chosen(storage, &clock, None, false).await.unwrap();
    let guard = server::state::guard(storage, None);
    let place = Place { county: &county, school, guard: &guard };
    let tools = Tools { clock: &clock, keys: &storage_sql::Keys::for_tests() };
    let reader = Reader::new(env!("CARGO_BIN_EXE_server"));
    command(storage, tools, &reader, place, files, dry_run).await.unwrap()
}

/// Answers the one question of ledger and roster, as somebody at the desk would: of the two teachers who are named for
/// one child it is the first. Then takes the batch over.
async fn decide(storage: &dyn Storage, report: &Report) -> Vec<NewAccount> {
    let [Question { id, asked: Asked::WhichMentor { candidates, .. }, .. }] = report.staged.questions.as_slice() else {
        panic!("{report}")
    };
    let clock = Clock::fixed(now(), 7);
    let tools = Tools { clock: &clock, keys: &storage_sql::Keys::for_tests() };
    let mut unit = storage.write(county_of(storage).await).await.unwrap();
    let school = unit.schools().all().await.unwrap().into_iter().find(|school| school.name == SCHOOL).unwrap();
    let waiting = unit.batches().of_school(school.id).await.unwrap();
    let batch = waiting.iter().find(|line| line.state == BatchState::Open).unwrap().id;
    let mut opened = import::open(unit.as_mut(), batch).await.unwrap().unwrap();
    let step = Step::Decide(vec![(id.clone(), Some(Decision::Mentor(candidates[0].0)))]);
    assert!(import::step(unit.as_mut(), &mut opened, step).await.unwrap());
    let history = Ledger::default().of(unit.as_mut()).await.unwrap();
    let compared = import::compare(unit.as_mut(), tools, &history, &opened).await.unwrap();
    assert_eq!(compared.staged.open(), 0);
    let by = By { at: now(), actor: None, cause: domain::register::Cause::Import };
    let codes = import::apply(unit.as_mut(), tools, &history, &mut opened, &compared.staged, by).await.unwrap();
    unit.commit().await.unwrap();
    codes
}

fn ledger() -> PathBuf {
    file("松岭镇九年制学校-留守儿童信息台账.xlsx")
}

fn roster() -> PathBuf {
    file("松岭镇九年制学校-师生结对名册.xlsx")
}

/// The one county; nil before there is one.
async fn county_of(storage: &dyn Storage) -> CountyId {
    let counties = storage.directory().await.unwrap().counties().await.unwrap();
    counties.first().map_or(CountyId(uuid::Uuid::nil()), |county| county.id)
}

async fn counts(storage: &dyn Storage) -> (u64, u64) {
    let mut unit = storage.read(county_of(storage).await).await.unwrap();
    let today = domain::term::local_day(now());
    let history = Ledger::default().of(unit.as_mut()).await.unwrap();
    let lines = coverage::schools(unit.as_mut(), &history, today).await.unwrap();
    lines.iter().fold((0, 0), |(children, unpaired), l| (children + l.children, unpaired + l.unpaired))
}

#[tokio::test]
async fn ledger_and_roster_become_children_households_mentors_and_pairings() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let report = imported(storage.as_ref(), SCHOOL, &[ledger(), roster()], false).await;
    assert!(report.waits && !report.done, "two teachers are named for one child: {report}");
    assert_eq!((report.staged.count(Outcome::New), report.staged.mentors.len()), (96, 52), "{report}");
    assert_eq!(counts(storage.as_ref()).await, (0, 0), "nothing is half-imported");
    let codes = decide(storage.as_ref(), &report).await;
    assert_eq!(counts(storage.as_ref()).await, (96, 0));

    let mut unit = storage.read(county_of(storage.as_ref()).await).await.unwrap();
    let school = unit.schools().all().await.unwrap().into_iter().find(|s| s.name == SCHOOL).unwrap();
    assert_eq!(school.town, "松岭镇");
    let children = unit.children().of_school(school.id, domain::term::local_day(now())).await.unwrap();
    let found = children.iter().find(|c| c.child.name == "姜敏").unwrap();
    assert_eq!(found.enrolment.class_name, "一年级1班");
    assert_eq!(found.child.birth.map(|d| d.to_string()).as_deref(), Some("2018-10-13"));
    assert_eq!(found.child.boarding, Some(true));
    assert!(found.id_digest.is_some());
    // The class stands in a merged cell above.
    let below = children.iter().find(|c| c.child.name == "袁婷婷").unwrap();
    assert_eq!(below.enrolment.class_name, "一年级1班");

    let rows = unit.files().rows(&[found.child.id], &[found.child.id], None, Since::BEGINNING).await.unwrap().rows;
    let facts: Vec<_> =
        rows.iter().filter_map(|r| if let FileRow::Fact(f) = &r.value { Some(f.clone()) } else { None }).collect();
    match current(&facts, FactKind::Carer).map(|f| &f.value) {
        Some(FactValue::Carer { who, quality, .. }) => {
            assert_eq!((who.as_str(), *quality), ("外公 杜天佑", Some(CareQuality::Good)));
        }
        other => panic!("{other:?}"),
    }
    let phones: Vec<_> =
        rows.iter().filter_map(|r| if let FileRow::Adult(a) = &r.value { a.phone.clone() } else { None }).collect();
    assert!(phones.contains(&"13900324292".to_owned()), "blanks in a number are forgiven: {phones:?}");
    // Everyone has a mentor who can set a password with the printed code.
    assert_eq!(codes.len(), 52);
}

#[tokio::test]
async fn what_is_wrong_is_named_with_sheet_row_and_column() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let report = imported(storage.as_ref(), SCHOOL, &[ledger(), roster()], true).await;
    let findings: Vec<_> = report.tables.iter().flat_map(|table| &table.findings).collect();
    assert!(findings.iter().any(|found| found.cause == Cause::Twice), "the ledger holds one child twice");
    assert!(findings.iter().all(|found| found.row > 1 && !found.title.is_empty()), "{findings:?}");
    assert!(!report.to_string().contains("610922201"), "no identity number is written to a terminal");
    assert_eq!(counts(storage.as_ref()).await, (0, 0), "a rehearsal changes nothing");
    assert!(report.codes.is_empty() && !report.done);
}

#[tokio::test]
async fn running_it_twice_changes_nothing() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let first = imported(storage.as_ref(), SCHOOL, &[ledger(), roster()], false).await;
    decide(storage.as_ref(), &first).await;
    let before = (
        counts(storage.as_ref()).await,
        storage.read(county_of(storage.as_ref()).await).await.unwrap().commits().newest().await.unwrap(),
    );
    let report = imported(storage.as_ref(), SCHOOL, &[ledger(), roster()], false).await;
    assert!(report.done && !report.changes_something(), "{report}");
    let after = (
        counts(storage.as_ref()).await,
        storage.read(county_of(storage.as_ref()).await).await.unwrap().commits().newest().await.unwrap(),
    );
    assert_eq!(before, after, "not even a number of the sequence is used");
}

#[tokio::test]
async fn one_pupil_nobody_knows_makes_the_batch_wait() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let folder = std::env::temp_dir().join(format!("wuyou-import-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let list = folder.join("名单.csv");
    std::fs::write(&list, "姓名,班级,监护人\n张小花,一年级1班,奶奶\n").unwrap();
    let pairs = folder.join("结对.csv");
    std::fs::write(&pairs, "结对教师,手机号,结对学生(班级)\n李老师,13900000001,张小花、王无名\n").unwrap();
    let report = imported(storage.as_ref(), "甲校", &[list, pairs], false).await;
    assert!(report.waits && !report.done);
    let asked: Vec<_> = report.staged.questions.iter().map(|q| (q.name.as_str(), q.place.as_str())).collect();
    assert_eq!(asked, [("王无名", "结对.csv 2")]);
    assert_eq!(counts(storage.as_ref()).await, (0, 0), "nothing is half-imported");
    let _ = std::fs::remove_dir_all(&folder);
}

#[tokio::test]
async fn a_kindergartens_gbk_list_and_a_registry_export_are_read_too() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let report = imported(storage.as_ref(), "青坪幼儿园", &[file("青坪幼儿园-留守儿童名单.csv")], false).await;
    assert_eq!(report.staged.count(Outcome::New), 40, "{report}");
    let registry = file("云溪镇中心小学-在校学生信息表.xlsx");
    let report = imported(storage.as_ref(), "云溪镇中心小学", &[registry], false).await;
    assert!(report.done, "{report}");
    let staged = |outcome| report.staged.count(outcome);
    assert_eq!((report.children(), staged(Outcome::New), staged(Outcome::NotLeftBehind)), (240, 217, 23), "{report}");
    let causes: Vec<_> = report.tables.iter().flat_map(|table| &table.findings).map(|found| found.cause).collect();
    assert!(causes.contains(&Cause::IdRounded) || causes.contains(&Cause::IdCheck), "a wrong number is named");
    let mut unit = storage.read(county_of(storage.as_ref()).await).await.unwrap();
    let school = unit.schools().all().await.unwrap().into_iter().find(|s| s.name == "云溪镇中心小学").unwrap();
    let children = unit.children().of_school(school.id, domain::term::local_day(now())).await.unwrap();
    let one = children.iter().find(|c| c.child.name == "胡沐阳").map(|c| (c.child.id, c.enrolment.class_name.clone()));
    assert_eq!(one.as_ref().map(|(_, class)| class.as_str()), Some("三年级3班"));
    let id = one.map_or(ChildId(uuid::Uuid::nil()), |(id, _)| id);
    let rows = unit.files().rows(&[id], &[id], None, Since::BEGINNING).await.unwrap().rows;
    let places: Vec<String> = rows
        .iter()
        .filter_map(|r| match &r.value {
            FileRow::Fact(f) => match &f.value {
                FactValue::Parents { father, .. } => Some(father.place.clone()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    assert_eq!(places, ["浙江温州"]);
}

/// New children, accounts and pairings.
fn made(report: &Report) -> (usize, usize, usize) {
    (report.staged.count(Outcome::New), report.staged.mentors.len(), report.staged.pairings.len())
}

fn is_clean(report: &Report) -> bool {
    report.tables.iter().all(|table| table.findings.is_empty()) && report.staged.contradictions.is_empty()
}

/// A folder with the lists of a test.
struct Lists(PathBuf);

impl Lists {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("wuyou-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn ledger(&self, rows: &str) -> PathBuf {
        self.write("名单.csv", &format!("姓名,班级,监护人,结对教师\n{rows}"))
    }

    fn roster(&self, rows: &str) -> PathBuf {
        self.write("结对.csv", &format!("结对教师,手机号,结对学生(班级)\n{rows}"))
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Lists {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_name_padded_with_blanks_is_the_same_pupil_and_the_same_teacher() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let lists = Lists::new("names");
    let first = lists.ledger("王　芳,一年级1班,奶奶,\n阿依古丽·买买提,一年级1班,爷爷,\n");
    let pairs = lists.roster("李 敏,13900000001,王芳、阿依古丽•买买提\n");
    let report = imported(storage.as_ref(), "甲校", &[first, pairs], false).await;
    assert!(report.done, "{report}");
    assert_eq!(made(&report), (2, 1, 2), "{report}");
    for cell in ["王 芳", "王　芳", "王　芳 阿依古丽 · 买买提", "王芳(一年级1班)　阿依古丽.买买提"]
    {
        let second = lists.ledger("王芳,一年级1班,奶奶,\n阿依古丽.买买提,一年级1班,爷爷,\n");
        let pairs = lists.roster(&format!("李敏,13900000001,{cell}\n"));
        let report = imported(storage.as_ref(), "甲校", &[second, pairs], false).await;
        assert!(report.done && is_clean(&report), "{cell}: {report}");
        assert_eq!(made(&report), (0, 0, 0), "{cell}: {report}");
    }
    assert_eq!(counts(storage.as_ref()).await, (2, 0));
}

#[tokio::test]
async fn who_is_not_paired_because_of_the_rules_is_named() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let lists = Lists::new("limit");
    let rows = ["王芳", "李雷", "张三", "赵四"].map(|name| format!("{name},一年级1班,奶奶,李敏\n")).concat();
    let report = imported(storage.as_ref(), "甲校", &[lists.ledger(&rows)], false).await;
    assert!(report.done, "{report}");
    assert_eq!(made(&report), (4, 1, 3), "{report}");
    assert!(report.to_string().contains("没有结对：赵四 — 李敏"), "{report}");
    assert_eq!(counts(storage.as_ref()).await, (4, 1));
}

#[tokio::test]
async fn padded_names_beside_each_other_are_each_a_pupil() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let lists = Lists::new("beside");
    let list = lists.ledger("王芳,一年级1班,奶奶,\n李娜,一年级1班,爷爷,\n赵子轩,一年级1班,爷爷,\n");
    let pairs = lists.roster("周老师,13900000001,王　芳 李　娜\n吴老师,13900000002,赵子轩\n");
    let report = imported(storage.as_ref(), "甲校", &[list, pairs], false).await;
    assert!(report.done && is_clean(&report), "{report}");
    assert_eq!(made(&report), (3, 2, 3));
    assert_eq!(counts(storage.as_ref()).await, (3, 0), "nobody is left without a mentor");
}

#[tokio::test]
async fn one_unknown_name_in_a_padded_cell_is_named_alone_and_blocks() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let lists = Lists::new("unknown");
    let list = lists.ledger("王芳,一年级1班,奶奶,\n");
    let pairs = lists.roster("周老师,13900000001,王 芳 赵无名\n");
    let report = imported(storage.as_ref(), "甲校", &[list, pairs], false).await;
    let asked: Vec<_> = report.staged.questions.iter().map(|question| question.name.as_str()).collect();
    assert_eq!(asked, ["赵无名"]);
    assert_eq!(counts(storage.as_ref()).await, (0, 0), "nothing is half-imported");
}

#[tokio::test]
async fn a_class_in_brackets_of_either_width_and_a_padded_mentor_are_the_same() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let lists = Lists::new("widths");
    let rows = "王芳,三年级（1）班,奶奶,李 敏\n王芳,三年级（2）班,爷爷,周　强\n";
    let pairs = lists.roster("李敏,13900000001,王芳(三年级(1)班)\n周强,13900000002,王 芳（三年级（2）班）\n");
    let report = imported(storage.as_ref(), "甲校", &[lists.ledger(rows), pairs], false).await;
    assert!(report.done && is_clean(&report), "the same mentors and classes: {report}");
    assert_eq!(made(&report), (2, 2, 2), "{report}");
    // Written in the other width, they are nobody new.
    let again = rows.replace('（', "(").replace('）', ")");
    let report = imported(storage.as_ref(), "甲校", &[lists.ledger(&again)], false).await;
    assert_eq!(made(&report), (0, 0, 0), "{report}");
}
