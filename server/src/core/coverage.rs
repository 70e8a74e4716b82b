//! Which children have been seen, and for which something is due: the same rules and the same credits
//! for a school's list and the county's counts as for the phone.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::{ChildAsOf, FactKind, FactValue, Register, as_of, parents_to_call};
use domain::id::{AccountId, ChildId, SchoolId};
use domain::register::{History, pairing};
use domain::report::{ChildLine, SchoolLine};
use domain::rules::RuleSet;
use domain::term::due::{Due, LastDays, Situation, contact_by, due, is_unseen, is_visited};
use storage::{StorageError, Unit};

use crate::exchange::rows::{self, readable};

/// Everything that is known, whenever it was learnt.
const KNOWN: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;

/// What is due, and what was done, for the children of a day.
struct Seen<'a> {
    register: Register<'a>,
    days: BTreeMap<ChildId, LastDays>,
    rules: RuleSet,
    today: NaiveDate,
}

impl<'a> Seen<'a> {
    async fn read(
        unit: &mut dyn Unit,
        history: &'a History,
        school: Option<SchoolId>,
        today: NaiveDate,
    ) -> Result<Self, StorageError> {
        let rules = rows::rules(unit).await?.value.on(today);
        // The longest of the database's work, and of ours: ours is done while the database does its own.
        let credits = unit.credits();
        let (days, register) = tokio::join!(credits.last_days(school, today), async { as_of(history, today, KNOWN) });
        Ok(Self { register, days: readable(days?).into_iter().collect(), rules, today })
    }

    fn done(&self, child: ChildId) -> LastDays {
        self.days.get(&child).copied().unwrap_or_default()
    }

    /// What decides a child's duties besides the rules and what was done.
    fn situation(&self, child: &ChildAsOf<'_>) -> Situation {
        let value = |kind| self.register.fact(child.child, kind).map(|fact| &fact.value);
        let quality = match value(FactKind::Carer) {
            Some(FactValue::Carer { quality, .. }) => *quality,
            _ => None,
        };
        Situation {
            since: pairing::since(child.child, child.pairings.iter().copied(), self.today),
            quality,
            pauses: child.pauses.clone(),
            parents_to_call: parents_to_call(value(FactKind::Parents), child.relations.iter().copied()),
        }
    }

    fn due(&self, child: &ChildAsOf<'_>) -> Vec<Due> {
        due(&self.rules, &self.done(child.child.id), &self.situation(child), self.today)
    }

    fn contact_by(&self, child: &ChildAsOf<'_>) -> Option<NaiveDate> {
        contact_by(&self.rules, &self.done(child.child.id), &self.situation(child), self.today)
    }
}

/// The county's schools with counts of children, in the order of the register.
pub async fn schools(
    unit: &mut dyn Unit,
    history: &History,
    today: NaiveDate,
) -> Result<Vec<SchoolLine>, StorageError> {
    let seen = Seen::read(unit, history, None, today).await?;
    let schools = readable(unit.schools().all().await?);
    let line = |s: domain::register::School| SchoolLine {
        id: s.id,
        name: s.name,
        town: s.town,
        children: 0,
        unpaired: 0,
        seen: 0,
        visited: 0,
    };
    let mut lines: Vec<SchoolLine> = schools.into_iter().map(line).collect();
    let places: BTreeMap<SchoolId, usize> = lines.iter().enumerate().map(|(at, line)| (line.id, at)).collect();
    for child in seen.register.enrolled() {
        let place = child.enrolment.and_then(|e| places.get(&e.school));
        let Some(line) = place.and_then(|at| lines.get_mut(*at)) else { continue };
        line.children += 1;
        line.unpaired += u64::from(child.pairings.is_empty());
        line.seen += u64::from(!is_unseen(seen.contact_by(child), today));
        line.visited += u64::from(is_visited(&seen.done(child.child.id), today));
    }
    Ok(lines)
}

/// A school's children on a day, by class and name.
pub async fn children(
    unit: &mut dyn Unit,
    history: &History,
    school: SchoolId,
    today: NaiveDate,
) -> Result<Vec<ChildLine>, StorageError> {
    let seen = Seen::read(unit, history, Some(school), today).await?;
    let mut names: BTreeMap<AccountId, String> =
        unit.accounts().of_school(school).await?.into_iter().map(|a| (a.id, a.name)).collect();
    let mut lines = Vec::new();
    for child in seen.register.enrolled() {
        let Some(enrolment) = child.enrolment.filter(|e| e.school == school) else { continue };
        let mentor = match child.pairings.first().map(|pairing| pairing.mentor) {
            None => None,
            Some(mentor) => match names.get(&mentor) {
                Some(name) => Some(name.clone()),
                None => {
                    let name = unit.accounts().get(mentor).await?.map(|a| a.name).unwrap_or_default();
                    names.insert(mentor, name.clone());
                    Some(name)
                }
            },
        };
        let done = seen.done(child.child.id);
        lines.push(ChildLine {
            id: child.child.id,
            name: child.child.name.clone(),
            class_name: enrolment.class_name.clone(),
            mentor,
            last_visit: done.home_visit,
            last_contact: done.contact,
            contact_by: seen.contact_by(child),
            due: seen.due(child),
            carer: seen.register.fact(child.child, FactKind::Carer).map(|fact| fact.value.clone()),
        });
    }
    lines.sort_by(|a, b| (&a.class_name, &a.name, a.id).cmp(&(&b.class_name, &b.name, b.id)));
    Ok(lines)
}
