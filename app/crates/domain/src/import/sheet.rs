//! A sheet of a workbook, a list or a pasted range, as it was read: cells of text, nothing understood yet.

use serde::{Deserialize, Serialize};

/// What a spreadsheet held a cell as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// As text, or nothing.
    #[default]
    Text,
    /// As a number: of a long one only the first 15 digits are true.
    Number,
    /// As a day; the text is `2026-09-01`.
    Day,
}

/// One cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Its text without blanks around it; empty for an empty cell.
    #[serde(default, rename = "t", skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What the spreadsheet held it as.
    #[serde(default, rename = "k", skip_serializing_if = "is_text")]
    pub kind: CellKind,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_text(kind: &CellKind) -> bool {
    *kind == CellKind::Text
}

impl Cell {
    /// A cell of text.
    pub fn text(text: &str) -> Self {
        Self { text: text.trim().to_owned(), kind: CellKind::Text }
    }
}

/// Cells that were merged into one: its text stands in the first of them. Rows and columns are places in [`Sheet::rows`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Its first row.
    pub top: usize,
    /// Its first column.
    pub left: usize,
    /// Its last row.
    pub bottom: usize,
    /// Its last column.
    pub right: usize,
}

/// A sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Name of the file, without its folder; empty for what was pasted.
    #[serde(default)]
    pub file: String,
    /// Name of the sheet; empty for a list.
    #[serde(default)]
    pub name: String,
    /// The spreadsheet's number of the first of `rows`, from 1.
    pub first_row: usize,
    /// The spreadsheet's number of the first column, from 1.
    pub first_column: usize,
    /// The cells, row by row. Rows may be of different lengths.
    pub rows: Vec<Vec<Cell>>,
    /// What was merged.
    #[serde(default)]
    pub merged: Vec<Merged>,
}

impl Sheet {
    /// File and sheet, as a person calls them.
    pub fn title(&self) -> String {
        if self.name.is_empty() { self.file.clone() } else { format!("{}〔{}〕", self.file, self.name) }
    }

    /// The spreadsheet's number of a row of `rows`, from 1.
    pub fn number(&self, row: usize) -> usize {
        self.first_row + row
    }
}
