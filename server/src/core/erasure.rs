//! The end of a child's file. When a file is closed, because its child has left or should never have been written, a
//! clock of the rules runs; then the county erases it. So it does when a guardian's request is granted.
//!
//! No timer erases anybody. What is gone cannot be had back, a day of leaving may have been written wrongly, and the
//! law asks the county to answer for it: so the page lists whose time has come, and a person of the centre accepts the
//! list. What the register counted stays countable: a child without a name, with its periods and what was done for it.

pub mod kept;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::guardianship::register_on;
use domain::id::{ChildId, ErasureId, SchoolId};
use domain::register::erasure::{Ground, due_on, is_shown};
use domain::register::{Cause, History, enrolment};
use storage::{By, Erasure, StorageError, Unit};
use uuid::Uuid;

use crate::exchange::rows;

/// A child whose file is closed, and whose days have run out or soon will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The child.
    pub child: ChildId,
    /// Its last school.
    pub school: SchoolId,
    /// Since when its file is closed.
    pub left_on: NaiveDate,
    /// The first day on which it may be erased.
    pub due_on: NaiveDate,
}

/// Since when a child's file is closed, if it is.
pub fn closed_on(history: &History, child: ChildId, today: NaiveDate) -> Option<NaiveDate> {
    enrolment::closed_on(history.enrolments_of(child), today)
}

/// The school that a child is at, or was at last; where every period was taken back, that of the last of them.
pub fn school(history: &History, child: ChildId, today: NaiveDate) -> Option<SchoolId> {
    let now = enrolment::place(history.enrolments_of(child), today);
    let last = || history.enrolments_of(child).max_by_key(|e| (!e.period().is_empty(), e.from, e.id));
    now.or_else(last).map(|e| e.school)
}

/// Whose days have run out or soon will, those first whose ran out first.
pub async fn due(unit: &mut dyn Unit, history: &History, today: NaiveDate) -> Result<Vec<Due>, StorageError> {
    let after = rows::rules(unit).await?.value.on(today).erase_after_days;
    let register = register_on(history, today);
    let closed = register.all_children().filter_map(|one| Some((one.child.id, one.closed_on?)));
    let mut all: BTreeMap<Uuid, Due> = closed
        .filter(|(_, left_on)| is_shown(due_on(*left_on, after), today))
        .filter_map(|(child, left_on)| {
            let school = school(history, child, today)?;
            Some((child.0, Due { child, school, left_on, due_on: due_on(left_on, after) }))
        })
        .collect();
    let ids: Vec<Uuid> = all.keys().copied().collect();
    for erased in unit.erasure().erased(&ids).await? {
        all.remove(&erased);
    }
    let mut all: Vec<Due> = all.into_values().collect();
    all.sort_by_key(|due| (due.due_on, due.child));
    Ok(all)
}

/// Erases children, and keeps that they were. What is kept names nobody.
pub async fn erase(
    unit: &mut dyn Unit,
    children: &[(ChildId, Option<NaiveDate>)],
    ground: Ground,
    by: By,
    mut fresh: impl FnMut() -> Uuid,
) -> Result<Vec<Erasure>, StorageError> {
    let seq = unit.commits().next(By { cause: Cause::Erasure, ..by }).await?;
    let ids: Vec<ChildId> = children.iter().map(|(child, _)| *child).collect();
    let weights = unit.erasure().children(seq, &ids).await?;
    let mut done = Vec::with_capacity(weights.len());
    for ((child, left_on), weight) in children.iter().zip(weights) {
        let id = ErasureId(fresh());
        let one = Erasure { id, child: *child, at: by.at, by: by.actor, ground, left_on: *left_on, weight };
        unit.erasure().record(&one).await?;
        done.push(one);
    }
    Ok(done)
}
