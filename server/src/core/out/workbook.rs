//! A table as a workbook: identity and phone numbers as text, days as days, and on it who took it, when and for what.

use chrono::{DateTime, Utc};
use domain::report::table::{Cell, Column, Kind};
use domain::report::{Out, Table};
use domain::term::local;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatPattern, Workbook, Worksheet, XlsxError,
};

/// Rows above the table's first: title, and who took it.
const ABOVE: u32 = 3;
/// A4 in Excel's list of papers.
const A4: u8 = 9;

/// Who took a table out, as it stands under the title.
pub fn line(out: &Out, who: &str, as_of: chrono::NaiveDate) -> String {
    let at = local(out.at).format("%Y-%m-%d %H:%M");
    format!("截至：{as_of}　取出：{who} {at}　用途：{}", out.purpose())
}

fn place(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

struct Looks {
    title: Format,
    under: Format,
    head: Format,
    text: Format,
    code: Format,
    day: Format,
    number: Format,
    doubted: Format,
    note: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        Self {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            under: Format::new().set_align(FormatAlign::Left),
            head: cell().set_bold().set_align(FormatAlign::Center).set_text_wrap().set_background_color(0x00F1_ECE2),
            // A name or an address that is longer than its column takes two lines instead of losing its end.
            text: cell().set_text_wrap(),
            // As text: as a number only fifteen digits survive.
            code: cell().set_num_format("@"),
            day: cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            number: cell().set_align(FormatAlign::Right),
            doubted: cell()
                .set_align(FormatAlign::Right)
                .set_pattern(FormatPattern::Solid)
                .set_background_color(0x00FA_E1DE),
            note: Format::new(),
        }
    }

    fn of(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Text => &self.text,
            Kind::Day => &self.day,
            Kind::Number => &self.number,
            Kind::Code => &self.code,
        }
    }
}

fn instant(at: DateTime<Utc>) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_timestamp(at.timestamp())
}

/// The workbook's bytes.
pub fn workbook(table: &Table, out: &Out, who: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Without it the library asks the clock.
    book.set_properties(&DocProperties::new().set_creation_datetime(&instant(out.at)?));
    let looks = Looks::new();
    let sheet = book.add_worksheet();
    sheet.set_name(out.kind.title())?;
    above(sheet, &looks, table, &line(out, who, table.as_of))?;
    for (at, column) in table.columns.iter().enumerate() {
        sheet.set_column_width(place(at), f64::from(column.width))?;
        sheet.write_string_with_format(ABOVE - 1, place(at), column.title, &looks.head)?;
    }
    let doubted = table.doubted();
    for (number, row) in table.rows.iter().enumerate() {
        for (at, (one, column)) in row.iter().zip(&table.columns).enumerate() {
            let look = if doubted.contains(&(number, at)) { &looks.doubted } else { looks.of(column.kind) };
            let line = ABOVE + u32::try_from(number).unwrap_or(u32::MAX - ABOVE);
            cell(sheet, (line, place(at)), one, column.kind, look)?;
        }
    }
    below(sheet, &looks, table)?;
    paper(sheet, &table.columns)?;
    book.save_to_buffer()
}

fn above(sheet: &mut Worksheet, looks: &Looks, table: &Table, under: &str) -> Result<(), XlsxError> {
    let last = place(table.columns.len().saturating_sub(1));
    let stamp = if table.gaps().is_empty() { "" } else { "（未平）" };
    for (row, text, look) in [(0, format!("{}{stamp}", table.title), &looks.title), (1, under.to_owned(), &looks.under)]
    {
        if last > 0 {
            sheet.merge_range(row, 0, row, last, &text, look)?;
        } else {
            sheet.write_string_with_format(row, 0, &text, look)?;
        }
    }
    Ok(())
}

/// What does not add up, what is noted, and who signs.
fn below(sheet: &mut Worksheet, looks: &Looks, table: &Table) -> Result<(), XlsxError> {
    let mut row = ABOVE + u32::try_from(table.rows.len()).unwrap_or(u32::MAX - ABOVE - 9);
    let unbalanced = table.unbalanced().into_iter().map(|words| format!("备注：未平：{words}"));
    for note in unbalanced.chain(table.notes.iter().cloned()) {
        sheet.write_string_with_format(row, 0, &note, &looks.note)?;
        row += 1;
    }
    let width = table.columns.len();
    for (third, who) in ["填表人：", "复核人：", "单位负责人："].iter().enumerate() {
        sheet.write_string_with_format(row, place(width * third / 3), *who, &looks.note)?;
    }
    Ok(())
}

/// How it looks on the screen and on paper: the header stays, and comes again on each page.
fn paper(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    let named = columns.iter().position(|column| matches!(column.title, "姓名" | "结对教师"));
    sheet.set_freeze_panes(ABOVE, place(named.map_or(1, |at| at + 1)))?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(ABOVE - 1, ABOVE - 1)?;
    sheet.set_footer("&C第 &P 页 / 共 &N 页");
    Ok(())
}

fn cell(sheet: &mut Worksheet, at: (u32, u16), cell: &Cell, kind: Kind, look: &Format) -> Result<(), XlsxError> {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    // An amount of money comes with its digits, and is to be reckoned with all the same.
    let amount = |text: &str| text.parse::<f64>().ok().filter(|_| kind == Kind::Number);
    match cell {
        Cell::Text(text) if text.is_empty() => sheet.write_blank(at.0, at.1, look)?,
        Cell::Text(text) | Cell::Child(_, text) => match amount(text) {
            Some(amount) => sheet.write_number_with_format(at.0, at.1, amount, look)?,
            None => sheet.write_string_with_format(at.0, at.1, text, look)?,
        },
        Cell::Day(day) => sheet.write_datetime_with_format(at.0, at.1, day, look)?,
        Cell::Number(n) => sheet.write_number_with_format(at.0, at.1, count(*n), look)?,
        Cell::Count(children) => sheet.write_number_with_format(at.0, at.1, count(children.len()), look)?,
        Cell::Listed(names) => sheet.write_number_with_format(at.0, at.1, count(names.len()), look)?,
        Cell::Money(0) => sheet.write_blank(at.0, at.1, look)?,
        Cell::Money(fen) => {
            // Whole fen are exact up to more yuan than there are.
            let yuan = f64::from(u32::try_from(fen / 100).unwrap_or(u32::MAX))
                + f64::from(u32::try_from(fen % 100).unwrap_or_default()) / 100.0;
            sheet.write_number_with_format(at.0, at.1, yuan, look)?
        }
    };
    Ok(())
}
