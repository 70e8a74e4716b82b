//! Acts on the register that end periods and begin others, are kept, and can be taken back as a whole.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ActId, ChildId, SchoolId};
use domain::policy::{Grant, Role};
use domain::register::act::Before;
use domain::register::{
    Act, BuiltOn, Draft, Enrolment, History, Merged, Pairing, Relation, Written, draft, taken_back,
};
use storage::{By, DoneAct, FileRow, Since, StorageError, Unit};
use uuid::Uuid;

use crate::exchange::rows::readable;

/// How many acts of a school that closed are looked through for the one that closed it; little follows on that.
const ACTS_READ: u32 = 50;

/// The periods of the children whom an act concerns, and the mentors of schools that merge.
struct Periods {
    enrolments: Vec<Enrolment>,
    pairings: Vec<Pairing>,
    schools: Vec<domain::register::School>,
    mentors: BTreeMap<SchoolId, BTreeSet<AccountId>>,
}

impl Periods {
    async fn of(unit: &mut dyn Unit, children: &[ChildId]) -> Result<Self, StorageError> {
        let (mut enrolments, mut pairings) = (vec![], vec![]);
        for child in children {
            enrolments.extend(unit.enrolments().of_child(*child).await?);
            pairings.extend(unit.pairings().of_child(*child).await?);
        }
        Ok(Self { enrolments, pairings, schools: unit.schools().all().await?.whole()?, mentors: BTreeMap::new() })
    }

    /// The same, with the mentors of two schools that merge and all their pairings.
    async fn with_mentors(mut self, unit: &mut dyn Unit, schools: [SchoolId; 2]) -> Result<Self, StorageError> {
        for school in schools {
            self.mentors.insert(school, mentors_of(unit, school).await?);
        }
        let mentors: BTreeSet<AccountId> = self.mentors.values().flatten().copied().collect();
        for mentor in mentors {
            let own = readable(unit.pairings().of_mentor(mentor).await?);
            let new = own.into_iter().filter(|own| self.pairings.iter().all(|known| known.id != own.id));
            let new: Vec<Pairing> = new.collect();
            self.pairings.extend(new);
        }
        Ok(self)
    }

    fn before(&self) -> Before<'_> {
        let kinds: BTreeMap<SchoolId, _> = self.schools.iter().map(|s| (s.id, s.kind)).collect();
        let (enrolments, pairings) = (self.enrolments.iter().collect(), self.pairings.iter().collect());
        Before { enrolments, pairings, kinds, mentors: self.mentors.clone() }
    }
}

/// Who holds the role of a mentor at a school, ended accounts too.
async fn mentors_of(unit: &mut dyn Unit, school: SchoolId) -> Result<BTreeSet<AccountId>, StorageError> {
    let accounts = unit.accounts().of_school(school).await?.into_iter();
    Ok(accounts.filter(|account| account.grants.contains(&mentor_at(school))).map(|account| account.id).collect())
}

/// The role of a mentor at a school.
fn mentor_at(school: SchoolId) -> Grant {
    Grant { role: Role::Mentor, school: Some(school) }
}

/// The periods of the children whom an act concerns.
async fn concerned(unit: &mut dyn Unit, act: &Act, today: NaiveDate) -> Result<Periods, StorageError> {
    let children = match act {
        Act::MoveChild { child, .. } | Act::Leave { child, .. } | Act::Enter { child, .. } => vec![*child],
        Act::SplitClass { children, .. } | Act::TakeIn { children, .. } => children.keys().copied().collect(),
        Act::SameChild { kept, linked, .. } => vec![*kept, *linked],
        // Only who is at the school today moves up: all of them are asked for at once.
        Act::MoveUp { school, .. } => {
            let enrolments = unit.enrolments().at_school(*school, today).await?.whole()?;
            let pairings = unit.pairings().of_school(*school, today).await?;
            let schools = unit.schools().all().await?.whole()?;
            return Ok(Periods { enrolments, pairings, schools, mentors: BTreeMap::new() });
        }
        Act::MergeSchools { closes, into, from, .. } => {
            let all = unit.enrolments().lasting(*closes, *from).await?.whole()?;
            let children: BTreeSet<ChildId> = all.into_iter().map(|e| e.child).collect();
            let children: Vec<ChildId> = children.into_iter().collect();
            return Periods::of(unit, &children).await?.with_mentors(unit, [*closes, *into]).await;
        }
    };
    Periods::of(unit, &children).await
}

