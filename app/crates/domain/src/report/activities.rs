//! How many children care has reached, by month: 关爱活动统计表. At a school by the kind of activity, in the county by school.
//!
//! A child is counted once in a cell, however often it was reached. So no row adds up to its last column, which says
//! how many different children it was; a check that demanded it would be wrong, and the table says why.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::official;
use super::table::{Cell, Column, Kind, Shown, Table};
use super::timespan::Timespan;
use crate::id::{ChildId, LogId, SchoolId};
use crate::log::{ActivityKind, Credit};

/// What an entry counts for, for one child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// The child. Of two files of one child it is the one that is kept.
    pub child: ChildId,
    /// The entry, of which other children may have been a part.
    pub log: LogId,
    /// The school that answered for the child on that day.
    pub school: SchoolId,
    /// What it counts for.
    pub credit: Credit,
}

/// Of what the figures are told.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The county, or the name of a school.
    pub whose: &'a str,
    /// The days.
    pub span: Timespan,
    /// The day on which it is told.
    pub as_of: NaiveDate,
    /// What was done in these days.
    pub reached: &'a [Reached],
    /// The names of the children.
    pub names: &'a BTreeMap<ChildId, String>,
}

const MONTHS: [&str; 12] = ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"];

const NOTE: &str = "备注：数的是孩子，不是次数：一名孩子一个月里有几次，只算一名。合计是这段时间里不同的孩子，\
                    同一名孩子几个月都有，也只算一名，所以各月相加不等于合计。没记下不等于没做过。";
const NOTE_OF_SCHOOLS: &str = "孩子按当天所在的学校算。中途转学的，两所学校各算一名，全县只算一名。";
const NOTE_OF_KINDS: &str = "一名孩子参加几类活动，各类都算，合计只算一名。";

/// The rows and the columns before the children are counted.
struct Grid {
    head: &'static str,
    rows: Vec<String>,
    all: &'static str,
}

impl Grid {
    /// Counts. `row` says in which row an entry stands; in the last row all do.
    fn table(self, told: &Told<'_>, title: String, row: impl Fn(&Reached) -> Option<usize>) -> Table {
        let span = told.span.until(told.as_of);
        let months = span.months();
        let (width, last) = (months.len() + 1, self.rows.len());
        let mut cells: Vec<Vec<Vec<ChildId>>> = vec![vec![vec![]; width]; last + 1];
        for one in told.reached.iter().filter(|one| span.has(one.credit.on)) {
            let month = months.partition_point(|first| *first <= one.credit.on).checked_sub(1);
            for row in row(one).into_iter().chain([last]) {
                for column in month.into_iter().chain([width - 1]) {
                    if let Some(cell) = cells.get_mut(row).and_then(|row| row.get_mut(column)) {
                        cell.push(one.child);
                    }
                }
            }
        }
        let count = |mut children: Vec<ChildId>| {
            children.sort_unstable();
            children.dedup();
            Cell::Count(children)
        };
        let names = self.rows.into_iter().chain([self.all.to_owned()]);
        let rows = names
            .zip(cells)
            .map(|(name, cells)| std::iter::once(Cell::Text(name)).chain(cells.into_iter().map(count)).collect());
        let number = |title| Column { title, width: 9, kind: Kind::Number, shown: Shown::Everywhere };
        let head = Column { title: self.head, width: 24, kind: Kind::Text, shown: Shown::Everywhere };
        let titles = months.iter().map(|first| number(MONTHS[first.month0() as usize % 12]));
        Table {
            title,
            as_of: told.as_of,
            columns: std::iter::once(head).chain(titles).chain([number("合计")]).collect(),
            rows: rows.collect(),
            checks: &[],
            notes: vec![NOTE.to_owned()],
            names: told.names.clone(),
        }
    }
}

/// A school's, by the kind of activity.
pub fn by_kind(told: &Told<'_>) -> Table {
    let rows = ActivityKind::ALL.iter().map(|kind| official::activity(*kind).to_owned()).collect();
    let grid = Grid { head: "活动", rows, all: "合计" };
    let title = format!("{}关爱活动统计表（{}）", told.whose, told.span.said());
    let row = |one: &Reached| ActivityKind::ALL.iter().position(|kind| *kind == one.credit.kind);
    grid.table(told, title, row).noting(Some(NOTE_OF_KINDS.to_owned()))
}

