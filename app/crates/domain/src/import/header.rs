//! The header of a table: where it stands, and the titles of each column from the upper to the lower.

use std::collections::BTreeSet;

use super::column::Column;
use super::grid::Grid;
use super::recipe::Recipe;
use super::sheet::CellKind;
use super::text::compact;
use super::title::{self, Known, Title, Whose};
use super::{messy_date, past, phones, words};

/// Rows among which a header is looked for.
const ROWS: usize = 40;
/// Most levels of a header.
const LEVELS: usize = 3;
/// Longest title, in characters.
const LONGEST: usize = 40;

/// A header that was found.
#[derive(Debug, Clone)]
pub struct Header {
    /// Its first row.
    pub first: usize,
    /// Its last row.
    pub last: usize,
    /// The titles of each column, the lowest last.
    pub paths: Vec<Vec<String>>,
    /// The first row that could have been a header too: what stands from there on is of another table.
    pub another: usize,
}

impl Header {
    /// The header of a sheet: the rows that name the most columns.
    pub fn find(grid: &Grid, recipe: &Recipe) -> Option<Self> {
        let mut best: Option<(usize, Self)> = None;
        let mut another = None;
        for first in 0..grid.height().min(ROWS) {
            for levels in 1..=LEVELS {
                let last = first + levels - 1;
                if last >= grid.height() || !is_level(grid, last) {
                    break;
                }
                let header = Self { first, last, paths: paths(grid, first, last), another: first };
                let score = header.score(recipe);
                another = another.or((score > 0).then_some(first));
                if best.as_ref().is_none_or(|(most, known)| header.beats(score, known, *most)) {
                    best = Some((score, header));
                }
            }
        }
        let (_, header) = best.filter(|(score, _)| *score > 0)?;
        let another = another.unwrap_or(header.first);
        Some(Self { another, ..header.with_what_is_merged(grid) })
    }

    /// Whether it names more than another, or as much in fewer rows.
    fn beats(&self, score: usize, other: &Self, most: usize) -> bool {
        score > most || (score == most && self.last - self.first < other.last - other.first)
    }

    /// How many columns it names; nought for too few.
    fn score(&self, recipe: &Recipe) -> usize {
        let known = self.known(recipe);
        let is_named = known.contains(&Column::Name) || known.contains(&Column::Pupils);
        let enough = if is_named { 2 } else { 4 };
        if known.len() >= enough { known.len() } else { 0 }
    }

    /// The columns that are known by their titles.
    fn known(&self, recipe: &Recipe) -> BTreeSet<Column> {
        let titles = self.titles();
        let named: Vec<(usize, &str)> = titles.iter().map(String::as_str).enumerate().collect();
        let keys = Recipe::keys(&named);
        let told = keys
            .iter()
            .zip(&titles)
            .filter(|(_, title)| !title.is_empty())
            .filter_map(|(key, _)| recipe.columns.get(key).copied().flatten());
        let mut known: BTreeSet<Column> = told.collect();
        let read: Vec<Title> = self.paths.iter().map(|path| understood(path)).collect();
        known.extend(past::columns(&self.paths, &read).into_iter().flatten().flatten());
        for read in read {
            if let Known::Column(column, _) = read.known {
                known.insert(column);
            }
        }
        known
    }

    /// The title of each column, levels joined.
    pub fn titles(&self) -> Vec<String> {
        self.paths.iter().map(|path| path.join(" / ")).collect()
    }

    /// Cells that are merged downwards into the header or out of it belong to it.
    fn with_what_is_merged(mut self, grid: &Grid) -> Self {
        while let Some(above) = self.first.checked_sub(1)
            && grid.reach(above) > above
            && is_level(grid, above)
            && self.last - above < LEVELS
        {
            self = Self { first: above, paths: paths(grid, above, self.last), ..self };
        }
        let reach = (self.first..=self.last).map(|row| grid.reach(row)).max().unwrap_or(self.last);
        let below = (self.last + 1..=reach.min(self.last + LEVELS)).take_while(|row| grid.texts(*row).is_empty());
        self.last = below.last().unwrap_or(self.last);
        self
    }

    /// Whether a row is this header again, as it is at the top of each page.
    pub fn comes_again(&self, grid: &Grid, row: usize) -> bool {
        let texts = grid.texts(row);
        let is_again = |(column, text): &&(usize, String)| {
            (self.first..=self.last).any(|level| compact(&grid.cell(level, *column).text) == compact(text))
        };
        let again = texts.iter().filter(is_again).count();
        (again >= 2 && again * 10 >= texts.len() * 6) || (again == 1 && texts.len() == 1)
    }
}

/// What the titles of a column mean.
pub fn understood(path: &[String]) -> Title {
    match path.split_last() {
        Some((own, above)) => title::understood(own, above),
        None => Title::UNKNOWN,
    }
}

/// Whether a row looks like a header of another table.
pub fn is_another(grid: &Grid, row: usize) -> bool {
    if !is_level(grid, row) {
        return false;
    }
    let known = grid.texts(row).into_iter().filter_map(|(_, text)| match title::understood(&text, &[]).known {
        Known::Column(column, title::Sure::ByTitle) => Some(column),
        _ => None,
    });
    let known: BTreeSet<Column> = known.collect();
    known.len() >= 4 && (known.contains(&Column::Name) || known.contains(&Column::Pupils))
}