/// What an act would do today. Nothing is written.
pub async fn preview(
    unit: &mut dyn Unit,
    act: &Act,
    today: NaiveDate,
    fresh: impl FnMut() -> Uuid,
) -> Result<Draft, StorageError> {
    let periods = concerned(unit, act, today).await?;
    Ok(draft(act, &periods.before(), fresh))
}

/// What became of an act that was to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// It is done, and kept.
    Done(Box<DoneAct>),
    /// Of a class nobody has said what becomes of it. Nothing is done.
    Unclear,
    /// Something that the draft builds on has changed since it was drawn: it is to be shown anew. Nothing is done.
    Changed,
}

/// An act that was shown, and by whom it is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// By which it will be taken back.
    pub id: ActId,
    /// The school whose desk does it.
    pub school: SchoolId,
    /// What somebody wants to do.
    pub act: Act,
    /// What was shown.
    pub draft: Draft,
}

/// Does an act on a day, by the draft that was shown.
pub async fn carry_out(unit: &mut dyn Unit, shown: Shown, today: NaiveDate, by: By) -> Result<Carried, StorageError> {
    let Shown { id, school, act, draft } = shown;
    if !draft.is_ready() {
        return Ok(Carried::Unclear);
    }
    let periods = concerned(unit, &act, today).await?;
    if !draft.still_holds(&act, &periods.before()) {
        return Ok(Carried::Changed);
    }
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &draft.written()).await?;
    if let Act::MergeSchools { closes, into, from, .. } = &act {
        unit.schools().merge(*closes, Some(Merged { into: *into, from: *from })).await?;
        move_roles(unit, &draft, false).await?;
    }
    let done = DoneAct { id, school, seq, act, draft, taken_back: None };
    unit.acts().add(&done).await?;
    Ok(Carried::Done(Box::new(done)))
}

/// The relations that began with a child, as they end; what was put right of them since stays in them.
async fn relations_ended(unit: &mut dyn Unit, draft: &Draft) -> Result<Vec<Written>, StorageError> {
    if draft.relations.is_empty() {
        return Ok(vec![]);
    }
    let files: Vec<ChildId> = draft.children().into_iter().collect();
    let rows = readable(unit.files().rows(&files, &files, None, Since::BEGINNING).await?);
    let ended = rows.into_iter().filter_map(|row| match row.value {
        FileRow::Relation(relation) if draft.relations.contains(&relation.id) && !relation.over => {
            Some(Written::Relation(Relation { over: true, ..relation }))
        }
        _ => None,
    });
    Ok(ended.collect())
}

/// The mentors' roles go with the school that closes, or back.
async fn move_roles(unit: &mut dyn Unit, draft: &Draft, back: bool) -> Result<(), StorageError> {
    for moved in &draft.roles {
        let (here, there) = (mentor_at(moved.closes), mentor_at(moved.into));
        let (lost, got) = if back { (there, here) } else { (here, there) };
        // What was theirs at the other school before stays theirs.
        if !(back && moved.was_there) {
            unit.accounts().take_role(moved.mentor, lost).await?;
        }
        if back || !moved.was_there {
            unit.accounts().give_role(moved.mentor, got).await?;
        }
    }
    Ok(())
}

/// What became of an act that was to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBack {
    /// All is as it was before.
    Done,
    /// There is no such act, or it was taken back before.
    NotThere,
    /// Something has built on it. Nothing is done.
    BuiltOn(BuiltOn),
}

