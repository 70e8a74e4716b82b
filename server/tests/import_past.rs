//! What a school kept in Excel before: last term's activities and levels, through the import's stages into the log and
//! the pages of terms, to the phones of the children's mentors, and out of them again.

use std::collections::BTreeSet;

use crate::common::{COUNTY, MENTOR, SCHOOL, Service, day, id, now, numbered, op, request};
use crate::import_desk::Desk;
use chrono::TimeDelta;
use desk_api::import::ImportView;
use domain::id::{AccountId, ChildId, PageId};
use domain::import::draft::decision::{Asked, Decision};
use domain::import::draft::past::{PastEnd, PastThing};
use domain::import::finding::Cause;
use domain::log::{ActivityKind, Goal, Log, Mode, Outcome};
use domain::term::page::{self, Judged};
use domain::term::{Half, Owed, PageBody, Term, TermPage};
use rust_xlsxwriter::Workbook;
use serde_json::json;
use storage::{FileRow, Since};
use sync::{LogPatch, Op, ReviseLog, RowBody, Settlement, WithdrawLog, WritePage};

const COORDINATOR: u128 = 23;
const CHILD: ChildId = ChildId(id(41));
const SPRING: Term = Term { year: 2026, half: Half::Spring };

/// Two of a term in which the register knew nothing yet, two of this one, one that stands there twice, and what cannot be
/// entered.
const ENTRIES: &str = "序号,学生姓名,班级,日期,活动类别,方式,内容,结果,教师\n\
    1,孩子 41,三年级2班,2026-09-05,家访,,奶奶身体不好,正常,人21\n\
    2,孩子41,三年级2班,2026/9/8,谈心,在校,哭了一场,需跟进,人21老师\n\
    3,孩子41,三年级2班,2026.5.6,学业辅导,在校,背乘法表,进步了,人21\n\
    4,孩子41、孩子42,三年级2班,2026-05-20,亲情连线,视频,,,人21\n\
    5,孩子41,,2026-05-06,辅导,在校,又写了一遍,,人21\n\
    6,孩子41,,2026-12-01,安全教育,集体,,,人21\n\
    7,孩子41,,改天,安全教育,集体,,,人21\n\
    8,孩子99,,2026-05-06,安全教育,集体,,,人21\n\
    9,孩子41,,2019-05-06,安全教育,集体,,,人21\n";

