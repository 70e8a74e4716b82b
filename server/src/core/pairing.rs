//! A child is paired with a mentor.
//!
//! Nothing here touches what anybody recorded. Phones learn of it from their scope at the next
//! exchange, after they have handed in their work.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use desk_api::Choice;
use desk_api::pairing::{Matched, PairingTrouble, ToPair, Unfit, UnfitWhy};
use domain::guardianship::{ChildAsOf, as_of};
use domain::id::{AccountId, ChildId, HouseholdId, PairingId, SchoolId};
use domain::policy::Role;
use domain::register::proposal::{Available, Placed, propose, village_of};
use domain::register::{History, Pairing, PairingEnded, PairingRole, Written};
use storage::{Account, By, StorageError, Unit};
use uuid::Uuid;

use crate::exchange::rows::{self, readable};

/// Whether an account can have children of a school.
pub fn is_mentor_at(account: &Account, school: SchoolId) -> bool {
    !account.disabled && account.grants.iter().any(|g| g.role == Role::Mentor && g.school == Some(school))
}

/// The versions that end every pairing of some that is in force on a day or begins after it.
/// `first_free` is the first day without them.
pub(super) fn end_all(pairings: &[Pairing], first_free: NaiveDate, why: PairingEnded) -> Vec<Written> {
    let Some(last) = first_free.pred_opt() else { return vec![] };
    let open = pairings.iter().filter(|p| p.to.is_none_or(|to| to > last));
    open.map(|pairing| Written::Pairing(pairing.ending(last, why))).collect()
}

/// Whether a pairing is in force on a day or will be later.
fn from_now(pairing: &Pairing, day: NaiveDate) -> bool {
    !pairing.period().is_empty() && pairing.to.is_none_or(|to| to >= day)
}

/// What is known of a school's pairings on a day.
pub struct Standing {
    /// How many children a mentor is given at most.
    pub limit: u32,
    /// What is wrong.
    pub troubles: Vec<PairingTrouble>,
    /// Who has no mentor, with a proposal.
    pub children: Vec<ToPair>,
    /// Who has room.
    pub mentors: Vec<Choice<AccountId>>,
}

/// What of a child decides who could be its mentor.
fn placed(child: &ChildAsOf<'_>, villages: &BTreeMap<HouseholdId, Option<String>>) -> Placed {
    Placed {
        child: child.child.id,
        household: child.child.household,
        class_name: child.enrolment.map(|e| e.class_name.clone()).unwrap_or_default(),
        village: villages.get(&child.child.household).cloned().flatten(),
    }
}

/// What is wrong with the pairings of one child; `names` are those of the school's mentors.
async fn troubles_of(
    unit: &mut dyn Unit,
    child: &ChildAsOf<'_>,
    names: &BTreeMap<AccountId, String>,
) -> Result<Vec<PairingTrouble>, StorageError> {
    let one = || Choice { id: child.child.id, name: child.child.name.clone() };
    let (mut mentors, mut found) = (vec![], vec![]);
    for pairing in child.pairings.iter().filter(|p| p.role == PairingRole::Primary) {
        match names.get(&pairing.mentor) {
            Some(name) => mentors.push(name.clone()),
            None => {
                let name = unit.accounts().get(pairing.mentor).await?.map(|a| a.name).unwrap_or_default();
                found.push(PairingTrouble::MentorGone { child: one(), mentor: name.clone() });
                mentors.push(name);
            }
        }
    }
    if mentors.len() > 1 {
        found.push(PairingTrouble::Double { child: one(), mentors });
    }
    Ok(found)
}

