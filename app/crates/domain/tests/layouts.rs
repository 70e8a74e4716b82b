//! Tables in the layouts of many schools are read to the children whom a person would find in them.
//!
//! The layouts are written with openpyxl by `layouts/generate.py`, from a description that knows nothing of the
//! reader: titles, levels, orders, merged cells, sections and notations as schools have them.
#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use domain::import::finding::{Cause, Level};
use domain::import::reading::{ChildRead, Reading, SheetRead};
use domain::import::sheet::{Cell, CellKind, Merged, Sheet};
use domain::import::{Recipe, read};
use domain::register::name;
use serde::Deserialize;
use serde_json::Value;

/// A cell: its text, or its text and what the spreadsheet held it as.
#[derive(Deserialize)]
#[serde(untagged)]
enum Packed {
    Text(String),
    Held(String, CellKind),
}

/// What a person would find in a row, by field; a field that the layout does not say is missing.
type Expected = BTreeMap<String, Value>;

#[derive(Deserialize)]
struct Layout {
    number: usize,
    head: usize,
    #[serde(default)]
    described: String,
    #[serde(default)]
    children: Vec<Expected>,
    #[serde(default)]
    mentors: Vec<Expected>,
    name: String,
    rows: Vec<Vec<Packed>>,
    merged: Vec<[usize; 4]>,
}

impl Layout {
    fn sheet(&self) -> Sheet {
        let cell = |packed: &Packed| match packed {
            Packed::Text(text) => Cell { text: text.clone(), kind: CellKind::Text },
            Packed::Held(text, kind) => Cell { text: text.clone(), kind: *kind },
        };
        Sheet {
            file: format!("{}.xlsx", self.number),
            name: self.name.clone(),
            first_row: 1,
            first_column: 1,
            rows: self.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
            merged: self
                .merged
                .iter()
                .map(|[top, left, bottom, right]| Merged { top: *top, left: *left, bottom: *bottom, right: *right })
                .collect(),
        }
    }
}

fn layouts() -> Vec<Layout> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layouts/layouts.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What was read of a field of a child.
fn field(child: &ChildRead, field: &str) -> Value {
    let value = match field {
        "row" => serde_json::to_value(child.row),
        "name" => serde_json::to_value(&child.name),
        "section" => serde_json::to_value(&child.section),
        "class" => serde_json::to_value(&child.class_name),
        "sex" => serde_json::to_value(child.sex),
        "birth" => serde_json::to_value(child.birth),
        "id" => serde_json::to_value(&child.id_number),
        "address" => serde_json::to_value(&child.address),
        "boarding" => serde_json::to_value(child.boarding),
        "left_behind" => serde_json::to_value(child.left_behind),
        "mentor" => serde_json::to_value(&child.mentor),
        "mentor_phone" => serde_json::to_value(&child.mentor_phone),
        "family_phone" => serde_json::to_value(&child.family_phone),
        "carer_name" => serde_json::to_value(&child.carer.name),
        "carer_relation" => serde_json::to_value(&child.carer.relation),
        "carer_kind" => serde_json::to_value(child.carer.kind),
        "carer_phone" => serde_json::to_value(&child.carer.phone),
        "quality" => serde_json::to_value(child.carer.quality),
        parents => {
            let (who, what) = parents.split_once('_').unwrap();
            let parent = if who == "father" { &child.father } else { &child.mother };
            match what {
                "name" => serde_json::to_value(&parent.name),
                "phone" => serde_json::to_value(&parent.phone),
                "place" => serde_json::to_value(&parent.place),
                "away" => serde_json::to_value(parent.away),
                "since" => serde_json::to_value(parent.since),
                other => panic!("{other} is no field"),
            }
        }
    };
    value.unwrap()
}

/// Where what was read differs from what a person would find.
fn differences(layout: &Layout, reading: &Reading) -> Vec<String> {
    let mut all = Vec::new();
    if reading.header.0 != layout.head {
        all.push(format!("header in row {} instead of {}", reading.header.0, layout.head));
    }
    if (reading.children.len(), reading.mentors.len()) != (layout.children.len(), layout.mentors.len()) {
        all.push(format!("{} children and {} mentors", reading.children.len(), reading.mentors.len()));
    }
    for (child, expected) in reading.children.iter().zip(&layout.children) {
        for (key, value) in expected {
            let read = field(child, key);
            if read != *value {
                all.push(format!("row {}: {key} is {read} instead of {value}", child.row));
            }
        }
    }
    for (mentor, expected) in reading.mentors.iter().zip(&layout.mentors) {
        let read = serde_json::to_value(mentor).unwrap();
        all.extend(
            expected
                .iter()
                .filter(|(key, value)| read[key.as_str()] != **value)
                .map(|(key, _)| format!("{key}: {read}")),
        );
    }
    // Nobody would have to look at such a table, save where a cell holds two numbers.
    let doubts = reading.findings.iter().filter(|f| f.cause.level() != Level::Note || f.cause != Cause::MorePhones);
    all.extend(doubts.map(|f| format!("row {}: {} {} {:?}", f.row, f.cause, f.title, f.read)));
    all
}

#[test]
fn two_hundred_layouts_and_more_are_read_to_the_same_children() {
    let today = NaiveDate::from_ymd_opt(2026, 9, 18).unwrap();
    let layouts = layouts();
    assert!(layouts.len() >= 200);
    let mut wrong = Vec::new();
    for layout in &layouts {
        let sheet = layout.sheet();
        let differences = match read(&sheet, today, &Recipe::default()) {
            SheetRead::NoTable { .. } => vec!["no table".to_owned()],
            SheetRead::Table(reading) => differences(layout, &reading),
        };
        if !differences.is_empty() {
            wrong.push(format!("{} ({}):\n    {}", layout.number, layout.described, differences.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} layouts\n{}", wrong.len(), layouts.len(), wrong.join("\n"));
}

#[test]
fn what_was_agreed_to_is_read_the_same_again() {
    let today = NaiveDate::from_ymd_opt(2026, 9, 18).unwrap();
    for layout in layouts() {
        let sheet = layout.sheet();
        let SheetRead::Table(first) = read(&sheet, today, &Recipe::default()) else { continue };
        let SheetRead::Table(again) = read(&sheet, today, &Recipe::of(&first.columns)) else { continue };
        assert_eq!(first, again, "layout {}", layout.number);
    }
}

#[test]
fn the_layouts_hold_padded_names() {
    let padded = |layout: &Layout| {
        layout.rows.iter().flatten().any(|cell| {
            let (Packed::Text(text) | Packed::Held(text, _)) = cell;
            layout.children.iter().any(|c| c["name"].as_str().is_some_and(|n| n != text && name::same(n, text)))
        })
    };
    assert!(layouts().iter().filter(|layout| padded(layout)).count() > 20);
}
