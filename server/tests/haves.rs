//! The five haves in a term: each cell counted a second time, from the pages as they were written; who sees it, and how
//! it leaves the house.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use chrono::{NaiveDate, TimeDelta};
use domain::guardianship::{Away, Fact, FactSubject, FactValue, ParentWhere};
use domain::id::{AccountId, ChildId, FactId, PageId, SchoolId};
use domain::log::Goal;
use domain::register::Written;
use domain::term::page::Judged;
use domain::term::{Half, Owed, PageBody, Term, TermPage};
use serde_json::{Value, json};

use crate::common::{Browser, COUNTY, MENTOR, OTHER_SCHOOL, SCHOOL, by, day, id, now};
use crate::figures::{County, Dice, cell, chosen, whereabouts};

const COORDINATOR: u128 = 23;
const AUTUMN: Term = Term { year: 2026, half: Half::Autumn };
const SPRING: Term = Term { year: 2026, half: Half::Spring };

fn term(of: Term) -> Value {
    chosen(of.start(), of.end())
}

fn page(n: u128, child: ChildId, of: Term, haves: Vec<Judged>, seconds: i64) -> TermPage {
    TermPage {
        id: PageId(id(70_000 + n)),
        child,
        term: of,
        author: Some(AccountId(id(MENTOR))),
        captured_at: now() + TimeDelta::seconds(seconds),
        body: PageBody { haves, ..PageBody::default() },
        disputes: None,
        unsaid: false,
    }
}

fn orphaned(n: u128, child: ChildId, seen_on: NaiveDate) -> Written {
    let gone = || ParentWhere { away: Away::Deceased, ..ParentWhere::unknown() };
    Written::Fact(Fact {
        id: FactId(id(80_000 + n)),
        subject: FactSubject::Child(child),
        value: FactValue::Parents { father: gone(), mother: gone() },
        seen_on,
        author: None,
        captured_at: now(),
        disputes: None,
        unsaid: false,
    })
}

/// Pages of both terms, of some children several versions that arrive in any order; some children have lost both parents,
/// some of them since the spring.
struct Told {
    pages: Vec<TermPage>,
    orphans: BTreeMap<ChildId, NaiveDate>,
}

async fn tell(county: &County, seed: u64) -> Told {
    let mut dice = Dice(seed);
    let mut told = Told { pages: vec![], orphans: BTreeMap::new() };
    for n in 0..120u128 {
        let child = ChildId(id(100 + u128::from(dice.below(40))));
        let mut haves = vec![];
        for goal in Goal::ALL {
            if dice.below(4) > 0 {
                haves.push(Judged { goal: *goal, owed: dice.pick(Owed::ALL), child_says: String::new() });
            }
        }
        let of = dice.pick(&[AUTUMN, SPRING]);
        let seconds = i64::try_from(dice.below(9_000)).unwrap();
        let before = told.pages.iter().find(|page| page.child == child && page.term == of).map(|page| page.id);
        let disputes = before.filter(|_| dice.below(2) == 0);
        told.pages.push(TermPage { disputes, ..page(n, child, of, haves, seconds) });
    }
    for child in [103, 107, 111, 115, 119, 123].map(|n| ChildId(id(n))) {
        told.orphans.insert(child, dice.pick(&[day(5, 1), day(9, 10)]));
    }
    let mut unit = county.service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    for page in &told.pages {
        unit.pages().add(seq, page).await.unwrap();
    }
    let facts: Vec<Written> = (0..).zip(&told.orphans).map(|(n, (child, on))| orphaned(n, *child, *on)).collect();
    unit.register().write(seq, &facts).await.unwrap();
    unit.commit().await.unwrap();
    told
}

/// What a column counts, in plain words.
fn said(told: &Told, child: ChildId, goal: Goal, of: Term, on: NaiveDate) -> &'static str {
    if goal == Goal::Family && told.orphans.get(&child).is_some_and(|seen| *seen <= on) {
        return "不适用";
    }
    let own = told.pages.iter().filter(|page| page.child == child && page.term == of);
    let last = own.max_by_key(|page| (page.captured_at, page.id));
    match last.and_then(|page| page.body.haves.iter().find(|judged| judged.goal == goal)).map(|judged| judged.owed) {
        Some(Owed::Enough) => "达成",
        Some(Owed::ALittle) => "基本达成",
        Some(Owed::Much) => "未达成",
        Some(_) => "暂无法判断",
        None => "未填写",
    }
}

