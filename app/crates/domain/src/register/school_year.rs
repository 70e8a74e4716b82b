//! School years and the classes in them. A class belongs to a school and a school year.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::school::SchoolKind;

/// A school year, from 1 September to 31 August, by the calendar year in which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SchoolYear(pub i32);

impl SchoolYear {
    /// The school year to which a day belongs.
    pub fn of(day: NaiveDate) -> Self {
        Self(if day.month() >= 9 { day.year() } else { day.year() - 1 })
    }

    /// 1 September of the year by which it is named.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 9, 1).unwrap_or_default()
    }

    /// 31 August of the year after.
    pub fn last_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0 + 1, 8, 31).unwrap_or_default()
    }

    /// The school year after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The school year before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0 - 1)
    }
}

const DIGITS: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
const KINDERGARTEN: [&str; 4] = ["托班", "小班", "中班", "大班"];

/// What two ways of writing one class have in common: lists use brackets and digits of both widths, and
/// pad with blanks. Only for comparing, never shown.
pub fn class_key(class: &str) -> String {
    super::phone::half_width(class).chars().filter(|c| !c.is_whitespace()).collect()
}

/// By what classes stand in their order: nursery groups, then years, then what does not say which year it is.
pub fn class_order(class: &str) -> (usize, usize, String) {
    let key = class_key(class);
    let nursery = KINDERGARTEN.iter().position(|name| name.chars().next() == key.chars().next() && key.ends_with('班'));
    let year = numbered(&key).map(|(year, _)| KINDERGARTEN.len() + year);
    let order = nursery.or(year).unwrap_or(usize::MAX);
    // 2班 before 10班.
    (order, key.chars().count(), key)
}

/// By what children stand in their order: by class, then by name.
pub fn in_class<I>(class: &str, name: &str, id: I) -> ((usize, usize, String), String, I) {
    (class_order(class), name.to_owned(), id)
}

/// What becomes of a class when the school year changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MovesUp {
    /// It has this name in the new year.
    To(String),
    /// It was the school's last year: the children leave.
    Leaves,
    /// The name does not say which year it is: a person must.
    NotKnown,
}

/// The name of a class a year later: `三年级2班` becomes `四年级2班`, `小一班` becomes `中一班`.
pub fn moved_up(class: &str, kind: SchoolKind) -> MovesUp {
    let class = super::phone::half_width(class);
    if let Some((year, name)) = numbered(&class) {
        return if year >= last_year(kind) { MovesUp::Leaves } else { MovesUp::To(name(year + 1)) };
    }
    match nursery(&class) {
        // A kindergarten's last year leaves; one attached to a school goes on there, upstairs.
        Some(MovesUp::Leaves) if kind != SchoolKind::Kindergarten => match class.trim_start_matches('大') {
            "班" => MovesUp::To("一年级1班".to_owned()),
            tail => MovesUp::To(format!("一年级{tail}")),
        },
        found => found.unwrap_or(MovesUp::NotKnown),
    }
}

/// The last year of a kind of school, counted through from the first of primary school.
fn last_year(kind: SchoolKind) -> usize {
    match kind {
        SchoolKind::Primary => 6,
        SchoolKind::Senior => 12,
        _ => 9,
    }
}

type Renamed<'a> = Box<dyn Fn(usize) -> String + 'a>;

