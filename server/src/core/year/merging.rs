//! A school becomes part of another: what a plan would do, and doing just that.
//!
//! From the first day on, children and mentors are the other school's, with their pairings. Who coordinates or leads the
//! school that closes does not come along: the other one is led already.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use desk_api::year::merging::{MergePlan, MergedClass, MergedLine};
use domain::id::{AccountId, ActId, ChildId, SchoolId};
use domain::import::batch::BatchState;
use domain::policy::{Grant, Role};
use domain::register::school_year::class_order;
use domain::register::{Act, Draft, Enrolment, OfferState, School};
use domain::report::InboxKind;
use storage::{Account, StorageError, Unit};

use super::Standing;
use crate::core::acts::{self, Shown};
use crate::core::{digest, named};
use crate::exchange::rows::readable;

/// What a merging would do.
pub struct Merging {
    /// The act.
    pub shown: Shown,
    /// The classes, with what becomes of them.
    pub classes: Vec<MergedClass>,
    /// How many children keep their mentor.
    pub kept: usize,
    /// The names of the mentors who come along.
    pub mentors: Vec<String>,
    /// The names of those whose role stays.
    pub staying: Vec<String>,
    /// What waits at the school that closes.
    pub waits: Vec<(InboxKind, usize)>,
    /// Whom it affects.
    pub told: BTreeSet<AccountId>,
}

impl Merging {
    /// What it does, in short: another summary, another deed.
    pub fn seen(&self) -> Result<String, StorageError> {
        digest(&(&self.shown.act, &self.shown.draft))
    }
}

/// The classes of a school on a day and later, with how many children each has.
pub async fn classes(
    unit: &mut dyn Unit,
    school: SchoolId,
    day: NaiveDate,
) -> Result<Vec<(String, usize)>, StorageError> {
    let mut classes: BTreeMap<String, BTreeSet<ChildId>> = BTreeMap::new();
    for Enrolment { class_name, child, .. } in readable(unit.enrolments().lasting(school, day).await?) {
        classes.entry(class_name).or_default().insert(child);
    }
    let mut classes: Vec<_> = classes.into_iter().map(|(name, children)| (name, children.len())).collect();
    classes.sort_by_cached_key(|(name, _)| class_order(name));
    Ok(classes)
}

/// What a school has become part of, and what has become part of it.
pub fn lines(schools: &[School], own: SchoolId) -> (Option<MergedLine>, Vec<MergedLine>) {
    let line = |other: &School, from| MergedLine { id: other.id, name: other.name.clone(), from };
    let merged = schools.iter().find(|school| school.id == own).and_then(|school| school.merged);
    let into = merged.and_then(|merged| {
        schools.iter().find(|school| school.id == merged.into).map(|other| line(other, merged.from))
    });
    let came = schools
        .iter()
        .filter_map(|other| other.merged.filter(|merged| merged.into == own).map(|merged| line(other, merged.from)));
    (into, came.collect())
}

/// What the plan would do by the register as it is now. `act` names what it makes: the same again for the same.
pub async fn plan(
    unit: &mut dyn Unit,
    standing: &Standing,
    plan: &MergePlan,
    act: ActId,
) -> Result<Merging, StorageError> {
    let (closes, into, from) = (standing.own.id, plan.into, plan.from);
    let deed = Act::MergeSchools { closes, into, classes: plan.classes.iter().cloned().collect(), from };
    let mut made = 0_u32;
    let fresh = || {
        made += 1;
        named(act.0, &format!("enrolment {made}"))
    };
    let draft = acts::preview(unit, &deed, standing.today, fresh).await?;
    let there = classes(unit, into, from).await?.into_iter().map(|(name, _)| name).collect();
    let classes = merged_classes(unit, &draft, there).await?;
    let people = people(unit, closes, into, &draft).await?;
    let waits = waits(unit, standing).await?;
    let shown = Shown { id: act, school: closes, act: deed, draft };
    let People { kept, mentors, staying, told } = people;
    Ok(Merging { shown, classes, kept, mentors, staying, waits, told })
}

