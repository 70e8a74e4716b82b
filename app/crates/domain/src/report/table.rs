//! A table as a value: rows, columns with their official titles, and the checks that it declares.
//!
//! Screen, workbook, paper and text are drawn from the same value. A cell that counts is the list of its children, and
//! its number is the list's length, so that a table that does not add up can say which children it is about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::id::ChildId;
use crate::log::aid::yuan;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Days.
    Day,
    /// Numbers to reckon with.
    Number,
    /// Digits that are no number: identity and phone numbers. Anything but text would round them.
    Code,
}

/// Who is shown a column, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Everywhere.
    Everywhere,
    /// On the screen, in a workbook and on paper; a text to send on has no need of it.
    OnPaper,
    /// In a workbook; a page of paper has no room for it.
    InWorkbook,
    /// An identity or a phone number: only where somebody asked for them and may have them, and in no text to send on.
    Guarded,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its official title.
    pub title: &'static str,
    /// How wide it is, in characters of half width.
    pub width: u16,
    /// What it holds.
    pub kind: Kind,
    /// Who is shown it.
    pub shown: Shown,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words or digits; empty for what is not known.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// A number that counts nobody.
    Number(usize),
    /// The children it counts.
    Count(Vec<ChildId>),
    /// The people it counts who are no children, or whatever else has a name.
    Listed(Vec<String>),
    /// A child, by name.
    Child(ChildId, String),
    /// An amount of money, in fen; shown in yuan.
    Money(u64),
}

impl Cell {
    /// An empty cell.
    pub const EMPTY: Self = Self::Text(String::new());

    /// As it is shown.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Day(day) => day.to_string(),
            Self::Number(n) => n.to_string(),
            Self::Count(children) => children.len().to_string(),
            Self::Listed(names) => names.len().to_string(),
            Self::Child(_, name) => name.clone(),
            Self::Money(0) => String::new(),
            Self::Money(fen) => yuan(*fen),
        }
    }

    fn children(&self) -> &[ChildId] {
        match self {
            Self::Count(children) => children,
            _ => &[],
        }
    }
}

impl From<Option<NaiveDate>> for Cell {
    fn from(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::EMPTY, Self::Day)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// What a column holds of a subject.
#[derive(Debug, Clone, Copy)]
pub enum Of<S> {
    /// A value of each.
    Value(fn(&S) -> Cell),
    /// Those for whom it holds.
    Those(fn(&S) -> bool),
}

/// A column of a kind of table, and what fills it. A further column is a further one of these.
#[derive(Debug, Clone, Copy)]
pub struct Spec<S> {
    /// The column.
    pub column: Column,
    /// What fills it.
    pub of: Of<S>,
}

impl<S> Spec<S> {
    /// A column of values.
    pub const fn value(title: &'static str, width: u16, kind: Kind, shown: Shown, of: fn(&S) -> Cell) -> Self {
        Self { column: Column { title, width, kind, shown }, of: Of::Value(of) }
    }

    /// A column that counts.
    pub const fn those(title: &'static str, of: fn(&S) -> bool) -> Self {
        Self { column: Column { title, width: 9, kind: Kind::Number, shown: Shown::Everywhere }, of: Of::Those(of) }
    }
}

/// A child whom a table counts.
pub trait Counted {
    /// Which child.
    fn child(&self) -> ChildId;
    /// Its name, to say of whom something is missing.
    fn name(&self) -> &str;
}

/// What must be the same: the children of the one column, and those of the others together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// The column of the whole.
    pub whole: usize,
    /// The columns of the parts.
    pub parts: &'static [usize],
    /// What is not filled in where a child is in none of the parts.
    pub lacks: &'static str,
}

/// Cells that do not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The check.
    pub check: Check,
    /// The row.
    pub row: usize,
    /// How many the whole counts.
    pub whole: usize,
    /// How many each part counts.
    pub parts: Vec<usize>,
    /// The children in the whole and in no part, or in parts more often than in the whole.
    pub children: Vec<ChildId>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its official title, with whose it is.
    pub title: String,
    /// The day as of which it was drawn up.
    pub as_of: NaiveDate,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows: a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// What must add up.
    pub checks: &'static [Check],
    /// What stands below it.
    pub notes: Vec<String>,
    /// The names of those whom it counts.
    pub names: BTreeMap<ChildId, String>,
}

impl Table {
    /// A table with a row for each subject.
    pub fn listed<S>(title: String, as_of: NaiveDate, specs: &[Spec<S>], subjects: &[S]) -> Self {
        let cell = |spec: &Spec<S>, subject: &S| match spec.of {
            Of::Value(value) => value(subject),
            Of::Those(holds) => Cell::from(if holds(subject) { "√" } else { "" }),
        };
        Self {
            title,
            as_of,
            columns: specs.iter().map(|spec| spec.column).collect(),
            rows: subjects.iter().map(|one| specs.iter().map(|spec| cell(spec, one)).collect()).collect(),
            checks: &[],
            notes: vec![],
            names: BTreeMap::new(),
        }
    }

