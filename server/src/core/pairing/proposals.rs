//! Pairings that wait for a school's lead, where the rules ask for one. What is wished is tried when it is proposed, so
//! that it fits, and carried out by the same functions when the lead agrees, if it still does.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use desk_api::pairing::{Beside, Handing, Matched, Proposed, ProposedLine, Unfit, UnfitWhy};
use domain::id::{AccountId, ChildId, PairingId, ProposalId, SchoolId};
use serde::{Deserialize, Serialize};
use storage::{By, Decision, Proposal, StorageError, Unit};
use uuid::Uuid;

use super::handing::{self, Whose};
use crate::exchange::rows;

/// What somebody wishes to be done with a school's pairings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Children are paired from a day on.
    Pairs {
        /// The first day.
        from: NaiveDate,
        /// Which.
        pairs: Vec<Matched>,
    },
    /// A child changes hands.
    HandOn {
        /// The child.
        child: ChildId,
        /// How.
        handing: Handing,
    },
    /// A second mentor stands beside the first.
    PutBeside {
        /// The child.
        child: ChildId,
        /// Who and when.
        beside: Beside,
    },
}

/// One pairing that would begin: the child, the mentor, the first and, of a second mentor, the last day.
type Beginning = (Matched, NaiveDate, Option<NaiveDate>);

impl Wish {
    /// The pairings that would begin. Ending one asks nobody.
    fn beginnings(&self) -> Vec<Beginning> {
        match self {
            Self::Pairs { from, pairs } => pairs.iter().map(|pair| (*pair, *from, None)).collect(),
            Self::HandOn { child, handing } => {
                let pair = |mentor| Matched { child: *child, mentor };
                handing.to.map(|mentor| (pair(mentor), handing.from, None)).into_iter().collect()
            }
            Self::PutBeside { child, beside } => {
                vec![(Matched { child: *child, mentor: beside.mentor }, beside.from, Some(beside.to))]
            }
        }
    }

    /// Whether the rules of a day want the lead to agree.
    pub async fn asks_lead(&self, unit: &mut dyn Unit, today: NaiveDate) -> Result<bool, StorageError> {
        Ok(!self.beginnings().is_empty() && lead_approves(unit, today).await?)
    }
}

/// Whether by the rules of a day a school's lead agrees to new pairings.
pub async fn lead_approves(unit: &mut dyn Unit, today: NaiveDate) -> Result<bool, StorageError> {
    Ok(rows::rules(unit).await?.value.on(today).lead_approves)
}

/// Does what is wished, from today at the earliest; what does not fit is answered, and then nothing is done.
pub async fn carry_out(
    unit: &mut dyn Unit,
    school: SchoolId,
    wish: &Wish,
    today: NaiveDate,
    by: By,
    fresh: impl Fn() -> Uuid,
) -> Result<Vec<Unfit>, StorageError> {
    let whose = |child| Whose { child, school, today };
    let (child, why) = match wish {
        Wish::Pairs { from, pairs } => {
            return super::accept(unit, school, (*from).max(today), pairs, by, fresh).await;
        }
        Wish::HandOn { child, handing } => {
            let handing = Handing { from: handing.from.max(today), ..*handing };
            (*child, handing::hand_on(unit, whose(*child), &handing, by, PairingId(fresh())).await?)
        }
        Wish::PutBeside { child, beside } if beside.to < today => (*child, Some(UnfitWhy::Over)),
        Wish::PutBeside { child, beside } => {
            let beside = Beside { from: beside.from.max(today), ..*beside };
            (*child, handing::put_beside(unit, whose(*child), &beside, by, PairingId(fresh())).await?)
        }
    };
    Ok(why.map(|why| Unfit { child, why }).into_iter().collect())
}

/// Lays a wish before the school's lead.
pub async fn lay(
    unit: &mut dyn Unit,
    id: ProposalId,
    school: SchoolId,
    wish: &Wish,
    by: AccountId,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let text = serde_json::to_string(wish).map_err(|_| StorageError::Inconsistent("proposal"))?;
    unit.proposals().add(&Proposal { id, school, text, by, at, decision: None }).await
}

/// What is wished; none when it cannot be read any more, which is reported.
fn read(proposal: &Proposal) -> Option<Wish> {
    let wish = serde_json::from_str(&proposal.text).ok();
    if wish.is_none() {
        rows::report(&[storage::Unreadable { what: "pairing_proposal.body", id: proposal.id.0 }]);
    }
    wish
}

/// The children of a school for whom something waits.
pub async fn children(unit: &mut dyn Unit, school: SchoolId) -> Result<BTreeSet<ChildId>, StorageError> {
    let waiting = unit.proposals().of_school(school).await?;
    let begun = waiting.iter().filter_map(read).flat_map(|wish| wish.beginnings());
    Ok(begun.map(|(pair, ..)| pair.child).collect())
}

/// A proposal as it is shown; without lines where it cannot be read.
pub async fn shown(unit: &mut dyn Unit, proposal: &Proposal) -> Result<Proposed, StorageError> {
    let mut lines = Vec::new();
    for (pair, from, to) in read(proposal).iter().flat_map(Wish::beginnings) {
        let child = unit.children().get(pair.child).await?.map(|child| child.name).unwrap_or_default();
        let mentor = unit.accounts().get(pair.mentor).await?.map(|a| a.name).unwrap_or_default();
        lines.push(ProposedLine { child, mentor, from, to });
    }
    let by = unit.accounts().get(proposal.by).await?.map(|a| a.name).unwrap_or_default();
    Ok(Proposed { id: proposal.id, by, at: proposal.at, lines })
}

/// Agrees to a proposal that waits, or declines it. `false` when it does not fit the register any more: it goes on
/// waiting, and nothing is done.
pub async fn decide(
    unit: &mut dyn Unit,
    proposal: &Proposal,
    accept: bool,
    today: NaiveDate,
    by: By,
    who: AccountId,
    fresh: impl Fn() -> Uuid,
) -> Result<bool, StorageError> {
    if accept {
        let Some(wish) = read(proposal) else { return Ok(false) };
        if !carry_out(unit, proposal.school, &wish, today, by, fresh).await?.is_empty() {
            return Ok(false);
        }
    }
    unit.proposals().resolve(proposal.id, Decision { accepted: accept, by: who, at: by.at }).await?;
    Ok(true)
}
