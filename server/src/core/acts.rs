//! Acts on the register that end periods and begin others, are kept, and can be taken back as a whole.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::id::{ActId, ChildId, SchoolId};
use domain::register::act::Before;
use domain::register::{Act, BuiltOn, Draft, Enrolment, Pairing, draft, taken_back};
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

/// The children whom an act concerns.
async fn concerned(unit: &mut dyn Unit, act: &Act, today: NaiveDate) -> Result<Vec<ChildId>, StorageError> {
    let school = match act {
        Act::MoveChild { child, .. } | Act::Leave { child, .. } => return Ok(vec![*child]),
        Act::SplitClass { children, .. } => return Ok(children.keys().copied().collect()),
        Act::MoveUp { school, .. } => *school,
        Act::MergeSchools { closes, .. } => *closes,
    };
    Ok(unit.enrolments().at_school(school, today).await?.whole()?.into_iter().map(|e| e.child).collect())
}

/// What an act would do today. Nothing is written.
pub async fn preview(
    unit: &mut dyn Unit,
    act: &Act,
    today: NaiveDate,
    fresh: impl FnMut() -> Uuid,
) -> Result<Draft, StorageError> {
    let children = concerned(unit, act, today).await?;
    let periods = Periods::of(unit, &children).await?;
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

/// Does an act on a day, by the draft that was shown.
pub async fn carry_out(
    unit: &mut dyn Unit,
    id: ActId,
    act: Act,
    draft: Draft,
    today: NaiveDate,
    by: By,
) -> Result<Carried, StorageError> {
    if !draft.is_ready() {
        return Ok(Carried::Unclear);
    }
    let children = concerned(unit, &act, today).await?;
    let periods = Periods::of(unit, &children).await?;
    if !draft.still_holds(&act, &periods.before()) {
        return Ok(Carried::Changed);
    }
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &draft.written()).await?;
    let done = DoneAct { id, seq, act, draft, taken_back: None };
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
    let of_enrolments = done.draft.enrolments.iter().map(|c| c.after.child);
    let mut children: Vec<ChildId> = of_enrolments.chain(done.draft.pairings.iter().map(|c| c.after.child)).collect();
    children.sort_unstable();
    children.dedup();
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
