//! Applies one operation to the register.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::classes::{Members, members};
use super::rows;
use crate::core::doubles;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::guardianship::{Fact, FactSubject, current};
use domain::id::{AccountId, ChildId, FactId, LogId, OpId, PageId, SchoolId};
use domain::log::{FACTS_MAX, Fault, Hand, Log, LogBody, LogField, Problem, credit};
use domain::policy::Role;
use domain::register::{Cause, Pairing, Written};
use domain::term::{TermPage, clocked, local_day, page};
use storage::{Account, By, Feedback, Link, NewLog, Parked, StorageError, Unit};
use sync::limits::{FEEDBACK_CHARS_MAX, HOLDS_DAYS};
use sync::{Change, LogPatch, NewFact, Op, RecordLog, Rejection, RejectionCode, ReviseLog, Settlement, WritePage};
use uuid::Uuid;

/// What is known during one push, and what is not yet written.
///
/// A phone that was long without a network pushes hundreds of entries. So what all of them ask of the
/// database is asked once, and new entries are written together, before anything that may read them.
pub struct Context<'a> {
    account: &'a Account,
    pairings: Vec<Pairing>,
    now: DateTime<Utc>,
    /// Operations settled before, in this request or an earlier one, with their content hash.
    settled: BTreeMap<OpId, (String, Settlement)>,
    /// Entries of this request that the register has already.
    known_logs: BTreeSet<LogId>,
    /// Answers of this request that the register has already.
    known_facts: BTreeSet<FactId>,
    /// Pages of this request that the register has already.
    known_pages: BTreeSet<PageId>,
    /// Closed files of children, each with the file it leads to.
    links: Vec<Link>,
    /// Children and households in these operations that were erased.
    erased: BTreeSet<Uuid>,
    /// New entries that are not written yet.
    new_logs: Vec<NewLog>,
    /// Numbers of the commit sequence that were taken and not given out.
    numbers: Range<u64>,
    /// Operations still to come, each of which may need a number.
    to_come: u64,
    /// Children whose school has said that the work stands, whatever the dates of the pairing.
    accepted: BTreeSet<ChildId>,
    /// Who copies the account's notebook; none where its owner records.
    entered_by: Option<AccountId>,
    /// When the phone or the account was ended: only new entries are taken, and their school looks at each.
    ended: Option<DateTime<Utc>>,
    /// For how many days after an end what was recorded before is taken.
    hand_in_days: u32,
    /// When the database was put back from a backup lately, so that pairings may be lost that the phones had seen.
    restored: Option<DateTime<Utc>>,
}

