//! Applies one operation to the register.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::local_day;
use domain::fact::Fact;
use domain::id::{ChildId, FactId, LogId, OpId, SchoolId};
use domain::log::{Log, LogBody};
use domain::pairing::Pairing;
use domain::policy::Role;
use storage::{Account, NewLog, Parked, StorageError, Unit};
use sync::limits::FEEDBACK_CHARS_MAX;
use sync::{Change, LogPatch, NewFact, Op, Rejection, RejectionCode, Settlement};

use crate::state::COUNTY;

/// What is known of the recorder during one push.
pub struct Context<'a> {
    account: &'a Account,
    pairings: Vec<Pairing>,
    now: DateTime<Utc>,
    /// Operations settled in this very request, with their content hash.
    seen: BTreeMap<OpId, (String, Settlement)>,
    /// The school has said that the work stands, whatever the dates of the pairing.
    accepted: bool,
}

/// Whether a child's file takes an entry from the recorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// The child was paired with the recorder then, or is now.
    Theirs,
    /// The child had moved on by then; its school decides.
    Late,
    /// The child was never paired with the recorder.
    Never,
}

impl<'a> Context<'a> {
    pub async fn load(unit: &mut dyn Unit, account: &'a Account, now: DateTime<Utc>) -> Result<Self, StorageError> {
        let pairings = unit.pairings_of_mentor(account.id).await?;
        Ok(Self { account, pairings, now, seen: BTreeMap::new(), accepted: false })
    }

    /// The same, for work that the school has accepted.
    pub async fn accepted(unit: &mut dyn Unit, account: &'a Account, now: DateTime<Utc>) -> Result<Self, StorageError> {
        Ok(Self { accepted: true, ..Self::load(unit, account, now).await? })
    }

    /// What was done with an operation before, in this request or an earlier one.
    pub async fn settled(&self, unit: &mut dyn Unit, op: OpId) -> Result<Option<(String, Settlement)>, StorageError> {
        match self.seen.get(&op) {
            Some(known) => Ok(Some(known.clone())),
            None => unit.settlement_of(op).await,
        }
    }

    /// Remembers what was done with an operation of this request.
    pub fn remember(&mut self, op: OpId, hash: &str, settlement: &Settlement) {
        self.seen.insert(op, (hash.to_owned(), settlement.clone()));
    }

    fn today(&self) -> NaiveDate {
        local_day(self.now)
    }

    /// Whether the child was paired with the recorder when it happened, when it was written, or is now.
    /// Work done before a child moved on is accepted from the former mentor.
    fn standing(&self, child: ChildId, days: &[NaiveDate]) -> Standing {
        let mut own = self.pairings.iter().filter(|p| p.child == child).peekable();
        if own.peek().is_none() {
            Standing::Never
        } else if self.accepted || own.any(|p| days.iter().any(|d| p.on(*d)) || p.on(self.today())) {
            Standing::Theirs
        } else {
            Standing::Late
        }
    }

    /// The standing of the child that stands in the way most; `Theirs` for none at all.
    fn worst(&self, children: &[ChildId], days: &[NaiveDate]) -> (Standing, Option<ChildId>) {
        let all = children.iter().map(|child| (self.standing(*child, days), Some(*child)));
        all.max_by_key(|(standing, _)| *standing).unwrap_or((Standing::Theirs, None))
    }

    fn school(&self) -> Option<SchoolId> {
        self.account.grants.iter().find(|g| g.role == Role::Mentor).and_then(|g| g.school)
    }
}

fn no(code: RejectionCode) -> Settlement {
    Settlement::Rejected(code.into())
}

/// Keeps an operation for the school of a child who had moved on.
async fn park(unit: &mut dyn Unit, context: &Context<'_>, op: &Op, child: ChildId) -> Result<Settlement, StorageError> {
    let parked = Parked { op: op.clone(), author: context.account.id, child, received_at: context.now, accepted: None };
    unit.park(&parked).await?;
    Ok(Settlement::Parked)
}

/// Applies an operation, parks it, or says why never.
pub async fn apply(unit: &mut dyn Unit, context: &Context<'_>, op: &Op) -> Result<Settlement, StorageError> {
    match &op.change {
        Change::RecordLog { log, body, facts } => record(unit, context, op, *log, body, facts).await,
        Change::ReviseLog { log, base_revision, patch } => revise(unit, context, op, *log, *base_revision, patch).await,
        Change::WithdrawLog { log } => withdraw(unit, context, op, *log).await,
        Change::FollowUp { log, done_on } => follow_up(unit, context, op, *log, *done_on).await,
        Change::Feedback { text } => {
            if text.trim().is_empty() || text.chars().count() > FEEDBACK_CHARS_MAX {
                return Ok(no(RejectionCode::Invalid));
            }
            let clean = text.replace('\0', "");
            unit.add_feedback(op.op_id, context.account.id, &clean, op.captured_at).await?;
            Ok(Settlement::Applied { version: unit.seq(COUNTY).await?, exact: false })
        }
    }
}