/// Takes an act back as a whole.
pub async fn take_back(unit: &mut dyn Unit, id: ActId, by: By) -> Result<TakenBack, StorageError> {
    let Some(done) = unit.acts().get(id).await?.filter(|done| done.taken_back.is_none()) else {
        return Ok(TakenBack::NotThere);
    };
    let children: Vec<ChildId> = done.draft.children().into_iter().collect();
    let mut periods = Periods::of(unit, &children).await?;
    if let Act::MergeSchools { closes, into, .. } = &done.act {
        periods = periods.with_mentors(unit, [*closes, *into]).await?;
    }
    let back = match taken_back(&done.draft, &periods.before()) {
        Ok(back) => back,
        Err(why) => return Ok(TakenBack::BuiltOn(why)),
    };
    let seq = unit.commits().next(by).await?;
    let ended = relations_ended(unit, &done.draft).await?;
    unit.register().write(seq, &[back.written(), ended].concat()).await?;
    if let Act::MergeSchools { closes, .. } = &done.act {
        unit.schools().merge(*closes, None).await?;
        move_roles(unit, &done.draft, true).await?;
    }
    unit.acts().take_back(id, seq).await?;
    Ok(TakenBack::Done)
}

/// From where a mentor came when schools merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CameFrom {
    /// The school that closed.
    pub closes: SchoolId,
    /// The first day at the other one.
    pub from: NaiveDate,
    /// When it was done; before that nobody's phone could know of it.
    pub at: DateTime<Utc>,
}

/// From where a mentor came to a school, if it was with a merging that stands.
pub async fn came_from(
    unit: &mut dyn Unit,
    mentor: AccountId,
    school: SchoolId,
) -> Result<Option<CameFrom>, StorageError> {
    let closed = readable(unit.schools().all().await?).into_iter();
    for closed in closed.filter(|closed| closed.merged.is_some_and(|merged| merged.into == school)) {
        for act in unit.acts().of_school(closed.id, ACTS_READ).await?.iter().filter(|act| act.taken_back.is_none()) {
            let own = act.draft.roles.iter().find(|moved| moved.mentor == mentor && !moved.was_there);
            let Some(moved) = own else { continue };
            let commit = unit.commits().get(act.seq).await?.ok_or(StorageError::Inconsistent("act.seq"))?;
            return Ok(Some(CameFrom { closes: moved.closes, from: moved.from, at: commit.at }));
        }
    }
    Ok(None)
}

/// Why each of some acts cannot be taken back as things stand; `None` for one that can.
pub async fn built_on(
    unit: &mut dyn Unit,
    history: &History,
    acts: &[DoneAct],
) -> Result<Vec<Option<BuiltOn>>, StorageError> {
    let mut mentors = BTreeMap::new();
    for moved in acts.iter().filter(|act| act.taken_back.is_none()).flat_map(|act| &act.draft.roles) {
        for school in [moved.closes, moved.into] {
            if let Entry::Vacant(free) = mentors.entry(school) {
                free.insert(mentors_of(unit, school).await?);
            }
        }
    }
    let concerned: BTreeSet<ChildId> = acts.iter().flat_map(|act| act.draft.children()).collect();
    let mut of_child: BTreeMap<ChildId, (Vec<&Enrolment>, Vec<&Pairing>)> = BTreeMap::new();
    for enrolment in history.enrolments().filter(|e| concerned.contains(&e.child)) {
        of_child.entry(enrolment.child).or_default().0.push(enrolment);
    }
    for pairing in history.pairings().filter(|p| concerned.contains(&p.child)) {
        of_child.entry(pairing.child).or_default().1.push(pairing);
    }
    let why = |act: &DoneAct| {
        let mut before = Before { mentors: mentors.clone(), ..Before::default() };
        let moved = |pairing: &&Pairing| act.draft.roles.iter().any(|moved| moved.mentor == pairing.mentor);
        before.pairings.extend(history.pairings().filter(|_| !act.draft.roles.is_empty()).filter(moved));
        for (enrolments, pairings) in act.draft.children().iter().filter_map(|child| of_child.get(child)) {
            before.enrolments.extend(enrolments);
            before.pairings.extend(pairings);
        }
        taken_back(&act.draft, &before).err()
    };
    Ok(acts.iter().map(why).collect())
}