#[tokio::test]
async fn each_cell_is_what_the_last_page_of_the_term_says_and_every_row_adds_up() {
    let county = County::at_random(19).await;
    let told = tell(&county, 23).await;
    let periods = county.periods().await;
    let titles = ["达成", "基本达成", "未达成", "暂无法判断", "未填写", "不适用"];
    let mut seen = BTreeSet::new();
    for (of, on, says) in [(AUTUMN, day(9, 18), "2026年9月18日"), (SPRING, day(8, 31), "2026年8月31日")] {
        let there: Vec<ChildId> = periods
            .iter()
            .filter(|(_, periods)| periods.iter().any(|e| e.from <= on && e.to.is_none_or(|to| on <= to)))
            .map(|(child, _)| *child)
            .collect();
        for school in [None, Some(SCHOOL), Some(OTHER_SCHOOL)] {
            let here: BTreeSet<ChildId> = there
                .iter()
                .filter(|child| school.is_none_or(|s| whereabouts(&periods[*child], on) == SchoolId(id(s))))
                .copied()
                .collect();
            let table = county.figures(school, "haves", term(of)).await["table"].clone();
            assert_eq!(table["as_of"], json!(on));
            let note = table["notes"][0].as_str().unwrap();
            assert!(note.contains(says) && note.contains(&format!("共{}名", here.len())), "{note}");
            assert_eq!((&table["unbalanced"], table["rows"].as_array().unwrap().len()), (&json!([]), 5));
            for (row, goal) in Goal::ALL.iter().enumerate() {
                assert_eq!(cell(&table, row, 1), here, "the whole");
                for (at, title) in titles.iter().enumerate() {
                    assert_eq!(table["columns"][at + 2]["title"], json!(title));
                    let expected: BTreeSet<ChildId> =
                        here.iter().copied().filter(|child| said(&told, *child, *goal, of, on) == *title).collect();
                    if !expected.is_empty() {
                        seen.insert(*title);
                    }
                    assert_eq!(cell(&table, row, at + 2), expected, "{school:?} {of} {goal:?} {title}");
                }
            }
            assert!(!table.to_string().contains('%'), "counts alone");
        }
    }
    assert_eq!(seen, titles.into(), "each column had somebody");
}

#[tokio::test]
async fn two_pages_count_once_and_what_the_school_says_holds() {
    let county = County::at_random(29).await;
    let coordinator = county.service.browser(COORDINATOR).await;
    let judged = |owed| vec![Judged { goal: Goal::Mind, owed, child_says: String::new() }];
    let (child, other) = (ChildId(id(41)), PageId(id(70_901)));
    let mut unit = county.service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.pages().add(seq, &page(901, child, AUTUMN, judged(Owed::Enough), 0)).await.unwrap();
    let later = TermPage { disputes: Some(other), ..page(902, child, AUTUMN, judged(Owed::Much), 60) };
    unit.pages().add(seq, &later).await.unwrap();
    unit.commit().await.unwrap();
    let mind = async || {
        let table = county.figures(Some(SCHOOL), "haves", term(AUTUMN)).await["table"].clone();
        (2..8).filter(|column| cell(&table, 1, *column).contains(&child)).collect::<Vec<_>>()
    };
    assert_eq!(mind().await, [4], "the last written, once");
    let ask = json!({"later": later.id, "holds": other});
    let reply = county.service.call(Some(&coordinator), "POST", "/rpc/desk/settle_pages", Some(ask)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    assert_eq!(mind().await, [2], "the one that holds");
}

#[tokio::test]
async fn the_table_leaves_as_workbook_paper_and_text_with_who_when_and_what_for() {
    let county = County::at_random(31).await;
    tell(&county, 37).await;
    let coordinator = county.service.browser(COORDINATOR).await;
    let take = async |who: &Browser, school: Option<u128>| {
        let ask =
            json!({"school": school.map(id), "ask": {"kind": "haves", "chosen": term(SPRING), "reason": "report"}});
        county.service.call(Some(who), "POST", "/rpc/desk/take_out", Some(ask)).await
    };
    for (who, school) in [(&coordinator, None), (&coordinator, Some(OTHER_SCHOOL))] {
        assert_eq!(take(who, school).await.status, StatusCode::FORBIDDEN);
    }
    for (who, school, whose) in [(&coordinator, Some(SCHOOL), "甲校"), (&county.centre, None, "全县")] {
        let shown = county.figures(school, "haves", term(SPRING)).await["table"].clone();
        let out = take(who, school).await;
        let out = out.json.as_str().unwrap_or_else(|| panic!("{}", out.text)).to_owned();
        let page = county.service.call(Some(who), "GET", &format!("/print/{out}"), None).await;
        let title = format!("{whose}五有学期汇总表（2026年春季学期）");
        for word in [title.as_str(), "用途：上报", "基准日：2026年8月31日", "物质上有帮助", "暂无法判断"]
        {
            assert!(page.text.contains(word), "{word}: {}", page.text);
        }
        assert!(!page.text.contains("孩子1"), "counts leave, names stay: {}", page.text);
        let sheet = county.service.workbook(who, &out).await;
        for (at, goal) in
            ["物质上有帮助", "心理上有疏导", "学习上有进步", "亲情上有关爱", "品德上有提升"].iter().enumerate()
        {
            let row = sheet.rows.iter().find(|row| row[0].text == *goal).unwrap();
            let numbers: Vec<usize> = row[1..8].iter().map(|cell| cell.text.parse().unwrap()).collect();
            let expected: Vec<usize> = (1..8).map(|column| cell(&shown, at, column).len()).collect();
            assert_eq!(numbers, expected, "the same as on the screen");
            assert_eq!(numbers[0], numbers[1..].iter().sum::<usize>());
        }
        let text = json!({"out": out});
        let text = county.service.call(Some(who), "POST", "/rpc/desk/out_text", Some(text)).await.text;
        assert!(text.contains(&title) && text.contains("基本达成") && !text.contains('%'), "{text}");
    }
}