    /// A table with a row for each group, and one for all of them together. The first column names the group.
    pub fn counted<S: Counted>(
        title: String,
        as_of: NaiveDate,
        head: Column,
        specs: &[Spec<S>],
        groups: &[(String, Vec<S>)],
    ) -> Self {
        let those = |spec: &Spec<S>, group: &[S]| match spec.of {
            Of::Value(_) => vec![],
            Of::Those(holds) => group.iter().filter(|one| holds(one)).map(Counted::child).collect(),
        };
        let row = |name: &str, count: &dyn Fn(&Spec<S>) -> Vec<ChildId>| {
            std::iter::once(Cell::from(name)).chain(specs.iter().map(|spec| Cell::Count(count(spec)))).collect()
        };
        let mut rows: Vec<Vec<Cell>> =
            groups.iter().map(|(name, group)| row(name, &|spec| those(spec, group))).collect();
        rows.push(row("合计", &|spec| groups.iter().flat_map(|(_, group)| those(spec, group)).collect()));
        let everyone = groups.iter().flat_map(|(_, group)| group);
        Self {
            title,
            as_of,
            columns: std::iter::once(head).chain(specs.iter().map(|spec| spec.column)).collect(),
            rows,
            checks: &[],
            notes: vec![],
            names: everyone.map(|one| (one.child(), one.name().to_owned())).collect(),
        }
    }

    /// The same with what must add up in it.
    #[must_use]
    pub fn checked(self, checks: &'static [Check]) -> Self {
        Self { checks, ..self }
    }

    /// The same with a line below it.
    #[must_use]
    pub fn noting(mut self, note: Option<String>) -> Self {
        self.notes.extend(note);
        self
    }

    /// The same without the columns for which it does not hold.
    fn with(&self, keep: impl Fn(Shown) -> bool) -> Self {
        let kept: Vec<bool> = self.columns.iter().map(|column| keep(column.shown)).collect();
        let of =
            |cells: &[Cell]| cells.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell.clone()).collect();
        let columns = self.columns.iter().filter(|column| keep(column.shown)).copied().collect();
        // The places of a check would be others; a table that counts hides no column.
        let checks: &'static [Check] = if kept.contains(&false) { &[] } else { self.checks };
        Self { columns, rows: self.rows.iter().map(|row| of(row)).collect(), checks, ..self.clone() }
    }

    /// The same without identity and phone numbers.
    #[must_use]
    pub fn unguarded(&self) -> Self {
        self.with(|shown| shown != Shown::Guarded)
    }

    /// The same with what fits on paper.
    #[must_use]
    pub fn on_paper(&self) -> Self {
        self.with(|shown| shown != Shown::InWorkbook)
    }

    /// Every cell that does not add up.
    pub fn gaps(&self) -> Vec<Gap> {
        let rows = self.rows.iter().enumerate();
        rows.flat_map(|(at, row)| self.checks.iter().filter_map(move |check| gap(*check, at, row))).collect()
    }

    /// The rows and columns of the cells that do not add up.
    pub fn doubted(&self) -> BTreeSet<(usize, usize)> {
        let cells = |gap: &Gap| {
            let columns = std::iter::once(gap.check.whole).chain(gap.check.parts.iter().copied());
            columns.map(|column| (gap.row, column)).collect::<Vec<_>>()
        };
        self.gaps().iter().flat_map(cells).collect()
    }

    /// What does not add up, in the words that stand on the table: `三年级2班 1≠2+3（12≠6+5）：张三没有填性别`.
    pub fn unbalanced(&self) -> Vec<String> {
        let last = self.rows.len().saturating_sub(1);
        let gaps = self.gaps();
        // The row of all repeats what the rows above it said.
        let said = gaps.iter().filter(|gap| gap.row != last || gaps.iter().all(|other| other.row == last));
        said.map(|gap| self.words(gap)).collect()
    }

    fn words(&self, gap: &Gap) -> String {
        let row = self.rows.get(gap.row).and_then(|row| row.first()).map(Cell::text).unwrap_or_default();
        let plus = |all: &mut dyn Iterator<Item = usize>| all.map(|n| n.to_string()).collect::<Vec<_>>().join("+");
        let places = plus(&mut gap.check.parts.iter().copied());
        let counts = plus(&mut gap.parts.iter().copied());
        let names = gap.children.iter().filter_map(|child| self.names.get(child)).cloned().collect::<Vec<_>>();
        let (whole, lacks) = (gap.check.whole, gap.check.lacks);
        format!("{row} {whole}≠{places}（{}≠{counts}）：{}没有填{lacks}", gap.whole, names.join("、"))
    }

    /// As text to paste into a chat, never with identity or phone numbers.
    pub fn plain_text(&self) -> String {
        let table = self.with(|shown| shown == Shown::Everywhere);
        let mut text = format!("{}（截至{}）", table.title, table.as_of);
        for row in &table.rows {
            let told = row.iter().zip(&table.columns).map(|(cell, column)| match cell {
                Cell::Number(n) => format!("{n}."),
                Cell::Count(_) | Cell::Listed(_) => format!("{} {}", column.title, cell.text()),
                Cell::Money(fen) if *fen > 0 => format!("{} {}", column.title, yuan(*fen)),
                _ => cell.text(),
            });
            let told: Vec<String> = told.filter(|text| !text.is_empty()).collect();
            text.push('\n');
            text.push_str(&told.join("，").replacen(".，", ". ", 1));
        }
        for note in &table.notes {
            text.push('\n');
            text.push_str(note);
        }
        text
    }
}

