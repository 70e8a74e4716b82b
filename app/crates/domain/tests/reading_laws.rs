//! What holds of every sheet, whatever stands in it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::import::finding::Cause;
use domain::import::reading::{ChildRead, Reading, SheetRead};
use domain::import::sheet::{Cell, CellKind, Merged, Sheet};
use domain::import::{Recipe, read};
use proptest::prelude::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default()
}

fn table(sheet: &Sheet) -> Option<Reading> {
    match read(sheet, today(), &Recipe::default()) {
        SheetRead::Table(reading) => Some(reading),
        SheetRead::NoTable { .. } => None,
    }
}

/// Texts that stand in such sheets, and some that do not.
fn text() -> impl Strategy<Value = String> {
    let words = [
        "",
        "",
        "",
        "姓名",
        "学生姓名",
        "班级",
        "年级",
        "身份证号",
        "联系电话",
        "父亲",
        "母亲",
        "监护人",
        "电话",
        "与学生关系",
        "结对学生",
        "结对教师",
        "出生日期",
        "年龄",
        "是否寄宿",
        "合计",
        "备注",
        "王芳",
        "李　娜",
        "三年级1班",
        "三年级",
        "1班",
        "610922201806309843",
        "610922201806309844",
        "13900324292",
        "139 0032 4292/13900324293",
        "2018-06-30",
        "2019.1",
        "奶奶",
        "王秀英（奶奶）",
        "奶奶：",
        "广东",
        "在家",
        "/",
        "男",
        "8岁",
        "单位负责人：",
        "以下为幼儿园",
        "一年级1班（3人）",
        "1",
        "43386",
        "(",
        "（",
        "：",
        "X",
        "第",
        "成员1姓名",
        "成员",
        "父亲在广东，母亲在家",
        "半年",
        "常年",
        "\u{202e}",
        "'",
        "共3人",
        "注：",
    ];
    prop_oneof![6 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

fn cell() -> impl Strategy<Value = Cell> {
    let kind = prop_oneof![5 => Just(CellKind::Text), 1 => Just(CellKind::Number), 1 => Just(CellKind::Day)];
    (text(), kind).prop_map(|(text, kind)| Cell { text, kind })
}

fn any_sheet() -> impl Strategy<Value = Sheet> {
    let rows = prop::collection::vec(prop::collection::vec(cell(), 0..9), 0..14);
    let merged = prop::collection::vec((0usize..16, 0usize..10, 0usize..16, 0usize..10), 0..4);
    (rows, merged, 0usize..4).prop_map(|(rows, merged, first_row)| Sheet {
        first_row,
        first_column: 1,
        rows,
        // As a damaged file may have them: upside down, and outside of the cells.
        merged: merged.into_iter().map(|(top, left, bottom, right)| Merged { top, left, bottom, right }).collect(),
        ..Sheet::default()
    })
}

/// A sheet that has a header, with anything below it.
fn ledger() -> impl Strategy<Value = Sheet> {
    let titles = [
        "序号",
        "班级",
        "姓名",
        "性别",
        "出生日期",
        "身份证号",
        "父亲姓名",
        "父亲电话",
        "监护人",
        "与学生关系",
        "联系电话",
    ];
    let rows = prop::collection::vec(prop::collection::vec(cell(), titles.len()), 0..12);
    rows.prop_map(move |mut rows| {
        rows.insert(0, titles.iter().map(|title| Cell::text(title)).collect());
        Sheet { first_row: 1, first_column: 1, rows, ..Sheet::default() }
    })
}

fn is_empty(cell: &Cell) -> bool {
    cell.text
        .chars()
        .all(|c| c.is_whitespace() || c.is_control() || "\u{202e}\u{feff}\u{200b}\u{200e}\u{200f}".contains(c))
}

/// Rows that became something, or of which something is said.
fn told(reading: &Reading) -> BTreeSet<usize> {
    let children = reading.children.iter().map(|c| c.row);
    let mentors = reading.mentors.iter().map(|m| m.row);
    let passed = reading.passed_over.iter().map(|(row, _)| *row);
    let causes = [Cause::Row, Cause::NoName, Cause::Twice];
    let said = reading.findings.iter().filter(|f| causes.contains(&f.cause)).map(|f| f.row);
    children.chain(mentors).chain(passed).chain(said).collect()
}

fn nothing_vanishes(sheet: &Sheet, reading: &Reading) -> Result<(), TestCaseError> {
    let told = told(reading);
    let below = reading.header.1 + 1 - sheet.first_row;
    for (at, cells) in sheet.rows.iter().enumerate().skip(below) {
        let row = sheet.number(at);
        prop_assert!(cells.iter().all(is_empty) || told.contains(&row), "row {} vanished: {:?}", row, cells);
    }
    let head = reading.header.0 - sheet.first_row;
    let listed: BTreeSet<usize> = reading.columns.iter().map(|c| c.index).collect();
    for cells in sheet.rows.iter().skip(head) {
        for (index, cell) in cells.iter().enumerate() {
            prop_assert!(is_empty(cell) || listed.contains(&index), "column {} vanished", index);
        }
    }
    Ok(())
}

/// The children of a small ledger in an order of columns and a way of writing.
fn written(order: &[usize], write: impl Fn(&str) -> String) -> Option<Vec<ChildRead>> {
    let columns = [
        ["姓名", "王芳", "欧阳若曦", "李小龙"],
        ["班级", "三年级1班", "三年级1班", "四年级2班"],
        ["身份证号", "610922201806309843", "", "61092220190320981X"],
        ["父亲姓名", "王大山", "欧阳建国", "李强"],
        ["父亲电话", "13900000001", "13900000002", "13900000003"],
        ["母亲务工地点", "广东东莞", "在家", "西安"],
        ["监护人", "王秀英", "周桂兰", "李国庆"],
        ["与学生关系", "奶奶", "外婆", "爷爷"],
        ["是否寄宿", "是", "否", "是"],
        ["备注", "1", "", "体弱"],
    ];
    let rows = (0..4).map(|row| {
        let cell =
            |at: &usize| columns.get(*at).and_then(|column| column.get(row)).map(|text| Cell::text(&write(text)));
        order.iter().filter_map(cell).collect()
    });
    let sheet = Sheet { first_row: 1, first_column: 1, rows: rows.collect(), ..Sheet::default() };
    table(&sheet).map(|reading| reading.children)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_sheet_is_too_strange(sheet in any_sheet()) {
        if let Some(reading) = table(&sheet) {
            nothing_vanishes(&sheet, &reading)?;
        }
    }

    #[test]
    fn nothing_vanishes_from_a_ledger(sheet in ledger()) {
        let reading = table(&sheet);
        prop_assert!(reading.is_some());
        let Some(reading) = reading else { return Ok(()) };
        nothing_vanishes(&sheet, &reading)?;
        let shown = serde_json::to_string(&(&reading.columns, &reading.findings, &reading.passed_over)).unwrap_or_default();
        prop_assert!(!shown.contains("61092220180630984"), "a number is shown");
    }

    #[test]
    fn the_order_of_columns_does_not_matter(order in Just((0..10usize).collect::<Vec<_>>()).prop_shuffle()) {
        let straight: Vec<usize> = (0..10).collect();
        prop_assert_eq!(written(&order, str::to_owned), written(&straight, str::to_owned));
    }

    #[test]
    fn neither_padding_nor_width_matters(blank in "[ 　\u{200b}\u{202a}\u{feff}]{0,2}", wide in any::<bool>()) {
        let write = |text: &str| {
            let wide = |c: char| match c {
                '0'..='9' | 'A'..='Z' if wide => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
                other => other,
            };
            format!("{blank}{}{blank}", text.chars().map(wide).collect::<String>())
        };
        let straight: Vec<usize> = (0..10).collect();
        let plain = written(&straight, str::to_owned);
        let padded = written(&straight, write).map(|mut children| {
            for child in &mut children {
                child.class_name = child.class_name.as_deref().map(domain::register::school_year::class_key);
            }
            children
        });
        prop_assert_eq!(padded, plain);
    }
}
