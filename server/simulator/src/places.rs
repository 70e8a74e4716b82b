//! The promises about children whom the desks move, join, part and rename, as checks of every child of the county: what
//! was written lies where the child is now, or before a school that can decide; and it counts there.

use std::collections::BTreeSet;

use domain::id::{ChildId, OpId, SchoolId};
use domain::log::credit;
use server::core::doubles::kept;
use server::exchange::rows::{of_files, settlement_of};
use storage::{Link, Since, Storage as _, StorageError, Unit};
use sync::{Change, Op, RecordLog, RejectionCode, RowBody, Settlement};

use crate::laws::{Offence, entry_of};
use crate::play::Play;
use crate::register::all_children;
use crate::world::{COUNTY, SCHOOLS, id};

const HERE: &str = "what was written lies where the child is now";
const DECIDABLE: &str = "what is parked lies before a school that can decide";
const TAKEN: &str = "nothing is refused because a desk has done something";
const CREDITS: &str = "what is kept of credits is what they are when they are worked out anew";

/// The laws that hold when everything has come to rest.
pub(crate) async fn at_rest(play: &Play) -> Result<Result<(), Offence>, StorageError> {
    let mut unit = play.world.service.storage.read(COUNTY).await?;
    let unit = unit.as_mut();
    let links = unit.doubles().links().await?;
    let mut refused = BTreeSet::new();
    for (id, (_, op, _)) in &play.made {
        let Change::RecordLog(new) = &op.change else { continue };
        let is_refused = match settlement_of(unit, *id).await? {
            Some(Settlement::Rejected(_)) => true,
            Some(Settlement::Parked) => {
                unit.parking().get(*id).await?.and_then(|parked| parked.decision).is_some_and(|said| !said.accepted)
            }
            _ => false,
        };
        if is_refused {
            refused.insert(new.log);
        }
    }
    for (id, (_, op, _)) in &play.made {
        let found = match settlement_of(unit, *id).await? {
            Some(Settlement::Applied { .. }) => lies_here(unit, &links, op).await?,
            Some(Settlement::Parked) => match unit.parking().get(*id).await?.and_then(|parked| parked.decision) {
                None => decidable(play, unit, *id).await?,
                Some(said) if said.accepted => lies_here(unit, &links, op).await?,
                Some(_) => Ok(()),
            },
            // What was done about an entry that was refused or declined itself is refused with it.
            Some(Settlement::Rejected(_))
                if entry_of(&op.change)
                    .is_some_and(|log| refused.contains(&log) && !matches!(op.change, Change::RecordLog(_))) =>
            {
                Ok(())
            }
            Some(Settlement::Rejected(why))
                if by_a_desk(why.code) && !(play.is_restored && may_be_lost(unit, why.code, op).await?) =>
            {
                Err((TAKEN, format!("{:?} {op:?}", why.code)))
            }
            _ => Ok(()),
        };
        if found.is_err() {
            return Ok(found);
        }
    }
    credits(play, unit).await
}

/// Whether it can only have been a desk's deed that made the server refuse: phones offer nothing else.
fn by_a_desk(code: RejectionCode) -> bool {
    use RejectionCode::{NotAuthor, NotYourChild, UnknownClass, UnknownLog};
    [NotYourChild, UnknownClass, UnknownLog, NotAuthor].contains(&code)
}

/// Whether the phone may have seen what a desk did and the server has lost. A child whose pairing is lost is no such
/// thing: its school decides.
async fn may_be_lost(unit: &mut dyn Unit, code: RejectionCode, op: &Op) -> Result<bool, StorageError> {
    let Change::RecordLog(RecordLog { body, facts, .. }) = &op.change else { return Ok(true) };
    let mut is_known = facts.is_empty() && code == RejectionCode::NotYourChild;
    for child in &body.children {
        is_known &= unit.children().get(*child).await?.is_some();
    }
    Ok(!is_known)
}

/// An entry is in the file of each of its children, through all files that lead to another; one for classes has reached
/// somebody.
async fn lies_here(unit: &mut dyn Unit, links: &[Link], op: &Op) -> Result<Result<(), Offence>, StorageError> {
    let Change::RecordLog(RecordLog { log, body, facts }) = &op.change else { return Ok(Ok(())) };
    let there = unit.logs().children(*log).await?;
    let named = body.children.iter().flat_map(|child| [*child, kept(links, *child)]);
    if let Some(child) = named.into_iter().find(|child| !there.contains(child)) {
        return Ok(Err((HERE, format!("{log} is not in the file of {child}"))));
    }
    if there.is_empty() {
        return Ok(Err((HERE, format!("{log} of {:?} is in nobody's file", body.classes))));
    }
    for fact in facts {
        if unit.facts().get(fact.id).await?.is_none() {
            return Ok(Err((HERE, format!("the answer {} is nowhere", fact.id))));
        }
    }
    Ok(Ok(()))
}

/// When the schools have taken in all they can, only what is about an entry that was declined may wait still.
pub(crate) async fn taken_in(play: &Play) -> Result<Result<(), Offence>, StorageError> {
    let mut unit = play.world.service.storage.read(COUNTY).await?;
    for school in SCHOOLS {
        for waiting in unit.parking().of_school(SchoolId(id(school)), play.world.today()).await? {
            let log = play.made.get(&waiting.op).and_then(|(_, op, _)| entry_of(&op.change).map(|log| (op, log)));
            let Some((op, log)) = log else { continue };
            if matches!(op.change, Change::RecordLog(_))
                || unit.logs().get(log).await?.is_some_and(|log| !log.withdrawn)
            {
                return Ok(Err((DECIDABLE, format!("{} cannot be taken in", waiting.op))));
            }
        }
    }
    Ok(Ok(()))
}

/// Late work waits for one school.
async fn decidable(play: &Play, unit: &mut dyn Unit, op: OpId) -> Result<Result<(), Offence>, StorageError> {
    let mut schools = 0;
    for school in SCHOOLS {
        let waiting = unit.parking().of_school(SchoolId(id(school)), play.world.today()).await?;
        schools += usize::from(waiting.iter().any(|parked| parked.op == op));
    }
    Ok(if schools == 1 { Ok(()) } else { Err((DECIDABLE, format!("{op} waits for {schools} schools"))) })
}

/// Each entry counts for every child in whose file it is, and for nobody else.
async fn credits(play: &Play, unit: &mut dyn Unit) -> Result<Result<(), Offence>, StorageError> {
    let history = play.world.service.state().ledger.of(unit).await?;
    let children = all_children(&history);
    for row in of_files(unit.files().rows(&children, &children, None, Since::BEGINNING).await?) {
        let RowBody::Log(log) = row.body else { continue };
        let there: BTreeSet<ChildId> = unit.logs().children(log.id).await?.into_iter().collect();
        let anew = if credit(&log).is_some() { there } else { BTreeSet::new() };
        let kept = unit.credits().of_log(log.id).await?;
        let kept: Vec<ChildId> = kept.iter().filter(|kept| kept.to_seq.is_none()).map(|kept| kept.child).collect();
        if kept.len() != anew.len() || !kept.iter().all(|child| anew.contains(child)) {
            return Ok(Err((CREDITS, format!("{} counts for {kept:?} instead of {anew:?}", log.id))));
        }
    }
    Ok(Ok(()))
}
