//! The end of a child's file: when it is up for erasure, on what ground it goes, and how much goes with it.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::code::coded;

/// What stands for the name of a child who was erased, in tables and lists.
pub const ERASED: &str = "已删除";
/// How many days before its time a file is shown on the list.
pub const SHOWN_AHEAD_DAYS: u64 = 30;

coded! {
    /// Why a child is erased.
    Ground {
        /// 期满: the days of the rules since its file was closed have run out.
        Rule = "rule",
        /// 申请: a guardian asked for it, and it was granted.
        Request = "request",
    }
}

coded! {
    /// What a guardian asks of a child's file.
    RequestKind {
        /// 删除: that it be erased.
        Deletion = "deletion",
        /// 更正: that something in it be put right.
        Correction = "correction",
    }
}

/// How much goes with a child, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// Entries about it alone.
    pub entries: u32,
    /// Entries that stay, because they are about another child as well.
    pub shared: u32,
    /// Pictures.
    pub photos: u32,
    /// Answers to questions about it.
    pub answers: u32,
}

impl std::ops::Add for Weight {
    type Output = Self;
    fn add(self, more: Self) -> Self {
        Self {
            entries: self.entries + more.entries,
            shared: self.shared + more.shared,
            photos: self.photos + more.photos,
            answers: self.answers + more.answers,
        }
    }
}

/// The first day on which a child may be erased by the rules, whose file is closed since a day.
pub fn due_on(closed_on: NaiveDate, after_days: u32) -> NaiveDate {
    closed_on + Days::new(u64::from(after_days))
}

/// Whether a file that is due on a day is shown on the list.
pub fn is_shown(due_on: NaiveDate, today: NaiveDate) -> bool {
    due_on <= today + Days::new(SHOWN_AHEAD_DAYS)
}

/// A child's name as lists show it: that of one who was erased is blank.
pub fn shown(name: &str) -> &str {
    if name.is_empty() { ERASED } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_shown_a_month_before_its_time() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default();
        let due = due_on(day(1, 1), 200);
        assert_eq!(due, day(7, 20));
        assert!(!is_shown(due, day(6, 19)) && is_shown(due, day(6, 20)) && is_shown(due, day(9, 1)));
        assert_eq!([shown("王芳"), shown("")], ["王芳", "已删除"]);
    }
}
