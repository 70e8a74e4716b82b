//! A sheet's cells without what nobody sees, and what was merged.

use super::sheet::{Cell, CellKind, Merged, Sheet};
use super::text::{cleaned, in_line};

/// A sheet, ready to be read.
#[derive(Debug, Clone)]
pub struct Grid {
    rows: Vec<Vec<Cell>>,
    merged: Vec<Merged>,
    first_row: usize,
}

static EMPTY: Cell = Cell { text: String::new(), kind: CellKind::Text };

impl Grid {
    /// The cells of a sheet.
    pub fn new(sheet: &Sheet) -> Self {
        let clean = |cell: &Cell| Cell { text: cleaned(&cell.text), kind: cell.kind };
        let rows = sheet.rows.iter().map(|row| row.iter().map(clean).collect()).collect();
        Self { rows, merged: sheet.merged.clone(), first_row: sheet.first_row }
    }

    /// How many rows there are.
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// How many columns the longest row has.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or_default()
    }

    /// The spreadsheet's number of a row.
    pub fn number(&self, row: usize) -> usize {
        self.first_row.saturating_add(row)
    }

    /// A cell; an empty one where the row is shorter.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&EMPTY)
    }

    /// A cell's text in one line.
    pub fn text(&self, row: usize, column: usize) -> String {
        in_line(&self.cell(row, column).text).into_owned()
    }

    /// What was merged around a cell.
    fn around(&self, row: usize, column: usize) -> Option<&Merged> {
        self.merged.iter().find(|m| {
            (m.top..=m.bottom).contains(&row)
                && (m.left..=m.right).contains(&column)
                && (m.top, m.left) != (m.bottom, m.right)
        })
    }

    /// The cell that holds what an empty cell shows: the first of those merged with it.
    pub fn shown(&self, row: usize, column: usize) -> &Cell {
        let own = self.cell(row, column);
        match self.around(row, column) {
            Some(merged) if own.text.is_empty() => self.cell(merged.top, merged.left),
            _ => own,
        }
    }

    /// Whether an empty cell belongs to one that stands higher up.
    pub fn is_below_merged(&self, row: usize, column: usize) -> bool {
        self.around(row, column).is_some_and(|m| m.top < row)
    }

    /// Whether anything in a column was merged over several rows from a row on.
    pub fn is_merged_down(&self, column: usize, from: usize) -> bool {
        self.merged.iter().any(|m| m.top >= from && m.bottom > m.top && (m.left..=m.right).contains(&column))
    }

    /// The last row to which what was merged in a row reaches.
    pub fn reach(&self, row: usize) -> usize {
        self.merged.iter().filter(|m| (m.top..=m.bottom).contains(&row)).map(|m| m.bottom).max().unwrap_or(row)
    }

    /// How many columns a cell was merged over.
    pub fn span(&self, row: usize, column: usize) -> usize {
        self.around(row, column).map_or(1, |m| m.right.saturating_sub(m.left) + 1)
    }

    /// The texts of a row that are not empty, with their columns.
    pub fn texts(&self, row: usize) -> Vec<(usize, String)> {
        let cells = self.rows.get(row).map(Vec::as_slice).unwrap_or_default();
        let texts = cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty());
        texts.map(|(column, cell)| (column, in_line(&cell.text).into_owned())).collect()
    }

    /// A row in one text.
    pub fn joined(&self, row: usize) -> String {
        self.texts(row).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")
    }

    /// The first rows, as they are shown to a person.
    pub fn first(&self, most: usize) -> Vec<Vec<String>> {
        let shown = |cell: &Cell| super::mask::masked(&in_line(&cell.text));
        self.rows.iter().take(most).map(|row| row.iter().map(shown).collect()).collect()
    }
}
