//! All that waits for a school, in one list, and follow-ups that were done.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{LogId, OpId, SchoolId};
use domain::import::batch::BatchState;
use domain::log::Log;
use domain::register::Offer;
use domain::report::{InboxItem, InboxKind, has_lain};
use domain::term::day_begins;
use storage::{Account, BatchLine, By, Countersign, DeviceLine, Parked, Proposal, StorageError, Unit};
use uuid::Uuid;

use super::countersigns;
use super::disputes::{self, Disputed};
use super::term_page::{self, TwoPages};
use super::year::offers;
use crate::exchange::rows::readable;

/// What an item is, as the register has it.
pub enum Found {
    /// Work on a child who had moved on.
    LateWork(Parked),
    /// Two answers to one question.
    Dispute(Disputed),
    /// Two pages of one child and term.
    TwoPages(TwoPages),
    /// School files that are not taken over yet.
    Import(BatchLine),
    /// Pairings that wait for the lead.
    Pairing(Proposal),
    /// What somebody asks for the account of somebody at the school.
    Countersign(Countersign, Account),
    /// Children whom one other school offers; at least one.
    Offers(Vec<Offer>),
    /// An entry with a follow-up whose day has passed.
    FollowUp(Log),
    /// A phone on which work has lain for long.
    Phone(DeviceLine),
}

impl Found {
    /// What kind, which, and since when.
    fn item(&self, now: DateTime<Utc>) -> InboxItem {
        let (kind, id, since) = match self {
            Self::LateWork(parked) => (InboxKind::LateWork, parked.op.0, parked.received_at),
            Self::Dispute(two) => (InboxKind::Dispute, two.later.id.0, two.later.captured_at),
            Self::TwoPages(two) => (InboxKind::TwoPages, two.later.id.0, two.later.captured_at),
            Self::Import(batch) => (InboxKind::Import, batch.id.0, batch.begun_at),
            Self::Pairing(proposal) => (InboxKind::Pairing, proposal.id.0, proposal.at),
            Self::Countersign(asked, _) => (InboxKind::Countersign, asked.id.0, asked.at),
            Self::Offers(offers) => {
                let first = offers.iter().min_by_key(|offer| (offer.offered_at, offer.id));
                let (id, since) = first.map_or((Uuid::nil(), now), |offer| (offer.id.0, offer.offered_at));
                (InboxKind::Offer, id, since)
            }
            Self::FollowUp(log) => (InboxKind::FollowUp, log.id.0, log.open_follow_up().map_or(now, day_begins)),
            Self::Phone(phone) => (InboxKind::Phone, phone.id.0, phone.oldest.unwrap_or(now)),
        };
        InboxItem { kind, id, since }
    }
}

/// What waits for a school of some kinds, in its order.
pub async fn of_school(
    unit: &mut dyn Unit,
    school: SchoolId,
    kinds: &[InboxKind],
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<(InboxItem, Found)>, StorageError> {
    let mut all = Vec::new();
    if kinds.contains(&InboxKind::LateWork) {
        all.extend(unit.parking().of_school(school, today).await?.into_iter().map(Found::LateWork));
    }
    if kinds.contains(&InboxKind::Dispute) {
        all.extend(disputes::of_school(unit, school, today).await?.into_iter().map(Found::Dispute));
    }
    if kinds.contains(&InboxKind::TwoPages) {
        all.extend(term_page::of_school(unit, school, today).await?.into_iter().map(Found::TwoPages));
    }
    if kinds.contains(&InboxKind::Import) {
        let open = unit.batches().of_school(school).await?.into_iter().filter(|b| b.state == BatchState::Open);
        all.extend(open.map(Found::Import));
    }
    if kinds.contains(&InboxKind::Pairing) {
        all.extend(unit.proposals().of_school(school).await?.into_iter().map(Found::Pairing));
    }
    if kinds.contains(&InboxKind::Countersign) {
        for asked in countersigns::open(unit, now).await?.into_iter().filter(|asked| asked.decision.is_none()) {
            let account = unit.accounts().get(asked.of).await?;
            let here = account.filter(|account| account.grants.iter().any(|grant| grant.school == Some(school)));
            all.extend(here.map(|account| Found::Countersign(asked, account)));
        }
    }
    if kinds.contains(&InboxKind::Offer) {
        all.extend(offers::waiting(unit, school, today, now).await?.into_iter().map(Found::Offers));
    }
    if kinds.contains(&InboxKind::FollowUp) {
        all.extend(readable(unit.logs().follow_ups(school, today).await?).into_iter().map(Found::FollowUp));
    }
    if kinds.contains(&InboxKind::Phone) {
        let lain = |phone: &DeviceLine| phone.oldest.is_some_and(|oldest| has_lain(oldest, now));
        all.extend(unit.desk().devices(school).await?.into_iter().filter(lain).map(Found::Phone));
    }
    let mut all: Vec<_> = all.into_iter().map(|found| (found.item(now), found)).collect();
    all.sort_by_key(|(item, _)| item.order());
    Ok(all)
}

/// Says on an entry that somebody has looked again; `false` when nobody is to look any more.
pub async fn followed_up(
    unit: &mut dyn Unit,
    id: LogId,
    on: NaiveDate,
    op: OpId,
    by: By,
) -> Result<bool, StorageError> {
    let Some(mut log) = unit.logs().get(id).await?.filter(|log| log.open_follow_up().is_some()) else {
        return Ok(false);
    };
    log.followed_up_on = Some(on);
    log.revision += 1;
    let seq = unit.commits().next(by).await?;
    unit.logs().revise(seq, &log, op, by.at).await?;
    Ok(true)
}
