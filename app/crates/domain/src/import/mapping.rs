//! Which column of a table is what: by what a person said, by its titles, by its neighbours, by its values.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::column::Column;
use super::compose::composed;
use super::grid::Grid;
use super::header::{Header, understood};
use super::mask::masked;
use super::past;
use super::reading::ColumnUse;
use super::recipe::Recipe;
use super::shape::{Look, Shape};
use super::text::in_line;
use super::title::{Known, Sure, Title, What, Whose};

/// Most samples of a column.
const SAMPLES: usize = 3;
/// Longest sample, in characters.
const LONGEST: usize = 40;

/// What each column of a table is.
pub fn columns(grid: &Grid, header: &Header, rows: &[usize], as_of: NaiveDate, recipe: &Recipe) -> Vec<ColumnUse> {
    let titles = header.titles();
    let mut read: Vec<Title> = header.paths.iter().map(|path| understood(path)).collect();
    by_neighbours(&mut read);
    in_a_roster(&mut read);
    number_members(&mut read);
    only_with_a_relation(&mut read);
    past::applied(&mut read, &header.paths);
    let listed: Vec<usize> = (0..titles.len())
        .filter(|at| !title(&titles, *at).is_empty() || rows.iter().any(|r| !grid.cell(*r, *at).text.is_empty()))
        .collect();
    let named: Vec<(usize, &str)> = listed.iter().map(|at| (*at, title(&titles, *at))).collect();
    let keys = Recipe::keys(&named);
    let mut guesses = Vec::new();
    for (key, at) in keys.iter().zip(&listed) {
        let read = read.get(*at).copied().unwrap_or(Title::UNKNOWN);
        let look = Look::of(rows.iter().map(|row| grid.cell(*row, *at)), as_of);
        guesses.push(Guess::of(recipe.columns.get(key), read, look));
    }
    let chosen = chosen(&guesses);
    listed
        .iter()
        .zip(chosen)
        .map(|(at, column)| ColumnUse {
            index: *at,
            title: title(&titles, *at).to_owned(),
            column,
            samples: samples(grid, rows, *at),
        })
        .collect()
}

fn title(titles: &[String], at: usize) -> &str {
    titles.get(at).map(String::as_str).unwrap_or_default()
}

/// What a column may be.
#[derive(Debug, Clone, Copy)]
struct Guess {
    named: Option<(Column, Sure)>,
    shaped: Option<Column>,
}

impl Guess {
    fn of(told: Option<&Option<Column>>, read: Title, look: Option<Look>) -> Self {
        let none = Self { named: None, shaped: None };
        match (told, read.known) {
            (Some(column), _) => Self { named: column.map(|column| (column, Sure::Told)), shaped: None },
            (None, Known::NotKept) => none,
            (None, Known::Unknown) => {
                Self { named: None, shaped: look.filter(|l| l.is_clear()).and_then(|l| l.shape.column()) }
            }
            (None, Known::Column(column, sure)) => match look {
                Some(look) if look.is_half() && look.shape.contradicts(column) => Self {
                    named: None,
                    // Whose a number is, only a title that speaks of the child or of nobody leaves open.
                    shaped: look
                        .shape
                        .column()
                        .filter(|_| look.is_overwhelming() && matches!(read.whose, None | Some(Whose::Child)))
                        .filter(|_| is_hard(look.shape)),
                },
                _ => Self { named: Some((column, sure)), shaped: None },
            },
        }
    }
}

/// Shapes that cannot be mistaken.
fn is_hard(shape: Shape) -> bool {
    matches!(shape, Shape::IdNumber | Shape::Phone | Shape::Birth | Shape::Sex)
}

/// Of several columns with one meaning the surest is used, and of those the first.
fn chosen(guesses: &[Guess]) -> Vec<Option<Column>> {
    let mut best: BTreeMap<Column, (Sure, usize)> = BTreeMap::new();
    for (at, guess) in guesses.iter().enumerate() {
        if let Some((column, sure)) = guess.named
            && best.get(&column).is_none_or(|(known, _)| sure > *known)
        {
            best.insert(column, (sure, at));
        }
    }
    for (at, guess) in guesses.iter().enumerate() {
        if let Some(column) = guess.shaped {
            best.entry(column).or_insert((Sure::ByShape, at));
        }
    }
    let is_best = |at: usize| best.iter().find(|(_, (_, best))| *best == at).map(|(column, _)| *column);
    (0..guesses.len()).map(is_best).collect()
}

