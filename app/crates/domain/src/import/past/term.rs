//! Which term a text names: 2025-2026学年第二学期, 2026年春季学期, 2026春.

use super::super::text::{compact, has};
use crate::term::{Half, Term};

const FIRST: &[&str] = &["第一学期", "第1学期", "上学期", "上期", "一学期", "秋"];
const SECOND: &[&str] = &["第二学期", "第2学期", "下学期", "下期", "二学期", "春"];

/// The term that a text names; `None` where it names none, or leaves the year or the half open.
pub fn in_text(text: &str) -> Option<Term> {
    let text = compact(text);
    let years: Vec<i32> = numbers(&text).filter_map(|digits| year(&digits)).collect();
    let is_second = match (has(&text, FIRST), has(&text, SECOND)) {
        (true, false) => false,
        (false, true) => true,
        (false, false) => coded(&text)?,
        (true, true) => return None,
    };
    match years.as_slice() {
        // A school year: its second term is in the year after.
        [first, second] if *second == first + 1 => {
            Some(if is_second { Term { year: *second, half: Half::Spring } } else { autumn(*first) })
        }
        [year] if text.contains("学年") => {
            Some(if is_second { Term { year: year + 1, half: Half::Spring } } else { autumn(*year) })
        }
        [year] if has(&text, &["春", "秋"]) => {
            Some(if is_second { Term { year: *year, half: Half::Spring } } else { autumn(*year) })
        }
        _ => None,
    }
}

fn autumn(year: i32) -> Term {
    Term { year, half: Half::Autumn }
}

/// `2025-2026-2`, as registries write it.
fn coded(text: &str) -> Option<bool> {
    match text.rsplit(['-', '—', '(']).next()?.trim_end_matches(')') {
        "1" => Some(false),
        "2" => Some(true),
        _ => None,
    }
}

/// Runs of digits in a text.
fn numbers(text: &str) -> impl Iterator<Item = String> {
    let split = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    split.map(str::to_owned)
}

/// A year in two or four digits.
fn year(digits: &str) -> Option<i32> {
    let number: i32 = digits.parse().ok()?;
    match digits.len() {
        4 if (2000..2100).contains(&number) => Some(number),
        2 if number >= 10 => Some(2000 + number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schools_name_terms_in_many_ways() {
        let (spring, autumn) = (Term { year: 2026, half: Half::Spring }, autumn(2025));
        for text in [
            "2025-2026学年第二学期",
            "2025—2026学年度下学期",
            "2026年春季学期",
            "2026春",
            "2025~2026学年（2）",
            "2025-2026-2",
            "25-26学年下期",
            "2025学年第二学期",
        ] {
            assert_eq!(in_text(text), Some(spring), "{text}");
        }
        for text in ["2025-2026学年第一学期", "2025年秋", "2025－2026学年上学期五有达成情况", "2025-2026-1"]
        {
            assert_eq!(in_text(text), Some(autumn), "{text}");
        }
        for text in ["上学期", "2026年", "2025-2027学年上学期", "", "第二学期", "2026年第二学期"] {
            assert_eq!(in_text(text), None, "{text}: the year or the half is open");
        }
    }
}
