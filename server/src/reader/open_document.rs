//! `OpenDocument` tables (`.ods`), element by element: one element can stand for a million rows or columns.

use domain::import::sheet::{Cell, CellKind, Sheet};
use quick_xml::events::{BytesStart, Event};

use super::cell::{day, number, text};
use super::error::ReadError;
use super::grid::{Grid, Used};
use super::markup::{Markup, attribute, put_reference, times};
use super::unpacked::Unpacked;

/// Blanks that one element may stand for.
const BLANKS: usize = 100;

/// Reads all tables.
pub fn read(parts: &mut Unpacked<'_>, used: &mut Used) -> Result<Vec<Sheet>, ReadError> {
    if parts.text("META-INF/manifest.xml")?.contains("encryption-data") {
        return Err(ReadError::Encrypted);
    }
    let content = parts.text("content.xml")?;
    let mut xml = Markup::new(&content);
    let mut sheets = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(tag) if named(&tag, "table:table") => {
                let name = attribute(&tag, "name").unwrap_or_default();
                sheets.push(table(&mut xml, &name, used)?);
            }
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

fn named(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.name().as_ref() == name
}

fn table(xml: &mut Markup<'_>, name: &str, used: &mut Used) -> Result<Sheet, ReadError> {
    let mut grid = Grid::new(name, used)?;
    let mut row = 0_usize;
    loop {
        match xml.next()? {
            Event::Start(tag) if named(&tag, "table:table-row") => {
                let repeated = times(&tag, "number-rows-repeated");
                let cells = cells(xml)?;
                for at in if cells.is_empty() { 0..0 } else { 0..repeated } {
                    for placed in &cells {
                        placed.put(row.saturating_add(at), &mut grid, used)?;
                    }
                }
                row = row.saturating_add(repeated);
            }
            Event::Start(tag) if named(&tag, "table:table") || named(&tag, "table:shapes") => xml.skip(&tag)?,
            Event::End(tag) if tag.name().as_ref() == "table:table" => return grid.finish(used),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}

/// A filled cell of a row, once or several times beside each other.
struct Placed {
    column: usize,
    repeated: usize,
    /// Rows and columns over which it reaches.
    span: [usize; 2],
    cell: Cell,
}

impl Placed {
    fn put(&self, row: usize, grid: &mut Grid, used: &mut Used) -> Result<(), ReadError> {
        for at in 0..self.repeated {
            grid.put(row, self.column.saturating_add(at), self.cell.clone(), used)?;
        }
        let [down, across] = self.span.map(|cells| cells - 1);
        let (bottom, right) = (row.saturating_add(down), self.column.saturating_add(across));
        grid.merge([row, self.column, bottom, right], used)
    }
}

fn cells(xml: &mut Markup<'_>) -> Result<Vec<Placed>, ReadError> {
    let mut all = Vec::new();
    let mut column = 0_usize;
    loop {
        match xml.next()? {
            Event::Start(tag) if named(&tag, "table:table-cell") || named(&tag, "table:covered-table-cell") => {
                let repeated = times(&tag, "number-columns-repeated");
                let span = ["number-rows-spanned", "number-columns-spanned"].map(|name| times(&tag, name));
                let cell = cell(xml, &tag)?;
                if !cell.text.trim().is_empty() {
                    all.push(Placed { column, repeated, span, cell });
                }
                column = column.saturating_add(repeated);
            }
            Event::End(tag) if tag.name().as_ref() == "table:table-row" => return Ok(all),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}

/// A cell as it is shown; a number that is shown otherwise than by digits (`6.12E+17`) is written out.
fn cell<'a>(xml: &mut Markup<'a>, tag: &BytesStart<'a>) -> Result<Cell, ReadError> {
    let shown = shown(xml, tag)?;
    let value = |name| attribute(tag, name).unwrap_or_default();
    Ok(match value("value-type").as_str() {
        "float" | "currency" => {
            let digits = !shown.is_empty() && shown.bytes().all(|b| b.is_ascii_digit());
            let stored = if digits { None } else { value("value").parse().ok() };
            stored.map_or(Cell { text: shown, kind: CellKind::Number }, number)
        }
        "date" => day(&value("date-value")).unwrap_or_else(|| text(shown)),
        "string" if shown.is_empty() => text(value("string-value")),
        _ => text(shown),
    })
}

/// The paragraphs of a cell, without notes and drawings.
fn shown<'a>(xml: &mut Markup<'a>, cell: &BytesStart<'a>) -> Result<String, ReadError> {
    let mut text = String::new();
    let mut paragraphs = 0;
    let mut open = 0_usize;
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.name().as_ref() {
                "text:p" => {
                    text.push_str(if paragraphs > 0 { "\n" } else { "" });
                    (paragraphs, open) = (paragraphs + 1, open + 1);
                }
                "text:s" => text.extend(std::iter::repeat_n(' ', times(&tag, "c").min(BLANKS))),
                "text:tab" => text.push(' '),
                "text:line-break" => text.push('\n'),
                "office:annotation" | "table:table" => xml.skip(&tag)?,
                name if name.starts_with("draw:") => xml.skip(&tag)?,
                _ => {}
            },
            Event::Text(part) if open > 0 => text.push_str(&part.xml10_content()),
            Event::CData(part) if open > 0 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) if open > 0 => put_reference(&reference, &mut text),
            Event::End(tag) if tag.name() == cell.name() => return Ok(text),
            Event::End(tag) if tag.name().as_ref() == "text:p" => open = open.saturating_sub(1),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}
