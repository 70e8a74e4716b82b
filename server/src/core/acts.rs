//! Acts on the register that end periods and begin others, are kept, and can be taken back as a whole.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::id::{ActId, ChildId, SchoolId};
use domain::register::act::Before;
use domain::register::{Act, BuiltOn, Draft, Enrolment, History, Pairing, draft, taken_back};
use storage::{By, DoneAct, StorageError, Unit};
use uuid::Uuid;

/// The periods of the children whom an act concerns.
struct Periods {
    enrolments: Vec<Enrolment>,
    pairings: Vec<Pairing>,
    schools: Vec<domain::register::School>,
}

impl Periods {
    async fn of(unit: &mut dyn Unit, children: &[ChildId]) -> Result<Self, StorageError> {
        let (mut enrolments, mut pairings) = (vec![], vec![]);
        for child in children {
            enrolments.extend(unit.enrolments().of_child(*child).await?);
            pairings.extend(unit.pairings().of_child(*child).await?);
        }
        Ok(Self { enrolments, pairings, schools: unit.schools().all().await?.whole()? })
    }

    fn before(&self) -> Before<'_> {
        let kinds: BTreeMap<SchoolId, _> = self.schools.iter().map(|s| (s.id, s.kind)).collect();
        Before { enrolments: self.enrolments.iter().collect(), pairings: self.pairings.iter().collect(), kinds }
    }
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
            return Ok(Periods { enrolments, pairings, schools: unit.schools().all().await?.whole()? });
        }
        Act::MergeSchools { closes, .. } => {
            unit.enrolments().at_school(*closes, today).await?.whole()?.into_iter().map(|e| e.child).collect()
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
    Done(DoneAct),
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
    let done = DoneAct { id, school, seq, act, draft, taken_back: None };
    unit.acts().add(&done).await?;
    Ok(Carried::Done(done))
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
    let periods = Periods::of(unit, &children).await?;
    let back = match taken_back(&done.draft, &periods.before()) {
        Ok(back) => back,
        Err(why) => return Ok(TakenBack::BuiltOn(why)),
    };
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &back.written()).await?;
    unit.acts().take_back(id, seq).await?;
    Ok(TakenBack::Done)
}

/// Why each of some acts cannot be taken back as things stand; `None` for one that can.
pub fn built_on(history: &History, acts: &[DoneAct]) -> Vec<Option<BuiltOn>> {
    let concerned: BTreeSet<ChildId> = acts.iter().flat_map(|act| act.draft.children()).collect();
    let mut of_child: BTreeMap<ChildId, (Vec<&Enrolment>, Vec<&Pairing>)> = BTreeMap::new();
    for enrolment in history.enrolments().filter(|e| concerned.contains(&e.child)) {
        of_child.entry(enrolment.child).or_default().0.push(enrolment);
    }
    for pairing in history.pairings().filter(|p| concerned.contains(&p.child)) {
        of_child.entry(pairing.child).or_default().1.push(pairing);
    }
    let why = |act: &DoneAct| {
        let mut before = Before::default();
        for (enrolments, pairings) in act.draft.children().iter().filter_map(|child| of_child.get(child)) {
            before.enrolments.extend(enrolments);
            before.pairings.extend(pairings);
        }
        taken_back(&act.draft, &before).err()
    };
    acts.iter().map(why).collect()
}
