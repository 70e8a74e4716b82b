//! Reads a sheet: header, columns, then row by row.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::class;
use super::column::Column;
use super::finding::Cause;
use super::grid::Grid;
use super::header::Header;
use super::ledger::{self, Around};
use super::mapping;
use super::mask::masked;
use super::past::{self, Holds};
use super::place::county_of;
use super::reading::{ChildRead, Reading, SheetRead};
use super::recipe::Recipe;
use super::roster;
use super::row::{Row, Table};
use super::rows::{self, RowKind};
use super::sheet::Sheet;
use super::text::{compact, is_blank_word, with_remark};
use super::twice::once;
use crate::register::name;
use crate::term::Term;

/// Rows that are shown of a sheet in which no table was found.
const SHOWN: usize = 12;
/// Longest name of a person, in characters.
const LONGEST_NAME: usize = 24;

/// Reads a sheet as of a day. What a person said of the school's columns comes before what is guessed.
pub fn read(sheet: &Sheet, as_of: NaiveDate, recipe: &Recipe) -> SheetRead {
    let grid = Grid::new(sheet);
    let (file, name) = (sheet.file.clone(), sheet.name.clone());
    let Some(header) = Header::find(&grid, recipe) else {
        return SheetRead::NoTable { file, sheet: name, first: grid.first(SHOWN) };
    };
    let below: Vec<usize> = (header.last + 1..grid.height()).collect();
    let entries: Vec<usize> =
        below.iter().copied().filter(|row| rows::kind(&grid, &header, *row, None) == RowKind::Entry).collect();
    let listed = if entries.is_empty() { &below } else { &entries };
    let mut columns = mapping::columns(&grid, &header, listed, as_of, recipe);
    list_the_rest(&grid, &header, &below, &mut columns);
    let table = Table::new(&grid, &columns);
    let numbers: Vec<String> = below.iter().map(|row| compact(&table.cell(*row, Column::IdNumber).text)).collect();
    let around = Around { as_of, county: county_of(numbers.iter().map(String::as_str)) };
    let mut reader = Reader::new(&table, &header, &entries, around);
    reader.term = term_of(&grid, &header, sheet);
    for row in (header.another..header.first).filter(|row| !grid.texts(*row).is_empty()) {
        reader.odd(row, masked(&grid.joined(row)));
    }
    for row in below {
        reader.row(row);
    }
    let mut reading = reader.reading;
    let title = |column: Column| {
        let used = columns.iter().find(|used| used.column == Some(column));
        used.map(|used| used.title.clone()).unwrap_or_default()
    };
    reading.children = once(reading.children, title, &mut reading.findings);
    reading.findings.sort_by_key(|found| found.row);
    reading.header = (grid.number(header.first), grid.number(header.last));
    SheetRead::Table(Reading { file, sheet: name, columns, ..reading })
}

/// Columns that hold something outside of the entries only are listed too.
fn list_the_rest(grid: &Grid, header: &Header, below: &[usize], columns: &mut Vec<super::reading::ColumnUse>) {
    for index in 0..header.paths.len() {
        let is_listed = columns.iter().any(|used| used.index == index);
        let sample = below.iter().map(|row| grid.text(*row, index)).find(|text| !text.is_empty());
        if let (false, Some(sample)) = (is_listed, sample) {
            let samples = vec![masked(&sample).chars().take(40).collect()];
            columns.push(super::reading::ColumnUse { index, title: String::new(), column: None, samples });
        }
    }
    columns.sort_by_key(|used| used.index);
}

/// What has been read so far, and what the rows above say of the next.
struct Reader<'a> {
    table: &'a Table<'a>,
    header: &'a Header,
    around: Around<'a>,
    /// Whether a class is written once, at the first of its rows.
    by_class: bool,
    class_above: Option<String>,
    grade_above: String,
    class_of_section: Option<String>,
    section: String,
    is_of_another: bool,
    /// The term that the table as a whole names.
    term: Option<Term>,
    reading: Reading,
}

impl<'a> Reader<'a> {
    fn new(table: &'a Table<'a>, header: &'a Header, entries: &[usize], around: Around<'a>) -> Self {
        Self {
            table,
            header,
            around,
            by_class: is_by_class(table, entries),
            class_above: None,
            grade_above: String::new(),
            class_of_section: class_above_header(table.grid, header),
            section: String::new(),
            is_of_another: false,
            term: None,
            reading: Reading::default(),
        }
    }

    fn row(&mut self, at: usize) {
        let kind = rows::kind(self.table.grid, self.header, at, self.table.at(Column::Name));
        let text = masked(&self.table.grid.joined(at));
        let number = self.table.grid.number(at);
        match kind {
            RowKind::Empty => return,
            RowKind::Another => self.is_of_another = true,
            RowKind::PassedOver if self.header.comes_again(self.table.grid, at) => self.is_of_another = false,
            _ => {}
        }
        match kind {
            _ if self.is_of_another => self.odd(at, text),
            RowKind::Odd | RowKind::Another => self.odd(at, text),
            RowKind::Entry => self.entry(at, text),
            RowKind::PassedOver => self.reading.passed_over.push((number, text)),
            RowKind::Class(class) => {
                self.class_of_section = Some(class);
                self.class_above = None;
                self.reading.passed_over.push((number, text));
            }
            RowKind::Section(section) => {
                self.section = section;
                self.class_of_section = None;
                self.class_above = None;
                self.reading.passed_over.push((number, text));
            }
            RowKind::Empty => {}
        }
    }

