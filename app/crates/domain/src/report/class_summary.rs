//! How many children each class has, of which kinds: 各班情况汇总表. Every count is of children, and what belongs
//! together must add up.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::official;
use super::roster::Line;
use super::table::{Check, Column, Kind, Shown, Spec, Table};
use crate::guardianship::{CarerKind, Definition, Holds};
use crate::register::Sex;
use crate::register::school_year::class_order;

const HEAD: Column = Column { title: "班级", width: 14, kind: Kind::Text, shown: Shown::Everywhere };

fn cared(line: &Line, by: &[CarerKind]) -> bool {
    line.carer_kind.is_some_and(|kind| by.contains(&kind))
}

/// Whether a definition cannot be judged by what the register holds.
fn is_open(line: &Line, by: Definition) -> bool {
    !matches!(line.holds(by), Holds::Yes | Holds::No)
}

const COLUMNS: &[Spec<Line>] = &[
    Spec::those("1 合计", |_| true),
    Spec::those("2 男", |l| l.sex == Some(Sex::Male)),
    Spec::those("3 女", |l| l.sex == Some(Sex::Female)),
    Spec::those("4 寄宿", |l| l.boarding == Some(true)),
    Spec::those("5 走读", |l| l.boarding == Some(false)),
    Spec::those("6 祖辈", |l| cared(l, &[CarerKind::PaternalGrandparents, CarerKind::MaternalGrandparents])),
    Spec::those("7 亲友", |l| cared(l, &[CarerKind::Relative, CarerKind::Neighbour])),
    Spec::those("8 父或母", |l| cared(l, &[CarerKind::ParentHome, CarerKind::ParentIncapable])),
    Spec::those("9 无人", |l| cared(l, &[CarerKind::Nobody])),
    Spec::those("10 机构", |l| cared(l, &[CarerKind::Trusteeship, CarerKind::CivilAffairs])),
    Spec::those("11 已结对", |l| l.mentor_id.is_some()),
    Spec::those("12 没结对", |l| l.mentor_id.is_none()),
    Spec::those("13 民政是", |l| l.holds(Definition::CivilAffairs) == Holds::Yes),
    Spec::those("14 民政否", |l| l.holds(Definition::CivilAffairs) == Holds::No),
    Spec::those("15 民政待核", |l| is_open(l, Definition::CivilAffairs)),
    Spec::those("16 学籍是", |l| l.holds(Definition::Registry) == Holds::Yes),
    Spec::those("17 学籍否", |l| l.holds(Definition::Registry) == Holds::No),
    Spec::those("18 学籍待核", |l| is_open(l, Definition::Registry)),
    Spec::those("19 本县是", |l| l.holds(Definition::County) == Holds::Yes),
    Spec::those("20 本县否", |l| l.holds(Definition::County) == Holds::No),
    Spec::those("21 本县待核", |l| is_open(l, Definition::County)),
];

const CHECKS: &[Check] = &[
    Check { whole: 1, parts: &[2, 3], lacks: "性别" },
    Check { whole: 1, parts: &[4, 5], lacks: "是否寄宿" },
    Check { whole: 1, parts: &[6, 7, 8, 9, 10], lacks: "谁在照看" },
    Check { whole: 1, parts: &[11, 12], lacks: "结对" },
    Check { whole: 1, parts: &[13, 14, 15], lacks: "民政口径" },
    Check { whole: 1, parts: &[16, 17, 18], lacks: "学籍口径" },
    Check { whole: 1, parts: &[19, 20, 21], lacks: "本县口径" },
];

/// The summary, by class. `months` are those that the county asks for.
pub fn class_summary(school: &str, as_of: NaiveDate, lines: &[Line], months: u32) -> Table {
    let mut classes: BTreeMap<_, (String, Vec<Line>)> = BTreeMap::new();
    for line in lines {
        let order = class_order(&line.class_name);
        let class = classes.entry(order).or_insert_with(|| (line.class_name.clone(), vec![]));
        class.1.push(line.clone());
    }
    let groups: Vec<(String, Vec<Line>)> = classes.into_values().collect();
    Table::counted(format!("{school}各班情况汇总表"), as_of, HEAD, COLUMNS, &groups)
        .checked(CHECKS)
        .noting(Some(official::definitions(months)))
}
