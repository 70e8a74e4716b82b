//! Tables of a web page, which is what many registers write when they are asked for a workbook. Nothing of it is
//! loaded or run; what is no cell is passed over.

use domain::import::sheet::{Cell, CellKind, Sheet};

use super::cell::{number, text};
use super::error::ReadError;
use super::grid::{Grid, Used};
use super::limits;

/// Tables inside of each other.
const DEEP: usize = 16;
/// Columns and rows that one cell may say it reaches over, as browsers have it.
const SPAN: usize = 65_534;
/// Bytes in which a page says that it is one.
const HEAD: usize = 4096;
/// Elements whose content is no text.
const MUTE: [&str; 4] = ["style", "script", "title", "xml"];

fn small_head(page: &str) -> String {
    page.chars().take(HEAD).collect::<String>().to_ascii_lowercase()
}

/// Whether a text says that it is a page.
pub fn is_page(text: &str) -> bool {
    small_head(text).contains("<html")
}

/// Whether a text has a table.
pub fn has_table(text: &str) -> bool {
    text.as_bytes().windows(6).any(|window| window.eq_ignore_ascii_case(b"<table"))
}

/// Reads all tables, also those inside of another's cells.
pub fn read(page: &str, used: &mut Used) -> Result<Vec<Sheet>, ReadError> {
    let small = page.to_ascii_lowercase();
    let (mut at, mut open, mut sheets) = (0, Vec::<Table>::new(), Vec::new());
    while let Some(begin) = small[at..].find('<').map(|found| at + found) {
        if let Some(table) = open.last_mut() {
            table.text(&page[at..begin]);
        }
        if small[begin..].starts_with("<!--") {
            at = small[begin..].find("-->").map_or(small.len(), |end| begin + end + 3);
            continue;
        }
        let end = tag_end(small.as_bytes(), begin).ok_or(ReadError::Damaged)?;
        let tag = Tag { small: &small[begin + 1..end], whole: &page[begin + 1..end] };
        at = end + 1;
        match tag.name() {
            name if MUTE.contains(&name) && !tag.small.ends_with('/') => {
                let close = small[at..].find(&format!("</{name}"));
                at = close.map_or(small.len(), |found| at + found);
            }
            "table" if open.len() == DEEP => return Err(ReadError::Damaged),
            "table" => open.push(Table::new(used)?),
            "/table" => {
                if let Some(table) = open.pop() {
                    sheets.push(table.finish(used)?);
                }
            }
            name => {
                if let Some(table) = open.last_mut() {
                    table.tag(name, &tag, used)?;
                }
            }
        }
    }
    // A page that goes on to its end only forgot to close its table.
    if !open.is_empty() && !small.contains("</html") {
        return Err(ReadError::Damaged);
    }
    for table in open {
        sheets.push(table.finish(used)?);
    }
    sheets.retain(|sheet| !sheet.rows.is_empty());
    if sheets.len() > 1 {
        for (at, sheet) in sheets.iter_mut().enumerate() {
            sheet.name = (at + 1).to_string();
        }
    }
    Ok(sheets)
}

/// Where a tag ends; a `>` in quotes does not end it.
fn tag_end(page: &[u8], begin: usize) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in page.iter().enumerate().skip(begin + 1) {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            // Only the value of an attribute is in quotes.
            (None, b'"' | b'\'') if page[at - 1] == b'=' => quote = Some(byte),
            (None, b'>') => return Some(at),
            (None, _) => {}
        }
    }
    None
}

/// What stands between `<` and `>`.
struct Tag<'a> {
    small: &'a str,
    whole: &'a str,
}

impl<'a> Tag<'a> {
    fn name(&self) -> &'a str {
        let end = self.small.char_indices().skip(1).find(|(_, c)| c.is_whitespace() || *c == '/').map(|(at, _)| at);
        &self.small[..end.unwrap_or(self.small.len())]
    }

    /// The value of an attribute; an attribute without a value is empty.
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut from = 0;
        while let Some(found) = self.small[from..].find(name).map(|found| from + found) {
            from = found + name.len();
            let before = self.small[..found].ends_with(|c: char| c.is_whitespace());
            let rest = self.whole[from..].trim_start();
            match (before, rest.strip_prefix('=').map(str::trim_start)) {
                (false, _) => {}
                (true, Some(value)) => {
                    return Some(match value.chars().next() {
                        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
                        _ => value.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default(),
                    });
                }
                (true, None) if rest.len() < self.whole[from..].len() || rest.is_empty() => return Some(""),
                (true, None) => {}
            }
        }
        None
    }

    fn span(&self, name: &str) -> usize {
        self.attribute(name).and_then(|text| text.trim().parse().ok()).unwrap_or(1).clamp(1, SPAN)
    }
}

/// A cell that has begun.
struct Open {
    row: usize,
    column: usize,
    text: String,
    /// Excel's number of the cell, where the page has it.
    number: Option<String>,
}

/// A table that has begun.
struct Table {
    grid: Grid,
    /// Rows that have begun.
    rows: usize,
    column: usize,
    /// For each column the first row in which no cell from above reaches into it.
    free: Vec<usize>,
    cell: Option<Open>,
}

impl Table {
    fn new(used: &mut Used) -> Result<Self, ReadError> {
        Ok(Self { grid: Grid::new("", used)?, rows: 0, column: 0, free: Vec::new(), cell: None })
    }