/// A title that does not say whose, and stands there several times, is of whom its neighbour to the left names:
/// 父亲, 电话, 母亲, 电话. One beside a mentor, before any child, is the mentor's.
fn by_neighbours(titles: &mut [Title]) {
    let before: Vec<Title> = titles.to_vec();
    let child = before.iter().position(|t| matches!(t.known, Known::Column(Column::Name | Column::Pupils, _)));
    let has_own = before.iter().any(|t| t.known == Known::Column(Column::MentorPhone, Sure::ByTitle));
    let times = |what: What| before.iter().filter(|t| t.whose.is_none() && t.what == Some(what)).count();
    for (at, title) in titles.iter_mut().enumerate() {
        let (None, Some(what)) = (title.whose, title.what) else { continue };
        if !matches!(
            what,
            What::Phone | What::Place | What::Employer | What::Relation | What::IdNumber | What::Age | What::Since
        ) {
            continue;
        }
        let Some((whose, distance)) = named_to_the_left(&before, at) else { continue };
        let is_mentors = whose == Whose::Mentor
            && what == What::Phone
            && distance <= 2
            && !has_own
            && child.is_some_and(|child| at < child);
        if times(what) >= 2 || is_mentors {
            *title = Title { whose: Some(whose), what: Some(what), known: composed(Some(whose), what) };
        }
    }
}

/// Whose name stands nearest to the left, with nothing of the child's between; and how far.
fn named_to_the_left(titles: &[Title], at: usize) -> Option<(Whose, usize)> {
    for (distance, title) in titles.get(..at)?.iter().rev().enumerate() {
        match (title.whose, title.what) {
            (
                Some(
                    whose @ (Whose::Father
                    | Whose::Mother
                    | Whose::Carer
                    | Whose::Mentor
                    | Whose::Member(_)
                    | Whose::Guardian),
                ),
                _,
            ) => {
                return Some((whose, distance + 1));
            }
            (Some(_), _) => return None,
            (
                None,
                Some(
                    What::Name | What::Sex | What::Birth | What::Class | What::Grade | What::Address | What::Registered,
                ),
            ) => return None,
            (None, _) => {}
        }
    }
    None
}

/// In a roster of mentors the plain name and phone are the mentor's. A table that tells more of a child than who it
/// is is no roster: what is titled 帮扶学生 there is the child's name.
fn in_a_roster(titles: &mut [Title]) {
    let has =
        |column: Column, titles: &[Title]| titles.iter().any(|t| matches!(t.known, Known::Column(c, _) if c == column));
    if !has(Column::Pupils, titles) {
        return;
    }
    let of_a_child =
        [Column::Sex, Column::IdNumber, Column::Birth, Column::Address, Column::FatherName, Column::CarerName];
    let mentors = has(Column::Mentor, titles);
    let is_ledger = mentors && !has(Column::Name, titles) && of_a_child.iter().any(|column| has(*column, titles));
    for title in titles {
        let Known::Column(column, sure) = title.known else { continue };
        let column = match column {
            Column::Pupils if is_ledger => Column::Name,
            Column::Name if !mentors && title.whose.is_none() => Column::Mentor,
            Column::FamilyPhone if !is_ledger && title.whose.is_none() => Column::MentorPhone,
            other => other,
        };
        title.known = Known::Column(column, sure);
    }
}

/// Members of the family without a number are counted: the second block of titles is the second member.
fn number_members(titles: &mut [Title]) {
    let mut seen: Vec<What> = Vec::new();
    for title in titles {
        if let (Some(Whose::Member(0)), Some(what)) = (title.whose, title.what) {
            let times = seen.iter().filter(|known| **known == what).count();
            seen.push(what);
            let number = u8::try_from(times + 1).unwrap_or(u8::MAX);
            title.known = composed(Some(Whose::Member(number)), what);
        }
    }
}

/// 家长姓名 may be the father's, the mother's or who looks after the child: only a relation beside it says so.
fn only_with_a_relation(titles: &mut [Title]) {
    let relation = |title: &Title| matches!(title.known, Known::Column(Column::CarerRelation, _));
    if titles.iter().any(relation) {
        return;
    }
    for title in titles.iter_mut().filter(|t| t.whose == Some(Whose::Guardian)) {
        if matches!(title.known, Known::Column(Column::CarerName, _)) {
            title.known = Known::NotKept;
        }
    }
}

fn samples(grid: &Grid, rows: &[usize], at: usize) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for text in rows.iter().map(|row| &grid.cell(*row, at).text).filter(|text| !text.is_empty()) {
        let text: String = masked(&in_line(text)).chars().take(LONGEST).collect();
        if !samples.contains(&text) {
            samples.push(text);
        }
        if samples.len() == SAMPLES {
            break;
        }
    }
    samples
}
