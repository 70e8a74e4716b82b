//! The rows of a batch that could not be read whole or are still asked about, as a workbook that can be mended and read
//! in again as it is: the same header, the same cells, and beside each row what is to be mended.

use std::collections::{BTreeMap, BTreeSet};

use domain::import::draft::past::PastEnd;
use domain::import::finding::Level;
use domain::import::reading::{Reading, SheetRead};
use domain::import::sheet::{Cell, CellKind, Merged, Sheet};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{Compared, Opened};
use crate::import::report;

/// The title of the column that says what is to be mended. Titles that explain are not read.
const TITLE: &str = "问题说明";
/// What stands beside a row that waits for an answer.
const WAITS: &str = "还没定，在“导入”页面里定";
/// Digits of a number that a spreadsheet keeps; a longer one goes as text, so that it is not rounded again.
const DIGITS: usize = 15;
/// Characters of a sheet's name that a workbook may have.
const NAME_MAX: usize = 28;

/// A row that is to be mended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct FailedRow {
    /// What is to be mended, each once.
    words: Vec<String>,
    /// The columns it is about, by place.
    columns: BTreeSet<usize>,
}

/// The rows of a table that are to be mended, by the spreadsheet's number. `asked` is what is asked, by place.
fn rows(reading: &Reading, asked: &BTreeMap<&str, Vec<String>>) -> BTreeMap<usize, FailedRow> {
    let mut failed: BTreeMap<usize, FailedRow> = BTreeMap::new();
    for found in reading.findings.iter().filter(|found| found.cause.level() != Level::Note) {
        let row = failed.entry(found.row).or_default();
        let title = if found.title.is_empty() { String::new() } else { format!("{}：", found.title) };
        row.words.push(format!("{title}{}", report::cause(found.cause)));
        let column = reading.columns.iter().find(|used| used.column.is_some() && used.column == found.column);
        row.columns.extend(column.map(|used| used.index));
    }
    let title = if reading.sheet.is_empty() {
        reading.file.clone()
    } else {
        format!("{}〔{}〕", reading.file, reading.sheet)
    };
    let listed = reading.children.iter().map(|child| child.row).chain(reading.mentors.iter().map(|mentor| mentor.row));
    let past = reading.entries.iter().map(|read| read.row).chain(reading.levels.iter().map(|read| read.row));
    let numbers: BTreeSet<usize> = listed.chain(past).collect();
    for number in numbers {
        let words = asked.get(format!("{title} {number}").as_str());
        if let Some(words) = words {
            failed.entry(number).or_default().words.extend(words.iter().cloned());
        }
    }
    failed
}

/// What is asked and nobody has answered, and what cannot be entered of the past, by where it stands.
fn open_questions(compared: &Compared) -> BTreeMap<&str, Vec<String>> {
    let mut asked: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for question in compared.staged.questions.iter().filter(|question| question.said.is_none()) {
        let words = format!("{}：{}", question.name, report::asked(&question.asked));
        asked.entry(question.place.as_str()).or_default().push(words);
    }
    for past in &compared.staged.past {
        let words = match (past.end, past.why) {
            (PastEnd::Failed, Some(why)) => format!("{}：{}", past.name, report::cause(why)),
            // Of all that wait for one answer only the first has the question's words.
            (PastEnd::Asked, _) => WAITS.to_owned(),
            _ => continue,
        };
        let all = asked.entry(past.place.as_str()).or_default();
        if past.end == PastEnd::Failed || all.is_empty() {
            all.push(words);
        }
    }
    asked
}

/// The workbook; none where no row is to be mended.
pub fn failed(opened: &Opened, compared: &Compared) -> Result<Option<Vec<u8>>, XlsxError> {
    let asked = open_questions(compared);
    let mut book = Workbook::new();
    let mut count = 0;
    for (id, read) in &compared.sheets {
        let own = opened.body.sheets.iter().find(|own| own.id == *id);
        let (Some(own), SheetRead::Table(reading)) = (own, read) else { continue };
        let failed = rows(reading, &asked);
        if failed.is_empty() {
            continue;
        }
        count += 1;
        let sheet = book.add_worksheet();
        sheet.set_name(name(count, &own.sheet))?;
        write(sheet, &own.sheet, reading, &failed)?;
    }
    if count == 0 { Ok(None) } else { book.save_to_buffer().map(Some) }
}

