//! One row of a table: its cells by meaning, and what is found in them.

use std::collections::BTreeMap;

use super::column::Column;
use super::finding::{Cause, Finding};
use super::grid::Grid;
use super::mask::{masked, masked_number};
use super::phones::phones;
use super::reading::ColumnUse;
use super::sheet::{Cell, CellKind};
use super::text::{in_line, is_blank_word};

/// The columns of a table by meaning, with their cells.
#[derive(Debug)]
pub struct Table<'a> {
    /// The cells.
    pub grid: &'a Grid,
    columns: BTreeMap<Column, (usize, &'a str)>,
}

/// Most characters that are kept of a cell in which something is said in words.
const CELL_CHARS_MAX: usize = 200;

/// Columns whose value is one person's, so that a merged cell says nothing of the rows below.
const OF_ONE: &[Column] =
    &[Column::Name, Column::FormerName, Column::IdNumber, Column::Birth, Column::Age, Column::Sex, Column::Pupils];

impl<'a> Table<'a> {
    /// The columns that are used.
    pub fn new(grid: &'a Grid, columns: &'a [ColumnUse]) -> Self {
        let used = columns.iter().filter_map(|used| used.column.map(|c| (c, (used.index, used.title.as_str()))));
        Self { grid, columns: used.collect() }
    }

    /// Whether a column is used.
    pub fn has(&self, column: Column) -> bool {
        self.columns.contains_key(&column)
    }

    /// Where a column stands.
    pub fn at(&self, column: Column) -> Option<usize> {
        self.columns.get(&column).map(|(at, _)| *at)
    }

    /// A cell; what is merged over several rows is said of each of them.
    pub fn cell(&self, row: usize, column: Column) -> Cell {
        match self.at(column) {
            Some(at) if OF_ONE.contains(&column) => self.grid.cell(row, at).clone(),
            Some(at) => {
                let shown = self.grid.shown(row, at);
                // What is merged sidewards is the text of another column.
                let own = self.grid.cell(row, at);
                if own.text.is_empty() && !self.grid.is_below_merged(row, at) { own.clone() } else { shown.clone() }
            }
            None => Cell::default(),
        }
    }

    fn title(&self, column: Column) -> &str {
        self.columns.get(&column).map(|(_, title)| *title).unwrap_or_default()
    }

    /// Whether a row says anything in the columns that are used.
    pub fn says_anything(&self, row: usize) -> bool {
        self.columns.values().any(|(at, _)| !self.grid.cell(row, *at).text.is_empty())
    }
}

/// A row that is read.
#[derive(Debug)]
pub struct Row<'a> {
    /// The table it stands in.
    pub table: &'a Table<'a>,
    /// Its place in the grid.
    pub at: usize,
    /// What is found.
    pub findings: &'a mut Vec<Finding>,
}

impl Row<'_> {
    /// The spreadsheet's number.
    pub fn number(&self) -> usize {
        self.table.grid.number(self.at)
    }

    /// A cell.
    pub fn cell(&self, column: Column) -> Cell {
        self.table.cell(self.at, column)
    }

    /// A cell's text in one line; empty for a stroke.
    pub fn text(&self, column: Column) -> String {
        let text = in_line(&self.cell(column).text).into_owned();
        if is_blank_word(&text) { String::new() } else { text }
    }

    /// A cell's text; `None` for an empty one, and for one that is too long, which is said.
    pub fn told(&mut self, column: Column) -> Option<String> {
        let text = self.text(column);
        if text.chars().count() > CELL_CHARS_MAX {
            self.say(column, Cause::Long);
            return None;
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// Says what is not right with a cell.
    pub fn say(&mut self, column: Column, cause: Cause) {
        let text = in_line(&self.cell(column).text).into_owned();
        let is_number = matches!(cause, Cause::Phone | Cause::MorePhones) || column == Column::IdNumber;
        let read = if is_number { masked_number(&text) } else { masked(&text) };
        self.say_of(Some(column), read, cause);
    }

    /// Says what is not right with the row.
    pub fn say_of(&mut self, column: Option<Column>, read: String, cause: Cause) {
        let title = column.map(|column| self.table.title(column).to_owned()).unwrap_or_default();
        self.findings.push(Finding { row: self.number(), column, title, read, cause, other: None });
    }

    /// A value that may be empty; what is there and cannot be read is said.
    pub fn value<T>(&mut self, column: Column, cause: Cause, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = in_line(&self.cell(column).text).into_owned();
        let value = read(&text);
        if value.is_none() && !is_blank_word(&text) {
            self.say(column, cause);
        }
        value
    }

    /// A phone number; of two the first.
    pub fn phone(&mut self, column: Column) -> Option<String> {
        let cell = self.cell(column);
        if is_blank_word(&cell.text) {
            return None;
        }
        // A number that was computed with has lost nothing but its form.
        let text = if cell.kind == CellKind::Number { cell.text.trim_end_matches(".0") } else { &cell.text };
        let found = phones(text);
        match found.len() {
            0 => self.say(column, Cause::Phone),
            1 => {}
            _ => self.say(column, Cause::MorePhones),
        }
        found.into_iter().next()
    }
}