async fn record(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    op: &Op,
    id: LogId,
    body: &LogBody,
    facts: &[NewFact],
) -> Result<Settlement, StorageError> {
    let problems = body.problems(context.today());
    if !problems.is_empty() {
        return Ok(Settlement::Rejected(Rejection { code: RejectionCode::Invalid, problems }));
    }
    let days = [body.occurred_on, local_day(op.captured_at)];
    let (standing, child) = context.worst(&body.children, &days);
    if standing == Standing::Never {
        return Ok(no(RejectionCode::NotYourChild));
    }
    let mut children: BTreeSet<ChildId> = body.children.iter().copied().collect();
    if !body.classes.is_empty() {
        let Some(school) = context.school() else { return Ok(no(RejectionCode::UnknownClass)) };
        let known = unit.classes(school).await?;
        if !body.classes.iter().all(|class| known.contains(class)) {
            return Ok(no(RejectionCode::UnknownClass));
        }
        children.extend(unit.children_of_classes(school, &body.classes).await?);
    }
    if unit.log(id).await?.is_some() {
        return Ok(no(RejectionCode::OpIdReused));
    }
    if !facts.is_empty() {
        let homes = unit.households_of(&body.children).await?;
        if !facts.iter().all(|fact| homes.contains(&fact.household)) {
            return Ok(no(RejectionCode::NotYourChild));
        }
    }
    if let (Standing::Late, Some(child)) = (standing, child) {
        return park(unit, context, op, child).await;
    }

    let seq = unit.next_seq(COUNTY).await?;
    let log = Log::first(id, context.account.id, body.clone(), op.captured_at);
    let new = NewLog { log, children: children.into_iter().collect(), op: Some(op.op_id) };
    unit.add_logs(COUNTY, seq, &[new], context.now).await?;
    let mut found = Vec::with_capacity(facts.len());
    for new in facts {
        found.push(Fact {
            id: new.id,
            household: new.household,
            value: new.value.clone(),
            seen_on: body.occurred_on,
            author: Some(context.account.id),
            captured_at: op.captured_at,
            disputes: disputed(unit, context, new).await?,
        });
    }
    unit.add_facts(COUNTY, seq, &found).await?;
    let photos: Vec<_> = body.photos.iter().map(|p| p.id).collect();
    unit.tie_photos(id, &photos).await?;
    let exact = body.classes.is_empty() && found.iter().all(|fact| fact.disputes.is_none());
    Ok(Settlement::Applied { version: seq, exact })
}

/// The version that a new one contradicts: another person's, which the recorder had not seen, with another answer.
async fn disputed(unit: &mut dyn Unit, context: &Context<'_>, new: &NewFact) -> Result<Option<FactId>, StorageError> {
    let newest = unit.newest_fact(new.household, new.value.kind()).await?;
    Ok(newest
        .filter(|known| Some(known.id) != new.base && known.value != new.value)
        .filter(|known| known.author != Some(context.account.id))
        .map(|known| known.id))
}

/// The recorder's own entry, as long as it stands.
async fn own(unit: &mut dyn Unit, context: &Context<'_>, id: LogId) -> Result<Result<Log, Rejection>, StorageError> {
    Ok(match unit.log(id).await? {
        None => Err(RejectionCode::UnknownLog.into()),
        Some(log) if log.author != context.account.id => Err(RejectionCode::NotAuthor.into()),
        Some(log) if log.withdrawn => Err(RejectionCode::Withdrawn.into()),
        Some(log) => Ok(log),
    })
}

async fn revise(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    op: &Op,
    id: LogId,
    base_revision: u32,
    patch: &LogPatch,
) -> Result<Settlement, StorageError> {
    let mut log = match own(unit, context, id).await? {
        Ok(log) => log,
        Err(rejection) => return Ok(Settlement::Rejected(rejection)),
    };
    // The device saw what it corrects exactly when nobody corrected it in between.
    let exact = base_revision == log.revision && log.body.classes.is_empty();
    patch.apply(&mut log.body);
    let problems = log.body.problems(context.today());
    if !problems.is_empty() {
        return Ok(Settlement::Rejected(Rejection { code: RejectionCode::Invalid, problems }));
    }
    log.revision += 1;
    let seq = unit.next_seq(COUNTY).await?;
    unit.revise_log(seq, &log, op.op_id, context.now).await?;
    Ok(Settlement::Applied { version: seq, exact })
}

async fn withdraw(unit: &mut dyn Unit, context: &Context<'_>, op: &Op, id: LogId) -> Result<Settlement, StorageError> {
    let mut log = match own(unit, context, id).await? {
        Ok(log) => log,
        Err(rejection) => return Ok(Settlement::Rejected(rejection)),
    };
    log.withdrawn = true;
    log.revision += 1;
    let seq = unit.next_seq(COUNTY).await?;
    unit.revise_log(seq, &log, op.op_id, context.now).await?;
    Ok(Settlement::Applied { version: seq, exact: false })
}

async fn follow_up(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    op: &Op,
    id: LogId,
    done_on: NaiveDate,
) -> Result<Settlement, StorageError> {
    let Some(mut log) = unit.log(id).await? else { return Ok(no(RejectionCode::UnknownLog)) };
    if log.author != context.account.id {
        // One of the children is enough: the follow-up was asked for all of them.
        let best = log.body.children.iter().map(|child| (context.standing(*child, &[done_on]), *child)).min();
        match best {
            Some((Standing::Theirs, _)) => {}
            Some((Standing::Late, child)) => return park(unit, context, op, child).await,
            _ => return Ok(no(RejectionCode::NotYourChild)),
        }
    }
    log.followed_up_on = Some(done_on);
    log.revision += 1;
    let seq = unit.next_seq(COUNTY).await?;
    unit.revise_log(seq, &log, op.op_id, context.now).await?;
    Ok(Settlement::Applied { version: seq, exact: false })
}