/// Whether a row may be a level of a header: it holds titles and nothing that is a value.
fn is_level(grid: &Grid, row: usize) -> bool {
    let texts = grid.texts(row);
    let holds_value = texts.iter().any(|(column, text)| {
        let cell = grid.cell(row, *column);
        let is_remark = text.split_once([':', '：']).is_some_and(|(_, tail)| !tail.trim().is_empty())
            && !text.contains(['(', '（']);
        cell.kind != CellKind::Text
            || text.chars().count() > LONGEST
            || is_remark
            || messy_date::parse(text).is_some()
            || phones::is_phone_like(text)
            || (text.chars().count() <= 2 && text.starts_with(['男', '女']) && words::sex(text).is_some())
    });
    let alone = match texts.as_slice() {
        [] => return false,
        [(column, text)] => is_line(grid, row, *column, text),
        _ => false,
    };
    !holds_value && !alone
}

/// Whether the one text of a row is a line over the table instead of a title over some of its columns.
fn is_line(grid: &Grid, row: usize, column: usize, text: &str) -> bool {
    let (head, _) = title::plain(text);
    let read = title::understood(text, &[]);
    let somebody = matches!(
        read.whose,
        Some(
            Whose::Father
                | Whose::Mother
                | Whose::Parents
                | Whose::Carer
                | Whose::Guardian
                | Whose::Member(_)
                | Whose::Mentor
        )
    );
    let is_over_all = column == 0 && grid.span(row, column) >= grid.width();
    head.chars().count() > 12 || !somebody || is_over_all
}

/// The titles of each column in the rows of a header.
fn paths(grid: &Grid, first: usize, last: usize) -> Vec<Vec<String>> {
    (0..grid.width()).map(|column| path(grid, first, last, column)).collect()
}

fn path(grid: &Grid, first: usize, last: usize, column: usize) -> Vec<String> {
    let own = (first..=last).rev().find(|row| !grid.text(*row, column).is_empty());
    let mut path: Vec<String> = Vec::new();
    for row in first..=last {
        let text = match own {
            // Over a title of its own stands what is merged over it, or the next text to the left.
            Some(own) if row < own => over(grid, row, column),
            _ => super::text::in_line(&grid.shown(row, column).text).into_owned(),
        };
        if !text.is_empty() && path.last() != Some(&text) {
            path.push(text);
        }
    }
    path
}

/// The title of several columns that stands over one of them.
fn over(grid: &Grid, row: usize, column: usize) -> String {
    let shown = super::text::in_line(&grid.shown(row, column).text).into_owned();
    if !shown.is_empty() {
        return shown;
    }
    let left = (0..column).rev().find(|left| !grid.text(row, *left).is_empty());
    // What is merged says itself how far it reaches; a title with nothing under it is a column's own.
    left.filter(|left| {
        grid.span(row, *left) == 1 && !grid.is_merged_down(*left, row) && !grid.text(row + 1, *left).is_empty()
    })
    .map(|left| grid.text(row, left))
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::sheet::{Cell, Merged, Sheet};
    use super::*;

    fn sheet(rows: &[&[&str]], merged: Vec<Merged>) -> Sheet {
        let rows = rows.iter().map(|row| row.iter().map(|text| Cell::text(text)).collect()).collect();
        Sheet { first_row: 1, first_column: 1, rows, merged, ..Sheet::default() }
    }

    fn titles(sheet: &Sheet) -> Vec<String> {
        Header::find(&Grid::new(sheet), &Recipe::default()).map(|h| h.titles()).unwrap_or_default()
    }

    #[test]
    fn one_level_under_a_title_and_a_line_of_the_school() {
        let sheet = sheet(
            &[
                &["某校留守儿童台账"],
                &["填报单位：某校", "", "2026年9月"],
                &["序号", "姓名", "班级", "联系电话"],
                &["1", "王芳", "三年级1班", "13900000000"],
            ],
            vec![],
        );
        assert_eq!(titles(&sheet), ["序号", "姓名", "班级", "联系电话"]);
    }

    #[test]
    fn two_levels_with_and_without_merged_cells() {
        let rows: &[&[&str]] = &[
            &["序号", "姓名", "父亲", "", "母亲", ""],
            &["", "", "姓名", "电话", "姓名", "电话"],
            &["1", "王芳", "王大", "13900000000", "李梅", "13900000001"],
        ];
        let expected = ["序号", "姓名", "父亲 / 姓名", "父亲 / 电话", "母亲 / 姓名", "母亲 / 电话"];
        assert_eq!(titles(&sheet(rows, vec![])), expected);
        let merged = |top, left, bottom, right| Merged { top, left, bottom, right };
        let all = vec![merged(0, 0, 1, 0), merged(0, 1, 1, 1), merged(0, 2, 0, 3), merged(0, 4, 0, 5)];
        assert_eq!(titles(&sheet(rows, all)), expected);
    }

    #[test]
    fn a_sheet_of_notes_has_no_header() {
        assert!(
            titles(&sheet(&[&["填表说明:本表由班主任填写,电话务必准确。"], &["一、姓名要准确"]], vec![])).is_empty()
        );
    }
}
