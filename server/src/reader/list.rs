//! A list: lines of cells with a separator between them, as spreadsheets write and copy it.

use domain::import::sheet::Sheet;

use super::error::ReadError;
use super::grid::{Grid, Used};
use super::{cell, limits};

/// In the order in which they are believed: a tab cannot be typed into a cell.
const SEPARATORS: [u8; 3] = *b"\t,;";
/// Bytes and lines by which the separator is found.
const LOOK: usize = 64 * 1024;
const LINES: usize = 40;

/// Reads a list; which separator it has, it shows itself.
pub fn read(text: &str, used: &mut Used) -> Result<Sheet, ReadError> {
    let mut bytes = text.trim_start_matches('\u{feff}').as_bytes();
    let mut first = 0;
    // Spreadsheets take this line as an order, not as a row.
    let separator = match bytes.strip_prefix(b"sep=") {
        Some([named, rest @ ..]) if SEPARATORS.contains(named) => {
            bytes = rest.strip_prefix(b"\r").unwrap_or(rest);
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            first = 1;
            *named
        }
        _ => separator(bytes),
    };
    let mut grid = Grid::new("", used)?;
    let mut at = 0;
    let (mut row, mut column) = (first, 0);
    while at < bytes.len() {
        let field = field(bytes, at, separator)?;
        grid.put(row, column, cell::text(shown(&field.text)), used)?;
        at = field.end;
        match bytes.get(at) {
            Some(mark) if *mark == separator => (at, column) = (at + 1, column + 1),
            Some(mark) => {
                at += if *mark == b'\r' && bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
                (row, column) = (row + 1, 0);
            }
            None => {}
        }
    }
    grid.finish(used)
}

/// One cell of a list, and where it ends.
struct Field {
    text: String,
    end: usize,
}

/// The cell that begins here. One in quotes may hold separators and line breaks. Spreadsheets that copy do not quote
/// a text only because it begins with a quote: without its other end the quote is a sign like others.
fn field(bytes: &[u8], start: usize, separator: u8) -> Result<Field, ReadError> {
    let ends = |at: usize| bytes.get(at).is_none_or(|b| *b == separator || *b == b'\n' || *b == b'\r');
    if bytes.get(start) == Some(&b'"') {
        let mut at = start + 1;
        loop {
            match bytes[at..].iter().position(|b| *b == b'"') {
                Some(found) if bytes.get(at + found + 1) == Some(&b'"') => at += found + 2,
                Some(found) if ends(at + found + 1) => {
                    let text = utf8(&bytes[start + 1..at + found]).replace("\"\"", "\"");
                    return Ok(Field { text, end: at + found + 1 });
                }
                Some(_) => break,
                // What follows the quote is lost in a list that was cut; what was copied is whole.
                None if separator != b'\t' => return Err(ReadError::Damaged),
                None => break,
            }
        }
    }
    let end = bytes[start..].iter().position(|b| *b == separator || *b == b'\n' || *b == b'\r');
    let end = end.map_or(bytes.len(), |length| start + length);
    if end - start > limits::TEXT * 4 {
        return Err(ReadError::TooLongText);
    }
    Ok(Field { text: utf8(&bytes[start..end]), end })
}

/// Part of a text between signs of one byte, which are never inside a character.
fn utf8(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `="0012"` is how an export keeps spreadsheets from taking a text for a number; they show what is inside.
fn shown(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inner| !inner.contains('"'))
        .unwrap_or(text)
}

/// The separator that stands equally often in most of the first lines; a tab in half of them settles it.
fn separator(bytes: &[u8]) -> u8 {
    let look = &bytes[..bytes.len().min(LOOK)];
    let lines = look.split(|b| *b == b'\n' || *b == b'\r').filter(|line| !line.is_empty()).take(LINES);
    let lines: Vec<&[u8]> = lines.collect();
    let found = SEPARATORS.map(|separator| {
        let counts: Vec<usize> = lines.iter().map(|line| count(line, separator)).collect();
        let usual = counts.iter().filter(|n| **n > 0).max_by_key(|n| (counts.iter().filter(|m| m == n).count(), **n));
        let equal = usual.map_or(0, |usual| counts.iter().filter(|n| *n == usual).count());
        (equal, usual.copied().unwrap_or_default(), separator)
    });
    let [tab, ..] = found;
    if tab.0 > 0 && tab.0 * 2 >= lines.len() {
        return tab.2;
    }
    // Of equals the last one is taken.
    let best = found.into_iter().rev().max_by_key(|(equal, usual, _)| (*equal, *usual));
    best.filter(|(equal, _, _)| *equal > 0).map_or(b',', |(_, _, separator)| separator)
}

/// How often a separator stands in a line outside of quotes. A tab at the end of a cell separates nothing: exports put
/// it there to keep spreadsheets from taking a text for a number.
fn count(line: &[u8], separator: u8) -> usize {
    let mut quoted = false;
    let counts = |(at, byte): &(usize, &u8)| {
        quoted ^= **byte == b'"';
        let ends = matches!(line.get(at + 1), None | Some(b',' | b';'));
        !quoted && **byte == separator && !(separator == b'\t' && ends)
    };
    line.iter().enumerate().filter(counts).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let sheet = read(text, &mut Used::default()).unwrap();
        sheet.rows.into_iter().map(|row| row.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn the_separator_is_found() {
        assert_eq!(rows("a,b;c\n1,2"), [["a", "b;c"], ["1", "2"]]);
        assert_eq!(rows("a;b,c\r\n1;2\r\n"), [["a", "b,c"], ["1", "2"]]);
        assert_eq!(rows("a\tb,c,d\n1\t2,3,4"), [["a", "b,c,d"], ["1", "2,3,4"]]);
        assert_eq!(
            rows("花名册\n姓名,性别,班级\n王一,男,一年级"),
            [vec!["花名册"], vec!["姓名", "性别", "班级"], vec!["王一", "男", "一年级"]]
        );
        assert_eq!(rows("sep=;\na,b;c"), [["a,b", "c"]]);
        assert_eq!(rows("a\t,b\t\n1\t,2\t\n"), [["a", "b"], ["1", "2"]]);
        assert_eq!(rows("one\ntwo"), [["one"], ["two"]]);
    }

    #[test]
    fn quotes_hold_a_cell_together() {
        assert_eq!(rows("师,\"生一\n生二\",\"说\"\"好\"\"\"\n"), [["师", "生一\n生二", "说\"好\""]]);
        assert_eq!(rows("a\t\"b\r\nc\"\td\n1\t2\t3"), [["a", "b\nc", "d"], ["1", "2", "3"]]);
        // Copied, not closed: a sign of the text.
        assert_eq!(rows("\"甲\tb\n1\t\"x\ny\""), [["\"甲", "b"], ["1", "x\ny"]]);
        assert_eq!(rows("a\t\"甲\nb\t乙"), [["a", "\"甲"], ["b", "乙"]]);
        let cut = read("a,b\n\"王,2", &mut Used::default());
        assert_eq!(cut, Err(ReadError::Damaged));
        assert_eq!(rows("=\"0012\",'1"), [["0012", "'1"]]);
    }

    #[test]
    fn many_quotes_take_no_longer_than_others() {
        let text = "\"\"\"\t".repeat(300_000);
        let _ = read(&text, &mut Used::default());
    }
}