/// A school's pairings: what is wrong with them, and who could take the children without a mentor.
pub async fn standing(
    unit: &mut dyn Unit,
    history: &History,
    school: SchoolId,
    today: NaiveDate,
) -> Result<Standing, StorageError> {
    let limit = rows::rules(unit).await?.value.on(today).children_per_mentor_max;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let colleagues = unit.accounts().of_school(school).await?.into_iter().filter(|a| is_mentor_at(a, school));
    let names: BTreeMap<AccountId, String> = colleagues.map(|a| (a.id, a.name)).collect();
    let register = as_of(history, today, DateTime::<Utc>::MAX_UTC);
    let villages = history.households().map(|h| (h.id, village_of(&h.address))).collect();
    let mut has: BTreeMap<AccountId, BTreeMap<ChildId, &ChildAsOf<'_>>> = BTreeMap::new();
    let mut promised = BTreeSet::new();
    for pairing in history.pairings().filter(|p| from_now(p, today)) {
        promised.insert(pairing.child);
        if let Some(child) = register.child(pairing.child).filter(|_| names.contains_key(&pairing.mentor)) {
            has.entry(pairing.mentor).or_default().insert(pairing.child, child);
        }
    }
    let (mut troubles, mut waiting) = (vec![], vec![]);
    for child in register.enrolled().filter(|c| c.enrolment.is_some_and(|e| e.school == school)) {
        troubles.extend(troubles_of(unit, child, &names).await?);
        if !promised.contains(&child.child.id) {
            waiting.push(child);
        }
    }
    for (mentor, children) in has.iter().filter(|(_, children)| children.len() > most) {
        let children = children.values().map(|c| c.child.name.clone()).collect();
        troubles.push(PairingTrouble::OverLimit { mentor: names.get(mentor).cloned().unwrap_or_default(), children });
    }
    let available = names.keys().map(|mentor| {
        let children = has.get(mentor).into_iter().flat_map(BTreeMap::values);
        Available { mentor: *mentor, has: children.map(|child| placed(child, &villages)).collect() }
    });
    let available: Vec<Available> = available.collect();
    let wanting: Vec<Placed> = waiting.iter().map(|child| placed(child, &villages)).collect();
    let proposed = propose(&wanting, &available, most);
    let line = |(child, place): (&&ChildAsOf<'_>, &Placed)| ToPair {
        id: place.child,
        name: child.child.name.clone(),
        class_name: place.class_name.clone(),
        suggested: proposed.get(&place.child).copied().flatten(),
    };
    let mut children: Vec<ToPair> = waiting.iter().zip(&wanting).map(line).collect();
    children.sort_by(|a, b| (&a.class_name, &a.name, a.id).cmp(&(&b.class_name, &b.name, b.id)));
    let roomy: BTreeSet<AccountId> = available.iter().filter(|a| a.has.len() < most).map(|a| a.mentor).collect();
    let mut mentors: Vec<Choice<AccountId>> =
        names.into_iter().filter(|(id, _)| roomy.contains(id)).map(|(id, name)| Choice { id, name }).collect();
    mentors.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(Standing { limit, troubles, children, mentors })
}

/// Why a pair does not fit the register as it is now; `given` are the children that each mentor has or is given.
async fn unfit(
    unit: &mut dyn Unit,
    school: SchoolId,
    from: NaiveDate,
    pair: Matched,
    given: &mut BTreeMap<AccountId, BTreeSet<ChildId>>,
    limit: usize,
) -> Result<Option<UnfitWhy>, StorageError> {
    let place = unit.enrolments().place(pair.child, from).await?;
    if place.is_none_or(|place| place.school != school) {
        return Ok(Some(UnfitWhy::ChildGone));
    }
    if unit.pairings().of_child(pair.child).await?.iter().any(|p| from_now(p, from)) {
        return Ok(Some(UnfitWhy::Paired));
    }
    let children = match given.entry(pair.mentor) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(unknown) => {
            if !unit.accounts().get(pair.mentor).await?.is_some_and(|a| is_mentor_at(&a, school)) {
                return Ok(Some(UnfitWhy::MentorGone));
            }
            let has = readable(unit.pairings().of_mentor(pair.mentor).await?);
            unknown.insert(has.iter().filter(|p| from_now(p, from)).map(|p| p.child).collect())
        }
    };
    children.insert(pair.child);
    Ok((children.len() > limit).then_some(UnfitWhy::OverLimit))
}

/// Pairs children of a school from a day on, all or none; what does not fit is answered, and then nothing is done.
pub async fn accept(
    unit: &mut dyn Unit,
    school: SchoolId,
    from: NaiveDate,
    pairs: &[Matched],
    by: By,
    fresh: impl Fn() -> Uuid,
) -> Result<Vec<Unfit>, StorageError> {
    let limit = rows::rules(unit).await?.value.on(from).children_per_mentor_max;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut found, mut written, mut seen) = (vec![], vec![], BTreeSet::new());
    let mut given = BTreeMap::new();
    for pair in pairs {
        let why = if seen.insert(pair.child) {
            unfit(unit, school, from, *pair, &mut given, limit).await?
        } else {
            Some(UnfitWhy::Paired)
        };
        match why {
            Some(why) => found.push(Unfit { child: pair.child, why }),
            None => written.push(Written::Pairing(begun(PairingId(fresh()), pair.child, pair.mentor, from))),
        }
    }
    if found.is_empty() && !written.is_empty() {
        let seq = unit.commits().next(by).await?;
        unit.register().write(seq, &written).await?;
    }
    Ok(found)
}

/// A pairing with the mentor responsible, from a day on.
fn begun(id: PairingId, child: ChildId, mentor: AccountId, from: NaiveDate) -> Pairing {
    Pairing { id, child, mentor, role: PairingRole::Primary, from, to: None, ended: None }
}

/// Gives a child to a mentor from a day on; whoever had the child has it up to the day before.
pub async fn pair(
    unit: &mut dyn Unit,
    child: ChildId,
    mentor: AccountId,
    from: NaiveDate,
    id: PairingId,
    by: By,
) -> Result<(), StorageError> {
    let before = unit.pairings().of_child(child).await?;
    if before.iter().any(|p| p.mentor == mentor && p.on(from) && p.to.is_none()) {
        return Ok(());
    }
    let mut written = end_all(&before, from, PairingEnded::Handed);
    written.push(Written::Pairing(begun(id, child, mentor, from)));
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &written).await
}
