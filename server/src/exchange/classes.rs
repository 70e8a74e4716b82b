//! Which children an entry for whole classes is about.
//!
//! A phone knows a class by the name that it was last told. That may be one of the year before, one that the school has
//! changed since, one that came after the day of which the entry tells, or one that was taken back. So where the school
//! had no class of the name on that day, those are meant who were in it when it was next called so, as far as they were
//! at the school on the day. Where the school has taken over the writer's since, the name is read as it was called there.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, SchoolId};
use domain::register::Enrolment;
use domain::term::local_day;
use storage::{StorageError, Unit};

use super::rows;
use crate::core::acts;

/// Whom an entry for classes is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Members {
    /// These.
    Are(BTreeSet<ChildId>),
    /// These once; on the day nobody of them was at the school.
    Were(BTreeSet<ChildId>),
    /// The school never had such a class.
    Unknown,
}

/// The children of classes of a mentor's school. `on` is the day of which the entry tells, `written` when it was written.
pub async fn members(
    unit: &mut dyn Unit,
    (mentor, school): (AccountId, SchoolId),
    classes: &[String],
    on: NaiveDate,
    written: DateTime<Utc>,
) -> Result<Members, StorageError> {
    let mut schools = vec![school];
    let mut named_at = school;
    while let Some(came) = acts::came_from(unit, mentor, named_at).await? {
        if schools.contains(&came.closes) || (on >= came.from && written > came.at) {
            break;
        }
        named_at = came.closes;
        schools.push(named_at);
    }
    of_school(unit, named_at, &schools, classes, (on, local_day(written))).await
}

/// The children of classes that one school has named, as far as they were at one of some schools on the day.
async fn of_school(
    unit: &mut dyn Unit,
    named_at: SchoolId,
    schools: &[SchoolId],
    classes: &[String],
    (on, written): (NaiveDate, NaiveDate),
) -> Result<Members, StorageError> {
    let mut all = BTreeSet::new();
    for class in classes {
        let known = rows::readable(unit.enrolments().in_class(named_at, class).await?);
        let then = called_so(&known, on, written);
        if then.is_empty() {
            return Ok(Members::Unknown);
        }
        all.extend(then);
    }
    let mut members = BTreeSet::new();
    for school in schools {
        let here = rows::readable(unit.enrolments().at_school(*school, on).await?);
        members.extend(here.into_iter().map(|e| e.child).filter(|child| all.contains(child)));
    }
    Ok(if members.is_empty() { Members::Were(all) } else { Members::Are(members) })
}

/// Those who were in a class when it was called so: on the day, when the entry was written, last before the day, first
/// after it; or for a name that was taken back, those who were to be in it.
fn called_so(known: &[Enrolment], on: NaiveDate, written: NaiveDate) -> BTreeSet<ChildId> {
    let in_force = || known.iter().filter(|e| !e.period().is_empty());
    let before = in_force().filter(|e| e.from <= on).filter_map(|e| e.to).max();
    let after = in_force().map(|e| e.from).filter(|from| *from > on).min();
    for day in [Some(on), Some(written), before, after].into_iter().flatten() {
        let then: BTreeSet<ChildId> = in_force().filter(|e| e.period().on(day)).map(|e| e.child).collect();
        if !then.is_empty() {
            return then;
        }
    }
    let last = known.iter().map(|e| e.from).max();
    known.iter().filter(|e| Some(e.from) == last).map(|e| e.child).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::EnrolmentId;
    use domain::register::{Began, Ended, SchoolYear};
    use uuid::Uuid;

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default()
    }

    fn child(n: u128) -> ChildId {
        ChildId(Uuid::from_u128(n))
    }

    fn period(n: u128, from: NaiveDate, to: Option<NaiveDate>) -> Enrolment {
        Enrolment {
            id: EnrolmentId(Uuid::from_u128(n)),
            child: child(n),
            school: SchoolId(Uuid::nil()),
            year: SchoolYear(2026),
            class_name: "三年级2班".to_owned(),
            from,
            began: Began::Entered,
            to,
            ended: to.map(|_| Ended::ChangedClass),
        }
    }

    #[test]
    fn a_class_is_known_by_every_name_that_it_had() {
        let renamed = [period(1, day(9, 1), Some(day(9, 9))), period(2, day(9, 1), Some(day(9, 4)))];
        let begun = [period(3, day(9, 10), None)];
        let taken_back = [period(4, day(9, 10), Some(day(9, 9)))];
        for (known, on, written, members) in [
            (&renamed[..], day(9, 4), day(9, 18), &[1, 2][..]),
            (&renamed, day(9, 12), day(9, 12), &[1]),
            (&begun, day(9, 9), day(9, 18), &[3]),
            (&begun, day(9, 8), day(9, 9), &[3]),
            (&taken_back, day(9, 12), day(9, 12), &[4]),
            (&[], day(9, 12), day(9, 12), &[]),
        ] {
            let members: BTreeSet<ChildId> = members.iter().map(|n| child(*n)).collect();
            assert_eq!(called_so(known, on, written), members, "{on} {written}");
        }
    }
}
