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
        [one] if one.len() == 8 => ymd(one.get(..4)?, one.get(4..6)?, one.get(6..)?).map(MessyDate::Day),
        [one] if one.len() == 6 => ymd(one.get(..4)?, one.get(4..)?, "1").map(MessyDate::Month),
        _ => None,
    }
    .filter(|d| (1900..2100).contains(&chrono::Datelike::year(&d.day())))
}

/// Since when somebody has been away: a date, or a length of time before `as_of`.
pub fn parse_since(text: &str, as_of: NaiveDate) -> Option<NaiveDate> {
    let text: String = crate::register::phone::half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let begun = ["至今", "以来", "开始", "外出", "起", "到现在"]
        .iter()
        .fold(text.as_str(), |text, end| text.trim_end_matches(end));
    if let Some(months) = months(begun) {
        return as_of.checked_sub_months(Months::new(months));
    }
    let year = begun.strip_suffix('年').unwrap_or(begun);
    if year.len() == 4 {
        let first = year.parse().ok().and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
        return first.filter(|day| (1950..2100).contains(&chrono::Datelike::year(day)));
    }
    parse(begun).map(MessyDate::day)
}

/// A length of time in months: `4年`, `两年多`, `8个月`, `半年以上`, `常年`.
fn months(text: &str) -> Option<u32> {
    let bare = ["以上", "左右", "多", "余"].iter().fold(text, |text, end| text.trim_end_matches(end));
    let bare = ["约", "近", "大约", "已"].iter().fold(bare, |text, begin| text.trim_start_matches(begin));
    if matches!(bare, "常年" | "长年" | "长期") {
        return Some(12);
    }
    let number = |text: &str| text.parse::<u32>().ok().or_else(|| in_han(text));
    let (unit, count) =
        ["个月", "月", "年"].iter().find_map(|unit| bare.strip_suffix(unit).map(|count| (*unit, count)))?;
    match (unit, count) {
        ("年", "半") => Some(6),
        ("年", count) => number(count).filter(|n| *n < 60).map(|n| n * 12),
        (_, count) => number(count).filter(|n| *n < 240 && text.contains("个月")),
    }
}

/// 一 to 十, and 两.
fn in_han(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let at = "一二三四五六七八九十".chars().position(|c| c == if first == '两' { '二' } else { first })?;
    chars.next().is_none().then(|| u32::try_from(at + 1).ok()).flatten()
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
        for (text, since) in [
            ("两年多", day(2024, 9, 10)),
            ("近3年", day(2023, 9, 10)),
            ("8个月", day(2026, 1, 10)),
            ("三个月以上", day(2026, 6, 10)),
            ("2020年", day(2020, 1, 1)),
            ("2020.3至今", day(2020, 3, 1)),
            ("2021年9月起", day(2021, 9, 1)),
            ("常年外出", day(2025, 9, 10)),
        ] {
            assert_eq!(parse_since(text, today), Some(since), "{text}");
        }
        assert_eq!(parse_since("不详", today), None);
        assert_eq!(parse_since("9月", today), None);
    }
}
