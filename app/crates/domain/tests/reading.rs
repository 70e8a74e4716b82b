//! How tables are read: columns by title and by value, rows of every kind, values as schools write them, and what is
//! said to be not right.
#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

use chrono::NaiveDate;
use domain::guardianship::{Away, CarerKind};
use domain::import::column::Column;
use domain::import::finding::Cause;
use domain::import::reading::{ColumnUse, Reading, SheetRead};
use domain::import::sheet::{Cell, CellKind, Merged, Sheet};
use domain::import::{Recipe, read};
use domain::register::Sex;

const ONE: &str = "610922201806309843";
const OTHER: &str = "61092220190320981X";

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// A sheet from lines whose cells are separated by `|`; `#` begins a number.
fn sheet(lines: &[&str]) -> Sheet {
    let cell = |text: &str| match text.trim().strip_prefix('#') {
        Some(number) => Cell { text: number.to_owned(), kind: CellKind::Number },
        None => Cell::text(text),
    };
    let rows = lines.iter().map(|line| line.split('|').map(cell).collect()).collect();
    Sheet { file: "甲.xlsx".into(), name: "一".into(), first_row: 1, first_column: 1, rows, merged: vec![] }
}

fn with(sheet: &Sheet, recipe: &Recipe) -> Reading {
    match read(sheet, day(2026, 9, 18), recipe) {
        SheetRead::Table(reading) => reading,
        SheetRead::NoTable { first, .. } => panic!("no table in {first:?}"),
    }
}

fn table(lines: &[&str]) -> Reading {
    with(&sheet(lines), &Recipe::default())
}

fn uses(reading: &Reading) -> Vec<Option<Column>> {
    reading.columns.iter().map(|used| used.column).collect()
}

fn found(reading: &Reading) -> Vec<(usize, Cause)> {
    reading.findings.iter().map(|f| (f.row, f.cause)).collect()
}

fn names(reading: &Reading) -> Vec<&str> {
    reading.children.iter().map(|c| c.name.as_str()).collect()
}

fn classes(reading: &Reading) -> Vec<Option<&str>> {
    reading.children.iter().map(|c| c.class_name.as_deref()).collect()
}

// --- columns

#[test]
fn a_column_without_a_title_is_known_by_its_values() {
    use Column::{Class, FamilyPhone, IdNumber, Name};
    let reading = table(&[
        "姓名|班级||某某|娃",
        &format!("王芳|三年级1班|{ONE}|139 0032 4292|女"),
        &format!("李娜|三年级1班|{OTHER}|13900324293|男"),
    ]);
    assert_eq!(uses(&reading)[..4], [Some(Name), Some(Class), Some(IdNumber), Some(FamilyPhone)]);
    assert_eq!(reading.columns[2].samples[0], "610922***********3");
    assert_eq!(reading.columns[3].samples[0], "139****4292");
}

#[test]
fn a_title_that_its_values_contradict_gives_way_or_is_left() {
    let lines = ["姓名|班级|身份证号", "王芳|一班|13900324291", "李娜|一班|13900324292", "周敏|二班|13900324293"];
    assert_eq!(uses(&table(&lines))[2], Some(Column::FamilyPhone), "overwhelming");
    let mixed = [lines[0], lines[1], lines[2], lines[3], &format!("吴桐|二班|{ONE}"), &format!("郑义|二班|{OTHER}")];
    let reading = table(&mixed);
    assert_eq!((uses(&reading)[2], reading.columns[2].title.as_str()), (None, "身份证号"));
    let parents = [
        "姓名|班级|父亲电话",
        "王芳|一班|610922198801010011",
        "李娜|一班|610922198801010011",
        "周敏|二班|610922198801010011",
    ];
    assert_eq!(uses(&table(&parents))[2], None, "nobody says whose number it is");
}

