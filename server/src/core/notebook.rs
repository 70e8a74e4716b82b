//! Pages of a mentor's notebook, copied at the desk. An entry goes the same way as one from the phone, so that it is
//! judged by the same rules and counts for the same; it only names who copied it. The phone gets it like any row of
//! the file, as its owner's entry, and may correct it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use desk_api::notebook::{MentorPage, PageChild};
use domain::guardianship::Register;
use domain::id::{AccountId, LogId, OpId, SchoolId};
use domain::log::Log;
use domain::register::school_year::in_class;
use domain::register::{School, successor};
use storage::{Account, By, StorageError, Unit};
use sync::{Op, RecordLog, Settlement};

use super::name_order::by_sound;
use super::pairing::is_mentor_at;
use crate::exchange::apply::{Context, apply};

/// A school's mentors by name, with the children who were paired with them on the register's day, at the school or at
/// one that has become part of it.
pub fn pages(register: &Register<'_>, schools: &[School], school: SchoolId, accounts: Vec<Account>) -> Vec<MentorPage> {
    let mut children: BTreeMap<AccountId, Vec<PageChild>> = BTreeMap::new();
    for child in register.enrolled() {
        let Some(enrolment) = child.enrolment.filter(|e| successor(schools, e.school) == school) else { continue };
        for pairing in &child.pairings {
            children.entry(pairing.mentor).or_default().push(PageChild {
                id: child.child.id,
                name: child.child.name.clone(),
                class_name: enrolment.class_name.clone(),
            });
        }
    }
    let mentors = accounts.into_iter().filter(|account| is_mentor_at(account, school));
    let mut pages: Vec<MentorPage> = mentors
        .map(|mentor| MentorPage {
            children: children.remove(&mentor.id).unwrap_or_default(),
            mentor: mentor.id,
            name: mentor.name,
        })
        .collect();
    pages.sort_by_cached_key(|page| (by_sound(&page.name), page.mentor));
    for page in &mut pages {
        page.children.sort_by_cached_key(|line| in_class(&line.class_name, &line.name, line.id));
    }
    pages
}

/// Enters what a mentor wrote down.
pub async fn enter(
    unit: &mut dyn Unit,
    mentor: &Account,
    new: RecordLog,
    op: OpId,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<Settlement, StorageError> {
    let op = Op { op_id: op, captured_at: now, change: new.into() };
    let mut context = Context::copied(unit, mentor, now, &op, by).await?;
    let settlement = apply(unit, &mut context, &op).await?;
    context.flush(unit).await?;
    Ok(settlement)
}

/// Whether an entry can be taken back where it was copied: nobody has written anything about it since.
pub fn can_undo(log: &Log, by: AccountId) -> bool {
    log.entered_by == Some(by) && log.revision == 1 && !log.withdrawn
}

/// Takes back an entry; `false` when it cannot be any more.
pub async fn take_back(unit: &mut dyn Unit, id: LogId, op: OpId, by: By) -> Result<bool, StorageError> {
    let Some(mut log) = unit.logs().get(id).await? else { return Ok(false) };
    if by.actor.is_none_or(|who| !can_undo(&log, who)) {
        return Ok(false);
    }
    log.withdrawn = true;
    log.revision += 1;
    let seq = unit.commits().next(by).await?;
    unit.logs().revise(seq, &log, op, by.at).await?;
    Ok(true)
}

/// Whether a mentor had a child on a day.
pub async fn had(
    unit: &mut dyn Unit,
    mentor: AccountId,
    child: domain::id::ChildId,
    day: NaiveDate,
) -> Result<bool, StorageError> {
    let own = crate::exchange::rows::readable(unit.pairings().of_mentor(mentor).await?);
    Ok(own.iter().any(|pairing| pairing.child == child && pairing.on(day)))
}
