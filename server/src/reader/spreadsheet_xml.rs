//! Excel's XML of 2003, which registers still export and call `.xls`.

use domain::import::sheet::{Cell, Sheet};
use quick_xml::events::{BytesStart, Event};

use super::cell::{day, number, text};
use super::error::ReadError;
use super::grid::{Grid, Used};
use super::markup::{Markup, attribute, put_reference, times};

/// Reads all sheets.
pub fn read(content: &str, used: &mut Used) -> Result<Vec<Sheet>, ReadError> {
    let mut xml = Markup::new(content);
    let mut sheets = Vec::new();
    let mut closed = false;
    loop {
        match xml.next()? {
            Event::Start(tag) if local(&tag) == "Worksheet" => {
                let name = attribute(&tag, "Name").unwrap_or_default();
                sheets.push(sheet(&mut xml, &name, used)?);
            }
            Event::End(tag) => closed = tag.local_name().as_ref() == "Workbook",
            Event::Eof if closed => return Ok(sheets),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}

fn local<'a>(tag: &'a BytesStart<'_>) -> &'a str {
    tag.local_name().into_inner()
}

/// The place that an element names, from 1, or the one that comes next.
fn place(tag: &BytesStart<'_>, next: usize) -> usize {
    let named = attribute(tag, "Index").and_then(|text| text.trim().parse::<usize>().ok());
    named.map_or(next, |from_one| from_one.saturating_sub(1))
}

fn sheet(xml: &mut Markup<'_>, name: &str, used: &mut Used) -> Result<Sheet, ReadError> {
    let mut grid = Grid::new(name, used)?;
    let (mut row, mut next_row, mut column) = (0, 0_usize, 0_usize);
    loop {
        match xml.next()? {
            Event::Start(tag) => match local(&tag) {
                "Row" => {
                    row = place(&tag, next_row);
                    next_row = row.saturating_add(times(&tag, "Span"));
                    column = 0;
                }
                "Cell" => {
                    let at = place(&tag, column);
                    let over = |name| attribute(&tag, name).and_then(|text| text.trim().parse().ok()).unwrap_or(0);
                    let (down, across) = (over("MergeDown"), over("MergeAcross"));
                    grid.put(row, at, cell(xml)?, used)?;
                    let right = at.saturating_add(across);
                    grid.merge([row, at, row.saturating_add(down), right], used)?;
                    column = right.saturating_add(1);
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "Worksheet" => return grid.finish(used),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}

/// What is left of a cell that has begun: its value, without its comment.
fn cell(xml: &mut Markup<'_>) -> Result<Cell, ReadError> {
    let (mut kind, mut shown, mut open) = (String::new(), String::new(), false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match local(&tag) {
                "Comment" => xml.skip(&tag)?,
                "Data" => (kind, open) = (attribute(&tag, "Type").unwrap_or_default(), true),
                _ => {}
            },
            Event::Text(part) if open => shown.push_str(&part.xml10_content()),
            Event::CData(part) if open => shown.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) if open => put_reference(&reference, &mut shown),
            Event::End(tag) => match tag.local_name().as_ref() {
                "Data" => open = false,
                "Cell" => break,
                _ => {}
            },
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
    Ok(match kind.as_str() {
        "Number" => shown.trim().parse().map_or_else(|_| text(shown), number),
        "DateTime" => day(&shown).unwrap_or_else(|| text(shown)),
        "Boolean" => text(if shown.trim() == "1" { "TRUE" } else { "FALSE" }),
        _ => text(shown),
    })
}