#[test]
fn of_two_columns_with_one_meaning_the_first_is_used_unless_the_titles_above_tell_them_apart() {
    use Column::{FatherName, FatherPhone, MotherName, MotherPhone};
    let reading = table(&["姓名|班级|联系电话|联系电话", "王芳|一班|13900000001|13900000002"]);
    assert_eq!(uses(&reading)[2..], [Some(Column::FamilyPhone), None]);
    let reading = table(&["姓名|父亲||母亲|", "|姓名|电话|姓名|电话", "王芳|王大|13900000001|李梅|13900000002"]);
    assert_eq!(uses(&reading)[1..], [Some(FatherName), Some(FatherPhone), Some(MotherName), Some(MotherPhone)]);
    assert_eq!(reading.columns[4].title, "母亲 / 电话");
    let reading = table(&["姓名|户籍地址|现住址", "王芳|甲村|乙村"]);
    assert_eq!(
        uses(&reading)[1..],
        [None, Some(Column::Address)],
        "where it lives is better than where it is registered"
    );
}

#[test]
fn what_a_person_said_comes_first() {
    let lines = sheet(&["学生|电话|娃班", "王芳|13900000001|一班", "李娜|13900000002|二班"]);
    let guessed = with(&lines, &Recipe::default());
    let mended: Vec<ColumnUse> = guessed
        .columns
        .iter()
        .map(|used| match used.title.as_str() {
            "电话" => ColumnUse { column: Some(Column::MotherPhone), ..used.clone() },
            "娃班" => ColumnUse { column: Some(Column::Address), ..used.clone() },
            _ => used.clone(),
        })
        .collect();
    let reading = with(&lines, &Recipe::of(&mended));
    assert_eq!(uses(&reading), [Some(Column::Name), Some(Column::MotherPhone), Some(Column::Address)]);
    assert_eq!(reading.children[0].mother.phone.as_deref(), Some("13900000001"));
    let unknown = sheet(&["娃|屋头", "王芳|甲村", "李娜|乙村"]);
    assert!(matches!(read(&unknown, day(2026, 9, 18), &Recipe::default()), SheetRead::NoTable { .. }));
    let known =
        Recipe { columns: [("娃".into(), Some(Column::Name)), ("屋头".into(), Some(Column::Address))].into() };
    assert_eq!(names(&with(&unknown, &known)), ["王芳", "李娜"]);
}