/// The county's, by school in the order of the register: of all kinds of activity, or of one.
pub fn by_school(told: &Told<'_>, kind: Option<ActivityKind>, schools: &[(SchoolId, String)]) -> Table {
    let of_kind: Vec<Reached> =
        told.reached.iter().filter(|one| kind.is_none_or(|kind| one.credit.kind == kind)).copied().collect();
    let places: BTreeMap<SchoolId, usize> = schools.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    let grid = Grid { head: "学校", rows: schools.iter().map(|(_, name)| name.clone()).collect(), all: "全县" };
    let what = kind.map_or("关爱活动", official::activity);
    let title = format!("{}{what}统计表（{}）", told.whose, told.span.said());
    let told = Told { reached: &of_kind, ..*told };
    grid.table(&told, title, |one| places.get(&one.school).copied()).noting(Some(NOTE_OF_SCHOOLS.to_owned()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::id::AccountId;
    use crate::log::{Log, LogBody, Mode, Outcome, credit};
    use chrono::DateTime;
    use proptest::prelude::*;
    use uuid::Uuid;

    pub(crate) fn on(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
    }

    pub(crate) fn child(n: u128) -> ChildId {
        ChildId(Uuid::from_u128(n))
    }

    fn school(n: u128) -> SchoolId {
        SchoolId(Uuid::from_u128(n))
    }

    /// An entry, as far as it counts.
    pub(crate) fn entry(
        n: u128,
        of: u128,
        at: u128,
        kind: ActivityKind,
        day: NaiveDate,
        outcome: Outcome,
    ) -> Option<Reached> {
        let body = LogBody { outcome, ..LogBody::plain(vec![child(of)], kind, Mode::AtSchool, day) };
        let log = Log::first(LogId(Uuid::from_u128(n)), AccountId(Uuid::nil()), body, DateTime::default());
        credit(&log).map(|credit| Reached { child: child(of), log: log.id, school: school(at), credit })
    }

    fn told<'a>(reached: &'a [Reached], names: &'a BTreeMap<ChildId, String>) -> Told<'a> {
        let span = Timespan { from: on(3, 5), to: on(8, 31) };
        Told { whose: "全县", span, as_of: on(7, 1), reached, names }
    }

    fn numbers(table: &Table) -> Vec<Vec<String>> {
        table.rows.iter().map(|row| row.iter().map(Cell::text).collect()).collect()
    }

    #[test]
    fn a_child_counts_once_a_month_and_once_in_all() {
        use ActivityKind::{FamilyCare, Tutoring};
        let all = [
            entry(1, 1, 1, Tutoring, on(3, 5), Outcome::Normal),
            entry(2, 1, 1, Tutoring, on(3, 31), Outcome::Normal),
            entry(3, 1, 1, FamilyCare, on(4, 1), Outcome::Normal),
            entry(4, 2, 1, FamilyCare, on(4, 2), Outcome::Normal),
            entry(5, 2, 1, FamilyCare, on(5, 2), Outcome::NotMet),
            entry(6, 2, 1, FamilyCare, on(3, 4), Outcome::Normal),
        ];
        let all: Vec<Reached> = all.into_iter().flatten().collect();
        let table = by_kind(&told(&all, &BTreeMap::new()));
        let titles: Vec<&str> = table.columns.iter().map(|column| column.title).collect();
        assert_eq!(titles, ["活动", "3月", "4月", "5月", "6月", "7月", "合计"], "nothing of what is to come");
        let said = numbers(&table);
        assert_eq!(said[3], ["学业辅导", "1", "0", "0", "0", "0", "1"]);
        assert_eq!(said[4], ["亲情关爱", "0", "2", "0", "0", "0", "2"], "not met, and a day before");
        assert_eq!(said[8], ["合计", "1", "2", "0", "0", "0", "2"]);
        assert_eq!(table.rows[8][6], Cell::Count(vec![child(1), child(2)]));
        assert!(table.gaps().is_empty() && table.title == "全县关爱活动统计表（2026年3月5日至2026年8月31日）");
    }

    #[test]
    fn who_changes_school_counts_at_each_and_once_in_the_county() {
        let all = [
            entry(1, 1, 1, ActivityKind::Drill, on(3, 5), Outcome::Normal),
            entry(2, 1, 2, ActivityKind::Drill, on(6, 5), Outcome::Normal),
            entry(3, 2, 2, ActivityKind::Tutoring, on(6, 5), Outcome::Normal),
        ];
        let all: Vec<Reached> = all.into_iter().flatten().collect();
        let (names, schools) = (BTreeMap::new(), [(school(2), "乙校".to_owned()), (school(1), "甲校".to_owned())]);
        let sums = |kind| {
            let table = by_school(&told(&all, &names), kind, &schools);
            numbers(&table).into_iter().map(|row| [row[0].clone(), row[6].clone()].concat()).collect::<Vec<_>>()
        };
        assert_eq!(sums(None), ["乙校2", "甲校1", "全县2"], "in the order of the register");
        assert_eq!(sums(Some(ActivityKind::Drill)), ["乙校1", "甲校1", "全县1"]);
    }

    pub(crate) fn any_entry() -> impl Strategy<Value = (u128, u128, usize, u32, bool)> {
        (1u128..5, 1u128..4, 0usize..8, 0u32..160, any::<bool>())
    }

    /// Some entries, of which some were withdrawn.
    fn laid(some: &[(u128, u128, usize, u32, bool)]) -> Vec<Reached> {
        let one = |(n, (of, at, kind, day, met)): (u128, &(u128, u128, usize, u32, bool))| {
            let outcome = if *met { Outcome::Normal } else { Outcome::NotMet };
            let day = on(3, 1) + chrono::TimeDelta::days(i64::from(*day));
            entry(n, *of, *at, ActivityKind::ALL[*kind], day, outcome)
        };
        (0..).zip(some).filter_map(one).collect()
    }

    fn both(reached: &[Reached]) -> [Table; 2] {
        let schools = [1, 2, 3].map(|n| (school(n), n.to_string()));
        let names = BTreeMap::new();
        [by_kind(&told(reached, &names)), by_school(&told(reached, &names), None, &schools)]
    }

    fn counts(table: &Table) -> Vec<Vec<usize>> {
        let count = |cell: &Cell| if let Cell::Count(children) = cell { Some(children.len()) } else { None };
        table.rows.iter().map(|row| row.iter().filter_map(count).collect()).collect()
    }

    proptest! {
        #[test]
        fn one_entry_more_lowers_no_number_and_withdrawn_it_is_as_before(
            some in prop::collection::vec(any_entry(), 0..40), more in any_entry(),
        ) {
            let before = laid(&some);
            let after = laid(&[some.as_slice(), &[more]].concat());
            for (one, other) in both(&before).iter().zip(&both(&after)) {
                for (row, grown) in counts(one).iter().zip(counts(other)) {
                    prop_assert!(row.iter().zip(grown).all(|(n, m)| *n <= m && m <= n + 1));
                }
            }
            prop_assert_eq!(both(&laid(&some)), both(&before));
            let withdrawn = (more.0, more.1, more.2, more.3, false);
            prop_assert_eq!(both(&laid(&[some.as_slice(), &[withdrawn]].concat())), both(&before));
        }

        #[test]
        fn the_sums_are_the_children_of_their_row_and_column_and_no_more(
            some in prop::collection::vec(any_entry(), 0..60),
        ) {
            for table in both(&laid(&some)) {
                for row in counts(&table) {
                    let (sum, months) = row.split_last().unwrap_or((&0, &[]));
                    prop_assert!(months.iter().all(|n| n <= sum) && *sum <= months.iter().sum());
                }
                let all = counts(&table);
                let (last, rows) = all.split_last().map(|(last, rows)| (last.clone(), rows.to_vec())).unwrap_or_default();
                for (at, n) in last.iter().enumerate() {
                    prop_assert!(rows.iter().all(|row| row[at] <= *n));
                    prop_assert!(*n <= rows.iter().map(|row| row[at]).sum());
                }
            }
        }
    }
}
