//! A child changes hands: whoever had it has it up to a last day, with a reason, and until then there is time for a
//! goodbye. A second mentor stands beside the first for some days.
//!
//! The former mentor's phone keeps the child to the last day and learns of the end at its next exchange.

use chrono::NaiveDate;
pub use desk_api::pairing::{Beside, Handing};
use desk_api::pairing::{Matched, PairingLine, UnfitWhy};
use domain::id::{ChildId, PairingId, SchoolId};
use domain::register::{Pairing, PairingEnded, PairingRole, Written, enrolment};
use storage::{By, StorageError, Unit};

use super::Fitting;

/// A child of a school, and the day on which something is decided about it.
#[derive(Debug, Clone, Copy)]
pub struct Whose {
    /// The child.
    pub child: ChildId,
    /// The school whose child it is today.
    pub school: SchoolId,
    /// Today.
    pub today: NaiveDate,
}

impl Whose {
    /// The child's pairings, but for those of a school where it goes afterwards: of them this one says nothing.
    async fn own_pairings(self, unit: &mut dyn Unit) -> Result<Vec<Pairing>, StorageError> {
        let enrolments = unit.enrolments().of_child(self.child).await?;
        let stay = enrolment::stay(&enrolments, self.school, self.today);
        // Of who has left, the last place is this school.
        let last = stay.map_or_else(|| enrolment::place(&enrolments, self.today).and_then(|e| e.to), |stay| stay.to);
        let mut own = unit.pairings().of_child(self.child).await?;
        own.retain(|p| last.is_none_or(|last| p.from <= last));
        Ok(own)
    }
}

/// A pairing that ends on a last day. Where that is still to come, it is known from today on.
fn ended(pairing: &Pairing, last: NaiveDate, why: PairingEnded, today: NaiveDate) -> Pairing {
    let told_on = if last < today { pairing.told_on } else { pairing.told_on.or(Some(today)) };
    Pairing { told_on, ..pairing.ending(last, why) }
}

/// What a handing writes, for those who are responsible now or will be, and the pairing that begins where nobody of
/// them is to have the child.
fn written(running: &[Pairing], whose: Whose, handing: &Handing, begins: Option<Pairing>) -> Vec<Written> {
    let Some(last) = handing.from.pred_opt() else { return vec![] };
    // Whoever has the child and is to have it goes on, also where an end was said already.
    let stays = |p: &Pairing| Some(p.mentor) == handing.to && p.on(last.max(p.from)) && p.from <= handing.from;
    let mut all: Vec<Pairing> = Vec::new();
    let mut goes_on = false;
    for pairing in running {
        if !goes_on && stays(pairing) {
            goes_on = true;
            let (to, ended) = begins.as_ref().map(|begins| (begins.to, begins.ended)).unwrap_or_default();
            all.push(Pairing { to, ended, told_on: None, ..pairing.clone() });
        } else {
            // What was only promised never begins.
            let last =
                if pairing.from > whose.today { pairing.from.pred_opt().unwrap_or(last).min(last) } else { last };
            all.push(ended(pairing, last, handing.why, whose.today));
        }
    }
    all.extend(begins.filter(|_| !goes_on));
    all.retain(|pairing| !running.contains(pairing));
    all.into_iter().map(Written::Pairing).collect()
}

/// Ends whoever is responsible for a child and gives it to another, or to nobody yet. What does not fit is answered,
/// and then nothing is done.
pub async fn hand_on(
    unit: &mut dyn Unit,
    whose: Whose,
    handing: &Handing,
    by: By,
    id: PairingId,
) -> Result<Option<UnfitWhy>, StorageError> {
    let before = whose.own_pairings(unit).await?;
    let responsible = |p: &Pairing| p.is_primary() && p.from_now(whose.today);
    let running: Vec<Pairing> = before.into_iter().filter(responsible).collect();
    let begins = match handing.to {
        Some(mentor) => {
            let pair = Matched { child: whose.child, mentor };
            let mut fitting = Fitting::read(unit, whose.school, handing.from).await?;
            let why = fitting.unfit(unit, pair, &[]).await?;
            // Who has the child already gets no child more.
            let has_it = running.iter().any(|p| p.mentor == mentor);
            if let Some(why) = why.filter(|why| !(has_it && *why == UnfitWhy::OverLimit)) {
                return Ok(Some(why));
            }
            Some(fitting.begun(id, pair))
        }
        None if running.is_empty() => return Ok(Some(UnfitWhy::Unpaired)),
        None => None,
    };
    let written = written(&running, whose, handing, begins);
    if written.is_empty() {
        return Ok(Some(UnfitWhy::Paired));
    }
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &written).await?;
    Ok(None)
}

/// Puts a second mentor beside the one responsible for some days. One who is there already gets these days, any other
/// second mentor ends before them.
pub async fn put_beside(
    unit: &mut dyn Unit,
    whose: Whose,
    beside: &Beside,
    by: By,
    id: PairingId,
) -> Result<Option<UnfitWhy>, StorageError> {
    let before = whose.own_pairings(unit).await?;
    let responsible = |p: &&Pairing| p.is_primary() && p.from_now(beside.from);
    match before.iter().find(responsible) {
        None => return Ok(Some(UnfitWhy::Unpaired)),
        Some(first) if first.mentor == beside.mentor => return Ok(Some(UnfitWhy::Paired)),
        Some(_) => {}
    }
    let pair = Matched { child: whose.child, mentor: beside.mentor };
    let mut fitting = Fitting::read(unit, whose.school, beside.from).await?;
    let why = fitting.unfit(unit, pair, &[]).await?;
    if why.is_some() {
        return Ok(why);
    }
    let begun = fitting.begun(id, pair);
    // Nobody stands beside a child longer than it is the school's.
    let last = begun.to.map_or(beside.to, |left| left.min(beside.to));
    let seconds = || before.iter().filter(|p| p.role == PairingRole::Co && p.from_now(whose.today));
    let own = seconds().find(|p| p.mentor == beside.mentor);
    let base = own.map_or_else(
        || Pairing { role: PairingRole::Co, ..begun.clone() },
        |own| Pairing { from: own.from.min(beside.from), ..own.clone() },
    );
    let mut all = vec![base.ending(last, PairingEnded::Agreed)];
    let until = beside.from.pred_opt().unwrap_or(beside.from);
    let others = seconds().filter(|p| Some(p.id) != own.map(|own| own.id) && p.to.is_none_or(|to| to > until));
    all.extend(others.map(|other| other.ending(until, PairingEnded::Handed)));
    let written: Vec<Written> = all.into_iter().map(Written::Pairing).collect();
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &written).await?;
    Ok(None)
}

/// Pairings as they are shown, with the mentors' names; those that never were in force are left out.
pub async fn lines(unit: &mut dyn Unit, pairings: &[Pairing]) -> Result<Vec<PairingLine>, StorageError> {
    let mut lines = Vec::new();
    for pairing in pairings.iter().filter(|p| !p.period().is_empty()) {
        let name = unit.accounts().get(pairing.mentor).await?.map(|a| a.name).unwrap_or_default();
        let Pairing { mentor, role, from, to, ended, .. } = *pairing;
        lines.push(PairingLine { mentor, name, role, from, to, ended });
    }
    lines.sort_by_key(|line| (line.from, line.role, line.mentor));
    Ok(lines)
}
