//! What the next school needs of a child that goes to another county.

use chrono::NaiveDate;
use domain::guardianship::{FactKind, Status, Verdict, alarms};
use domain::register::{Enrolment, IdNumber};
use domain::report::handover::{Handover, Mentored, Stage, done, to_follow};
use storage::{StorageError, Unit};

use super::{opened, school};
use crate::core::child_file::File;

/// Of which day it is, which was the child's last, and for which the definitions were judged.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    /// Today.
    pub as_of: NaiveDate,
    /// The child's last day.
    pub last: NaiveDate,
    /// The last day on which it was at the school, up to today.
    pub judged_on: NaiveDate,
}

impl Days {
    /// The days of a child whose last is known.
    pub fn of(last: NaiveDate, as_of: NaiveDate) -> Self {
        Self { as_of, last, judged_on: last.min(as_of) }
    }
}

/// The classes in which a child was, oldest first.
async fn stages(unit: &mut dyn Unit, file: &File) -> Result<Vec<Stage>, StorageError> {
    let mut periods: Vec<&Enrolment> = file.enrolments().iter().filter(|e| !e.period().is_empty()).collect();
    periods.sort_unstable_by_key(|e| (e.from, e.id));
    let mut all = vec![];
    for period in periods {
        let name = school(unit, period.school).await?.map(|school| school.name).unwrap_or_default();
        all.push(Stage { school: name, class_name: period.class_name.clone(), from: period.from, to: period.to });
    }
    Ok(all)
}

/// The mentors of a child, oldest first.
async fn mentors(unit: &mut dyn Unit, file: &File, numbers: bool) -> Result<Vec<Mentored>, StorageError> {
    let mut all = vec![];
    for pairing in file.pairings.iter().filter(|pairing| !pairing.period().is_empty()) {
        let (name, phone) = unit.accounts().get(pairing.mentor).await?.map(|a| (a.name, a.phone)).unwrap_or_default();
        all.push(Mentored { name, phone: phone.filter(|_| numbers), from: pairing.from, to: pairing.to });
    }
    all.sort_by_key(|one| one.from);
    Ok(all)
}

/// The sheet. `numbers` opens the identity number and the phone numbers.
pub async fn handover(
    unit: &mut dyn Unit,
    file: &File,
    verdicts: Vec<Verdict>,
    days: Days,
    numbers: bool,
) -> Result<Handover, StorageError> {
    let place = file.place_on(days.judged_on).ok_or(StorageError::Inconsistent("enrolment"))?;
    let id_number = if numbers { opened(unit, &[file.child.id]).await?.remove(&file.child.id) } else { None };
    let lines = file.fact_lines();
    let mut adults = file.adult_lines();
    adults.retain(|adult| adult.may_be_told);
    if !numbers {
        for adult in &mut adults {
            adult.phone = None;
        }
    }
    let holds = |status: &&Status| status.period().on(days.judged_on);
    Ok(Handover {
        as_of: days.as_of,
        last: days.last,
        id_number: id_number.as_ref().map(IdNumber::as_str).unwrap_or_default().to_owned(),
        school: school(unit, place.school).await?.map(|school| school.name).unwrap_or_default(),
        class_name: place.class_name.clone(),
        address: file.address.clone(),
        alarms: alarms(lines.iter().map(|line| &line.value), file.child.birth, days.judged_on),
        facts: lines.into_iter().filter(|l| matches!(l.value.kind(), FactKind::Carer | FactKind::Parents)).collect(),
        adults,
        judged_on: days.judged_on,
        verdicts,
        statuses: file.statuses.iter().filter(holds).cloned().collect(),
        to_follow: to_follow(&file.logs),
        stages: stages(unit, file).await?,
        mentors: mentors(unit, file, numbers).await?,
        done: done(&file.logs),
        child: file.child.clone(),
    })
}