/// A name that a workbook takes and has once.
fn name(count: usize, sheet: &Sheet) -> String {
    let text = if sheet.name.is_empty() { &sheet.file } else { &sheet.name };
    let plain: String = text.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(NAME_MAX - 4).collect();
    format!("{count} {plain}").trim().to_owned()
}

fn write(
    to: &mut Worksheet,
    sheet: &Sheet,
    reading: &Reading,
    failed: &BTreeMap<usize, FailedRow>,
) -> Result<(), XlsxError> {
    let (first, last) = reading.header;
    let place = |number: usize| number.checked_sub(sheet.first_row);
    let (Some(top), Some(bottom)) = (place(first), place(last)) else { return Ok(()) };
    let width = sheet.rows.iter().map(Vec::len).max().unwrap_or_default();
    let (plain, bad, head) = (Format::new(), Format::new().set_background_color(0x00FA_E1DE), Format::new().set_bold());
    for at in top..=bottom {
        for column in 0..width {
            put(to, (at - top, column), &shown(sheet, at, column, false), &head)?;
        }
    }
    for merged in sheet.merged.iter().filter(|merged| merged.top >= top && merged.bottom <= bottom) {
        let text = shown(sheet, merged.top, merged.left, false).text;
        let [a, c] = [merged.top - top, merged.bottom - top].map(row);
        if (merged.top, merged.left) != (merged.bottom, merged.right) {
            to.merge_range(a, column(merged.left), c, column(merged.right), &text, &head)?;
        }
    }
    to.write_string_with_format(row(bottom - top), column(width), TITLE, &head)?;
    to.set_column_width(column(width), 48)?;
    for (line, (number, one)) in (bottom - top + 1..).zip(failed) {
        let Some(at) = place(*number) else { continue };
        for column in 0..width {
            let look = if one.columns.contains(&column) { &bad } else { &plain };
            put(to, (line, column), &shown(sheet, at, column, true), look)?;
        }
        to.write_string_with_format(row(line), column(width), one.words.join("；"), &bad)?;
    }
    to.set_freeze_panes(row(bottom - top + 1), 0)?;
    Ok(())
}

fn row(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn column(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// What a cell shows. Below, what is merged over several rows is written into each: they stand alone now.
fn shown(sheet: &Sheet, row: usize, column: usize, below: bool) -> Cell {
    let own = |row: usize, column: usize| sheet.rows.get(row).and_then(|cells| cells.get(column)).cloned();
    let cell = own(row, column).unwrap_or_default();
    let covers = |m: &&Merged| m.left == column && (m.top..=m.bottom).contains(&row) && m.left == m.right;
    match sheet.merged.iter().find(covers).filter(|_| below && cell.text.is_empty()) {
        Some(merged) => own(merged.top, merged.left).unwrap_or_default(),
        None => cell,
    }
}

fn put(to: &mut Worksheet, at: (usize, usize), cell: &Cell, look: &Format) -> Result<(), XlsxError> {
    if cell.text.is_empty() {
        return Ok(());
    }
    let (line, place) = (row(at.0), column(at.1));
    let is_short = cell.text.chars().filter(char::is_ascii_digit).count() <= DIGITS;
    let number = cell.text.parse::<f64>().ok().filter(|_| cell.kind == CellKind::Number && is_short);
    let day = cell.text.parse::<chrono::NaiveDate>().ok().filter(|_| cell.kind == CellKind::Day);
    match (number, day) {
        (Some(number), _) => to.write_number_with_format(line, place, number, look)?,
        (_, Some(day)) => {
            to.write_datetime_with_format(line, place, day, &look.clone().set_num_format("yyyy-mm-dd"))?
        }
        // As text it stays as it was written, and whoever mends it is not corrected by a spreadsheet.
        _ => to.write_string_with_format(line, place, &cell.text, &look.clone().set_num_format("@"))?,
    };
    Ok(())
}
