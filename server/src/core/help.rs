//! Whose files a lost phone could hold.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use desk_api::help::HeldLine;
use domain::id::{ChildId, SchoolId};
use domain::register::erasure::shown;
use domain::register::{History, enrolment};
use domain::term::local_day;
use storage::{Device, StorageError, Unit};

use crate::exchange::rows;

/// The children who were its owner's on a day between the first sign-in on it and its end. It may have let go of some, at
/// its last contact; nobody can know what it did not say, so all are told. Those of schools of whom the asker knows nothing
/// are told as a number.
pub async fn held(
    unit: &mut dyn Unit,
    history: &History,
    device: &Device,
    today: NaiveDate,
    knows: impl Fn(SchoolId) -> bool + Send,
) -> Result<(Vec<HeldLine>, usize), StorageError> {
    let (first, last) = (local_day(device.added_at), device.revoked_at.map_or(today, local_day));
    let mut all: BTreeMap<ChildId, (NaiveDate, Option<NaiveDate>)> = BTreeMap::new();
    for pairing in rows::readable(unit.pairings().of_mentor(device.account).await?) {
        let until = pairing.to.filter(|to| *to < last);
        if pairing.from > last || pairing.to.is_some_and(|to| to < first || to < pairing.from) {
            continue;
        }
        let days = (pairing.from.max(first), until);
        let one = all.entry(pairing.child).or_insert(days);
        *one = (one.0.min(days.0), one.1.zip(days.1).map(|(one, other)| one.max(other)));
    }
    let all_told = all.len();
    let is_known = |child: &ChildId| match enrolment::place(history.enrolments_of(*child), today) {
        Some(place) => knows(place.school),
        None => history.enrolments_of(*child).any(|before| knows(before.school)),
    };
    let mut lines: Vec<HeldLine> = all
        .into_iter()
        .filter(|(child, _)| is_known(child))
        .map(|(child, (since, until))| {
            let place = enrolment::place(history.enrolments_of(child), today);
            let name = history.child(child).map(|child| shown(&child.name).to_owned()).unwrap_or_default();
            let class_name = place.map(|place| place.class_name.clone()).unwrap_or_default();
            HeldLine { child, name, class_name, since, until }
        })
        .collect();
    lines.sort_by(|one, other| {
        (one.until.is_some(), one.since, one.child).cmp(&(other.until.is_some(), other.since, other.child))
    });
    let elsewhere = all_told - lines.len();
    Ok((lines, elsewhere))
}
