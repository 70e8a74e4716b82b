//! How much goes on a page, so that the server can cut: sizes in millimetres, the same as in `style/paper.css`.

use std::ops::Range;

use domain::report::Table;
use domain::report::table::{Cell, Column};

/// Width of a Chinese character.
const CHARACTER_MM: f64 = 3.05;
/// The same in a table with so many columns that its letters are small.
const SMALL_CHARACTER_MM: f64 = 2.5;
/// A line of a row.
const LINE_MM: f64 = 4.3;
/// What a row takes besides its lines.
const ROW_MM: f64 = 2.2;
/// The least height of a row into which somebody writes.
const PEN_ROW_MM: f64 = 9.6;
/// What a cell takes beside its text.
const PAD_MM: f64 = 2.4;
/// The same where letters are small.
const SMALL_PAD_MM: f64 = 1.6;
/// The height of an upright page.
const UPRIGHT_MM: f64 = 271.0;
/// Title and line under it.
const ABOVE_MM: f64 = 19.0;
/// The page's number.
const FOOT_MM: f64 = 8.0;
/// The line of those who sign.
const SIGNED_MM: f64 = 12.0;
/// A note below a table; a long one takes more lines.
const NOTE_MM: f64 = 5.4;
/// What stands below a list, and the room to its note.
const BELOW_LIST_MM: f64 = 4.0 + NOTE_MM;
/// How wide a line of a list is beside its title: less by a character than its place, as no line begins with a sign.
const SAID_MM: f64 = 155.0;
/// How wide the title of a line is.
const TITLE_MM: f64 = 21.0;
/// From how wide a table lies across the page.
const ACROSS: u32 = 118;
/// From how wide its letters are small.
const SMALL: u32 = 170;

/// A line of a list: its title, and what is said.
pub type Said = (&'static str, String);

/// How many lines of text, in so much width.
fn lines_in(text: &str, mm: f64) -> f64 {
    (length(text) * CHARACTER_MM / mm).ceil().max(1.0)
}

/// The height of a line of a list. A title is not said again while it is the same.
fn said_mm((title, said): &Said, is_first: bool) -> f64 {
    let lines = lines_in(said, SAID_MM);
    if is_first { lines.max(lines_in(title, TITLE_MM)) * LINE_MM + ROW_MM } else { lines * LINE_MM }
}

/// Which lines of a list stand on which page; what `again` says stands above them on each. There is always a page.
pub fn cut_list(again: &Said, all: &[Said]) -> Vec<Range<usize>> {
    let before = std::iter::once(again).chain(all);
    let heights: Vec<f64> = all.iter().zip(before).map(|(one, before)| said_mm(one, one.0 != before.0)).collect();
    // A page may begin among lines of one title, which is said there again.
    let room = UPRIGHT_MM - ABOVE_MM - FOOT_MM - BELOW_LIST_MM - said_mm(again, true) - ROW_MM - LINE_MM;
    let (mut pages, from, _) = filled(&heights, 0.0, room);
    pages.push(from..heights.len());
    pages
}

/// Fills pages of so much room, one after the other: those that are full, where the last begins, and how much of it is
/// used. `first_mm` is what the first holds already.
fn filled(heights: &[f64], first_mm: f64, room: f64) -> (Vec<Range<usize>>, usize, f64) {
    let (mut pages, mut from, mut used) = (vec![], 0, first_mm);
    for (at, height) in heights.iter().enumerate() {
        if used + height > room && at > from {
            pages.push(from..at);
            (from, used) = (at, 0.0);
        }
        used += height;
    }
    (pages, from, used)
}

/// How a table lies on its pages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paper {
    /// Whether pages lie across.
    pub across: bool,
    /// Whether letters are small.
    pub small: bool,
    /// Whether rows leave room for a pen.
    pub by_hand: bool,
    width_mm: f64,
    height_mm: f64,
    total: u32,
}

fn width_of(columns: &[Column]) -> u32 {
    columns.iter().map(|column| u32::from(column.width)).sum::<u32>().max(1)
}

/// How many Chinese characters a text is long. Digits and letters are wider than half of one, signs narrower.
fn length(text: &str) -> f64 {
    let of = |c: char| match c {
        _ if c.is_ascii_alphanumeric() => 0.57,
        _ if c.is_ascii() => 0.42,
        _ => 1.0,
    };
    text.chars().map(of).sum()
}

impl Paper {
    /// The paper of a table.
    pub fn of(table: &Table) -> Self {
        let total = width_of(&table.columns);
        let across = total > ACROSS;
        let (width_mm, height_mm) = if across { (273.0, 184.0) } else { (186.0, UPRIGHT_MM) };
        Self { across, small: total > SMALL, by_hand: false, width_mm, height_mm, total }
    }

    /// The same with room for a pen, or without.
    pub fn by_hand(self, by_hand: bool) -> Self {
        Self { by_hand, ..self }
    }

    /// How much of the width a column has, in a hundredth.
    pub fn share(self, column: Column) -> String {
        format!("{:.2}%", f64::from(column.width) * 100.0 / f64::from(self.total))
    }

    /// How many lines a text takes in a column.
    fn lines(self, text: &str, width: u16) -> f64 {
        let (character, pad) = if self.small { (SMALL_CHARACTER_MM, SMALL_PAD_MM) } else { (CHARACTER_MM, PAD_MM) };
        let room = f64::from(width) * self.width_mm / f64::from(self.total) - pad;
        (length(text) * character / room.max(character)).ceil().max(1.0)
    }

    fn row_mm(self, texts: impl Iterator<Item = (String, u16)>) -> f64 {
        let lines = texts.map(|(text, width)| self.lines(&text, width)).fold(1.0, f64::max);
        let height = lines * LINE_MM + ROW_MM;
        if self.by_hand { height.max(PEN_ROW_MM) } else { height }
    }