/// By how much a page is later than the one that it follows, where its phone's clock is behind.
const MOMENT: TimeDelta = TimeDelta::milliseconds(1);

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
    /// Reads what some operations will ask.
    pub async fn load(
        unit: &mut dyn Unit,
        account: &'a Account,
        now: DateTime<Utc>,
        ops: &[&Op],
    ) -> Result<Self, StorageError> {
        let ids: Vec<OpId> = ops.iter().map(|op| op.op_id).collect();
        let entries =
            ops.iter().filter_map(|op| if let Change::RecordLog(new) = &op.change { Some(new) } else { None });
        let logs: Vec<LogId> = entries.clone().map(|new| new.log).collect();
        let of_pages = ops.iter().filter_map(|op| page_of(op)).map(|page| page.child.0);
        let named: BTreeSet<Uuid> = entries.clone().flat_map(named).chain(of_pages).collect();
        let named: Vec<Uuid> = named.into_iter().collect();
        let pages: Vec<PageId> = ops.iter().filter_map(|op| page_of(op)).map(|page| page.page).collect();
        let facts: Vec<FactId> = entries.flat_map(|new| &new.facts).map(|fact| fact.id).collect();
        let mut settled = BTreeMap::new();
        for one in unit.ops().find(&ids).await? {
            if let Some(op) = one.op {
                settled.insert(op, (one.hash.clone(), rows::settlement(&one)));
            }
        }
        let restored = restored_lately(unit, now).await?;
        let hand_in_days = rows::rules(unit).await?.value.on(local_day(now)).hand_in_days;
        Ok(Self {
            account,
            pairings: rows::readable(unit.pairings().of_mentor(account.id).await?),
            now,
            settled,
            known_logs: unit.logs().known(&logs).await?.into_iter().collect(),
            known_pages: unit.pages().known(&pages).await?.into_iter().collect(),
            known_facts: unit.facts().known(&facts).await?.into_iter().collect(),
            links: unit.doubles().links().await?,
            erased: unit.erasure().erased(&named).await?.into_iter().collect(),
            new_logs: vec![],
            numbers: 0..0,
            to_come: ops.len() as u64,
            accepted: BTreeSet::new(),
            entered_by: None,
            ended: None,
            hand_in_days,
            restored,
        })
    }

    /// The same, for a device that was revoked at an instant.
    #[must_use]
    pub fn ending(self, ended: Option<DateTime<Utc>>) -> Self {
        Self { ended, ..self }
    }

    /// The same, for work that the school of some children has accepted.
    pub async fn accepted(
        unit: &mut dyn Unit,
        account: &'a Account,
        now: DateTime<Utc>,
        op: &Op,
        children: BTreeSet<ChildId>,
    ) -> Result<Self, StorageError> {
        Ok(Self { accepted: children, ..Self::load(unit, account, now, &[op]).await? })
    }

    /// The same, for what somebody copies from the account's notebook.
    pub async fn copied(
        unit: &mut dyn Unit,
        account: &'a Account,
        now: DateTime<Utc>,
        op: &Op,
        by: AccountId,
    ) -> Result<Self, StorageError> {
        Ok(Self { entered_by: Some(by), ..Self::load(unit, account, now, &[op]).await? })
    }

    /// Whether the database was put back from a backup lately.
    pub fn is_restored(&self) -> bool {
        self.restored.is_some()
    }

    /// Whether an operation is about an entry that may still be on another phone, which has to hand it in again to a
    /// server that was put back after both were written.
    pub fn may_come(&self, op: &Op, settlement: &Settlement) -> bool {
        self.restored.is_some_and(|at| op.captured_at < at) && *settlement == no(RejectionCode::UnknownLog)
    }

    /// The same, as it is on another day than that of the operation's arrival.
    #[must_use]
    pub fn restored_at(self, restored: Option<DateTime<Utc>>) -> Self {
        Self { restored, ..self }
    }

    /// Whose hand writes.
    fn hand(&self) -> Hand {
        if self.entered_by.is_some() { Hand::Anothers } else { Hand::Own }
    }

    /// What was done with an operation before, in this request or an earlier one.
    pub fn settled(&self, op: OpId) -> Option<&(String, Settlement)> {
        self.settled.get(&op)
    }

    /// Remembers what was done with an operation of this request.
    pub fn remember(&mut self, op: OpId, hash: &str, settlement: &Settlement) {
        self.settled.insert(op, (hash.to_owned(), settlement.clone()));
    }

    /// The next number of the commit sequence. Some that were taken may stay unused; no reader minds.
    async fn number(&mut self, unit: &mut dyn Unit) -> Result<u64, StorageError> {
        if self.numbers.is_empty() {
            let first = unit.commits().take(self.to_come.max(1), self.by()).await?;
            self.numbers = first..first + self.to_come.max(1);
        }
        self.to_come = self.to_come.saturating_sub(1);
        Ok(self.numbers.next().unwrap_or(self.numbers.end))
    }

    /// Writes the new entries.
    pub async fn flush(&mut self, unit: &mut dyn Unit) -> Result<(), StorageError> {
        let new = std::mem::take(&mut self.new_logs);
        let (closed, open): (Vec<NewLog>, Vec<NewLog>) =
            new.into_iter().partition(|new| self.any_closed(&new.children));
        unit.logs().add(&open, self.now).await?;
        // Each keeps its own number: by that the phone tells whether it has a row already.
        for new in &closed {
            unit.logs().add(std::slice::from_ref(new), self.now).await?;
            self.reach(unit, new).await?;
        }
        Ok(())
    }

    /// Whether an entry is about children who were all erased.
    fn is_of_erased(&self, body: &LogBody) -> bool {
        !body.children.is_empty()
            && body.classes.is_empty()
            && body.children.iter().all(|child| self.erased.contains(&child.0))
    }

    /// Those of some children who were not erased: whoever was stands in nobody's way.
    fn living(&self, children: &[ChildId]) -> Vec<ChildId> {
        children.iter().copied().filter(|child| !self.erased.contains(&child.0)).collect()
    }

    /// Whether the file of one of some children is closed.
    fn any_closed(&self, children: &[ChildId]) -> bool {
        children.iter().any(|child| self.links.iter().any(|link| link.linked == *child))
    }

    /// What was recorded about a child whose file is closed is in the kept file as well.
    async fn reach(&self, unit: &mut dyn Unit, new: &NewLog) -> Result<(), StorageError> {
        let mut told: BTreeSet<ChildId> = new.children.iter().copied().collect();
        for _ in &self.links {
            let leads: Vec<Link> = self.links.iter().filter(|link| told.contains(&link.linked)).copied().collect();
            if leads.is_empty() {
                break;
            }
            for link in &leads {
                unit.logs().reach(new.seq, link.kept, link.linked).await?;
            }
            told = leads.into_iter().map(|link| link.kept).collect();
        }
        Ok(())
    }

    /// Whether what is dated before an end is taken today: a client's own date never decides alone.
    fn in_time(&self, ended: NaiveDate) -> bool {
        self.today() <= ended + Days::new(u64::from(self.hand_in_days))
    }

    /// Why a phone that was ended changes nothing any more.
    fn refused(&self, change: &Change) -> Option<RejectionCode> {
        let ended = local_day(self.ended?);
        match change {
            Change::RecordLog(_) | Change::WritePage(_) | Change::Feedback(_) => {
                (!self.in_time(ended)).then_some(RejectionCode::TooLate)
            }
            _ => Some(RejectionCode::Ended),
        }
    }

    /// Whether the child's file was closed while the recorder had it, not before the work was done.
    fn closed_under(&self, child: ChildId, days: &[NaiveDate]) -> bool {
        let own = |link: &Link| {
            self.pairings.iter().any(|p| {
                p.child == link.linked && p.to >= link.from.pred_opt() && p.to.is_some_and(|to| self.in_time(to))
            })
        };
        let before = |link: &&Link| link.linked == child && days.iter().any(|day| *day <= link.from);
        self.links.iter().filter(before).any(own)
    }

    /// The child or household of whom an answer tells in an entry about some children: the kept file's for one about a
    /// closed file, the child's home now for one about a home where none of them lives any more. None for what is none
    /// of theirs.
    async fn subject(
        &self,
        unit: &mut dyn Unit,
        about: FactSubject,
        children: &[ChildId],
    ) -> Result<Option<FactSubject>, StorageError> {
        let leads = |child| doubles::kept(&self.links, child);
        match about {
            FactSubject::Child(child) => Ok(children.contains(&child).then(|| FactSubject::Child(leads(child)))),
            FactSubject::Household(home) => {
                let kept: Vec<ChildId> = children.iter().map(|child| leads(*child)).collect();
                if unit.households().of_children(&kept).await?.contains(&home) {
                    return Ok(Some(about));
                }
                for (child, kept) in children.iter().zip(kept) {
                    if unit.households().ever_of(*child).await?.contains(&home) {
                        let now = unit.households().of_children(&[kept]).await?;
                        return Ok(now.first().map(|home| FactSubject::Household(*home)));
                    }
                }
                Ok(None)
            }
            FactSubject::Adult(_) => Ok(None),
        }
    }

    /// The answers of an entry, each of whom it tells; none when one is of none of the entry's children. What is said of
    /// somebody who was erased is left out.
    async fn answers(
        &self,
        unit: &mut dyn Unit,
        facts: &[NewFact],
        children: &[ChildId],
    ) -> Result<Option<Vec<NewFact>>, StorageError> {
        let mut answers = Vec::with_capacity(facts.len());
        for told in facts.iter().filter(|told| !self.erased.contains(&subject_id(told.subject))) {
            let Some(subject) = self.subject(unit, told.subject, children).await? else { return Ok(None) };
            answers.push(NewFact { subject, ..told.clone() });
        }
        Ok(Some(answers))
    }

    /// Who writes, for commits: the recorder, or who copies the recorder's notebook.
    fn by(&self) -> By {
        let own = By { at: self.now, actor: Some(self.account.id), cause: Cause::Push };
        self.entered_by.map_or(own, |by| By { at: self.now, actor: Some(by), cause: Cause::Desk })
    }

    fn today(&self) -> NaiveDate {
        local_day(self.now)
    }

    /// Whether the child was paired with the recorder when it happened, when it was written, or is now; or the child
    /// is whose file the closed one leads to. Work done before a child moved on is accepted from the
    /// former mentor for the days of the rules.
    fn standing(&self, child: ChildId, days: &[NaiveDate]) -> Standing {
        let kept = doubles::kept(&self.links, child);
        let on = |p: &Pairing| {
            let in_time = p.to.is_none_or(|to| self.in_time(to));
            p.on(self.today()) || (in_time && days.iter().any(|d| p.on(*d)))
        };
        if self.pairings.iter().all(|p| p.child != child) {
            Standing::Never
        } else if self.accepted.contains(&child)
            || self.closed_under(child, days)
            || self.pairings.iter().any(|p| [child, kept].contains(&p.child) && on(p))
        {
            Standing::Theirs
        } else {
            Standing::Late
        }
    }

    fn school(&self) -> Option<SchoolId> {
        self.account.grants.iter().find(|g| g.role == Role::Mentor).and_then(|g| g.school)
    }
}