    fn tag(&mut self, name: &str, tag: &Tag<'_>, used: &mut Used) -> Result<(), ReadError> {
        match name {
            "tr" => {
                self.close(used)?;
                (self.rows, self.column) = (self.rows + 1, 0);
            }
            "td" | "th" => self.begin(tag, used)?,
            "/td" | "/th" | "/tr" => self.close(used)?,
            "br" | "p" | "div" | "li" => {
                if let Some(cell) = self.cell.as_mut().filter(|cell| !cell.text.trim().is_empty()) {
                    cell.text.push('\n');
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, tag: &Tag<'_>, used: &mut Used) -> Result<(), ReadError> {
        self.close(used)?;
        let row = self.rows.saturating_sub(1);
        while self.free.get(self.column).is_some_and(|free| *free > row) {
            self.column += 1;
        }
        let (across, down) = (tag.span("colspan"), tag.span("rowspan"));
        let (left, right) = (self.column, self.column + across);
        // Beyond this no cell is taken, and no place need be kept for one.
        if left > limits::COLUMNS * 2 {
            return Err(ReadError::TooManyColumns);
        }
        let kept = right.min(limits::COLUMNS * 2);
        if self.free.len() < kept {
            self.free.resize(kept, 0);
        }
        for free in self.free.iter_mut().take(kept).skip(left) {
            *free = row + down;
        }
        self.grid.merge([row, left, row + down - 1, right - 1], used)?;
        self.column = right;
        let number = tag.attribute("x:num").map(str::to_owned);
        self.cell = Some(Open { row, column: left, text: String::new(), number });
        Ok(())
    }

    fn close(&mut self, used: &mut Used) -> Result<(), ReadError> {
        let Some(open) = self.cell.take() else { return Ok(()) };
        self.grid.put(open.row, open.column, open.shown(), used)
    }

    /// Blanks and line breaks of a page are one blank each.
    fn text(&mut self, written: &str) {
        let Some(cell) = &mut self.cell else { return };
        let mut rest = written;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                ' ' | '\t' | '\r' | '\n' => {
                    if !cell.text.ends_with([' ', '\n']) {
                        cell.text.push(' ');
                    }
                }
                '&' => {
                    let (character, after) = reference(rest);
                    cell.text.push(character);
                    rest = after;
                }
                c => cell.text.push(c),
            }
        }
    }

    fn finish(mut self, used: &mut Used) -> Result<Sheet, ReadError> {
        self.close(used)?;
        self.grid.finish(used)
    }
}

impl Open {
    /// As it is shown; a number that is shown with an exponent is written out.
    fn shown(&self) -> Cell {
        let shown = self.text.trim();
        match (&self.number, shown.parse::<f64>()) {
            (Some(stored), Ok(value)) if shown.contains(['E', 'e']) => number(stored.parse().unwrap_or(value)),
            (Some(_), Ok(_)) => Cell { text: shown.to_owned(), kind: CellKind::Number },
            _ => text(shown),
        }
    }
}

/// The character that stands behind an `&`, and what follows it.
fn reference(rest: &str) -> (char, &str) {
    let name = rest.bytes().take(10).position(|b| b == b';').map(|end| &rest[..end]);
    let character = name.and_then(|name| match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" | "ensp" | "emsp" => Some(' '),
        "middot" => Some('·'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)
        }
    });
    match (character, name) {
        (Some(character), Some(name)) => (character, &rest[name.len() + 1..]),
        _ => ('&', rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(page: &str) -> Vec<Vec<String>> {
        let sheet = read(page, &mut Used::default()).unwrap().remove(0);
        sheet.rows.into_iter().map(|row| row.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn a_table_of_a_page_is_a_sheet() {
        let page = "<html><head><style>td { color: red }</style></head><body><TABLE border=1>
            <tr><th colspan=2 align='center'>花名&nbsp;册</th></tr>
            <tr><td rowspan=\"2\">一班</td><td x:str>王&#23567;明<br>李<b>娜</b></td></tr>
            <!-- <tr><td>nothing</td></tr> -->
            <tr><td x:num=\"612422199001011000\">6.12E+17<td x:num>5</tr></TABLE></body></html>";
        assert_eq!(rows(page), [vec!["花名 册"], vec!["一班", "王小明\n李娜"], vec!["", "612422199001011000", "5"]]);
        let sheet = read(page, &mut Used::default()).unwrap().remove(0);
        let merged: Vec<_> = sheet.merged.iter().map(|m| [m.top, m.left, m.bottom, m.right]).collect();
        assert_eq!(merged, [[0, 0, 0, 1], [1, 0, 2, 0]]);
        assert_eq!(sheet.rows[2][1].kind, CellKind::Number);
    }

    #[test]
    fn what_is_cut_off_is_damaged_and_a_table_within_a_table_is_one_more() {
        assert_eq!(read("<table><tr><td>a", &mut Used::default()), Err(ReadError::Damaged));
        assert_eq!(read("<table><tr><td>a</td></tr", &mut Used::default()), Err(ReadError::Damaged));
        let nested = "<table><tr><td>outer<table><tr><td>inner</td></tr></table></td></tr></table>";
        let sheets = read(nested, &mut Used::default()).unwrap();
        let texts: Vec<_> = sheets.iter().map(|s| (s.name.as_str(), s.rows[0][0].text.as_str())).collect();
        assert_eq!(texts, [("1", "inner"), ("2", "outer")]);
        let deep = "<table><tr><td>".repeat(DEEP + 1);
        assert_eq!(read(&deep, &mut Used::default()), Err(ReadError::Damaged));
    }
}
