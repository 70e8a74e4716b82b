//! What leaves the house: the tables of a school, and what was written down of their leaving.

pub mod donations;
pub mod handover;
pub mod workbook;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use domain::guardianship::register_on;
use domain::id::{AccountId, ChildId, SchoolId};
use domain::import::draft::known::{Known, KnownMentor};
use domain::register::Ended;
use domain::register::{History, IdNumber, School};
use domain::report::handover::{OPEN_DAYS, leaving};
use domain::report::roster::{Judging, Line, lines};
use domain::report::{Out, OutKind, Table, Whose, class_summary, due_list, pairing_roster, roster};
use storage::{Account, StorageError, Unit};

use crate::core::access_log::{self, Onlooker};
use crate::core::{campaign, coverage};
use crate::exchange::rows::{self, unless_damaged};
use desk_api::Choice;
use desk_api::access_log::Look;
use desk_api::out::Nameable;

/// What stands before a table's title where people are made up.
pub const MADE_UP: &str = "【演示】";

/// Writes down that something is taken out, in the unit's transaction.
pub async fn take(unit: &mut dyn Unit, who: &Onlooker, out: &Out) -> Result<(), StorageError> {
    unit.outs().add(out).await?;
    let look = if out.numbers { Look::OutWithNumbers } else { Look::Out };
    access_log::append(unit, who, look, out.id.0, out.reason.code()).await
}

/// A table of a school as it is now; none for what is no table. `numbers` opens the identity numbers.
pub async fn table(
    unit: &mut dyn Unit,
    history: &History,
    school: &School,
    kind: OutKind,
    today: NaiveDate,
    numbers: bool,
) -> Result<Option<Table>, StorageError> {
    let table = match kind {
        OutKind::Due => {
            let children = coverage::children(unit, history, school.id, today).await?;
            return Ok(Some(due_list(&school.name, today, &children)));
        }
        OutKind::Donations => return Ok(Some(donations::of_school(unit, history, school, today).await?)),
        OutKind::ChildFile
        | OutKind::Visits
        | OutKind::PairingForm
        | OutKind::Receipts
        | OutKind::Handover
        | OutKind::TermPage
        | OutKind::Activities
        | OutKind::NotReached
        | OutKind::Haves
        | OutKind::Annual
        | OutKind::Unlisted => return Ok(None),
        OutKind::Roster => {
            let months = rows::rules(unit).await?.value.on(today).county_away_months;
            roster(&school.name, today, &children(unit, history, school, today, numbers).await?, months)
        }
        OutKind::Pairings => {
            pairing_roster(&school.name, today, &children(unit, history, school, today, numbers).await?)
        }
        OutKind::Classes => {
            let months = rows::rules(unit).await?.value.on(today).county_away_months;
            class_summary(&school.name, today, &children(unit, history, school, today, false).await?, months)
        }
    };
    Ok(Some(if numbers { table } else { table.unguarded() }))
}

/// A table of the county as it is now; none for what is a school's alone.
pub async fn county_table(
    unit: &mut dyn Unit,
    history: &History,
    kind: OutKind,
    today: NaiveDate,
) -> Result<Option<Table>, StorageError> {
    Ok(match kind {
        OutKind::Donations => Some(donations::of_county(unit, history, today).await?),
        _ => None,
    })
}

/// A school's children as its tables see them.
async fn children(
    unit: &mut dyn Unit,
    history: &History,
    school: &School,
    today: NaiveDate,
    numbers: bool,
) -> Result<Vec<Line>, StorageError> {
    let numbers = if numbers { opened(unit, &history.ever_at(school.id)).await? } else { BTreeMap::new() };
    let register = register_on(history, today);
    let known = Known::of(history, &register, (school.id, school.kind), today, &numbers, vec![]);
    let mentors = mentors(unit, school.id, &known).await?;
    let rules = rows::rules(unit).await?.value.on(today);
    Ok(lines(&known, &mentors, Judging { register: &register, rules: &rules }))
}

