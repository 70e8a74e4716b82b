//! Two files of one child become one, and are two again when that is taken back.
//!
//! Nothing is deleted: the later file is closed and leads to the kept one. Its entries are seen from the kept file
//! as well, what is newer of its answers is said there too, and its mentor goes on where the kept child has none.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::{Fact, FactKind, current};
use domain::id::{ActId, ChildId, FactId, SchoolId};
use domain::register::{Act, Child, Written};
use storage::{By, Judged, Link, StorageError, Unit};
use uuid::Uuid;

use super::acts::{self, Carried, Shown, TakenBack};
use crate::exchange::rows::readable;

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// One of the files is closed, or something has changed or built on it. Nothing is done.
    Changed,
}

/// The child to whom a closed file leads, over as many files as there are; the child itself for an open one.
pub fn kept(links: &[Link], child: ChildId) -> ChildId {
    let next: BTreeMap<ChildId, ChildId> = links.iter().map(|link| (link.linked, link.kept)).collect();
    let mut at = child;
    // No file is closed into one that leads back to it, but a row may be damaged.
    for _ in 0..next.len() {
        match next.get(&at) {
            Some(kept) => at = *kept,
            None => break,
        }
    }
    at
}

/// The answers of a closed file that are newer than the kept one's, as answers of the kept one.
async fn newer_answers(
    unit: &mut dyn Unit,
    kept: &Child,
    linked: &Child,
    fresh: &mut impl FnMut() -> Uuid,
) -> Result<Vec<Fact>, StorageError> {
    let mut newer = Vec::new();
    for kind in FactKind::ALL.iter().copied() {
        let (to, from) = (kind.subject(kept), kind.subject(linked));
        if to == from {
            continue;
        }
        let there = readable(unit.facts().of_subject(to, kind).await?);
        let here = readable(unit.facts().of_subject(from, kind).await?);
        let Some(said) = current(&here, kind) else { continue };
        let when = |fact: &Fact| (fact.seen_on, fact.captured_at);
        if current(&there, kind).is_none_or(|known| when(known) < when(said)) {
            newer.push(Fact { id: FactId(fresh()), subject: to, disputes: None, ..said.clone() });
        }
    }
    Ok(newer)
}

/// Two files that are to be one, for which school's desk that is done.
#[derive(Debug, Clone, Copy)]
pub struct Joining {
    /// The school of the child whose file is kept.
    pub school: SchoolId,
    /// The child whose file is kept.
    pub kept: ChildId,
    /// The child whose file is closed.
    pub linked: ChildId,
}

/// Makes one file of two, from a day on.
pub async fn join(
    unit: &mut dyn Unit,
    Joining { school, kept, linked }: Joining,
    from: NaiveDate,
    by: By,
    mut fresh: impl FnMut() -> Uuid,
) -> Result<Outcome, StorageError> {
    let links = unit.doubles().links().await?;
    let is_closed = |child| links.iter().any(|link| link.linked == child);
    let both = (unit.children().get(kept).await?, unit.children().get(linked).await?);
    let (Some(keeps), Some(closes)) = both else { return Ok(Outcome::Changed) };
    if kept == linked || is_closed(kept) || is_closed(linked) {
        return Ok(Outcome::Changed);
    }
    let id = ActId(fresh());
    let act = Act::SameChild { kept, linked, from };
    let draft = acts::preview(unit, &act, from, &mut fresh).await?;
    let shown = Shown { id, school, act, draft };
    let Carried::Done(done) = acts::carry_out(unit, shown, from, by).await? else {
        return Ok(Outcome::Changed);
    };
    let facts = newer_answers(unit, &keeps, &closes, &mut fresh).await?;
    let ids = facts.iter().map(|fact| fact.id).collect();
    // Who was to have a full plan is to have it by whatever file. Taken back, the mark stays: the school takes it away.
    let marked = closes.full_plan && !keeps.full_plan;
    let marked = marked.then_some(Written::Child(Child { full_plan: true, ..keeps }));
    let written: Vec<Written> = facts.into_iter().map(Written::Fact).chain(marked).collect();
    unit.register().write(done.seq, &written).await?;
    unit.logs().reach(done.seq, kept, linked).await?;
    let judged = Judged { id, one: kept, other: linked, same: true, from, seq: done.seq, facts: ids, taken_back: None };
    unit.doubles().add(&judged).await?;
    Ok(Outcome::Done)
}

