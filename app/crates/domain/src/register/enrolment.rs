//! Where a child goes to school: a period in a class of a school, with why it began and ended.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::period::Period;
use super::school_year::SchoolYear;
use crate::code::coded;
use crate::id::{ChildId, EnrolmentId, SchoolId};

coded! {
    /// Why a period at a school began.
    Began {
        /// 新入: the child entered the register.
        Entered = "entered",
        /// 转入: from another school of the county.
        MovedHere = "moved_here",
        /// 升级: the school year changed.
        MovedUp = "moved_up",
        /// 调班: into another class, alone or when a class was split.
        ChangedClass = "changed_class",
        /// 并校: the school before became part of this one.
        Merged = "merged",
    }
}

coded! {
    /// Why a period at a school ended.
    Ended {
        /// 转出: to another school of the county.
        MovedOn = "moved_on",
        /// 升级: the school year changed.
        MovedUp = "moved_up",
        /// 调班: into another class.
        ChangedClass = "changed_class",
        /// 并校: the school became part of another.
        Merged = "merged",
        /// 毕业: finished the school's last year.
        Graduated = "graduated",
        /// 迁出: to another county.
        LeftCounty = "left_county",
        /// 不再留守: the parents are back for good.
        NotLeftBehind = "not_left_behind",
        /// 去世: the child has died.
        Died = "died",
        /// 登记有误: it should never have been written.
        Mistaken = "mistaken",
    }
}

impl Ended {
    /// Whether the child has left the register with it, unless another period begins. Whatever ended its last period,
    /// its file is closed ([`closed_on`]).
    pub fn is_exit(self) -> bool {
        matches!(self, Self::Graduated | Self::LeftCounty | Self::NotLeftBehind | Self::Died)
    }
}

/// A child in a class of a school, from–to, both days included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Of this period alone; it stays when the period ends.
    pub id: EnrolmentId,
    /// The child whose period it is.
    pub child: ChildId,
    /// The school that answers for the child in these days.
    pub school: SchoolId,
    /// The school year of the class.
    pub year: SchoolYear,
    /// Class as the school writes it, such as 三年级2班; empty when not known.
    pub class_name: String,
    /// First day in this class.
    pub from: NaiveDate,
    /// Why it began.
    pub began: Began,
    /// Last day; `None` while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Why it ended; `None` while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

impl Enrolment {
    /// Its days, from the first to the last.
    pub fn period(&self) -> Period {
        Period::new(self.from, self.to)
    }

    /// The same, ended on a last day.
    #[must_use]
    pub fn ending(&self, last: NaiveDate, ended: Ended) -> Self {
        Self { to: Some(last), ended: Some(ended), ..self.clone() }
    }
}

/// The enrolment in force on a day; of several, as when lists were entered late, the one that began last.
pub fn on<'a>(all: impl IntoIterator<Item = &'a Enrolment>, day: NaiveDate) -> Option<&'a Enrolment> {
    all.into_iter().filter(|e| e.period().on(day)).max_by_key(|e| (e.from, e.id))
}

/// Whose child it is on a day: the enrolment in force, or for one who has left the last that was.
pub fn place<'a>(all: impl IntoIterator<Item = &'a Enrolment>, day: NaiveDate) -> Option<&'a Enrolment> {
    let begun = all.into_iter().filter(|e| e.from <= day && !e.period().is_empty());
    begun.max_by_key(|e| (e.period().on(day), e.from, e.id))
}

/// The days, from one on, for which a child stays with a school without a break, whatever its class; none where it is
/// not the school's on that day.
pub fn stay(all: &[Enrolment], school: SchoolId, from: NaiveDate) -> Option<Period> {
    let mut last = on(all, from).filter(|e| e.school == school)?.to;
    while let Some(next) = last.and_then(|last| on(all, last.succ_opt()?)).filter(|e| e.school == school) {
        last = next.to;
    }
    Some(Period::new(from, last))
}

/// The day on which a child left the register: the last day of a last period that ended with an exit.
pub fn left_on<'a>(all: impl IntoIterator<Item = &'a Enrolment>) -> Option<NaiveDate> {
    let real = all.into_iter().filter(|e| !e.period().is_empty());
    let last = real.max_by_key(|e| (e.to.is_none(), e.to, e.from, e.id))?;
    last.ended.filter(|why| why.is_exit()).and(last.to)
}