#[test]
fn every_column_is_listed() {
    let reading = table(&["姓名|民族|班级||备注", "王芳|汉族|一班|x|", "李娜|汉族|一班|y|体弱"]);
    assert_eq!(reading.columns.iter().map(|c| c.index).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    assert_eq!(reading.columns[3].samples, ["x", "y"]);
}

// --- rows

#[test]
fn rows_that_are_no_entry_are_passed_over_with_their_text() {
    let reading = table(&[
        "某校留守儿童台账||",
        "填报单位（盖章）：某校||2026年9月",
        "序号|姓名|班级|电话",
        "1|2|3|4",
        "1|王芳|一班|13900000001",
        "序号|姓名|班级|电话",
        "2|李娜|二班|13900000002",
        "合计|2||",
        "注：电话务必准确|||",
        "单位负责人：||填表人：李红|",
        "|||",
        "3|||",
    ]);
    assert_eq!((reading.header, names(&reading)), ((3, 3), vec!["王芳", "李娜"]));
    let passed: Vec<usize> = reading.passed_over.iter().map(|(row, _)| *row).collect();
    assert_eq!(passed, [4, 6, 8, 9, 10, 12]);
    assert_eq!(reading.passed_over[4].1, "单位负责人： 填表人：李红".replace('：', ":"));
    assert!(reading.findings.is_empty());
}

#[test]
fn a_row_of_its_own_names_the_section_or_the_class() {
    let reading = table(&[
        "姓名|性别|电话",
        "一年级1班（2人）||",
        "王芳|女|13900000001",
        "李娜|女|13900000002",
        "二年级（1）班||",
        "周敏|女|13900000003",
        "以下为幼儿园学生||",
        "吴桐|男|13900000004",
    ]);
    assert_eq!(classes(&reading), [Some("一年级1班"), Some("一年级1班"), Some("二年级（1）班"), None]);
    assert_eq!(reading.children[3].section, "幼儿园");
    assert_eq!(reading.passed_over.len(), 3);
}

#[test]
fn a_class_fills_down_only_where_the_table_is_so_made() {
    let lines = ["班级|姓名|性别", "一班|王芳|女", "|李娜|女", "二班|周敏|女", "二班|吴桐|男"];
    assert_eq!(classes(&table(&lines)), [Some("一班"), None, Some("二班"), Some("二班")], "a blank cell is blank");
    let mut merged = sheet(&lines);
    merged.merged = vec![Merged { top: 1, left: 0, bottom: 2, right: 0 }];
    assert_eq!(classes(&with(&merged, &Recipe::default()))[1], Some("一班"));
    let grouped = ["班级|姓名|性别", "一班|王芳|女", "|李娜|女", "|周敏|女", "二班|吴桐|男", "|郑义|男", "|冯一|男"];
    assert_eq!(classes(&table(&grouped))[2..4], [Some("一班"), Some("二班")]);
    let joined = ["年级|班级|姓名|性别", "三年级|3班|王芳|女", "四|2|李娜|女"];
    assert_eq!(classes(&table(&joined)), [Some("三年级3班"), Some("四年级2班")]);
}

#[test]
fn a_row_that_cannot_be_read_is_said() {
    let reading =
        table(&["姓名|班级|电话", "王芳|一班|13900000001", "|二班|13900000002", "||看一下", "123|二班|13900000003"]);
    assert_eq!(names(&reading), ["王芳"]);
    assert_eq!(found(&reading), [(3, Cause::NoName), (4, Cause::Row), (5, Cause::Row)]);
    assert_eq!(reading.findings[0].read, "二班 139****0002");
}

#[test]
fn of_two_tables_below_each_other_the_fuller_is_read_and_the_other_is_said() {
    let few = ["姓名|班级|电话|性别", "王芳|一班|13900000001|女"];
    let many = ["学生姓名|性别|身份证号|家庭住址|教师姓名", "李娜|女||甲村|张红"];
    let reading = table(&[few[0], few[1], many[0], many[1]]);
    assert_eq!((names(&reading), found(&reading)), (vec!["李娜"], vec![(1, Cause::Row), (2, Cause::Row)]));
    let reading = table(&[many[0], many[1], few[0], few[1]]);
    assert_eq!((names(&reading), found(&reading)), (vec!["李娜"], vec![(3, Cause::Row), (4, Cause::Row)]));
}

#[test]
fn a_table_that_ends_in_another_of_the_same_kind_goes_on() {
    let reading = table(&[
        "班级：一（1）班  班主任：李红",
        "姓名|性别|电话",
        "王芳|女|13900000001",
        "班级：一（2）班  班主任：周强",
        "姓名|性别|电话",
        "李娜|女|13900000002",
    ]);
    assert_eq!(classes(&reading), [Some("一（1）班"), Some("一（2）班")]);
}

// --- values

#[test]
fn parents_and_carers_as_they_are_written() {
    let reading = table(&[
        "姓名|父亲姓名|父亲电话|父亲去向|母亲姓名|母亲去向|监护人|外出时间",
        "王　芳|王大山|13900000001/13900000002|广东东莞|李梅（已故）||王秀英（奶奶）|2020.3",
        "李娜|李强 13900000003||某厂|无|失联|外婆：周桂兰|两年",
        "周敏|周伟|没有|/|吴敏|日本|奶奶|-",
    ]);
    let [wang, li, zhou] = &reading.children[..] else { panic!("{:?}", reading.children) };
    assert_eq!((wang.name.as_str(), wang.father.phone.as_deref()), ("王芳", Some("13900000001")));
    assert_eq!((wang.father.away, wang.father.since), (Some(Away::OutOfProvince), Some(day(2020, 3, 1))));
    assert_eq!((wang.mother.name.as_deref(), wang.mother.away), (Some("李梅"), Some(Away::Deceased)));
    assert_eq!((wang.mother.since, wang.carer.name.as_deref()), (None, Some("王秀英")));
    assert_eq!(
        (wang.carer.relation.as_deref(), wang.carer.kind),
        (Some("奶奶"), Some(CarerKind::PaternalGrandparents))
    );
    assert_eq!((li.father.name.as_deref(), li.father.phone.as_deref()), (Some("李强"), Some("13900000003")));
    assert_eq!((li.father.away, li.father.place.as_deref()), (Some(Away::Unknown), Some("某厂")));
    assert_eq!((li.mother.name.as_deref(), li.mother.away), (None, Some(Away::LostContact)));
    assert_eq!(li.carer.kind, Some(CarerKind::MaternalGrandparents));
    assert_eq!((zhou.mother.away, zhou.father.away), (Some(Away::Abroad), Some(Away::Unknown)));
    assert_eq!((zhou.carer.name.as_deref(), zhou.carer.relation.as_deref()), (None, Some("奶奶")));
    assert_eq!(found(&reading), [(2, Cause::MorePhones)]);
}

#[test]
fn a_guardian_is_the_carer_only_where_a_relation_says_who_it_is() {
    let reading = table(&["姓名|班级|家长姓名|家长电话", "王芳|一班|王大山|13900000001"]);
    assert_eq!(uses(&reading)[2..], [None, Some(Column::FamilyPhone)]);
    let reading = table(&["姓名|班级|家长姓名|与学生关系", "王芳|一班|王秀英|奶奶"]);
    assert_eq!(uses(&reading)[2..], [Some(Column::CarerName), Some(Column::CarerRelation)]);
}

#[test]
fn a_remark_beside_a_name_is_not_dropped_in_silence() {
    let reading = table(&["姓名|班级|父亲姓名", "王芳（大）|一班|王大山（离异）", "李娜|一班|李强（已故）"]);
    assert_eq!(names(&reading), ["王芳", "李娜"]);
    assert_eq!(found(&reading), [(2, Cause::Word), (2, Cause::Word)]);
    assert_eq!(reading.children[1].father.away, Some(Away::Deceased));
}

#[test]
fn both_parents_in_one_column() {
    let reading = table(&[
        "姓名|班级|父母去向",
        "王芳|一班|父亲在广东，母亲在家",
        "李娜|一班|浙江温州",
        "周敏|一班|父母均在江苏",
    ]);
    let away = |at: usize| [&reading.children[at].father, &reading.children[at].mother].map(|p| p.away.unwrap());
    assert_eq!(away(0), [Away::OutOfProvince, Away::Home]);
    assert_eq!(away(1), [Away::OutOfProvince; 2]);
    assert_eq!(away(2), [Away::OutOfProvince; 2]);
}

#[test]
fn members_of_the_family_are_told_apart_by_their_relation() {
    let reading = table(&[
        "姓名|班级|成员1姓名|成员1关系|成员1联系电话|成员2姓名|成员2关系|成员2联系电话",
        "王芳|一班|李梅|母亲|13900000001|王秀英|奶奶|13900000002",
    ]);
    let child = &reading.children[0];
    assert_eq!((child.mother.name.as_deref(), child.mother.phone.as_deref()), (Some("李梅"), Some("13900000001")));
    assert_eq!((child.carer.name.as_deref(), child.carer.phone.as_deref()), (Some("王秀英"), Some("13900000002")));
    assert_eq!((child.father.name.as_deref(), child.carer.kind), (None, Some(CarerKind::PaternalGrandparents)));
}

#[test]
fn a_day_that_the_spreadsheet_counts_and_one_that_it_cut() {
    let reading = table(&["姓名|班级|出生年月", "王芳|一班|#43386", "李娜|一班|#2019.1", "周敏|一班|2019.1"]);
    let births: Vec<_> = reading.children.iter().map(|c| c.birth).collect();
    assert_eq!(births, [Some(day(2018, 10, 13)), None, Some(day(2019, 1, 1))]);
    assert_eq!(found(&reading), [(3, Cause::Date)]);
}

#[test]
fn an_age_makes_no_birth_date_and_shows_one_that_cannot_be() {
    let reading =
        table(&["姓名|班级|年龄|出生日期", "王芳|一班|8岁|", "李娜|一班|8|2018-01-05", "周敏|一班|12周岁|2018-01-05"]);
    assert_eq!(reading.children[0].birth, None);
    assert_eq!(found(&reading), [(4, Cause::BirthDiffers)]);
}

#[test]
fn what_nobody_sees_is_dropped() {
    let reading = table(&["姓\u{200b}名|班级|联系电话", "\u{202e}王\u{0}芳\u{202c}|一班|\u{202d}13900000001\u{202c}"]);
    assert_eq!((names(&reading), reading.children[0].family_phone.as_deref()), (vec!["王芳"], Some("13900000001")));
}

#[test]
fn a_roster_keeps_the_cell_of_pupils() {
    let reading = table(&["姓名|职务|电话|结对学生", "张红|校长|13900000001|王芳、李娜", "|教师||周敏"]);
    assert_eq!((reading.mentors.len(), reading.mentors[0].pupils.as_str()), (1, "王芳、李娜"));
    assert_eq!(reading.mentors[0].phone.as_deref(), Some("13900000001"));
    assert_eq!(found(&reading), [(3, Cause::NoName)]);
}

// --- what is never guessed

#[test]
fn a_wrong_number_is_said_and_left_out() {
    use Cause::{IdBirth, IdCheck, IdLength, IdRounded};
    let reading = table(&[
        "姓名|班级|身份证号",
        "王芳|一班|610922201806309844",
        "李娜|一班|#610922201903209000",
        "周敏|一班|610922180630984",
        "吴桐|一班|6.10922E+17",
        "郑义|一班|610922201813309843",
        &format!("冯一|一班|{OTHER}"),
    ]);
    assert_eq!(found(&reading), [(2, IdCheck), (3, IdRounded), (4, IdLength), (5, IdRounded), (6, IdBirth)]);
    let kept: Vec<bool> = reading.children.iter().map(|c| c.id_number.is_some()).collect();
    assert_eq!(kept, [false, false, false, false, false, true]);
    assert_eq!(reading.findings[0].read, "610922***********4");
    assert_eq!(reading.findings[0].title, "身份证号");
}

#[test]
fn birth_and_sex_are_the_numbers_where_they_differ() {
    let reading = table(&[
        "姓名|性别|出生日期|身份证号",
        &format!("王芳|男|2018-06-29|{ONE}"),
        &format!("李娜|男|2019.3|{OTHER}"),
    ]);
    assert_eq!(found(&reading), [(2, Cause::BirthDiffers), (2, Cause::SexDiffers)]);
    assert_eq!((reading.children[0].birth, reading.children[0].sex), (Some(day(2018, 6, 30)), Some(Sex::Female)));
}

#[test]
fn the_same_child_is_read_once_and_twins_are_two() {
    let reading = table(&[
        "姓名|班级|身份证号",
        &format!("王芳|一班|{ONE}"),
        &format!("王　芳|一班|{ONE}"),
        &format!("李娜|一班|{OTHER}"),
        &format!("周敏|二班|{OTHER}"),
        "双儿|三班|610922201806309827",
        "双女|三班|610922201806309800",
    ]);
    assert_eq!(reading.children.len(), 5);
    let twice: Vec<_> = reading.findings.iter().map(|f| (f.row, f.cause, f.other)).collect();
    assert_eq!(twice[..3], [(3, Cause::Twice, Some(2)), (4, Cause::IdTwice, Some(5)), (5, Cause::IdTwice, Some(4))]);
    assert!(reading.children[1].id_number.is_none() && reading.children[2].id_number.is_none());
}

#[test]
fn a_word_that_is_not_known_is_said() {
    let reading = table(&["姓名|性别|是否寄宿|监护情况|与学生关系|是否留守", "王芳|中性|午托|甲|保姆|也许"]);
    assert_eq!(found(&reading), [(2, Cause::Word); 5]);
    let child = &reading.children[0];
    assert_eq!((child.sex, child.boarding, child.left_behind, child.carer.kind), (None, None, None, None));
    assert_eq!(child.carer.relation.as_deref(), Some("保姆"), "the school's word is kept");
}

#[test]
fn what_is_longer_than_is_kept_is_left_out_and_said() {
    let lines = |length: usize| {
        let address = "坝".repeat(length);
        table(&["姓名|班级|家庭住址", &format!("王芳|一班|{address}"), "李娜|一班|上坝村", "周敏|二班|下坝村"])
    };
    let (kept, long) = (lines(200), lines(201));
    assert_eq!(kept.children[0].address.as_ref().map(|text| text.chars().count()), Some(200));
    assert_eq!(found(&kept), []);
    assert_eq!((long.children[0].address.as_deref(), found(&long)), (None, vec![(2, Cause::Long)]));
    assert_eq!(names(&long), ["王芳", "李娜", "周敏"]);
}
