//! How the five haves stand in a term, in counts of children: 五有学期汇总表. One row a have, of a school's own children or of
//! all of the county's together: schools do not stand side by side in it.
//!
//! Each child of the day stands in every row once, so that each row adds up to the same children; the table declares it.

use chrono::NaiveDate;

use super::official;
use super::table::{Cell, Check, Column, Kind, Shown, Table};
use super::timespan;
use crate::id::ChildId;
use crate::log::Goal;
use crate::term::{Owed, PageBody, Term};

/// How one of the five haves stands for a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Somebody judged what we still owe.
    Judged(Owed),
    /// There is no page of the term, or it says nothing of this have.
    Open,
    /// It cannot apply to the child, whatever a page says.
    Absent,
}

/// A child of the day, and how each of the five haves stands for it, in the order of [`Goal::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which child.
    pub child: ChildId,
    /// Its name.
    pub name: String,
    /// How each stands.
    pub haves: [Standing; 5],
}

impl Line {
    /// A child with its page of the term, where there is one. `applies` says which of the five can apply to it.
    pub fn of(child: ChildId, name: &str, page: Option<&PageBody>, applies: impl Fn(Goal) -> bool) -> Self {
        let mut haves = [Standing::Open; 5];
        for (standing, goal) in haves.iter_mut().zip(Goal::ALL) {
            *standing = match page.and_then(|page| page.judged(*goal)) {
                _ if !applies(*goal) => Standing::Absent,
                Some(judged) => Standing::Judged(judged.owed),
                None => Standing::Open,
            };
        }
        Self { child, name: name.to_owned(), haves }
    }
}

