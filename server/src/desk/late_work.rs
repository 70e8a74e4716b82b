//! Late work that waits for a school, and what the school says.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::late_work::{LateDeed, LateWork, LateWorkDesk};
use domain::id::{ChildId, OpId, SchoolId};
use domain::log::Log;
use domain::policy::{Action, Power, Subject};
use domain::register::pairing;
use domain::report::EntryLine;
use domain::rules::RuleSet;
use storage::{Parked, StorageError, Unit};
use sync::{Change, FollowUp, ReviseLog, WithdrawLog};

use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::late_work::{self, Resolved, resolve_late};
use crate::exchange::apply::not_since;
use crate::exchange::rows;

impl Desk {
    /// An entry, as far as this reader may see it.
    fn late_entry(&self, from: (SchoolId, bool), log: &Log, rules: &RuleSet) -> EntryLine {
        let (school, held) = from;
        let line = EntryLine::of(log, rules);
        let subject = Subject::Entry { school, held, kind: log.body.kind };
        if self.may(Action::ReadNote, subject) { line } else { line.confidential() }
    }

    /// What waits, as far as this reader may see it.
    async fn late_deed(
        &self,
        unit: &mut dyn Unit,
        from: (SchoolId, bool),
        parked: &Parked,
        rules: &RuleSet,
    ) -> Result<LateDeed, StorageError> {
        let Some(op) = rows::parked(parked) else { return Ok(LateDeed::Unreadable) };
        let entry = |log: &Log| Box::new(self.late_entry(from, log, rules));
        let about = match op.change {
            Change::RecordLog(new) => {
                let log = Log::first(new.log, parked.author, new.body, op.captured_at);
                return Ok(LateDeed::Recorded(entry(&log)));
            }
            Change::WritePage(page) => return Ok(LateDeed::Page(page.term, Box::new(page.body))),
            Change::ReviseLog(ReviseLog { log, .. })
            | Change::WithdrawLog(WithdrawLog { log })
            | Change::FollowUp(FollowUp { log, .. }) => log,
            Change::Feedback(_) | Change::Other { .. } => return Ok(LateDeed::Unreadable),
        };
        let Some(log) = late_work::entry(unit, parked.author, about).await? else { return Ok(LateDeed::Unreadable) };
        Ok(match op.change {
            Change::ReviseLog(revision) => match not_since(unit, &revision, &log).await?.apply(&log.body) {
                Some(body) => {
                    // What was said in a talk stays its mentor's, whatever it is called then.
                    let (from, to) = (entry(&log), entry(&Log { body, ..log.clone() }));
                    let hidden = from.confidential || to.confidential;
                    let shown = |line: Box<EntryLine>| if hidden { Box::new(line.confidential()) } else { line };
                    LateDeed::Corrected { from: shown(from), to: shown(to) }
                }
                None => LateDeed::Unreadable,
            },
            Change::WithdrawLog(_) => LateDeed::Withdrawn(entry(&log)),
            _ => LateDeed::LookedAgain(entry(&log)),
        })
    }

    /// The name of a child's mentor now.
    async fn mentor_of(&self, unit: &mut dyn Unit, child: ChildId) -> Result<Option<String>, StorageError> {
        let pairings = rows::unless_damaged(unit.pairings().of_child(child).await, child.0)?.unwrap_or_default();
        match pairing::on(&pairings, self.today()) {
            Some(pairing) => Ok(Some(name_of(unit, pairing.mentor).await?)),
            None => Ok(None),
        }
    }

    /// Late work as this reader sees it.
    pub(super) async fn late(
        &self,
        unit: &mut dyn Unit,
        school: SchoolId,
        parked: &Parked,
        rules: &RuleSet,
    ) -> Result<LateWork, StorageError> {
        let op = rows::parked(parked);
        let paired = self.is_mentor_of(unit, parked.child).await?;
        let child = rows::unless_damaged(unit.children().get(parked.child).await, parked.child.0)?.flatten();
        Ok(LateWork {
            op: parked.op,
            child: parked.child,
            name: child.map(|c| c.name).unwrap_or_default(),
            author: name_of(unit, parked.author).await?,
            mentor: self.mentor_of(unit, parked.child).await?,
            captured_at: op.as_ref().map_or(parked.received_at, |op| op.captured_at),
            deed: self.late_deed(unit, (school, paired), parked, rules).await?,
        })
    }
}

#[async_trait]
impl LateWorkDesk for Desk {
    async fn resolve_late(&self, op: OpId, accept: bool) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let parked = unit.parking().get(op).await?.ok_or(DeskError::NotFound)?;
            let school = late_work::school(unit.as_mut(), &parked, self.today()).await?.ok_or(DeskError::NotFound)?;
            self.require(Action::Review, Subject::School(school))?;
            let (by, now) = (self.who.account.id, self.state.clock.now());
            match resolve_late(unit.as_mut(), op, accept, by, now).await? {
                Resolved::Done => {
                    let power = if accept { Power::LateAccepted } else { Power::LateDeclined };
                    Ok(self.keep(unit, Deed::new(power, op.0).to(parked.author)).await?)
                }
                Resolved::Already | Resolved::Impossible => Err(DeskError::Changed.into()),
            }
        })
        .await
    }
}
