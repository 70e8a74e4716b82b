//! Dates as schools write them: `2018/10/13`, `201902`, `2019.06`, `2021年4月`, `20190106`, `4年`, `半年以上`, `常年`.

use chrono::{Months, NaiveDate};

/// A date that was read, and how exactly it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessyDate {
    /// Given to the day.
    Day(NaiveDate),
    /// Given to the month; the day is the first.
    Month(NaiveDate),
}

impl MessyDate {
    /// The day, or the first of the month.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) | Self::Month(day) => day,
        }
    }
}

/// Reads a date in any of the notations that schools use; `None` when it is none of them.
pub fn parse(text: &str) -> Option<MessyDate> {
    let text = crate::register::phone::half_width(text.trim());
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    if text.chars().any(|c| !(c.is_ascii_digit() || "-/.年月日 :T".contains(c))) {
        return None;
    }
    let number = |s: &str| s.parse::<u32>().ok();
    let ymd = |y: &str, m: &str, d: &str| NaiveDate::from_ymd_opt(y.parse().ok()?, number(m)?, number(d)?);
    match parts.as_slice() {
        [y, m, d, ..] if y.len() == 4 => ymd(y, m, d).map(MessyDate::Day),
        [y, m] if y.len() == 4 => ymd(y, m, "1").map(MessyDate::Month),
        [one] if one.len() == 8 => ymd(&one[..4], &one[4..6], &one[6..]).map(MessyDate::Day),
        [one] if one.len() == 6 => ymd(&one[..4], &one[4..], "1").map(MessyDate::Month),
        _ => None,
    }
    .filter(|d| (1900..2100).contains(&chrono::Datelike::year(&d.day())))
}

/// Since when somebody has been away: a date, or a length of time before `as_of`.
pub fn parse_since(text: &str, as_of: NaiveDate) -> Option<NaiveDate> {
    let text = crate::register::phone::half_width(text.trim());
    let months = match text.as_str() {
        "半年以上" | "半年" => Some(6),
        "常年" | "长年" | "一年以上" | "1年以上" => Some(12),
        other => other
            .strip_suffix("年")
            .and_then(|n| n.parse::<u32>().ok())
            .filter(|n| *n < 60)
            .map(|n| n * 12)
            .or_else(|| other.strip_suffix("个月").and_then(|n| n.parse::<u32>().ok())),
    };
    match months {
        Some(months) => as_of.checked_sub_months(Months::new(months)),
        None => parse(&text).map(MessyDate::day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
    }

    #[test]
    fn every_notation_seen_in_school_files() {
        for text in ["2016年11月17日", "2016/11/17", "2016-11-17", "2016.11.17", "20161117", "2016-11-17 00:00:00"] {
            assert_eq!(parse(text), Some(MessyDate::Day(day(2016, 11, 17))), "{text}");
        }
        for text in ["201902", "2019.02", "2019.2", "2019年2月"] {
            assert_eq!(parse(text), Some(MessyDate::Month(day(2019, 2, 1))), "{text}");
        }
        for text in ["", "13", "2019.13", "二〇一九", "20191301", "约2019年"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn lengths_of_absence() {
        let today = day(2026, 9, 10);
        assert_eq!(parse_since("半年以上", today), Some(day(2026, 3, 10)));
        assert_eq!(parse_since("4年", today), Some(day(2022, 9, 10)));
        assert_eq!(parse_since("2021年4月", today), Some(day(2021, 4, 1)));
        assert_eq!(parse_since("2022.11", today), Some(day(2022, 11, 1)));
        assert_eq!(parse_since("不详", today), None);
    }
}