/// A column that counts: its title, and whom it counts.
type Counts = (&'static str, fn(Standing) -> bool);

/// The columns that count. A level that this version does not know cannot be told here either.
const COUNTS: [Counts; 7] = [
    ("在册在校", |_| true),
    ("达成", |standing| standing == Standing::Judged(Owed::Enough)),
    ("基本达成", |standing| standing == Standing::Judged(Owed::ALittle)),
    ("未达成", |standing| standing == Standing::Judged(Owed::Much)),
    ("暂无法判断", |standing| matches!(standing, Standing::Judged(Owed::Unclear | Owed::Unlisted))),
    ("未填写", |standing| standing == Standing::Open),
    ("不适用", |standing| standing == Standing::Absent),
];

/// Each child of the day is in exactly one of the columns behind it.
const CHECKS: &[Check] = &[Check { whole: 1, parts: &[2, 3, 4, 5, 6, 7], lacks: "五有" }];

const NOTE: &str = "数的是孩子，不算比例，也不拿来比老师、比学校。每名孩子每一行只在一格里，后六格相加等于在册在校。\
                    “未填写”：这个学期还没有小结，或小结里没写这一项；档案已按规定删除的孩子，小结也删了，算在这一格。\
                    “不适用”：父母都已去世的孩子，不填“亲情上有关爱”。两份小结说法不一、学校还没定的，按后写的算。";

/// The table of a term, as of its last day, or of today while it runs.
pub fn haves(whose: &str, term: Term, as_of: NaiveDate, lines: &[Line]) -> Table {
    let column = |title, width, kind| Column { title, width, kind, shown: Shown::Everywhere };
    let head = column("五有", 18, Kind::Text);
    let row = |(at, goal): (usize, &Goal)| {
        let of = |holds: fn(Standing) -> bool| {
            let counted = lines.iter().filter(|line| line.haves.get(at).is_some_and(|standing| holds(*standing)));
            Cell::Count(counted.map(|line| line.child).collect())
        };
        std::iter::once(Cell::from(official::goal(*goal))).chain(COUNTS.iter().map(|(_, holds)| of(*holds))).collect()
    };
    let day = timespan::day(as_of);
    let count = lines.len();
    Table {
        title: format!("{whose}五有学期汇总表（{}）", official::term(term)),
        as_of,
        columns: std::iter::once(head).chain(COUNTS.map(|(title, _)| column(title, 11, Kind::Number))).collect(),
        rows: Goal::ALL.iter().enumerate().map(row).collect(),
        checks: CHECKS,
        notes: vec![
            format!("基准日：{day}，当天在册在校的孩子共{count}名，每一行都是这些孩子。"),
            format!("备注：{NOTE}"),
        ],
        names: lines.iter().map(|line| (line.child, line.name.clone())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::activities::tests::{child, on};
    use super::*;
    use crate::term::Half;
    use crate::term::page::Judged;
    use proptest::prelude::*;

    const TERM: Term = Term { year: 2026, half: Half::Autumn };

    fn page(haves: &[(Goal, Owed)]) -> PageBody {
        let judged = |(goal, owed): &(Goal, Owed)| Judged { goal: *goal, owed: *owed, child_says: String::new() };
        PageBody { haves: haves.iter().map(judged).collect(), ..PageBody::default() }
    }

    fn texts(table: &Table) -> Vec<String> {
        table.rows.iter().map(|row| row.iter().map(Cell::text).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn each_child_stands_once_in_every_row() {
        let told = page(&[(Goal::Mind, Owed::ALittle), (Goal::Family, Owed::Enough), (Goal::Study, Owed::Unlisted)]);
        let lines = [
            Line::of(child(1), "甲", Some(&told), |_| true),
            Line::of(child(2), "乙", Some(&told), |goal| goal != Goal::Family),
            Line::of(child(3), "丙", None, |_| true),
        ];
        let table = haves("甲校", TERM, on(12, 1), &lines);
        assert_eq!(
            texts(&table),
            [
                "物质上有帮助 3 0 0 0 0 3 0",
                "心理上有疏导 3 0 2 0 0 1 0",
                "学习上有进步 3 0 0 0 2 1 0",
                "亲情上有关爱 3 1 0 0 0 1 1",
                "品德上有提升 3 0 0 0 0 3 0",
            ]
        );
        assert_eq!(table.title, "甲校五有学期汇总表（2026年秋季学期）");
        assert!(table.notes[0].contains("2026年12月1日，当天在册在校的孩子共3名"), "{:?}", table.notes);
        assert_eq!(table.rows[3][7], Cell::Count(vec![child(2)]), "a cell opens its children");
        assert!(!texts(&table).concat().contains(['%', '％']) && !table.notes.concat().contains('%'));
    }

    #[test]
    fn the_columns_are_called_as_official_tables_call_the_levels() {
        let titles = COUNTS.map(|(title, _)| title);
        for owed in Owed::ALL {
            let of = COUNTS.iter().skip(1).filter(|(_, holds)| holds(Standing::Judged(*owed)));
            assert_eq!(of.map(|(title, _)| *title).collect::<Vec<_>>(), [official::owed(*owed)]);
        }
        assert_eq!(titles[0], "在册在校");
    }

    /// What a page says of each of the five, if there is one, and whether the child has parents.
    type Said = (Option<Vec<Option<Owed>>>, bool);

    fn any_owed() -> impl Strategy<Value = Owed> {
        prop::sample::select([Owed::ALL, &[Owed::Unlisted]].concat())
    }

    proptest! {
        /// Whatever pages say, a level that only a later version knows included, every row is all the children, each once.
        #[test]
        fn every_row_adds_up_to_the_children_of_the_day(
            told in prop::collection::vec(
                (prop::option::of(prop::collection::vec(prop::option::of(any_owed()), 5)), any::<bool>()), 0..40,
            ),
        ) {
            let line = |(n, (said, has_parents)): (u128, &Said)| {
                let said = said.as_ref().map(|said| {
                    let judged = Goal::ALL.iter().zip(said).filter_map(|(goal, owed)| Some((*goal, (*owed)?)));
                    page(&judged.collect::<Vec<_>>())
                });
                Line::of(child(n), "孩子", said.as_ref(), |goal| *has_parents || goal != Goal::Family)
            };
            let lines: Vec<Line> = (0..).zip(&told).map(line).collect();
            let table = haves("全县", TERM, on(12, 1), &lines);
            prop_assert!(table.gaps().is_empty(), "{:?}", table.unbalanced());
            for row in &table.rows {
                let counts: Vec<usize> = row[1..].iter().map(|cell| cell.text().parse().unwrap_or(usize::MAX)).collect();
                prop_assert_eq!(counts[0], lines.len());
                prop_assert_eq!(counts[1..].iter().sum::<usize>(), lines.len());
            }
        }
    }
}