    fn odd(&mut self, at: usize, text: String) {
        Row { table: self.table, at, findings: &mut self.reading.findings }.say_of(None, text, Cause::Row);
    }

    fn entry(&mut self, at: usize, text: String) {
        let class = self.class(at);
        let holds = Holds::of(|column| self.table.has(column));
        let is_roster = holds.is_none() && self.table.has(Column::Pupils) && self.table.has(Column::Mentor);
        let column = if is_roster { Column::Mentor } else { Column::Name };
        let mut row = Row { table: self.table, at, findings: &mut self.reading.findings };
        let Some(name) = name_of(&mut row, column) else {
            let below = self.table.at(column).is_some_and(|at_column| self.table.grid.is_below_merged(at, at_column));
            let unread = !self.table.says_anything(at);
            let cause = if below || unread || !row.cell(column).text.is_empty() { Cause::Row } else { Cause::NoName };
            if unread && is_numbered_only(self.table.grid, at) {
                self.reading.passed_over.push((self.table.grid.number(at), text));
                return;
            }
            row.say_of((cause == Cause::NoName).then_some(column), text, cause);
            return;
        };
        if is_roster {
            let mentor = roster::mentor(&mut row, name);
            self.reading.mentors.push(mentor);
            return;
        }
        match holds {
            Some(Holds::Entries) => return self.reading.entries.extend(past::entries(&mut row, name, class)),
            Some(Holds::Levels) => {
                let levels = past::levels(&mut row, name, class, self.term);
                return self.reading.levels.extend(levels);
            }
            None => {}
        }
        let child = ledger::child(&mut row, name, class, self.around);
        self.reading.children.push(ChildRead { section: self.section.clone(), ..child });
    }

    /// The class of a row: its own, the one merged over it, or the one of the rows' heading.
    fn class(&mut self, at: usize) -> Option<String> {
        let text = |column| super::text::in_line(&self.table.cell(at, column).text).into_owned();
        let (grade, own) = (text(Column::Grade), text(Column::Class));
        let own = if is_blank_word(&own) { String::new() } else { own };
        let grade = if is_blank_word(&grade) { String::new() } else { grade };
        if !grade.is_empty() {
            self.grade_above.clone_from(&grade);
        }
        let is_grade_below = self.by_class && grade.is_empty() && !own.is_empty();
        let grade = if is_grade_below { self.grade_above.clone() } else { grade };
        let told = match &self.class_of_section {
            Some(section) if grade.is_empty() && own.is_empty() => Some(section.clone()),
            Some(section) if grade.is_empty() && !section.contains('班') => class::joined(section, &own),
            _ => class::joined(&grade, &own),
        };
        let is_named = !own.is_empty() || !grade.is_empty();
        if is_named {
            self.class_above.clone_from(&told);
        }
        if is_named || !self.by_class { told } else { self.class_above.clone().or(told) }
    }
}

/// The term that a table as a whole names: above its header, or in the name of the sheet or of the file.
fn term_of(grid: &Grid, header: &Header, sheet: &Sheet) -> Option<Term> {
    let above = (0..header.first).map(|row| grid.joined(row)).find_map(|text| past::term::in_text(&text));
    above.or_else(|| past::term::in_text(&sheet.name)).or_else(|| past::term::in_text(&sheet.file))
}

/// A row of nothing but the number that was written beforehand.
fn is_numbered_only(grid: &Grid, at: usize) -> bool {
    grid.texts(at).iter().all(|(_, text)| text.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// The name in a row; a remark beside it is said, because it is not kept.
fn name_of(row: &mut Row<'_>, column: Column) -> Option<String> {
    let cell = row.cell(column);
    let whole = super::text::in_line(&cell.text).into_owned();
    let (name, remark) = with_remark(&whole);
    let name = name::kept(if remark.is_some() { &name } else { &whole });
    let is_name =
        !is_blank_word(&name) && name.chars().any(char::is_alphabetic) && name.chars().count() <= LONGEST_NAME;
    if !is_name {
        return None;
    }
    if remark.is_some() {
        row.say(column, Cause::Word);
    }
    Some(name)
}

/// Whether a class is written once, at the first of its rows: cells are merged downwards there, or most rows have
/// none and no class comes again.
fn is_by_class(table: &Table<'_>, entries: &[usize]) -> bool {
    let Some(at) = table.at(Column::Class).or(table.at(Column::Grade)) else { return false };
    let merged = entries.iter().any(|row| table.grid.is_below_merged(*row, at));
    let texts: Vec<String> = entries.iter().map(|row| compact(&table.grid.cell(*row, at).text)).collect();
    let named: Vec<&String> = texts.iter().filter(|text| !text.is_empty()).collect();
    let once = named.iter().collect::<BTreeSet<_>>().len() == named.len();
    let first = texts.first().is_some_and(|text| !text.is_empty());
    first && (merged || (once && named.len() * 2 <= texts.len() && texts.len() >= 3))
}

/// The class that a line above the header names: `班级：一（1）班  班主任：李红`.
fn class_above_header(grid: &Grid, header: &Header) -> Option<String> {
    let lines = (0..header.first).flat_map(|row| grid.texts(row));
    lines.filter(|(_, text)| compact(text).starts_with("班级:")).find_map(|(_, text)| class::of_section(&text))
}
