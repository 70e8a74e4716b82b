//! Days and instants as they are said.

use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _, Utc, Weekday};
use domain::term::local;

use crate::i18n::Locale;
use crate::lang::lang;

/// A day: 9月18日, 18 Sep.
pub fn day(day: NaiveDate) -> String {
    match lang() {
        Locale::zh_CN => format!("{}月{}日", day.month(), day.day()),
        Locale::en => format!("{} {}", day.day(), MONTHS[day.month0() as usize % 12]),
    }
}

/// A day with its year: 2026年9月18日, 18 Sep 2026.
pub fn long_day(date: NaiveDate) -> String {
    match lang() {
        Locale::zh_CN => format!("{}年{}", date.year(), day(date)),
        Locale::en => format!("{} {}", day(date), date.year()),
    }
}

/// A day with its weekday.
pub fn day_and_weekday(date: NaiveDate) -> String {
    let at = date.weekday().num_days_from_monday() as usize % 7;
    match lang() {
        Locale::zh_CN => format!("{} 周{}", day(date), ["一", "二", "三", "四", "五", "六", "日"][at]),
        Locale::en => format!("{} {}", weekday_en(date.weekday()), day(date)),
    }
}

fn weekday_en(weekday: Weekday) -> &'static str {
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday.num_days_from_monday() as usize % 7]
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A month, from 1: 9月, Sep.
pub fn month(month: u32) -> String {
    match lang() {
        Locale::zh_CN => format!("{month}月"),
        Locale::en => MONTHS[(month as usize + 11) % 12].to_owned(),
    }
}

/// A month of a year: 2026年9月, Sep 2026.
pub fn month_of_year(year: i32, of: u32) -> String {
    match lang() {
        Locale::zh_CN => format!("{year}年{}", month(of)),
        Locale::en => format!("{} {year}", month(of)),
    }
}

/// A day of a month: 18日, 18.
pub fn day_of_month(day: u32) -> String {
    match lang() {
        Locale::zh_CN => format!("{day}日"),
        Locale::en => day.to_string(),
    }
}

/// A short day for lists: 9/18, with the year where it is another one.
pub fn short_day(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() {
        format!("{}/{}", day.month(), day.day())
    } else {
        format!("{}/{}/{}", day.year(), day.month(), day.day())
    }
}

/// An instant: the time today, else day and time.
pub fn instant(at: DateTime<Utc>, today: NaiveDate) -> String {
    let at = local(at);
    let time = format!("{:02}:{:02}", at.hour(), at.minute());
    if at.date_naive() == today { time } else { format!("{} {time}", day(at.date_naive())) }
}
