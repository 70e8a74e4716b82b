//! Who is a left-behind child. Three definitions are in force at once, so each flag is derived from raw facts.

use chrono::{Months, NaiveDate};

use crate::code::coded;
use crate::guardianship::ParentWhere;
use crate::term::age_on;

coded! {
    /// The national pupil registry's codes.
    RegistryFlag {
        /// 0 非留守: no parent away
        No = "0",
        /// 1 单亲留守: one parent away
        OneParent = "1",
        /// 2 双亲留守: both parents away
        BothParents = "2",
    }
}

/// Months a parent must have been away for the pupil registry.
pub const REGISTRY_MONTHS: u32 = 3;
/// Age in years below which the civil affairs definition applies.
pub const CIVIL_AFFAIRS_AGE: u32 = 16;

fn away_for(parent: &ParentWhere, months: u32, as_of: NaiveDate) -> bool {
    // Where nobody wrote down since when, a school's "away" is taken at its word.
    parent.is_away()
        && parent.since.is_none_or(|since| since.checked_add_months(Months::new(months)).is_some_and(|d| d <= as_of))
}

/// The pupil registry's flag on a day.
pub fn registry_flag(father: &ParentWhere, mother: &ParentWhere, as_of: NaiveDate) -> RegistryFlag {
    match [father, mother].into_iter().filter(|p| away_for(p, REGISTRY_MONTHS, as_of)).count() {
        0 => RegistryFlag::No,
        1 => RegistryFlag::OneParent,
        _ => RegistryFlag::BothParents,
    }
}

/// Whether the child is left behind by the civil affairs definition: under 16, and both parents away
/// or one away and the other incapable.
pub fn civil_affairs_flag(
    father: &ParentWhere,
    mother: &ParentWhere,
    other_incapable: bool,
    birth: NaiveDate,
    as_of: NaiveDate,
) -> bool {
    let away = [father, mother].into_iter().filter(|p| p.is_away()).count();
    age_on(birth, as_of) < CIVIL_AFFAIRS_AGE && (away == 2 || (away == 1 && other_incapable))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardianship::Away;

    fn parent(away: Away, since: Option<(i32, u32, u32)>) -> ParentWhere {
        ParentWhere { away, place: String::new(), since: since.and_then(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d)) }
    }

    #[test]
    fn three_months_make_the_registry_flag() {
        let today = NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default();
        let long = parent(Away::OutOfProvince, Some((2026, 6, 18)));
        let short = parent(Away::OutOfProvince, Some((2026, 6, 19)));
        let home = parent(Away::Home, None);
        assert_eq!(registry_flag(&long, &long, today), RegistryFlag::BothParents);
        assert_eq!(registry_flag(&long, &short, today), RegistryFlag::OneParent);
        assert_eq!(registry_flag(&home, &short, today), RegistryFlag::No);
    }

    #[test]
    fn the_two_definitions_disagree_on_one_parent_away() {
        let today = NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default();
        let birth = NaiveDate::from_ymd_opt(2016, 1, 1).unwrap_or_default();
        let (away, home) = (parent(Away::Abroad, Some((2020, 1, 1))), parent(Away::Home, None));
        assert_eq!(registry_flag(&away, &home, today), RegistryFlag::OneParent);
        assert!(!civil_affairs_flag(&away, &home, false, birth, today));
        assert!(civil_affairs_flag(&away, &home, true, birth, today));
        let grown = NaiveDate::from_ymd_opt(2010, 9, 18).unwrap_or_default();
        assert!(!civil_affairs_flag(&away, &away, false, grown, today));
    }
}