/// Remembers that two are two.
pub async fn keep_apart(
    unit: &mut dyn Unit,
    one: ChildId,
    other: ChildId,
    id: ActId,
    from: NaiveDate,
    by: By,
) -> Result<(), StorageError> {
    let seq = unit.commits().next(by).await?;
    let judged = Judged { id, one, other, same: false, from, seq, facts: vec![], taken_back: None };
    unit.doubles().add(&judged).await
}

/// What the kept file said before an answer came into it from the closed one; nothing where somebody has
/// answered since.
async fn said_before(
    unit: &mut dyn Unit,
    came: &Fact,
    all_that_came: &[FactId],
    now: DateTime<Utc>,
    id: FactId,
) -> Result<Option<Fact>, StorageError> {
    let kind = came.value.kind();
    let all = readable(unit.facts().of_subject(came.subject, kind).await?);
    if current(&all, kind).is_none_or(|newest| newest.id != came.id) {
        return Ok(None);
    }
    let before = current(all.iter().filter(|fact| !all_that_came.contains(&fact.id)), kind);
    let captured_at = now.max(came.captured_at + chrono::TimeDelta::milliseconds(1));
    let back = Fact { id, captured_at, ..came.clone() };
    Ok(Some(match before {
        Some(before) => Fact { value: before.value.clone(), author: before.author, ..back },
        None => Fact { unsaid: true, ..back },
    }))
}

/// Takes a decision back: all is as before, but for what was told of the kept child since.
pub async fn take_back(
    unit: &mut dyn Unit,
    judged: &Judged,
    by: By,
    mut fresh: impl FnMut() -> Uuid,
) -> Result<Outcome, StorageError> {
    let links = unit.doubles().links().await?;
    // The entries of a closed file are seen through every file after it: those are opened first.
    if judged.taken_back.is_some() || links.iter().any(|link| judged.same && link.linked == judged.one) {
        return Ok(Outcome::Changed);
    }
    if judged.same && acts::take_back(unit, judged.id, by).await? != TakenBack::Done {
        return Ok(Outcome::Changed);
    }
    let seq = unit.commits().next(by).await?;
    if judged.same {
        let mut back = Vec::new();
        for id in &judged.facts {
            let Some(came) = unit.facts().get(*id).await? else { continue };
            back.extend(said_before(unit, &came, &judged.facts, by.at, FactId(fresh())).await?.map(Written::Fact));
        }
        unit.register().write(seq, &back).await?;
        unit.logs().release(seq, judged.one, judged.other).await?;
        // What is about another file too that leads to the kept one goes on being seen there.
        for link in links.iter().filter(|link| link.kept == judged.one && link.linked != judged.other) {
            unit.logs().reach(seq, link.kept, link.linked).await?;
        }
    }
    unit.doubles().take_back(judged.id, seq).await?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_file_leads_to_the_last_that_is_open() {
        let child = |n| ChildId(Uuid::from_u128(n));
        let link = |linked, kept| Link { linked: child(linked), kept: child(kept), from: NaiveDate::default() };
        let links = [link(1, 2), link(2, 3)];
        assert_eq!([1, 2, 3, 4].map(|n| kept(&links, child(n))), [3, 3, 3, 4].map(child));
        assert!([child(1), child(2)].contains(&kept(&[link(1, 2), link(2, 1)], child(1))), "it ends all the same");
    }
}