/// A workbook as a school hands it in: a title over the table, the levels in the words of official tables.
fn levels() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 7, "2025-2026学年第二学期“五有”达成情况表", &rust_xlsxwriter::Format::new()).unwrap();
    let rows: [&[&str]; 4] = [
        &["姓名", "班级", "物质上有帮助", "心理上有疏导", "学习上有进步", "亲情上有关爱", "品德上有提升", "备注"],
        &["孩子41", "三年级2班", "达成", "基本达成", "未达成", "暂无法判断", "", "爱画画"],
        &["孩子42", "三年级2班", "够了", "还差点", "还要多陪", "说不准", "优", ""],
        &["孩子44", "三年级2班", "", "", "", "", "", ""],
    ];
    for (row, cells) in (1..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// The entries and pages about a child that stand.
async fn standing(service: &Service, child: ChildId) -> (Vec<Log>, Vec<TermPage>) {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let rows = unit.files().rows(&[child], &[child], None, Since::BEGINNING).await.unwrap().rows;
    let (mut logs, mut pages) = (vec![], vec![]);
    for row in rows {
        match row.value {
            FileRow::Log(log) if !log.withdrawn => logs.push(log),
            FileRow::TermPage(page) => pages.push(page),
            _ => {}
        }
    }
    logs.sort_by_key(|log| log.body.occurred_on);
    let current = |page: &TermPage| page::current(&pages, page.child, page.term).is_some_and(|one| one.id == page.id);
    let pages = pages.iter().filter(|page| current(page)).cloned().collect();
    (logs, pages)
}

async fn counted(service: &Service) -> Vec<(ChildId, ActivityKind)> {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let all = unit.credits().between(day(1, 1), day(12, 31), None).await.unwrap().rows;
    all.iter().map(|one| (one.child, one.credit.kind)).collect()
}

fn ends(view: &ImportView) -> Vec<(PastEnd, Option<Cause>)> {
    view.past.iter().map(|past| (past.end, past.why)).collect()
}

async fn sent(desk: &Desk, file: &str, bytes: impl Into<axum::body::Body>) -> ImportView {
    let batch = desk.begin().await;
    assert_eq!(desk.send(&batch, file, bytes).await, json!("added"));
    desk.view(&batch).await
}

#[tokio::test]
async fn activities_are_seen_entered_and_taken_back_as_a_whole() {
    let desk = Desk::open().await;
    let view = sent(&desk, "x.csv", ENTRIES).await;
    let used: Vec<_> = view.sheets[0].columns.iter().filter(|used| used.column.is_some()).collect();
    assert_eq!((used.len(), view.sheets[0].entries), (8, 9), "the number is listed as not used: {view:?}");
    let counts = view.counts;
    assert_eq!((counts.entries, counts.twice, counts.failed, counts.open), (5, 1, 3, 0), "{:?}", view.past);
    let failed: Vec<_> = ends(&view).into_iter().filter(|(end, _)| *end == PastEnd::Failed).collect();
    assert_eq!(
        failed.iter().filter_map(|(_, why)| *why).collect::<Vec<_>>(),
        [Cause::Future, Cause::NoChild, Cause::TooOld]
    );
    assert!(view.sheets[0].findings.iter().any(|group| group.cause == Cause::NoDay), "改天 is no day");
    assert!(
        ends(&view).contains(&(PastEnd::Added, Some(Cause::Confidential))),
        "it is said that its words are left out"
    );
    assert_eq!(standing(&desk.service, CHILD).await.0, [], "nothing is touched yet");

    let phone = desk.service.browser(MENTOR).await;
    let start = desk.service.synced(&phone, &request(&phone, vec![], None)).await;
    desk.apply(&view).await;
    let (logs, _) = standing(&desk.service, CHILD).await;
    let said: Vec<_> = logs.iter().map(|log| (log.body.kind, log.body.mode, log.body.note.as_str())).collect();
    assert_eq!(
        said,
        [
            (ActivityKind::Tutoring, Mode::AtSchool, "背乘法表；进步了"),
            (ActivityKind::FamilyCare, Mode::Video, ""),
            (ActivityKind::HomeSchool, Mode::HomeVisit, "奶奶身体不好"),
            (ActivityKind::Counselling, Mode::AtSchool, ""),
        ]
    );
    assert_eq!(logs[3].body.outcome, Outcome::FollowUp);
    let by = |log: &Log| (log.author, log.entered_by) == (AccountId(id(MENTOR)), Some(AccountId(id(COORDINATOR))));
    assert!(logs.iter().all(by), "each is its teacher's, and says who entered it");

    // They reach the mentor's phone, and count, as any others do.
    let news = desk.service.synced(&phone, &request(&phone, vec![], Some(start.cursor))).await;
    let held = news.page.rows.iter().filter_map(|row| match row.read() {
        Some(RowBody::Log(log)) => Some(log.id),
        _ => None,
    });
    let held: BTreeSet<_> = held.collect();
    assert!(held.len() == 5 && logs.iter().all(|log| held.contains(&log.id)), "{held:?}");
    assert_eq!(counted(&desk.service).await.len(), 5);
    let mut unit = desk.service.state.storage.read(COUNTY).await.unwrap();
    assert_eq!(unit.credits().amiss().await.unwrap(), []);
    drop(unit);

    // The same again is there already.
    let again = sent(&desk, "y.csv", ENTRIES).await;
    assert_eq!((again.counts.entries, again.counts.there), (0, 6), "{:?}", again.past);

    assert_eq!(desk.call("take_back_import", json!({"batch": view.batch.id})).await, json!("done"));
    assert_eq!((standing(&desk.service, CHILD).await.0, counted(&desk.service).await), (vec![], vec![]));
    let later = desk.service.synced(&phone, &request(&phone, vec![], Some(news.cursor))).await;
    let withdrawn = later.page.rows.iter().filter(|row| matches!(row.read(), Some(RowBody::Log(log)) if log.withdrawn));
    assert_eq!(withdrawn.count(), 5, "the phone hears of it");
    let mended = desk.view(&again.batch.id.to_string()).await;
    assert_eq!((mended.counts.entries, mended.counts.there), (5, 0), "what was taken back can be entered anew");
}

#[tokio::test]
async fn levels_become_pages_of_the_term_where_there_is_none() {
    let desk = Desk::open().await;
    let view = sent(&desk, "x.xlsx", levels()).await;
    assert_eq!((view.counts.pages, view.counts.open, view.sheets[0].levels), (2, 0, 2), "{view:?}");
    let causes: Vec<Cause> = view.sheets[0].findings.iter().map(|group| group.cause).collect();
    assert!(causes.contains(&Cause::Word) && causes.contains(&Cause::NoLevel), "{causes:?}");
    assert!(view.past.iter().all(|past| matches!(past.of, PastThing::Page { term: Some(SPRING), .. })), "by its title");
    desk.apply(&view).await;
    let (_, pages) = standing(&desk.service, CHILD).await;
    let [page] = pages.as_slice() else { panic!("{pages:?}") };
    assert_eq!((page.term, page.author), (SPRING, None));
    let judged = |goal, owed| Judged { goal, owed, child_says: String::new() };
    let haves = [
        judged(Goal::Material, Owed::Enough),
        judged(Goal::Mind, Owed::ALittle),
        judged(Goal::Study, Owed::Much),
        judged(Goal::Family, Owed::Unclear),
    ];
    assert_eq!(page.body.haves, haves, "of what is not said nothing is said");

    let again = sent(&desk, "y.xlsx", levels()).await;
    assert_eq!((again.counts.pages, again.counts.there), (0, 2), "a page that is there is not overwritten");
    assert_eq!(desk.call("take_back_import", json!({"batch": view.batch.id})).await, json!("done"));
    assert_eq!(standing(&desk.service, CHILD).await.1, []);
    let mended = desk.view(&again.batch.id.to_string()).await;
    assert_eq!((mended.counts.pages, mended.counts.there), (2, 0));
}

#[tokio::test]
async fn what_nobody_can_tell_is_asked_once_for_all_rows_and_an_answer_can_be_withdrawn() {
    let desk = Desk::open().await;
    let list = "姓名,日期,类别,方式,教师\n\
        孩子41,2026-05-06,春游,集体,\n\
        孩子42,2026-05-06,春游,集体,\n\
        孩子41,2026-05-07,学业辅导,,人老师\n\
        孩子41,2026-05-08,学业辅导,,人老师\n";
    let mut view = sent(&desk, "x.csv", list).await;
    let asked = |view: &ImportView| {
        let rows = view.questions.iter().map(|question| match &question.asked {
            Asked::WhichKind { text, rows } => (text.clone(), *rows),
            Asked::WhichMode { kind, rows, .. } => (format!("{kind:?}"), *rows),
            Asked::WhoDid { named, rows, .. } => (named.clone(), *rows),
            other => panic!("{other:?}"),
        });
        rows.collect::<Vec<_>>()
    };
    let all = [("春游", 2), ("", 2), ("人老师", 2), ("Some(Tutoring)", 2)];
    assert_eq!(asked(&view), all.map(|(text, rows)| (text.to_owned(), rows)));
    assert_eq!((view.counts.entries, view.counts.open), (0, 4));
    let mentor = Decision::Mentor(AccountId(id(MENTOR)));
    let said = [Decision::Kind(ActivityKind::Recreation), Decision::Take, mentor, Decision::Mode(Mode::AtSchool)];
    let ids: Vec<_> = view.questions.iter().map(|question| question.id.clone()).collect();
    for (question, decision) in ids.iter().zip(said) {
        view = desk.step(&view, json!({"decide": [[question, decision]]})).await;
    }
    assert_eq!((view.counts.entries, view.counts.open), (4, 0), "{:?}", view.past);
    assert!(view.past.iter().all(|past| matches!(&past.of, PastThing::Entry { mentor, .. } if mentor == "人21")));
    view = desk.step(&view, json!({"decide": [[ids[0], null]]})).await;
    assert_eq!((view.counts.entries, view.counts.open), (2, 1));
    // What is asked stays out, and what is clear is entered.
    desk.apply(&view).await;
    assert_eq!(standing(&desk.service, CHILD).await.0.len(), 2);
}

#[tokio::test]
async fn what_somebody_has_built_on_is_not_taken_back() {
    let desk = Desk::open().await;
    let view = sent(&desk, "x.csv", ENTRIES).await;
    desk.apply(&view).await;
    let phone = desk.service.browser(MENTOR).await;
    let (logs, _) = standing(&desk.service, CHILD).await;
    let own = op(7, WithdrawLog { log: logs[0].id });
    let revise = op(8, ReviseLog { log: logs[2].id, base_revision: 1, patch: LogPatch::default().note("是爷爷") });
    let ops = vec![numbered(1, &own), numbered(2, &revise)];
    let reply = desk.service.synced(&phone, &request(&phone, ops, None)).await;
    assert!(
        reply.results.iter().all(|one| matches!(one.settlement, Settlement::Applied { .. })),
        "they are the mentor's"
    );
    let answer = desk.call("take_back_import", json!({"batch": view.batch.id})).await;
    assert_eq!(answer["built_on"]["name"], "孩子41", "{answer}");
    assert_eq!(standing(&desk.service, CHILD).await.0.len(), 3, "and nothing is changed");
    assert_eq!(id(SCHOOL), view.school.0);
}

/// A page that a mentor wrote without a network before a school's file came, or was taken back.
async fn written_offline(desk: &Desk, n: u128, says: &str, days_ago: i64) -> Settlement {
    let phone = desk.service.browser(MENTOR).await;
    let haves = vec![Judged { goal: Goal::Mind, owed: Owed::Enough, child_says: says.to_owned() }];
    let body = PageBody { haves, ..PageBody::default() };
    let page = WritePage { page: PageId(id(7000 + n)), child: CHILD, term: SPRING, body, base: None };
    let written = Op { captured_at: now() - TimeDelta::days(days_ago), ..op(n, page) };
    let reply = desk.service.synced(&phone, &request(&phone, vec![numbered(1, &written)], None)).await;
    reply.results[0].settlement.clone()
}

fn says(pages: &[TermPage]) -> Vec<&str> {
    pages.iter().flat_map(|page| &page.body.haves).map(|judged| judged.child_says.as_str()).collect()
}

#[tokio::test]
async fn a_mentors_page_is_not_hidden_by_what_a_batch_said_and_took_back() {
    let desk = Desk::open().await;
    let view = sent(&desk, "x.xlsx", levels()).await;
    desk.apply(&view).await;
    assert_eq!(desk.call("take_back_import", json!({"batch": view.batch.id})).await["built_on"], json!(null));
    assert!(matches!(written_offline(&desk, 1, "想妈妈", 2).await, Settlement::Applied { exact: false, .. }));
    assert_eq!(says(&standing(&desk.service, CHILD).await.1), ["想妈妈"]);
}

#[tokio::test]
async fn a_batch_is_not_taken_back_over_a_page_that_its_mentor_wrote_before() {
    let desk = Desk::open().await;
    let view = sent(&desk, "x.xlsx", levels()).await;
    desk.apply(&view).await;
    assert!(matches!(written_offline(&desk, 1, "想妈妈", 2).await, Settlement::Applied { .. }));
    let answer = desk.call("take_back_import", json!({"batch": view.batch.id})).await;
    assert_eq!(answer["built_on"]["name"], "孩子41", "{answer}");
}
