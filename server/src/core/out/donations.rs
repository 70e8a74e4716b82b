//! The ledger of what was given, of a school and of the county.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use domain::id::{ChildId, SchoolId};
use domain::log::Aid;
use domain::register::{History, School};
use domain::report::Table;
use domain::report::donations::{Line, ledger};
use domain::report::table::Cell;
use storage::{StorageError, Unit};

use crate::core::campaign::Places;
use crate::exchange::rows::readable;

/// From the first day of last year on, so that in January last year's sum can still be handed in.
pub fn first_day(today: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(today.year() - 1, 1, 1).unwrap_or(today)
}

/// What was given from a day to a day, by the school at which each child was on the day of the gift, as that school is
/// called today.
pub async fn lines(
    unit: &mut dyn Unit,
    history: &History,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<(SchoolId, Line)>, StorageError> {
    let schools = readable(unit.schools().all().await?);
    let given = readable(unit.donations().of_period(days.0, days.1).await?);
    let places = Places::of(history, &schools);
    let mut all = vec![];
    for gift in given {
        let mut here: BTreeMap<SchoolId, Vec<ChildId>> = BTreeMap::new();
        for child in &gift.children {
            if let Some(school) = places.school(*child, gift.on) {
                here.entry(school).or_default().push(*child);
            }
        }
        for school in &schools {
            let Some(children) = here.remove(&school.id) else { continue };
            let aid = Aid { campaign: None, ..gift.aid.clone() };
            all.push((school.id, Line { school: school.name.clone(), on: gift.on, aid, children }));
        }
    }
    Ok(all)
}

/// The ledger of a school.
pub async fn of_school(
    unit: &mut dyn Unit,
    history: &History,
    school: &School,
    today: NaiveDate,
) -> Result<Table, StorageError> {
    let all = lines(unit, history, (first_day(today), today)).await?;
    let own = all.into_iter().filter(|(at, _)| *at == school.id).map(|(_, line)| line).collect();
    let mut table = ledger(&school.name, today, false, own);
    name(&mut table, history);
    Ok(table)
}

/// The ledger of the county.
pub async fn of_county(unit: &mut dyn Unit, history: &History, today: NaiveDate) -> Result<Table, StorageError> {
    let all = lines(unit, history, (first_day(today), today)).await?;
    Ok(ledger("全县", today, true, all.into_iter().map(|(_, line)| line).collect()))
}

/// Puts the names of those whom a table counts to it.
fn name(table: &mut Table, history: &History) {
    let counted = table.rows.iter().flatten().filter_map(|cell| match cell {
        Cell::Count(children) => Some(children),
        _ => None,
    });
    let named = counted.flatten().filter_map(|child| Some((*child, history.child(*child)?.name.clone())));
    table.names = named.collect();
}
