//! What the values of a column look like, whatever its title says.

use chrono::NaiveDate;

use super::carer::is_relation;
use super::column::Column;
use super::date::{day_in, in_notation};
use super::phones::is_phone_like;
use super::place::place_of;
use super::sheet::{Cell, CellKind};
use super::text::{compact, is_blank_word, is_han};
use super::{class, words};
use crate::guardianship::Away;
use crate::term::age_on;

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An identity number, right or wrong.
    IdNumber,
    /// A phone number.
    Phone,
    /// A day on which a pupil can have been born.
    Birth,
    /// Another day.
    Day,
    /// A sex.
    Sex,
    /// A class.
    Class,
    /// A relation.
    Relation,
    /// A word about boarding.
    Boarding,
    /// A word about being left behind.
    LeftBehind,
    /// A word about how well a child is looked after.
    Quality,
    /// Yes or no, to whatever question.
    YesOrNo,
    /// A place of work.
    Place,
    /// A name of two to four Han characters.
    Name,
    /// Anything else.
    Text,
}

/// Ages at which a pupil's birth date is believed.
const AGES: std::ops::RangeInclusive<u32> = 2..=20;

impl Shape {
    /// What a cell looks like; `None` for one that says nothing.
    pub fn of(cell: &Cell, as_of: NaiveDate) -> Option<Self> {
        let text = compact(&cell.text);
        if is_blank_word(&text) {
            return None;
        }
        if is_id_like(&text) {
            return Some(Self::IdNumber);
        }
        if is_phone_like(&cell.text) {
            return Some(Self::Phone);
        }
        if let Some(date) = day_in(cell) {
            let born = date.day() <= as_of && AGES.contains(&age_on(date.day(), as_of));
            let told = cell.kind == CellKind::Day || in_notation(&cell.text);
            return Some(if born {
                Self::Birth
            } else if told {
                Self::Day
            } else {
                Self::Text
            });
        }
        Some(Self::of_word(&text))
    }

    fn of_word(text: &str) -> Self {
        let is_short = (2..=4).contains(&text.chars().count()) && text.chars().all(is_han);
        match text {
            _ if text.starts_with(['男', '女']) && words::sex(text).is_some() => Self::Sex,
            _ if words::boarding_word(text).is_some() => Self::Boarding,
            _ if words::left_behind_word(text).is_some() => Self::LeftBehind,
            _ if words::quality(text).is_some() => Self::Quality,
            _ if words::is_yes_or_no(text) => Self::YesOrNo,
            _ if is_relation(text) => Self::Relation,
            _ if class::is_class(text) => Self::Class,
            _ if place_of(text, None) != Away::Unknown => Self::Place,
            _ if is_short => Self::Name,
            _ => Self::Text,
        }
    }

    /// The column that values of this shape make where no title says what they are.
    pub fn column(self) -> Option<Column> {
        Some(match self {
            Self::IdNumber => Column::IdNumber,
            Self::Phone => Column::FamilyPhone,
            Self::Birth => Column::Birth,
            Self::Sex => Column::Sex,
            Self::Class => Column::Class,
            Self::Boarding => Column::Boarding,
            Self::LeftBehind => Column::LeftBehind,
            Self::Quality => Column::Quality,
            Self::Relation => Column::CarerRelation,
            Self::Name => Column::Name,
            Self::Day | Self::YesOrNo | Self::Place | Self::Text => return None,
        })
    }

    /// Whether values of this shape cannot stand in a column.
    pub fn contradicts(self, column: Column) -> bool {
        let fits: &[Column] = match self {
            Self::IdNumber => &[Column::IdNumber],
            Self::Phone => PHONES,
            Self::Birth | Self::Day => {
                &[Column::Birth, Column::Since, Column::FatherSince, Column::MotherSince, Column::Day]
            }
            Self::Sex => &[Column::Sex],
            Self::Class => &[Column::Class, Column::Grade, Column::Pupils],
            // A short word can be a name, a place and many things; a number or a day it is not.
            Self::Name | Self::Place => return NUMBERS.contains(&column) || PHONES.contains(&column),
            _ => return false,
        };
        !fits.contains(&column)
    }
}

const PHONES: &[Column] = &[
    Column::FatherPhone,
    Column::MotherPhone,
    Column::FamilyPhone,
    Column::CarerPhone,
    Column::MentorPhone,
    Column::Member1Phone,
    Column::Member2Phone,
];
const NUMBERS: &[Column] = &[Column::IdNumber, Column::Birth, Column::Age, Column::Sex];

/// Fifteen or eighteen characters of an identity number, one too few or too many, or what a spreadsheet made of it.
fn is_id_like(text: &str) -> bool {
    let upper = text.to_uppercase();
    if upper.ends_with("E+17") || upper.ends_with("E17") || upper.ends_with("E+14") {
        return true;
    }
    let body = upper.strip_suffix('X').unwrap_or(&upper);
    (14..=19).contains(&upper.len()) && body.chars().all(|c| c.is_ascii_digit()) && !upper.starts_with('0')
}

/// What most of a column's values look like, and how many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The shape of most of them.
    pub shape: Shape,
    /// How many have it.
    pub count: usize,
    /// How many say anything.
    pub of: usize,
}

impl Look {
    /// The look of a column; `None` for one that says nothing.
    pub fn of<'a>(cells: impl Iterator<Item = &'a Cell>, as_of: NaiveDate) -> Option<Self> {
        let mut counted: Vec<(Shape, usize)> = Vec::new();
        for shape in cells.filter_map(|cell| Shape::of(cell, as_of)) {
            match counted.iter_mut().find(|(known, _)| *known == shape) {
                Some((_, count)) => *count += 1,
                None => counted.push((shape, 1)),
            }
        }
        let of = counted.iter().map(|(_, count)| count).sum();
        counted.into_iter().rev().max_by_key(|(_, count)| *count).map(|(shape, count)| Self { shape, count, of })
    }

    /// Whether the values alone say what the column is.
    pub fn is_clear(self) -> bool {
        self.of >= 2 && self.count * 5 >= self.of * 4
    }

    /// Whether there is hardly an exception, among enough of them to overrule a title.
    pub fn is_overwhelming(self) -> bool {
        self.of >= 3 && self.count * 10 >= self.of * 9
    }

    /// Whether at least half have the shape, among enough of them to doubt a title.
    pub fn is_half(self) -> bool {
        self.of >= 3 && self.count * 2 >= self.of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_tell_what_they_are() {
        let today = NaiveDate::from_ymd_opt(2026, 9, 10).unwrap_or_default();
        for (text, shape) in [
            ("610922201806309843", Some(Shape::IdNumber)),
            ("6.10922E+17", Some(Shape::IdNumber)),
            ("610922180630984", Some(Shape::IdNumber)),
            ("139 0032 4292", Some(Shape::Phone)),
            ("2018/10/13", Some(Shape::Birth)),
            ("1988.10.13", Some(Shape::Day)),
            ("男生", Some(Shape::Sex)),
            ("三年级2班", Some(Shape::Class)),
            ("大班", Some(Shape::Class)),
            ("住校", Some(Shape::Boarding)),
            ("双亲留守", Some(Shape::LeftBehind)),
            ("较好", Some(Shape::Quality)),
            ("是", Some(Shape::YesOrNo)),
            ("奶奶", Some(Shape::Relation)),
            ("浙江温州", Some(Shape::Place)),
            ("王芳", Some(Shape::Name)),
            ("/", None),
        ] {
            assert_eq!(Shape::of(&Cell::text(text), today), shape, "{text}");
        }
    }
}
