//! A sheet of a workbook or a list, as rows of text.

use std::path::Path;

use anyhow::Context as _;
use calamine::{Data, Reader as _, open_workbook_auto};

/// A cell's text, and whether the spreadsheet held it as a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Text without blanks around it.
    pub text: String,
    /// Whether it was a number: long ones have been rounded.
    pub number: bool,
}

/// A sheet. Row 0 is the spreadsheet's row `first_row`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Name of the file, without its folder.
    pub file: String,
    /// Sheet name; empty for a list.
    pub name: String,
    /// The cells, row by row.
    pub rows: Vec<Vec<Cell>>,
    /// The spreadsheet's number of the first row.
    pub first_row: usize,
}

impl Sheet {
    /// File and sheet, for a report.
    pub fn title(&self) -> String {
        if self.name.is_empty() { self.file.clone() } else { format!("{}〔{}〕", self.file, self.name) }
    }
}

fn cell(data: &Data) -> Cell {
    let text = match data {
        Data::Float(n) if n.fract() == 0.0 => format!("{n:.0}"),
        Data::DateTime(at) => at.as_datetime().map(|d| d.format("%Y-%m-%d").to_string()).unwrap_or_default(),
        Data::DateTimeIso(text) => text.chars().take(10).collect(),
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    };
    Cell { text: text.trim().to_owned(), number: matches!(data, Data::Float(_) | Data::Int(_)) }
}

/// Reads every sheet of a workbook, or a comma-separated list in UTF-8 or GBK.
pub fn read(path: &Path) -> anyhow::Result<Vec<Sheet>> {
    let file = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let is_list = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    if is_list {
        return Ok(vec![list(path, file)?]);
    }
    let mut book = open_workbook_auto(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).with_context(|| format!("cannot read the sheet {name:?}"))?;
        let first_row = range.start().map_or(1, |(row, _)| row as usize + 1);
        let rows = range.rows().map(|row| row.iter().map(cell).collect()).collect();
        sheets.push(Sheet { file: file.clone(), name, rows, first_row });
    }
    Ok(sheets)
}

fn list(path: &Path, file: String) -> anyhow::Result<Sheet> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::GBK.decode(&bytes).0.into_owned(),
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.with_context(|| format!("{file} is not a comma-separated list"))?;
        rows.push(record.iter().map(|t| Cell { text: t.trim().to_owned(), number: false }).collect());
    }
    Ok(Sheet { file, name: String::new(), rows, first_row: 1 })
}
