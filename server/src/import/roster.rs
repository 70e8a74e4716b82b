//! A pairing roster: one row a mentor, several pupils in one cell.

use domain::register::phone::{Phone, half_width};

use super::columns::{Column, Table, is_closing};
use super::report::{Finding, Report, Trouble};
use super::sheet::Sheet;

/// A pupil as the roster names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// File, sheet and row, for findings that come later.
    pub place: String,
    pub row: usize,
    pub column: String,
    pub mentor: String,
    pub mentor_phone: Option<String>,
    pub pupil: String,
    pub class_name: Option<String>,
}

/// Pupils of one cell: separated by 、，,;；, a line break or a blank, each perhaps with a class in brackets.
pub fn pupils(text: &str) -> Vec<(String, Option<String>)> {
    half_width(text)
        .split(|c: char| matches!(c, '、' | '，' | ',' | ';' | '；' | '/') || c.is_whitespace())
        .filter(|t| !t.is_empty())
        .map(|one| match one.split_once('(') {
            Some((name, class)) => (name.to_owned(), Some(class.trim_end_matches(')').to_owned())),
            None => (one.to_owned(), None),
        })
        .collect()
}

/// Reads a roster.
pub fn read(sheet: &Sheet, table: &Table, report: &mut Report) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (at, cells) in sheet.rows.iter().enumerate().skip(table.first) {
        if cells.iter().all(|c| c.text.is_empty()) {
            continue;
        }
        if is_closing(cells) {
            break;
        }
        let row = sheet.first_row + at;
        let text = |column| table.cell(cells, column).text;
        let mut say = |column, trouble| {
            let (column, read) = (table.title(column), text(column));
            report.findings.push(Finding { place: sheet.title(), row, column, read, trouble });
        };
        let mentor = text(Column::Mentor);
        if mentor.is_empty() {
            say(Column::Mentor, Trouble::NoName);
            continue;
        }
        let phone = text(Column::MentorPhone);
        let mentor_phone = Phone::parse(&phone).ok().map(|p| p.number);
        if mentor_phone.is_none() && !phone.is_empty() {
            say(Column::MentorPhone, Trouble::Phone);
        }
        for (pupil, class_name) in pupils(&text(Column::Pupils)) {
            pairs.push(Pair {
                place: sheet.title(),
                row,
                column: table.title(Column::Pupils),
                mentor: mentor.clone(),
                mentor_phone: mentor_phone.clone(),
                pupil,
                class_name,
            });
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pupils_are_separated_in_every_way_seen() {
        let named = |name: &str, class: Option<&str>| (name.to_owned(), class.map(str::to_owned));
        assert_eq!(
            pupils("袁凯(五年级2班)；薛晓燕（九年级1班）"),
            [named("袁凯", Some("五年级2班")), named("薛晓燕", Some("九年级1班"))]
        );
        assert_eq!(pupils("齐可欣\n文萌萌"), [named("齐可欣", None), named("文萌萌", None)]);
        assert_eq!(pupils("程洋(八年级3班) 舒梓萱"), [named("程洋", Some("八年级3班")), named("舒梓萱", None)]);
        assert_eq!(pupils(""), []);
    }
}
