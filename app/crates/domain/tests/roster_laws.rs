//! A law of the roster: written from any register and read in again, it changes nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use domain::guardianship::{Away, CareQuality, CarerKind, Fact, FactSubject, FactValue, ParentWhere, register_on};
use domain::id::{AccountId, AdultId, ChildId, EnrolmentId, FactId, HouseholdId, RelationId, SchoolId};
use domain::import::draft::decision::Decisions;
use domain::import::draft::known::Known;
use domain::import::draft::{Source, Table, stage};
use domain::import::reading::SheetRead;
use domain::import::recipe::Recipe;
use domain::import::sheet::{Cell, CellKind, Sheet};
use domain::register::{
    Adult, Began, Cause, Child, Commit, Enrolment, History, Household, IdNumber, Relation, RelationKind, SchoolKind,
    SchoolYear, Sex, Written,
};
use domain::report::roster::{Judging, lines};
use domain::report::{roster, table};
use domain::rules::RuleSet;
use proptest::prelude::*;
use uuid::Uuid;

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(11));

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
}

/// A child and what the register may say of it.
#[derive(Debug, Clone)]
struct Made {
    class: &'static str,
    birth: Option<NaiveDate>,
    number: Option<u32>,
    sex: Option<Sex>,
    boarding: Option<bool>,
    home: u128,
    adults: Vec<(RelationKind, &'static str, &'static str, Option<&'static str>)>,
    parents: Option<(ParentWhere, ParentWhere, bool)>,
    carer: Option<(CarerKind, &'static str, Option<CareQuality>, bool)>,
}

fn parent() -> impl Strategy<Value = ParentWhere> {
    let places = prop_oneof![
        Just((Away::OutOfProvince, "浙江温州")),
        Just((Away::OutOfProvince, "厂里")),
        Just((Away::OutOfProvince, "")),
        Just((Away::InProvince, "西安")),
        Just((Away::InProvince, "")),
        Just((Away::InCounty, "石泉")),
        Just((Away::InCounty, "松岭镇")),
        Just((Away::InCounty, "")),
        Just((Away::Abroad, "")),
        Just((Away::Home, "在家务农")),
        Just((Away::Home, "")),
        Just((Away::LostContact, "")),
        Just((Away::Deceased, "")),
        Just((Away::Unknown, "电子厂")),
        Just((Away::Unknown, "")),
    ];
    let since = prop::option::of(Just(day(2024, 3, 1)));
    (places, since).prop_map(|((away, place), since)| ParentWhere { away, place: place.to_owned(), since })
}

fn adult(
    kind: RelationKind,
    called: &'static [&'static str],
) -> impl Strategy<Value = Vec<(RelationKind, &'static str, &'static str, Option<&'static str>)>> {
    let name = prop::sample::select(&["王国庆", "罗桂兰", ""][..]);
    let phone = prop::option::of(prop::sample::select(&["13900000011", "09156312345"][..]));
    let one =
        (prop::sample::select(called), name, phone).prop_map(move |(called, name, phone)| (kind, called, name, phone));
    prop::option::of(one).prop_map(|one| one.into_iter().collect())
}

fn made() -> impl Strategy<Value = Made> {
    let class = prop::sample::select(&["一年级1班", "三年级（2）班", "大班", "初一1班"][..]);
    let birth = prop::option::of((2012i32..2020, 1u32..12, 1u32..28).prop_map(|(y, m, d)| day(y, m, d)));
    let child = (
        class,
        birth,
        prop::option::of(1u32..900),
        prop::option::of(Just(Sex::Female)),
        prop::option::of(any::<bool>()),
        0u128..4,
    );
    let adults = (
        adult(RelationKind::Father, &["爸爸"]),
        adult(RelationKind::Mother, &["妈妈"]),
        adult(RelationKind::Carer, &["奶奶", "外婆", ""]),
    );
    let parents = prop::option::of((parent(), parent(), any::<bool>()));
    let who = prop::sample::select(&["", "奶奶 罗桂兰", "罗桂兰（奶奶）", "王大姐", "爷爷奶奶", "外婆", "妈妈"][..]);
    let quality = prop::option::of(prop::sample::select(CareQuality::ALL));
    let carer = prop::option::of((prop::sample::select(CarerKind::ALL), who, quality, any::<bool>()));
    (child, adults, parents, carer).prop_map(
        |((class, birth, number, sex, boarding, home), (a, b, c), parents, carer)| Made {
            class,
            birth,
            number,
            sex,
            boarding,
            home,
            adults: [a, b, c].concat(),
            parents,
            carer,
        },
    )
}

/// Writes a register of these children, and gives their identity numbers.
fn register(all: &[Made]) -> (History, BTreeMap<ChildId, IdNumber>) {
    let (mut written, mut numbers) = (vec![], BTreeMap::new());
    for home in 0..4 {
        let address = format!("松岭镇{home}组");
        written.push(Written::Household(Household { id: HouseholdId(Uuid::from_u128(100 + home)), address }));
    }
    for (n, made) in (1u128..).zip(all) {
        let id = |of: u128| Uuid::from_u128(of * 1000 + n);
        let (child, household) = (ChildId(id(1)), HouseholdId(Uuid::from_u128(100 + made.home)));
        let number = made.number.zip(made.birth).and_then(|(n, birth)| IdNumber::build(610_922, birth, n));
        let sex = number.as_ref().map(IdNumber::sex).or(made.sex);
        let plain = Child::new(child, household, format!("孩子{n}"), day(2025, 9, 1));
        written.push(Written::Child(Child { birth: made.birth, sex, boarding: made.boarding, ..plain }));
        numbers.extend(number.map(|number| (child, number)));
        written.push(Written::Enrolment(Enrolment {
            id: EnrolmentId(id(2)),
            child,
            school: SCHOOL,
            year: SchoolYear(2026),
            class_name: made.class.to_owned(),
            from: day(2026, 9, 1),
            began: Began::Entered,
            to: None,
            ended: None,
        }));
        for (at, (kind, called, name, phone)) in (3u128..).zip(&made.adults) {
            let adult = AdultId(id(at));
            let (name, phone) = ((*name).to_owned(), phone.map(str::to_owned));
            written.push(Written::Adult(Adult { id: adult, household, name, phone }));
            let plain = Relation::plain(RelationId(id(at + 10)), child, adult, *kind);
            written.push(Written::Relation(Relation { called: (*called).to_owned(), ..plain }));
        }
        let fact = |at, value, by_mentor: bool| {
            Written::Fact(Fact {
                id: FactId(id(at)),
                subject: FactSubject::Child(child),
                value,
                seen_on: day(2026, 9, 2),
                author: by_mentor.then(|| AccountId(Uuid::from_u128(21))),
                captured_at: DateTime::default(),
                disputes: None,
                unsaid: false,
            })
        };
        if let Some((father, mother, by_mentor)) = made.parents.clone() {
            written.push(fact(31, FactValue::Parents { father, mother }, by_mentor));
        }
        if let Some((kind, who, quality, by_mentor)) = made.carer {
            written.push(fact(32, FactValue::Carer { kind, who: who.to_owned(), quality }, by_mentor));
        }
    }
    let mut history = History::default();
    history.take(Commit { seq: 1, at: DateTime::default(), actor: None, cause: Cause::Command }, written);
    (history, numbers)
}

/// The table as a spreadsheet has it.
fn sheet(table: &table::Table) -> Sheet {
    let cell = |cell: &table::Cell| Cell {
        text: cell.text(),
        kind: match cell {
            table::Cell::Day(_) => CellKind::Day,
            table::Cell::Number(_) => CellKind::Number,
            _ => CellKind::Text,
        },
    };
    let mut rows = vec![table.columns.iter().map(|column| Cell::text(column.title)).collect()];
    rows.extend(table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>()));
    rows.extend(table.notes.iter().map(|note| vec![Cell::text(note)]));
    Sheet { file: "a.xlsx".to_owned(), name: String::new(), first_row: 1, first_column: 1, rows, merged: vec![] }
}