    /// The height of what stands below a table.
    fn below_mm(self, table: &Table) -> f64 {
        let long = |note: &String| (length(note) * CHARACTER_MM / self.width_mm).ceil().max(1.0) * NOTE_MM;
        table.notes.iter().map(long).sum::<f64>() + table.unbalanced().iter().map(long).sum::<f64>() + SIGNED_MM
    }

    /// Which rows stand on which page. `first_mm` is what the first page holds above the table. There is always a page.
    pub fn cut(self, table: &Table, first_mm: f64) -> Vec<Range<usize>> {
        let head = self.row_mm(table.columns.iter().map(|column| (column.title.to_owned(), column.width)));
        let room = self.height_mm - ABOVE_MM - FOOT_MM - head;
        let heights: Vec<f64> = table
            .rows
            .iter()
            .map(|row| self.row_mm(row.iter().map(Cell::text).zip(table.columns.iter().map(|column| column.width))))
            .collect();
        let (mut pages, mut from, used) = filled(&heights, first_mm, room);
        // Those who sign stand with a row of the table, not alone.
        let last = heights.len();
        if used + self.below_mm(table) > room && last > from + 1 {
            pages.push(from..last - 1);
            from = last - 1;
        }
        pages.push(from..last);
        pages
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::report::table::{Kind, Shown, Spec};

    use super::*;

    const LIST: &[Spec<String>] = &[
        Spec::value("姓名", 20, Kind::Text, Shown::Everywhere, |text| Cell::from(text.as_str())),
        Spec::value("住址", 40, Kind::Text, Shown::Everywhere, |text| Cell::from(text.as_str())),
    ];

    fn table(rows: usize, text: &str) -> Table {
        Table::listed("表".into(), NaiveDate::default(), LIST, &vec![text.to_owned(); rows])
    }

    #[test]
    fn every_row_stands_on_one_page_and_no_page_is_over_full() {
        for (rows, text) in [
            (0, ""),
            (1, "王芳"),
            (30, "王芳"),
            (200, "王芳"),
            (90, "松岭镇很长很长的地址一直写到第二行去的那一种写法"),
        ] {
            let table = table(rows, text);
            let paper = Paper::of(&table);
            let pages = paper.cut(&table, 0.0);
            let flat: Vec<usize> = pages.iter().cloned().flatten().collect();
            assert_eq!(flat, (0..rows).collect::<Vec<_>>(), "{rows}");
            for page in &pages {
                let row = paper.row_mm([(text.to_owned(), 20), (text.to_owned(), 40)].into_iter());
                let count = u32::try_from(page.len()).unwrap_or_default();
                assert!(f64::from(count) * row < paper.height_mm - ABOVE_MM - FOOT_MM, "{rows}: {page:?}");
            }
        }
    }

    #[test]
    fn an_ordinary_child_takes_one_line_of_the_roster_also_with_all_numbers() {
        use domain::report::roster::COLUMNS;
        let columns: Vec<Column> =
            COLUMNS.iter().map(|spec| spec.column).filter(|c| c.shown != Shown::InWorkbook).collect();
        let table = Table { columns: columns.clone(), ..table(0, "") };
        let paper = Paper::of(&table);
        assert!(paper.across && paper.small);
        for (title, text) in [
            ("班级", "一年级1班"),
            ("出生日期", "2020-06-17"),
            ("身份证号", "610922201806309843"),
            ("家庭住址", "松岭镇下坝村4组"),
            ("父亲务工地点", "安康市汉滨区"),
            ("母亲电话", "13900000011"),
            ("姓名", "王小芳"),
            ("学籍口径", "待核实"),
        ] {
            let width = columns.iter().find(|column| column.title == title).map_or(0, |column| column.width);
            assert!((paper.lines(text, width) - 1.0).abs() < f64::EPSILON, "{title}");
        }
    }

    #[test]
    fn who_signs_never_stands_on_a_page_alone() {
        for rows in 30..50 {
            let table = table(rows, "王芳");
            let pages = Paper::of(&table).cut(&table, 0.0);
            assert!(pages.last().is_some_and(|last| !last.is_empty()), "{rows}");
        }
    }

    #[test]
    fn every_line_of_a_list_stands_on_one_page_and_no_page_is_over_full() {
        let who = ("孩子", "王芳 · 甲校 · 三年级2班 · 2026年秋季学期".to_owned());
        let plan = |lines: usize, chars: usize| vec![("一生一策", "读".repeat(chars)); lines];
        let lists = [(plan(0, 0), 1), (plan(5, 40), 1), (plan(30, 20), 1), (plan(32, 200), 3), (plan(12, 800), 4)];
        for (all, pages) in lists {
            let cut = cut_list(&who, &all);
            assert_eq!(cut.len(), pages, "{} lines", all.len());
            assert_eq!(cut.iter().cloned().flatten().collect::<Vec<_>>(), (0..all.len()).collect::<Vec<_>>());
            for page in &cut {
                let said: f64 = page.clone().map(|at| said_mm(&all[at], at == page.start)).sum();
                assert!(said + said_mm(&who, true) + ABOVE_MM + FOOT_MM + NOTE_MM < UPRIGHT_MM, "{page:?}");
            }
        }
    }

    #[test]
    fn what_stands_above_takes_room_on_the_first_page_only() {
        let table = table(60, "王芳");
        let paper = Paper::of(&table);
        let (plain, with) = (paper.cut(&table, 0.0), paper.cut(&table, 100.0));
        assert!(with[0].len() < plain[0].len());
        assert_eq!(with[1].len(), plain[0].len().min(60 - with[0].len()));
    }
}
