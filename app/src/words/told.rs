//! What somebody is told of acts that affected them.

use chrono::{DateTime, Utc};
use domain::term::local_day;

use super::code::{tables, word};
use super::date;
use crate::w;

/// One act: when, what and by whom.
pub fn line(at: DateTime<Utc>, act: &str, by: &str) -> String {
    let by = if by.is_empty() { w!(me.operator) } else { by };
    w!(me.told_line, date = date::day(local_day(at)), what = word(tables::TOLD, act), by = by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::code::said;
    use domain::policy::Power;

    #[test]
    fn whatever_somebody_is_told_of_has_its_words() {
        for power in Power::TOLD {
            said(tables::TOLD, power.code());
        }
    }
}