proptest! {
    #[test]
    fn the_roster_of_any_register_reads_back_as_nothing_new(all in prop::collection::vec(made(), 1..12), numbered: bool) {
        let (history, numbers) = register(&all);
        let today = day(2026, 9, 18);
        let register = register_on(&history, today);
        let known = Known::of(&history, &register, (SCHOOL, SchoolKind::NineYear), today, &numbers, vec![]);
        // Without numbers nobody is known by them, and no county either.
        let none = BTreeMap::new();
        let without = Known::of(&history, &register, (SCHOOL, SchoolKind::NineYear), today, &none, vec![]);
        let rules = RuleSet::default();
        let judging = Judging { register: &register, rules: &rules };
        let lines = lines(if numbered { &known } else { &without }, &BTreeMap::new(), judging);
        prop_assert!(lines.iter().all(|line| line.left_behind.len() == 3), "each definition says something of each");
        let table = roster("甲校", today, &lines, rules.county_away_months);
        prop_assert_eq!(table.rows.len(), all.len());
        let table = if numbered { table } else { table.unguarded() };
        let SheetRead::Table(reading) = domain::import::read(&sheet(&table), today, &Recipe::default()) else {
            return Err(TestCaseError::fail("no table was found in it"));
        };
        prop_assert_eq!(&reading.findings, &vec![]);
        let tables = [Table { id: 0, reading }];
        let source = Source { tables: &tables, is_whole: true, decisions: &Decisions::default() };
        let ids = |name: &str| Uuid::from_u128(name.bytes().fold(7, |sum, b| sum * 31 + u128::from(b)));
        let staged = stage(source, &known, DateTime::default(), &ids);
        prop_assert_eq!(&staged.questions, &vec![]);
        prop_assert_eq!(&staged.written, &vec![]);
        let changes: Vec<_> = staged.children.iter().flat_map(|child| &child.changes).collect();
        prop_assert!(changes.is_empty(), "{:?}", changes);
    }
}
