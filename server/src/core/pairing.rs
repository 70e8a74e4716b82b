//! A school's pairings: what is wrong with them, who is proposed, and that whole lists are accepted.
//!
//! Nothing here touches what anybody recorded. Phones learn of it from their scope at the next
//! exchange, after they have handed in their work.

pub mod handing;
pub mod proposals;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use desk_api::Choice;
use desk_api::pairing::{Chooseable, Matched, PairingTrouble, ToPair, Unfit, UnfitWhy};
use domain::guardianship::{ChildAsOf, Register, register_on};
use domain::id::{AccountId, ChildId, HouseholdId, PairingId, SchoolId};
use domain::policy::Role;
use domain::register::household::village_of;
use domain::register::proposal::{Available, Placed, propose};
use domain::register::school_year::in_class;
use domain::register::{History, Pairing, PairingEnded, PairingRole, Written, enrolment};
use storage::{Account, By, StorageError, Unit};
use uuid::Uuid;

use crate::core::name_order::by_sound;
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

/// What is known of a school's pairings on a day.
pub struct Standing {
    /// How many children a mentor is given at most.
    pub limit: u32,
    /// What is wrong.
    pub troubles: Vec<PairingTrouble>,
    /// Who has no mentor, with a proposal.
    pub children: Vec<ToPair>,
    /// Who has room.
    pub mentors: Vec<Chooseable>,
}

/// A school's mentors, with the children that each has or will have.
struct Mentors<'a> {
    names: BTreeMap<AccountId, String>,
    has: BTreeMap<AccountId, BTreeMap<ChildId, &'a ChildAsOf<'a>>>,
    limit: u32,
}

impl<'a> Mentors<'a> {
    async fn read(
        unit: &mut dyn Unit,
        history: &History,
        register: &'a Register<'a>,
        school: SchoolId,
        today: NaiveDate,
    ) -> Result<Self, StorageError> {
        let limit = rows::rules(unit).await?.value.on(today).children_per_mentor_max;
        let colleagues = unit.accounts().of_school(school).await?.into_iter().filter(|a| is_mentor_at(a, school));
        let names: BTreeMap<AccountId, String> = colleagues.map(|a| (a.id, a.name)).collect();
        let mut has: BTreeMap<AccountId, BTreeMap<ChildId, &ChildAsOf<'_>>> = BTreeMap::new();
        for pairing in history.pairings().filter(|p| p.from_now(today) && names.contains_key(&p.mentor)) {
            if let Some(child) = register.child(pairing.child) {
                has.entry(pairing.mentor).or_default().insert(pairing.child, child);
            }
        }
        Ok(Self { names, has, limit })
    }

    fn children(&self, mentor: AccountId) -> impl Iterator<Item = &'a ChildAsOf<'a>> {
        self.has.get(&mentor).into_iter().flat_map(BTreeMap::values).copied()
    }

    /// How many children a mentor is given at most.
    fn most(&self) -> usize {
        usize::try_from(self.limit).unwrap_or(usize::MAX)
    }

    /// All of them, as they are chosen from.
    fn chooseable(&self) -> Vec<Chooseable> {
        let one = |(id, name): (&AccountId, &String)| {
            let children: Vec<String> = self.children(*id).map(|child| child.child.name.clone()).collect();
            Chooseable { id: *id, name: name.clone(), has_room: children.len() < self.most(), children }
        };
        let mut all: Vec<Chooseable> = self.names.iter().map(one).collect();
        all.sort_by_cached_key(|one| (by_sound(&one.name), one.id));
        all
    }

    /// Those who have more children than the rules let anybody be given.
    fn over_limit(&self) -> impl Iterator<Item = PairingTrouble> {
        self.has.iter().filter(|(_, children)| children.len() > self.most()).map(|(mentor, children)| {
            PairingTrouble::OverLimit {
                mentor: self.names.get(mentor).cloned().unwrap_or_default(),
                children: children.values().map(|child| named(child)).collect(),
            }
        })
    }
}

fn named(child: &ChildAsOf<'_>) -> Choice<ChildId> {
    Choice { id: child.child.id, name: child.child.name.clone() }
}