/// When the database was put back from a backup, if that is so lately that phones may still hand in again.
pub async fn restored_lately(unit: &mut dyn Unit, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StorageError> {
    // An epoch is named by the second in which it began.
    let began = DateTime::from_timestamp(unit.commits().epoch().await?.try_into().unwrap_or_default(), 0);
    Ok(began.filter(|began| now - began < TimeDelta::days(HOLDS_DAYS)))
}

/// The standing of the child that stands in the way most; `Theirs` for none at all.
async fn worst(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    children: &[ChildId],
    days: &[NaiveDate],
) -> Result<(Standing, Option<ChildId>), StorageError> {
    let mut worst = (Standing::Theirs, None);
    for child in children {
        let own = standing(unit, context, *child, days).await?;
        if own > worst.0 {
            worst = (own, Some(*child));
        }
    }
    Ok(worst)
}

/// A child's standing. A pairing of it that cannot be read, or was lost with what came after a backup, may be the
/// recorder's: then the school decides.
async fn standing(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    child: ChildId,
    days: &[NaiveDate],
) -> Result<Standing, StorageError> {
    let standing = context.standing(child, days);
    if standing != Standing::Never {
        return Ok(standing);
    }
    if context.accepted.contains(&child) {
        return Ok(Standing::Theirs);
    }
    let is_damaged = rows::unless_damaged(unit.pairings().of_child(child).await, child.0)?.is_none();
    let may_be_lost = context.is_restored() && unit.children().get(child).await?.is_some();
    Ok(if is_damaged || may_be_lost { Standing::Late } else { Standing::Never })
}

fn no(code: RejectionCode) -> Settlement {
    Settlement::Rejected(code.into())
}

/// Keeps an operation for the school of a child who had moved on.
async fn park(unit: &mut dyn Unit, context: &Context<'_>, op: &Op, child: ChildId) -> Result<Settlement, StorageError> {
    if !context.accepted.is_empty() {
        // One school has said that it stands; now that of another child is asked.
        let heard: Vec<ChildId> = context.accepted.iter().copied().collect();
        unit.parking().pass_on(op.op_id, child, &heard).await?;
        return Ok(Settlement::Parked);
    }
    let parked = Parked {
        op: op.op_id,
        text: rows::text(op)?,
        author: context.account.id,
        child,
        heard: vec![],
        received_at: context.now,
        decision: None,
    };
    unit.parking().add(&parked).await?;
    Ok(Settlement::Parked)
}

/// The child for whose school an entry waits; none for one that does not.
async fn waits_for(unit: &mut dyn Unit, context: &Context<'_>, log: LogId) -> Result<Option<ChildId>, StorageError> {
    let waiting = unit.parking().of_author(context.account.id).await?;
    let records = |parked: &&Parked| {
        rows::parked(parked).is_some_and(|op| matches!(op.change, Change::RecordLog(new) if new.log == log))
    };
    Ok(waiting.iter().find(records).map(|parked| parked.child))
}

/// Applies an operation, parks it, or says why never. What is done about an entry that waits for a school waits with it.
///
/// New entries may wait in the context: call [`Context::flush`] at the end.
pub async fn apply(unit: &mut dyn Unit, context: &mut Context<'_>, op: &Op) -> Result<Settlement, StorageError> {
    let settlement = settle(unit, context, op).await?;
    let about = match &op.change {
        Change::ReviseLog(revision) => revision.log,
        Change::WithdrawLog(withdrawal) => withdrawal.log,
        Change::FollowUp(done) => done.log,
        _ => return Ok(settlement),
    };
    if context.accepted.is_empty()
        && settlement == no(RejectionCode::UnknownLog)
        && let Some(child) = waits_for(unit, context, about).await?
    {
        return park(unit, context, op, child).await;
    }
    Ok(settlement)
}

/// Who is named by an entry and its answers.
fn named(new: &RecordLog) -> impl Iterator<Item = Uuid> {
    let answers = new.facts.iter().map(|fact| subject_id(fact.subject));
    new.body.children.iter().map(|child| child.0).chain(answers)
}

fn subject_id(subject: FactSubject) -> Uuid {
    match subject {
        FactSubject::Child(child) => child.0,
        FactSubject::Adult(adult) => adult.0,
        FactSubject::Household(home) => home.0,
    }
}

/// Whether an operation is about nobody but children who were erased. It is refused for good, and of what it says the
/// server keeps nothing, not even as refused work: what was to be gone would be back. Nor does the phone, and a
/// notice tells its author that the file was erased.
pub async fn of_erased(unit: &mut dyn Unit, context: &mut Context<'_>, op: &Op) -> Result<bool, StorageError> {
    let log = match &op.change {
        Change::RecordLog(new) if context.is_of_erased(&new.body) => {
            let photos: Vec<_> = new.body.photos.iter().map(|photo| photo.id).collect();
            unit.photos().erase(context.account.id, &photos).await?;
            unit.erasure().entry_gone(context.account.id, new.log).await?;
            return Ok(true);
        }
        Change::WritePage(page) => return Ok(context.erased.contains(&page.child.0)),
        Change::ReviseLog(revision) => revision.log,
        Change::WithdrawLog(withdrawal) => withdrawal.log,
        Change::FollowUp(done) => done.log,
        _ => return Ok(false),
    };
    is_of_gone(unit, context, log).await
}

/// Whether an entry was about nobody but children who were erased: one that is kept for what it counted, or one of the
/// author's that came too late, or was refused or waited when they were.
async fn is_of_gone(unit: &mut dyn Unit, context: &Context<'_>, log: LogId) -> Result<bool, StorageError> {
    let about: Vec<Uuid> = unit.logs().children(log).await?.iter().map(|child| child.0).collect();
    if about.is_empty() {
        return unit.erasure().is_entry_gone(context.account.id, log).await;
    }
    if unit.erasure().erased(&about).await?.len() < about.len() {
        return Ok(false);
    }
    // What was said to whole classes stays, whoever of them was erased.
    Ok(unit.logs().get(log).await?.is_none_or(|log| log.body.classes.is_empty()))
}

async fn settle(unit: &mut dyn Unit, context: &mut Context<'_>, op: &Op) -> Result<Settlement, StorageError> {
    if !matches!(op.change, Change::RecordLog(_)) {
        context.flush(unit).await?;
    }
    if of_erased(unit, context, op).await? {
        return Ok(no(RejectionCode::Erased));
    }
    if let Some(code) = context.refused(&op.change) {
        return Ok(no(code));
    }
    match &op.change {
        Change::RecordLog(new) => record(unit, context, op, new).await,
        Change::ReviseLog(revision) => revise(unit, context, op, revision).await,
        Change::WithdrawLog(withdrawal) => withdraw(unit, context, op, withdrawal.log).await,
        Change::FollowUp(done) => follow_up(unit, context, op, done.log, done.done_on).await,
        Change::WritePage(page) => write_page(unit, context, op, page).await,
        // Nobody gets here with it: what is not understood is kept.
        Change::Other { .. } => Ok(no(RejectionCode::Unreadable)),
        Change::Feedback(sync::Feedback { text }) => {
            if text.trim().is_empty() || text.chars().count() > FEEDBACK_CHARS_MAX {
                return Ok(no(RejectionCode::Invalid));
            }
            let clean = text.replace('\0', "");
            let feedback = Feedback {
                op: op.op_id,
                account: context.account.id,
                text: clean,
                captured_at: clocked(op.captured_at),
            };
            unit.feedback().add(&feedback).await?;
            Ok(Settlement::Applied { version: unit.commits().newest().await?, exact: false })
        }
    }
}

/// What keeps an entry and the answers that come with it from being accepted.
fn problems(context: &Context<'_>, body: &LogBody, facts: &[NewFact]) -> Vec<Problem> {
    let mut found = body.problems_from(context.hand(), context.today());
    if facts.len() > FACTS_MAX || facts.iter().any(|fact| fact.value.is_too_long()) {
        found.push(Problem { field: LogField::Facts, fault: Fault::TooLong });
    }
    found
}

async fn record(
    unit: &mut dyn Unit,
    context: &mut Context<'_>,
    op: &Op,
    new: &RecordLog,
) -> Result<Settlement, StorageError> {
    let RecordLog { log: id, body, facts } = new;
    let id = *id;
    let problems = problems(context, body, facts);
    if !problems.is_empty() {
        return Ok(Settlement::Rejected(Rejection { code: RejectionCode::Invalid, problems }));
    }
    let days = [body.occurred_on, local_day(op.captured_at)];
    let (standing, child) = worst(unit, context, &context.living(&body.children), &days).await?;
    if standing == Standing::Never {
        return Ok(no(RejectionCode::NotYourChild));
    }
    let mut children: BTreeSet<ChildId> = body.children.iter().copied().collect();
    // A child of a class of which nobody is at the school any more.
    let mut gone = None;
    if !body.classes.is_empty() {
        match in_classes(unit, context, op, body).await? {
            Members::Are(members) => children.extend(members),
            Members::Were(members) => {
                gone = members.first().copied().filter(|child| !context.accepted.contains(child));
                children.extend(members);
            }
            Members::Unknown => return Ok(no(RejectionCode::UnknownClass)),
        }
    }
    // An answer under an id that is taken would be lost without a word, because what is there stays.
    if context.known_logs.contains(&id) || facts.iter().any(|fact| context.known_facts.contains(&fact.id)) {
        return Ok(no(RejectionCode::OpIdReused));
    }
    let Some(answers) = context.answers(unit, facts, &body.children).await? else {
        return Ok(no(RejectionCode::NotYourChild));
    };
    let waits = child.filter(|_| standing == Standing::Late).or(gone);
    let waits = waits.or_else(|| children.first().copied().filter(|_| context.ended.is_some()));
    if let Some(child) = waits {
        return park(unit, context, op, child).await;
    }

    let seq = context.number(unit).await?;
    let first = Log::first(id, context.account.id, body.clone(), clocked(op.captured_at));
    let log = Log { entered_by: context.entered_by, ..first };
    let children = children.into_iter().collect();
    context.known_logs.insert(id);
    context.new_logs.push(NewLog { log, children, op: Some(op.op_id), seq });
    let mut disputes = false;
    for new in &answers {
        let disputed = disputed(unit, context, new).await?;
        disputes |= disputed.is_some();
        let fact = Fact {
            unsaid: false,
            id: new.id,
            subject: new.subject,
            value: new.value.clone(),
            seen_on: body.occurred_on,
            author: Some(context.account.id),
            captured_at: clocked(op.captured_at),
            disputes: disputed,
        };
        context.known_facts.insert(new.id);
        unit.register().write(seq, &[Written::Fact(fact)]).await?;
    }
    if !body.photos.is_empty() {
        context.flush(unit).await?;
        let photos: Vec<_> = body.photos.iter().map(|p| p.id).collect();
        unit.photos().tie(id, &photos).await?;
    }
    // Of a closed file and of another home the phone has to hear.
    let as_told =
        answers.len() == facts.len() && answers.iter().zip(facts).all(|(new, told)| new.subject == told.subject);
    let exact = body.classes.is_empty() && !disputes && as_told && !context.any_closed(&body.children);
    Ok(Settlement::Applied { version: seq, exact })
}

/// The version that a new one contradicts: another person's that is current here as it was on the phone, which
/// the recorder had not seen, with another answer.
async fn disputed(unit: &mut dyn Unit, context: &Context<'_>, new: &NewFact) -> Result<Option<FactId>, StorageError> {
    let kind = new.value.kind();
    let known = rows::readable(unit.facts().of_subject(new.subject, kind).await?);
    Ok(current(&known, kind)
        .filter(|known| Some(known.id) != new.base && known.value != new.value)
        .filter(|known| known.author != Some(context.account.id))
        .map(|known| known.id))
}

/// The recorder's own entry, as long as it stands.
async fn own(unit: &mut dyn Unit, context: &Context<'_>, id: LogId) -> Result<Result<Log, Rejection>, StorageError> {
    Ok(match unit.logs().get(id).await? {
        None => Err(RejectionCode::UnknownLog.into()),
        // What the school gave to many is its desk's, whoever works there.
        Some(log) if log.author != context.account.id || log.body.campaign().is_some() => {
            Err(RejectionCode::NotAuthor.into())
        }
        Some(log) if log.withdrawn => Err(RejectionCode::Withdrawn.into()),
        Some(log) => Ok(log),
    })
}

/// Whether a correction changes what an entry counts for, or what was given or pledged.
fn counts_otherwise(old: &Log, new: &Log) -> bool {
    credit(old) != credit(new) || old.body.aid != new.body.aid || old.body.pledge != new.body.pledge
}

/// For whose school a correction of what counts waits: what is counted is as late as an entry of today would be.
async fn waits_as_new(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    op: &Op,
    body: &LogBody,
) -> Result<Result<Option<ChildId>, Rejection>, StorageError> {
    let days = [body.occurred_on, local_day(op.captured_at)];
    let (standing, child) = worst(unit, context, &context.living(&body.children), &days).await?;
    if standing != Standing::Theirs || body.classes.is_empty() {
        return Ok(Ok(child.filter(|_| standing != Standing::Theirs)));
    }
    Ok(match in_classes(unit, context, op, body).await? {
        Members::Are(_) => Ok(None),
        Members::Were(members) => Ok(members.first().copied().filter(|child| !context.accepted.contains(child))),
        Members::Unknown => Err(RejectionCode::UnknownClass.into()),
    })
}

/// Whom an entry for whole classes is about.
async fn in_classes(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    op: &Op,
    body: &LogBody,
) -> Result<Members, StorageError> {
    let Some(school) = context.school() else { return Ok(Members::Unknown) };
    members(unit, (context.account.id, school), &body.classes, body.occurred_on, op.captured_at).await
}

/// What a correction still says when its school accepts it later: what its author has put otherwise since then holds.
pub async fn not_since(unit: &mut dyn Unit, revision: &ReviseLog, log: &Log) -> Result<LogPatch, StorageError> {
    let before = unit.logs().revisions(log.id).await?;
    let seen = before.iter().find(|one| one.log.revision == revision.base_revision);
    Ok(seen.map_or_else(|| revision.patch.clone(), |seen| revision.patch.without(&seen.log.body, &log.body)))
}

async fn revise(
    unit: &mut dyn Unit,
    context: &mut Context<'_>,
    op: &Op,
    revision: &ReviseLog,
) -> Result<Settlement, StorageError> {
    let mut log = match own(unit, context, revision.log).await? {
        Ok(log) => log,
        Err(rejection) => return Ok(Settlement::Rejected(rejection)),
    };
    // The device saw what it corrects exactly when nobody corrected it in between.
    let exact = revision.base_revision == log.revision && log.body.classes.is_empty();
    let patch =
        if context.accepted.is_empty() { revision.patch.clone() } else { not_since(unit, revision, &log).await? };
    let Some(body) = patch.apply(&log.body) else { return Ok(no(RejectionCode::Unreadable)) };
    let before = Log { body: std::mem::replace(&mut log.body, body), ..log.clone() };
    let problems = log.body.problems_of_correction(&before.body, context.today());
    if !problems.is_empty() {
        return Ok(Settlement::Rejected(Rejection { code: RejectionCode::Invalid, problems }));
    }
    // One's own words may be put right at any time.
    if counts_otherwise(&before, &log) {
        match waits_as_new(unit, context, op, &log.body).await? {
            Ok(None) => {}
            Ok(Some(child)) => return park(unit, context, op, child).await,
            Err(rejection) => return Ok(Settlement::Rejected(rejection)),
        }
    }
    log.revision += 1;
    let seq = context.number(unit).await?;
    unit.logs().revise(seq, &log, op.op_id, context.now).await?;
    Ok(Settlement::Applied { version: seq, exact })
}

async fn withdraw(
    unit: &mut dyn Unit,
    context: &mut Context<'_>,
    op: &Op,
    id: LogId,
) -> Result<Settlement, StorageError> {
    let mut log = match own(unit, context, id).await? {
        Ok(log) => log,
        Err(rejection) => return Ok(Settlement::Rejected(rejection)),
    };
    log.withdrawn = true;
    log.revision += 1;
    let seq = context.number(unit).await?;
    unit.logs().revise(seq, &log, op.op_id, context.now).await?;
    Ok(Settlement::Applied { version: seq, exact: false })
}

/// The standing of the child of an entry that stands in the way least: the follow-up was asked for all of them, also
/// for those of a class and those whose file a closed one leads to, or led to when the recorder saw the entry.
async fn nearest(
    unit: &mut dyn Unit,
    context: &Context<'_>,
    log: LogId,
    day: NaiveDate,
) -> Result<(Standing, Option<ChildId>), StorageError> {
    let mut best = (Standing::Never, None);
    for child in unit.logs().children(log).await? {
        let mut own = standing(unit, context, child, &[day]).await?;
        if own == Standing::Never {
            let led_to = unit.doubles().once_led_to(child).await?;
            if context.pairings.iter().any(|p| led_to.contains(&p.child)) {
                own = if context.accepted.contains(&child) { Standing::Theirs } else { Standing::Late };
            }
        }
        if own < best.0 {
            best = (own, Some(child));
        }
    }
    Ok(best)
}

async fn follow_up(
    unit: &mut dyn Unit,
    context: &mut Context<'_>,
    op: &Op,
    id: LogId,
    done_on: NaiveDate,
) -> Result<Settlement, StorageError> {
    let Some(mut log) = unit.logs().get(id).await? else { return Ok(no(RejectionCode::UnknownLog)) };
    if log.author != context.account.id {
        match nearest(unit, context, id, done_on).await? {
            (Standing::Theirs, _) => {}
            (Standing::Late, Some(child)) => return park(unit, context, op, child).await,
            _ => return Ok(no(RejectionCode::NotYourChild)),
        }
    }
    // Nobody asks for it any more: its author has put the entry right meanwhile.
    if log.body.follow_up_on.is_none() {
        return Ok(Settlement::Applied { version: unit.commits().newest().await?, exact: false });
    }
    // Not before what it follows, nor in the future, whatever the phone's clock says.
    log.followed_up_on = Some(done_on.min(context.today()).max(log.body.occurred_on));
    log.revision += 1;
    let seq = context.number(unit).await?;
    unit.logs().revise(seq, &log, op.op_id, context.now).await?;
    Ok(Settlement::Applied { version: seq, exact: false })
}

/// The page that an operation writes.
fn page_of(op: &Op) -> Option<&WritePage> {
    if let Change::WritePage(page) = &op.change { Some(page) } else { None }
}

async fn write_page(
    unit: &mut dyn Unit,
    context: &mut Context<'_>,
    op: &Op,
    new: &WritePage,
) -> Result<Settlement, StorageError> {
    if !new.body.problems().is_empty() || !page::is_taken(new.term, context.today()) {
        return Ok(no(RejectionCode::Invalid));
    }
    if context.known_pages.contains(&new.page) {
        return Ok(no(RejectionCode::OpIdReused));
    }
    match standing(unit, context, new.child, &[local_day(op.captured_at)]).await? {
        Standing::Never => return Ok(no(RejectionCode::NotYourChild)),
        Standing::Theirs if context.ended.is_none() => {}
        _ if context.accepted.contains(&new.child) => {}
        _ => return park(unit, context, op, new.child).await,
    }
    // What was written on a closed file is of the kept one.
    let child = doubles::kept(&context.links, new.child);
    let known = rows::readable(unit.pages().of_child(child, new.term).await?);
    let current = page::current(&known, child, new.term);
    let disputes = current
        .filter(|known| Some(known.id) != new.base && known.body != new.body)
        .filter(|known| known.author != Some(context.account.id))
        .map(|known| known.id)
        // What waits for the school's word waits on: nobody writes it away.
        .or_else(|| current.and_then(|known| known.disputes));
    // What somebody wrote after having seen the current page is later, whatever the clocks say; and what a batch had said
    // and taken back hides nobody's page.
    let said = clocked(op.captured_at);
    let taken_back = page::last(&known).filter(|last| last.unsaid);
    let seen = current.filter(|known| Some(known.id) == new.base);
    let captured_at = seen.or(taken_back).map_or(said, |before| said.max(before.captured_at + MOMENT));
    let seq = context.number(unit).await?;
    let written = TermPage {
        id: new.page,
        child,
        term: new.term,
        author: Some(context.account.id),
        captured_at,
        body: new.body.clone(),
        disputes,
        unsaid: false,
    };
    unit.pages().add(seq, &written).await?;
    context.known_pages.insert(new.page);
    let exact = disputes.is_none() && child == new.child && captured_at == said;
    Ok(Settlement::Applied { version: seq, exact })
}