/// The children whose names stand on a form, as the school's tables see them.
pub async fn named(
    unit: &mut dyn Unit,
    history: &History,
    school: &School,
    today: NaiveDate,
    whose: &Whose,
) -> Result<Vec<Line>, StorageError> {
    let given = match whose {
        Whose::Campaign(id) => campaign::whole(&unit.donations().of_campaign(*id).await?.whole()?),
        _ => None,
    };
    // Who was given something is who was there that day.
    let day = given.as_ref().map_or(today, |given| given.on);
    let mut all = children(unit, history, school, day, false).await?;
    all.retain(|line| match whose {
        Whose::Class(name) => line.class_name == *name,
        Whose::Mentor(mentor) => line.mentor_id == Some(*mentor),
        Whose::Campaign(_) => given.as_ref().is_some_and(|given| given.children.contains(&line.child)),
    });
    for (number, line) in (1..).zip(&mut all) {
        line.number = number;
    }
    Ok(all)
}

/// Whose names a school can put on a form, and whom it can hand over to another county.
pub async fn nameable(
    unit: &mut dyn Unit,
    history: &History,
    school: &School,
    today: NaiveDate,
) -> Result<Nameable, StorageError> {
    let mut found = Nameable::default();
    let mut mentors = BTreeSet::new();
    for line in children(unit, history, school, today, false).await? {
        mentors.extend(line.mentor_id.map(|id| (line.mentor, id)));
        if !line.class_name.is_empty() && found.classes.last() != Some(&line.class_name) {
            found.classes.push(line.class_name);
        }
    }
    found.mentors = mentors.into_iter().map(|(name, id)| Choice { id, name }).collect();
    let oldest = today - TimeDelta::days(OPEN_DAYS);
    let goes = history.enrolments().filter(|e| e.school == school.id && e.ended == Some(Ended::LeftCounty));
    let gone: BTreeSet<ChildId> = goes.filter(|e| e.to >= Some(oldest)).map(|e| e.child).collect();
    let open = gone.into_iter().filter(|child| leaving(history.enrolments_of(*child), school.id, today).is_some());
    found.leaving = open.filter_map(|id| Some(Choice { id, name: history.child(id)?.name.clone() })).collect();
    found.leaving.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// The identity numbers of children.
async fn opened(unit: &mut dyn Unit, children: &[ChildId]) -> Result<BTreeMap<ChildId, IdNumber>, StorageError> {
    let known = unit.children().numbers(children).await?;
    Ok(known.into_iter().filter_map(|one| Some((one.child, one.number?))).collect())
}

/// All who have one of the children, those of other schools too.
async fn mentors(
    unit: &mut dyn Unit,
    school: SchoolId,
    known: &Known<'_>,
) -> Result<BTreeMap<AccountId, KnownMentor>, StorageError> {
    let one = |account: Account| (account.id, KnownMentor { id: account.id, name: account.name, phone: account.phone });
    let mut all: BTreeMap<AccountId, KnownMentor> =
        unit.accounts().of_school(school).await?.into_iter().map(one).collect();
    let paired = known.children.iter().filter_map(|child| child.pairing).map(|pairing| pairing.mentor);
    for mentor in paired {
        if !all.contains_key(&mentor) {
            all.extend(unit.accounts().get(mentor).await?.map(one));
        }
    }
    Ok(all)
}

/// The newest that were taken out of a school or of the county, each with the name of who took it.
pub async fn newest(
    unit: &mut dyn Unit,
    school: Option<SchoolId>,
    limit: u32,
) -> Result<Vec<(Out, String)>, StorageError> {
    let mut names: BTreeMap<AccountId, String> = BTreeMap::new();
    let mut all = vec![];
    for out in unit.outs().of(school, limit).await? {
        let name = match names.entry(out.by) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(place) => {
                let account = unit.accounts().get(out.by).await?;
                place.insert(account.map(|account| account.name).unwrap_or_default()).clone()
            }
        };
        all.push((out, name));
    }
    Ok(all)
}

/// A school in the register; none where it cannot be read.
pub async fn school(unit: &mut dyn Unit, id: SchoolId) -> Result<Option<School>, StorageError> {
    Ok(unless_damaged(unit.schools().get(id).await, id.0)?.flatten())
}