/// Reads a class that counts years, with what writes its name for another year.
fn numbered(class: &str) -> Option<(usize, Renamed<'_>)> {
    let digit = |c: char| DIGITS.iter().position(|d| *d == c).map(|at| at + 1).or(c.to_digit(10).map(|d| d as usize));
    for (stage, before) in [("初", 6), ("高", 9)] {
        if let Some(rest) = class.strip_prefix(stage) {
            let mut chars = rest.chars();
            let first = chars.next()?;
            let year = before + digit(first).filter(|d| (1..=3).contains(d))?;
            let tail = chars.as_str();
            return Some((year, Box::new(move |y| format!("{stage}{}{tail}", written(first, y - before)))));
        }
    }
    let mut chars = class.chars();
    let first = chars.next()?;
    let year = digit(first).filter(|d| *d > 0)?;
    let tail = chars.as_str();
    // 一年级2班, 一年级(2)班, 1.2班 would be too bold a guess.
    tail.starts_with('年').then(|| (year, Box::new(move |y| format!("{}{tail}", written(first, y))) as Renamed<'_>))
}

/// A number in the same kind of digit as another.
fn written(like: char, n: usize) -> String {
    if like.is_ascii_digit() { n.to_string() } else { DIGITS.get(n - 1).map_or_else(|| n.to_string(), char::to_string) }
}

fn nursery(class: &str) -> Option<MovesUp> {
    // 大班, 大一班, 大(2)班.
    let tail = class.strip_prefix(['托', '小', '中', '大'])?;
    tail.ends_with('班').then_some(())?;
    let first = &class[..class.len() - tail.len()];
    let at = KINDERGARTEN.iter().position(|name| name.starts_with(first))?;
    Some(match KINDERGARTEN.get(at + 1).and_then(|name| name.chars().next()) {
        Some(next) => MovesUp::To(format!("{next}{tail}")),
        None => MovesUp::Leaves,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(name: &str) -> MovesUp {
        MovesUp::To(name.to_owned())
    }

    #[test]
    fn classes_stand_in_the_order_of_their_years() {
        let mut classes = ["九年级1班", "特教班", "二年级10班", "一年级2班", "大(1)班", "小班", "初一1班", "二年级1班"];
        classes.sort_by_cached_key(|class| class_order(class));
        let ordered = ["小班", "大(1)班", "一年级2班", "二年级1班", "二年级10班", "初一1班", "九年级1班", "特教班"];
        assert_eq!(classes, ordered);
    }

    #[test]
    fn a_school_year_begins_in_september() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default();
        assert_eq!(SchoolYear::of(day(2026, 8, 31)), SchoolYear(2025));
        assert_eq!(SchoolYear::of(day(2026, 9, 1)), SchoolYear(2026));
        assert_eq!(SchoolYear(2026).last_day().succ_opt(), Some(SchoolYear(2027).first_day()));
    }

    #[test]
    fn a_class_is_the_same_in_brackets_of_either_width() {
        for text in ["三年级(2)班", "三年级（2）班", "三年级（２）班", "三年级 (2)　班"] {
            assert_eq!(class_key(text), "三年级(2)班", "{text:?}");
        }
        assert_ne!(class_key("三年级(2)班"), class_key("三年级(3)班"));
    }

    #[test]
    fn classes_move_up_in_the_way_they_are_written() {
        for (class, kind, next) in [
            ("三年级2班", SchoolKind::Primary, to("四年级2班")),
            ("3年级（2）班", SchoolKind::Primary, to("4年级(2)班")),
            ("六年级1班", SchoolKind::NineYear, to("七年级1班")),
            ("六年级1班", SchoolKind::Primary, MovesUp::Leaves),
            ("九年级1班", SchoolKind::NineYear, MovesUp::Leaves),
            ("初二3班", SchoolKind::Junior, to("初三3班")),
            ("初三3班", SchoolKind::Junior, MovesUp::Leaves),
            ("高一(4)班", SchoolKind::Senior, to("高二(4)班")),
            ("小一班", SchoolKind::Kindergarten, to("中一班")),
            ("中班", SchoolKind::Kindergarten, to("大班")),
            ("大二班", SchoolKind::Kindergarten, MovesUp::Leaves),
            ("大班", SchoolKind::Primary, to("一年级1班")),
            ("大二班", SchoolKind::NineYear, to("一年级二班")),
            ("火箭班", SchoolKind::Primary, MovesUp::NotKnown),
            ("", SchoolKind::Primary, MovesUp::NotKnown),
            ("初班", SchoolKind::Junior, MovesUp::NotKnown),
        ] {
            assert_eq!(moved_up(class, kind), next, "{class}");
        }
    }
}