/// Since when a child's file is closed, seen from a day: no period reaches that day or a later one. It is the last day
/// of all, whatever that ended for; where every period was taken back, the day on which the last of them was to begin.
pub fn closed_on<'a>(all: impl IntoIterator<Item = &'a Enrolment>, today: NaiveDate) -> Option<NaiveDate> {
    let (mut last, mut never): (Option<NaiveDate>, Option<NaiveDate>) = (None, None);
    for one in all {
        if one.period().is_empty() {
            never = never.max(Some(one.from));
        } else {
            last = last.max(Some(one.to.filter(|to| *to < today)?));
        }
    }
    last.or(never.map(|from| from.min(today)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default()
    }

    fn at(n: u128, from: NaiveDate, to: Option<(NaiveDate, Ended)>) -> Enrolment {
        Enrolment {
            id: EnrolmentId(Uuid::from_u128(n)),
            child: ChildId(Uuid::nil()),
            school: SchoolId(Uuid::from_u128(n)),
            year: SchoolYear::of(from),
            class_name: "一年级1班".to_owned(),
            from,
            began: Began::Entered,
            to: to.map(|(day, _)| day),
            ended: to.map(|(_, why)| why),
        }
    }

    #[test]
    fn a_move_leaves_the_past_where_it_was() {
        let all = [at(1, day(2, 1), Some((day(9, 5), Ended::MovedOn))), at(2, day(9, 6), None)];
        let school = |d| on(&all, d).map(|e| e.school.0.as_u128());
        assert_eq!([school(day(1, 1)), school(day(9, 5)), school(day(9, 6))], [None, Some(1), Some(2)]);
        assert_eq!(left_on(&all), None);
    }

    #[test]
    fn a_stay_goes_on_over_the_years_and_ends_where_another_school_begins() {
        let one = SchoolId(Uuid::from_u128(1));
        let next_year = Enrolment { school: one, ..at(2, day(9, 1), Some((day(9, 20), Ended::MovedOn))) };
        let all = [at(1, day(2, 1), Some((day(8, 31), Ended::MovedUp))), next_year, at(3, day(9, 21), None)];
        assert_eq!(stay(&all, one, day(6, 1)), Some(Period::new(day(6, 1), Some(day(9, 20)))));
        assert_eq!(stay(&all, SchoolId(Uuid::from_u128(3)), day(10, 1)), Some(Period::new(day(10, 1), None)));
        assert_eq!([day(1, 1), day(9, 21)].map(|on| stay(&all, one, on)), [None, None]);
    }

    #[test]
    fn an_exit_starts_the_clock_and_a_return_stops_it() {
        let mut all = vec![at(1, day(2, 1), Some((day(6, 30), Ended::LeftCounty)))];
        assert_eq!(left_on(&all), Some(day(6, 30)));
        all.push(at(2, day(9, 1), None));
        assert_eq!(left_on(&all), None, "back after a term");
        all.push(at(3, day(9, 20), Some((day(9, 19), Ended::Mistaken))));
        assert_eq!(left_on(&all), None, "what was taken back counts for nothing");
    }

    #[test]
    fn a_file_is_closed_by_whatever_ended_its_last_period() {
        for why in [Ended::Graduated, Ended::LeftCounty, Ended::NotLeftBehind, Ended::Died, Ended::Mistaken] {
            let all = [at(1, day(2, 1), Some((day(6, 30), why)))];
            let seen = [day(6, 30), day(7, 1)].map(|on| closed_on(&all, on));
            assert_eq!(seen, [None, Some(day(6, 30))], "{why}: not on its last day, and since");
        }
    }

    #[test]
    fn a_file_is_open_while_a_period_stands_or_is_to_come() {
        let moved = at(1, day(2, 1), Some((day(6, 30), Ended::MovedOn)));
        let there = [moved.clone(), at(2, day(9, 1), None)];
        assert_eq!([day(8, 1), day(9, 1)].map(|on| closed_on(&there, on)), [None, None], "at another school");
        assert_eq!(closed_on([&moved], day(8, 1)), Some(day(6, 30)), "it went, and came nowhere");
        let never = at(2, day(9, 1), Some((day(8, 31), Ended::Mistaken)));
        assert_eq!(closed_on(&[moved, never], day(9, 2)), Some(day(6, 30)), "what was taken back counts for nothing");
    }

    #[test]
    fn a_file_with_nothing_but_periods_that_were_taken_back_is_closed() {
        let taken_back = |n, from: NaiveDate| at(n, from, Some((from.pred_opt().unwrap_or(from), Ended::Mistaken)));
        let all = [taken_back(1, day(2, 1)), taken_back(2, day(9, 1))];
        assert_eq!(left_on(&all), None, "nobody left");
        assert_eq!(closed_on(&all, day(9, 20)), Some(day(9, 1)));
        assert_eq!(closed_on(&all, day(5, 1)), Some(day(5, 1)), "not later than today");
        assert_eq!(closed_on(std::iter::empty(), day(5, 1)), None);
    }
}