/// The classes that go over, by the draft.
async fn merged_classes(
    unit: &mut dyn Unit,
    draft: &Draft,
    there: BTreeSet<String>,
) -> Result<Vec<MergedClass>, StorageError> {
    let mut classes: Vec<MergedClass> = vec![];
    // Of each period the end stands before the beginning that follows it.
    let ended = draft.enrolments.iter().filter_map(|changed| changed.before.as_ref());
    let begun = draft.enrolments.iter().filter(|changed| changed.before.is_none()).map(|changed| &changed.after);
    for (before, after) in ended.zip(begun) {
        let name = unit.children().get(before.child).await?.map(|child| child.name).unwrap_or_default();
        match classes.iter_mut().find(|class| class.name == before.class_name) {
            Some(class) => class.names.push(name),
            None => classes.push(MergedClass {
                name: before.class_name.clone(),
                to: after.class_name.clone(),
                joins: there.contains(&after.class_name),
                names: vec![name],
            }),
        }
    }
    let targets: Vec<String> = classes.iter().map(|class| class.to.clone()).collect();
    for class in &mut classes {
        class.joins |= targets.iter().filter(|to| **to == class.to).count() > 1;
    }
    classes.sort_by_cached_key(|class| class_order(&class.name));
    Ok(classes)
}

/// The people of two schools that merge.
struct People {
    kept: usize,
    mentors: Vec<String>,
    staying: Vec<String>,
    told: BTreeSet<AccountId>,
}

async fn people(unit: &mut dyn Unit, closes: SchoolId, into: SchoolId, draft: &Draft) -> Result<People, StorageError> {
    let holds = |account: &Account, role, school| account.grants.contains(&Grant { role, school: Some(school) });
    let leads = |account: &Account, school| {
        [Role::Coordinator, Role::SchoolLead].into_iter().any(|role| holds(account, role, school))
    };
    let own = unit.accounts().of_school(closes).await?;
    let own: Vec<Account> = own.into_iter().filter(|account| !account.disabled).collect();
    let names = |is: &dyn Fn(&&Account) -> bool| own.iter().filter(is).map(|account| account.name.clone()).collect();
    let mentors = names(&|account| holds(account, Role::Mentor, closes));
    let staying = names(&|account| leads(account, closes));
    let mut told: BTreeSet<AccountId> = own.iter().map(|account| account.id).collect();
    let there = unit.accounts().of_school(into).await?.into_iter();
    told.extend(there.filter(|account| !account.disabled && leads(account, into)).map(|account| account.id));
    let mut kept = 0;
    for child in draft.children() {
        let own = unit.pairings().of_child(child).await?;
        let lasting = own.iter().filter(|pairing| pairing.to.is_none());
        let lasting: Vec<AccountId> = lasting.map(|pairing| pairing.mentor).collect();
        kept += usize::from(!lasting.is_empty());
        told.extend(lasting);
    }
    Ok(People { kept, mentors, staying, told })
}

/// Whom a merging that was done affects, when it is taken back.
pub async fn affected(
    unit: &mut dyn Unit,
    closes: SchoolId,
    into: SchoolId,
    draft: &Draft,
) -> Result<BTreeSet<AccountId>, StorageError> {
    let mut told = people(unit, closes, into, draft).await?.told;
    told.extend(draft.roles.iter().map(|moved| moved.mentor));
    Ok(told)
}

/// What waits at a school and can be settled only there: offers, pairings that wait for the lead, files that are not
/// taken over.
async fn waits(unit: &mut dyn Unit, standing: &Standing) -> Result<Vec<(InboxKind, usize)>, StorageError> {
    let own = standing.own.id;
    let offers = unit.offers().of_school(own, standing.now).await?;
    let offers = offers.iter().filter(|offer| offer.state == OfferState::Open).count();
    let proposals = unit.proposals().of_school(own).await?.len();
    let batches = unit.batches().of_school(own).await?;
    let batches = batches.iter().filter(|batch| batch.state == BatchState::Open).count();
    let all = [(InboxKind::Offer, offers), (InboxKind::Pairing, proposals), (InboxKind::Import, batches)];
    Ok(all.into_iter().filter(|(_, count)| *count > 0).collect())
}
