//! Applies one operation to the register.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::local_day;
use domain::fact::Fact;
use domain::id::{ChildId, LogId, OpId, SchoolId};
use domain::log::{Log, LogBody};
use domain::pairing::Pairing;
use domain::policy::Role;
use storage::{Account, NewLog, StorageError, Unit};
use sync::limits::FEEDBACK_CHARS_MAX;
use sync::{Change, LogPatch, NewFact, Op, Rejection, RejectionCode};

use crate::state::COUNTY;

/// The version under which an operation was applied, and whether the device shows the result exactly.
pub type Applied = (u64, bool);

/// What is known of the recorder during one push.
pub struct Context<'a> {
    account: &'a Account,
    pairings: Vec<Pairing>,
    now: DateTime<Utc>,
    seen: BTreeSet<OpId>,
}

impl<'a> Context<'a> {
    pub async fn load(unit: &mut dyn Unit, account: &'a Account, now: DateTime<Utc>) -> Result<Self, StorageError> {
        Ok(Self { account, pairings: unit.pairings_of_mentor(account.id).await?, now, seen: BTreeSet::new() })
    }

    /// Whether an operation id has not been settled before, nor in this request.
    pub async fn is_new(&mut self, unit: &mut dyn Unit, op: OpId) -> Result<bool, StorageError> {
        Ok(self.seen.insert(op) && unit.op_hash(op).await?.is_none())
    }

    fn today(&self) -> NaiveDate {
        local_day(self.now)
    }

    /// Whether the child was paired with the recorder when it happened, when it was written, or is now.
    /// Work done before a child moved on is accepted from the former mentor.
    fn may_record(&self, child: ChildId, days: &[NaiveDate]) -> bool {
        self.pairings.iter().filter(|p| p.child == child).any(|p| days.iter().any(|d| p.on(*d)) || p.on(self.today()))
    }

    fn school(&self) -> Option<SchoolId> {
        self.account.grants.iter().find(|g| g.role == Role::Mentor).and_then(|g| g.school)
    }
}

fn no(code: RejectionCode) -> Result<Applied, Rejection> {
    Err(code.into())
}

/// Applies an operation, or says why never.
pub async fn apply(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    op: &Op,
) -> Result<Result<Applied, Rejection>, StorageError> {
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
            Ok(Ok((unit.seq(COUNTY).await?, false)))
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
) -> Result<Result<Applied, Rejection>, StorageError> {
    let problems = body.problems(context.today());
    if !problems.is_empty() {
        return Ok(Err(Rejection { code: RejectionCode::Invalid, problems }));
    }
    let days = [body.occurred_on, local_day(op.captured_at)];
    if !body.children.iter().all(|child| context.may_record(*child, &days)) {
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

    let seq = unit.next_seq(COUNTY).await?;
    let log = Log {
        id,
        author: context.account.id,
        body: body.clone(),
        captured_at: op.captured_at,
        revision: 1,
        withdrawn: false,
        followed_up_on: None,
    };
    let new = NewLog { log, children: children.into_iter().collect(), op: Some(op.op_id) };
    unit.add_logs(COUNTY, seq, &[new], context.now).await?;
    let facts: Vec<Fact> = facts
        .iter()
        .map(|new| Fact {
            id: new.id,
            household: new.household,
            value: new.value.clone(),
            seen_on: body.occurred_on,
            author: Some(context.account.id),
            captured_at: op.captured_at,
        })
        .collect();
    if !facts.is_empty() {
        unit.add_facts(COUNTY, seq, &facts).await?;
    }
    let photos: Vec<_> = body.photos.iter().map(|p| p.id).collect();
    unit.tie_photos(id, &photos).await?;
    Ok(Ok((seq, body.classes.is_empty())))
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
) -> Result<Result<Applied, Rejection>, StorageError> {
    let mut log = match own(unit, context, id).await? {
        Ok(log) => log,
        Err(rejection) => return Ok(Err(rejection)),
    };
    // The device saw what it corrects exactly when nobody corrected it in between.
    let exact = base_revision == log.revision && log.body.classes.is_empty();
    patch.apply(&mut log.body);
    let problems = log.body.problems(context.today());
    if !problems.is_empty() {
        return Ok(Err(Rejection { code: RejectionCode::Invalid, problems }));
    }
    log.revision += 1;
    let seq = unit.next_seq(COUNTY).await?;
    unit.revise_log(seq, &log, op.op_id, context.now).await?;
    Ok(Ok((seq, exact)))
}

async fn withdraw(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    op: &Op,
    id: LogId,
) -> Result<Result<Applied, Rejection>, StorageError> {
    let mut log = match own(unit, context, id).await? {
        Ok(log) => log,
        Err(rejection) => return Ok(Err(rejection)),
    };
    log.withdrawn = true;
    log.revision += 1;
    let seq = unit.next_seq(COUNTY).await?;
    unit.revise_log(seq, &log, op.op_id, context.now).await?;
    Ok(Ok((seq, false)))
}

async fn follow_up(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    op: &Op,
    id: LogId,
    done_on: NaiveDate,
) -> Result<Result<Applied, Rejection>, StorageError> {
    let Some(mut log) = unit.log(id).await? else { return Ok(no(RejectionCode::UnknownLog)) };
    let mine = log.author == context.account.id
        || log.body.children.iter().any(|child| context.may_record(*child, &[done_on]));
    if !mine {
        return Ok(no(RejectionCode::NotYourChild));
    }
    log.followed_up_on = Some(done_on);
    log.revision += 1;
    let seq = unit.next_seq(COUNTY).await?;
    unit.revise_log(seq, &log, op.op_id, context.now).await?;
    Ok(Ok((seq, false)))
}