/// The mentors that a child of a school may be given to.
pub async fn mentors(
    unit: &mut dyn Unit,
    history: &History,
    school: SchoolId,
    today: NaiveDate,
) -> Result<Vec<Chooseable>, StorageError> {
    let register = register_on(history, today);
    Ok(Mentors::read(unit, history, &register, school, today).await?.chooseable())
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
    let (mut mentors, mut found) = (vec![], vec![]);
    for pairing in child.pairings.iter().filter(|p| p.is_primary()) {
        match names.get(&pairing.mentor) {
            Some(name) => mentors.push(name.clone()),
            None => {
                let account = unit.accounts().get(pairing.mentor).await?;
                let elsewhere = account.as_ref().is_some_and(|a| !a.disabled);
                let mentor = account.map(|a| a.name).unwrap_or_default();
                mentors.push(mentor.clone());
                found.push(PairingTrouble::MentorGone { child: named(child), mentor, elsewhere });
            }
        }
    }
    if mentors.len() > 1 {
        found.push(PairingTrouble::Double { child: named(child), mentors });
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
    let register = register_on(history, today);
    let mentors = Mentors::read(unit, history, &register, school, today).await?;
    let villages = history.households().map(|h| (h.id, village_of(&h.address))).collect();
    let primary = history.pairings().filter(|p| p.is_primary() && p.from_now(today));
    let mut promised: BTreeSet<ChildId> = primary.map(|p| p.child).collect();
    promised.extend(proposals::children(unit, school).await?);
    let (mut troubles, mut waiting) = (vec![], vec![]);
    for child in register.enrolled().filter(|c| c.enrolment.is_some_and(|e| e.school == school)) {
        troubles.extend(troubles_of(unit, child, &mentors.names).await?);
        if !promised.contains(&child.child.id) {
            waiting.push(child);
        }
    }
    troubles.extend(mentors.over_limit());
    let available = mentors.names.keys().map(|mentor| {
        let has = mentors.children(*mentor).map(|child| placed(child, &villages)).collect();
        Available { mentor: *mentor, has }
    });
    let available: Vec<Available> = available.collect();
    let wanting: Vec<Placed> = waiting.iter().map(|child| placed(child, &villages)).collect();
    let proposed = propose(&wanting, &available, mentors.most());
    let line = |(child, place): (&&ChildAsOf<'_>, Placed)| ToPair {
        id: place.child,
        name: child.child.name.clone(),
        class_name: place.class_name,
        village: place.village,
        suggested: proposed.get(&place.child).copied().flatten(),
    };
    let mut children: Vec<ToPair> = waiting.iter().zip(wanting).map(line).collect();
    children.sort_by_cached_key(|line| in_class(&line.class_name, &line.name, line.id));
    let roomy = mentors.chooseable().into_iter().filter(|mentor| mentor.has_room).collect();
    Ok(Standing { limit: mentors.limit, troubles, children, mentors: roomy })
}

/// Whether children fit mentors of a school from a day on, one after the other: what each is given counts for the next.
struct Fitting {
    school: SchoolId,
    from: NaiveDate,
    limit: usize,
    given: BTreeMap<AccountId, BTreeSet<ChildId>>,
    /// The last day at the school of each child that was looked at; none where no end is known.
    last_days: BTreeMap<ChildId, Option<NaiveDate>>,
}

impl Fitting {
    async fn read(unit: &mut dyn Unit, school: SchoolId, from: NaiveDate) -> Result<Self, StorageError> {
        let limit = rows::rules(unit).await?.value.on(from).children_per_mentor_max;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(Self { school, from, limit, given: BTreeMap::new(), last_days: BTreeMap::new() })
    }

    /// A pairing with the mentor responsible, from that day on: to the child's last day at the school, where one is known.
    fn begun(&self, id: PairingId, pair: Matched) -> Pairing {
        let Matched { child, mentor } = pair;
        let to = self.last_days.get(&child).copied().flatten();
        let ended = to.map(|_| PairingEnded::ChildLeft);
        Pairing { id, child, mentor, role: PairingRole::Primary, from: self.from, to, ended, told_on: None }
    }

    /// Why a pair does not fit the register as it is now. `has` are the child's pairings that stand in the way.
    async fn unfit(
        &mut self,
        unit: &mut dyn Unit,
        pair: Matched,
        has: &[Pairing],
    ) -> Result<Option<UnfitWhy>, StorageError> {
        let enrolments = unit.enrolments().of_child(pair.child).await?;
        let Some(stay) = enrolment::stay(&enrolments, self.school, self.from) else {
            return Ok(Some(UnfitWhy::ChildGone));
        };
        self.last_days.insert(pair.child, stay.to);
        // Of the school where the child goes afterwards this one says nothing.
        let of_stay = |p: &Pairing| stay.to.is_none_or(|last| p.from <= last);
        if has.iter().any(|p| p.is_primary() && p.from_now(self.from) && of_stay(p)) {
            return Ok(Some(UnfitWhy::Paired));
        }
        let children = match self.given.entry(pair.mentor) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                if !unit.accounts().get(pair.mentor).await?.is_some_and(|a| is_mentor_at(&a, self.school)) {
                    return Ok(Some(UnfitWhy::MentorGone));
                }
                let has = readable(unit.pairings().of_mentor(pair.mentor).await?);
                unknown.insert(has.iter().filter(|p| p.from_now(self.from)).map(|p| p.child).collect())
            }
        };
        children.insert(pair.child);
        Ok((children.len() > self.limit).then_some(UnfitWhy::OverLimit))
    }
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
    let mut fitting = Fitting::read(unit, school, from).await?;
    let (mut found, mut written, mut seen) = (vec![], vec![], BTreeSet::new());
    for pair in pairs {
        let has = unit.pairings().of_child(pair.child).await?;
        let why =
            if seen.insert(pair.child) { fitting.unfit(unit, *pair, &has).await? } else { Some(UnfitWhy::Paired) };
        match why {
            Some(why) => found.push(Unfit { child: pair.child, why }),
            None => written.push(Written::Pairing(fitting.begun(PairingId(fresh()), *pair))),
        }
    }
    if found.is_empty() && !written.is_empty() {
        let seq = unit.commits().next(by).await?;
        unit.register().write(seq, &written).await?;
    }
    Ok(found)
}
