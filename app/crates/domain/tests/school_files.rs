//! The sample files of schools, with the mess of real ones, are read whole.
#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

use chrono::NaiveDate;
use domain::guardianship::{Away, CareQuality, CarerKind};
use domain::import::finding::Cause;
use domain::import::reading::{ChildRead, Reading, SheetRead};
use domain::import::sheet::Sheet;
use domain::import::{Recipe, read};
use domain::register::Sex;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// The tables in a file, and how many of its sheets hold none.
fn tables(name: &str) -> (Vec<Reading>, usize) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(format!("{name}.json"));
    let sheets: Vec<Sheet> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut tables, mut without) = (Vec::new(), 0);
    for sheet in &sheets {
        match read(sheet, day(2026, 9, 18), &Recipe::default()) {
            SheetRead::Table(reading) => tables.push(reading),
            SheetRead::NoTable { .. } => without += 1,
        }
    }
    (tables, without)
}

fn child<'a>(reading: &'a Reading, name: &str) -> &'a ChildRead {
    reading.children.iter().find(|c| c.name == name).unwrap()
}

fn count(reading: &Reading, cause: Cause) -> usize {
    reading.findings.iter().filter(|f| f.cause == cause).count()
}

#[test]
fn the_ledger_has_97_rows_and_96_children() {
    let (tables, without) = tables("松岭镇九年制学校-留守儿童信息台账");
    assert_eq!((tables.len(), without), (1, 1), "the notes are no table");
    let ledger = &tables[0];
    assert_eq!(ledger.header, (4, 4));
    assert_eq!(ledger.children.len(), 96);
    assert_eq!(count(ledger, Cause::Twice), 1);
    assert!(ledger.findings.iter().all(|f| f.row > 4 && f.cause != Cause::Row && f.cause != Cause::NoName));
    assert_eq!(ledger.passed_over.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [102, 103]);

    let jiang = child(ledger, "姜敏");
    assert_eq!((jiang.row, jiang.class_name.as_deref()), (5, Some("一年级1班")));
    assert_eq!((jiang.birth, jiang.boarding, jiang.sex), (Some(day(2018, 10, 13)), Some(true), Some(Sex::Male)));
    assert_eq!(jiang.carer.name.as_deref(), Some("杜天佑"));
    assert_eq!(
        (jiang.carer.kind, jiang.carer.quality),
        (Some(CarerKind::MaternalGrandparents), Some(CareQuality::Good))
    );
    assert_eq!(jiang.carer.phone.as_deref(), Some("13900324292"), "blanks in a number are forgiven");
    assert_eq!((jiang.father.away, jiang.father.place.as_deref()), (Some(Away::OutOfProvince), Some("河北")));
    assert_eq!((jiang.father.since, jiang.mother.since), (Some(day(2026, 3, 18)), Some(day(2026, 3, 18))));
    assert_eq!((jiang.family_phone.as_deref(), jiang.mentor.as_deref()), (Some("18800318812"), Some("沿磊")));
    // The class stands in a merged cell above.
    let yuan = child(ledger, "袁婷婷");
    assert_eq!(yuan.class_name.as_deref(), Some("一年级1班"));
    assert_eq!((yuan.father.away, yuan.mother.away), (Some(Away::InProvince), Some(Away::InCounty)));
    assert!(ledger.children.iter().all(|c| c.class_name.is_some()));
    let unused: Vec<&str> = ledger.columns.iter().filter(|c| c.column.is_none()).map(|c| c.title.as_str()).collect();
    assert_eq!(unused, ["是否低保/脱贫户", "备注"]);
}

#[test]
fn the_roster_has_52_mentors() {
    let (tables, _) = tables("松岭镇九年制学校-师生结对名册");
    let roster = &tables[0];
    assert_eq!((roster.mentors.len(), roster.children.len()), (52, 0));
    assert_eq!((roster.mentors[0].name.as_str(), roster.mentors[0].phone.as_deref()), ("蒋欣怡", Some("13900852117")));
    assert_eq!(roster.mentors[1].pupils, "牛若曦(二年级3班)\n祁敏(四年级3班)");
    assert!(roster.findings.is_empty(), "{:?}", roster.findings);
}

#[test]
fn the_registry_has_240_pupils_of_whom_217_are_left_behind() {
    let (tables, _) = tables("云溪镇中心小学-在校学生信息表");
    let registry = &tables[0];
    assert_eq!(registry.children.len(), 240);
    assert_eq!(registry.children.iter().filter(|c| c.left_behind == Some(true)).count(), 217);
    assert_eq!(registry.children.iter().filter(|c| c.left_behind == Some(false)).count(), 23);
    assert_eq!(count(registry, Cause::IdRounded), 8);
    let hu = child(registry, "胡沐阳");
    assert_eq!(hu.class_name.as_deref(), Some("三年级3班"));
    assert_eq!((hu.father.name.as_deref(), hu.father.phone.as_deref()), (Some("胡奕辰"), Some("15900073248")));
    assert_eq!((hu.father.away, hu.father.place.as_deref()), (Some(Away::OutOfProvince), Some("浙江温州")));
    assert_eq!((hu.mother.away, hu.mother.place.as_deref()), (Some(Away::Unknown), None));
    assert_eq!(hu.carer.kind, Some(CarerKind::PaternalGrandparents));
    let shown = serde_json::to_string(&(&registry.columns, &registry.findings, &registry.passed_over)).unwrap();
    let hidden = registry.children.iter().filter_map(|c| c.id_number.as_deref()).all(|number| !shown.contains(number));
    assert!(hidden, "no number stands in what is shown");
}

#[test]
fn the_gbk_list_has_40_children() {
    let (tables, _) = tables("青坪幼儿园-留守儿童名单");
    let list = &tables[0];
    assert_eq!(list.children.len(), 40);
    let yan = child(list, "严凯");
    assert_eq!((yan.class_name.as_deref(), yan.father.phone.as_deref()), (Some("大班3班"), Some("15900243535")));
    assert_eq!((yan.father.away, yan.mother.away), (Some(Away::InProvince), Some(Away::InProvince)));
    assert_eq!(yan.id_number.as_deref().map(str::len), Some(18));
}