/// Whether the parts of a row hold the children of the whole, each as often.
fn gap(check: Check, row: usize, cells: &[Cell]) -> Option<Gap> {
    let of = |column: usize| cells.get(column).map(Cell::children).unwrap_or_default();
    let mut over: BTreeMap<ChildId, isize> = BTreeMap::new();
    for child in of(check.whole) {
        *over.entry(*child).or_default() += 1;
    }
    for child in check.parts.iter().flat_map(|part| of(*part)) {
        *over.entry(*child).or_default() -= 1;
    }
    let children: Vec<ChildId> = over.into_iter().filter(|(_, times)| *times != 0).map(|(child, _)| child).collect();
    let parts = check.parts.iter().map(|part| of(*part).len()).collect();
    (!children.is_empty()).then(|| Gap { check, row, whole: of(check.whole).len(), parts, children })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    /// A child with what a table may or may not know of it.
    #[derive(Debug, Clone)]
    struct Pupil(u128, Option<bool>);

    impl Counted for Pupil {
        fn child(&self) -> ChildId {
            ChildId(Uuid::from_u128(self.0))
        }

        fn name(&self) -> &str {
            if self.0 == 1 { "甲" } else { "乙" }
        }
    }

    const HEAD: Column = Column { title: "班级", width: 12, kind: Kind::Text, shown: Shown::Everywhere };
    const SPECS: &[Spec<Pupil>] = &[
        Spec::those("1", |_| true),
        Spec::those("2", |p| p.1 == Some(true)),
        Spec::those("3", |p| p.1 == Some(false)),
    ];
    const CHECKS: &[Check] = &[Check { whole: 1, parts: &[2, 3], lacks: "性别" }];

    fn table(groups: &[(String, Vec<Pupil>)]) -> Table {
        Table::counted("表".into(), NaiveDate::default(), HEAD, SPECS, groups).checked(CHECKS)
    }

    #[test]
    fn a_table_that_does_not_add_up_says_which_cells_and_which_children() {
        let groups = [
            ("一班".to_owned(), vec![Pupil(1, None), Pupil(2, Some(true))]),
            ("二班".to_owned(), vec![Pupil(3, Some(false))]),
        ];
        let table = table(&groups);
        assert_eq!(table.unbalanced(), ["一班 1≠2+3（2≠1+0）：甲没有填性别"]);
        assert_eq!(table.doubted(), BTreeSet::from([(0, 1), (0, 2), (0, 3), (2, 1), (2, 2), (2, 3)]));
        assert!(table.plain_text().contains("二班，1 1，2 0，3 1"), "{}", table.plain_text());
    }

    #[test]
    fn numbers_that_are_guarded_are_in_no_text() {
        const LIST: &[Spec<Pupil>] = &[
            Spec::value("住址", 8, Kind::Text, Shown::OnPaper, |_| Cell::from("上坝村")),
            Spec::value("姓名", 8, Kind::Text, Shown::Everywhere, |p| Cell::from(p.name())),
            Spec::value("电话", 8, Kind::Code, Shown::Guarded, |_| Cell::from("13900000001")),
        ];
        let table = Table::listed("表".into(), NaiveDate::default(), LIST, &[Pupil(1, None)]);
        assert_eq!(table.rows[0][2].text(), "13900000001");
        assert_eq!(table.unguarded().columns.len(), 2);
        assert_eq!(table.plain_text().lines().last(), Some("甲"), "no more than is needed");
    }

    proptest! {
        #[test]
        fn a_gap_names_exactly_those_of_whom_something_is_missing(
            told in prop::collection::vec((0usize..3, prop::option::of(any::<bool>())), 0..24),
        ) {
            let mut groups: Vec<(String, Vec<Pupil>)> = (0..3).map(|n| (n.to_string(), vec![])).collect();
            for (n, (group, sex)) in told.iter().enumerate() {
                groups[*group].1.push(Pupil(n as u128, *sex));
            }
            let table = table(&groups);
            let missing = |sex: &Option<bool>| sex.is_none();
            let count = told.iter().filter(|(_, sex)| missing(sex)).count();
            let gaps = table.gaps();
            let of_groups: usize = gaps.iter().filter(|gap| gap.row < 3).map(|gap| gap.children.len()).sum();
            let of_all: usize = gaps.iter().filter(|gap| gap.row == 3).map(|gap| gap.children.len()).sum();
            prop_assert_eq!((of_groups, of_all), (count, count));
            // The row of all is the rows together.
            for column in 1..4 {
                let sum: usize = table.rows[..3].iter().map(|row| row[column].children().len()).sum();
                prop_assert_eq!(sum, table.rows[3][column].children().len());
            }
        }
    }
}
