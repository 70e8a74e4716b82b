//! Late work that waits for a school, and what the school says.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::late_work::{LateWork, LateWorkDesk};
use domain::id::{AccountId, ChildId, OpId, SchoolId};
use domain::log::Log;
use domain::policy::{Action, Power, Subject};
use domain::register::pairing;
use domain::report::EntryLine;
use domain::rules::RuleSet;
use storage::{Parked, StorageError, Unit};
use sync::{Change, Op};

use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::late_work::{self, Resolved, resolve_late};
use crate::exchange::rows;

impl Desk {
    /// What was recorded, as far as this reader may see it.
    fn late_entry(
        &self,
        school: SchoolId,
        paired: bool,
        author: AccountId,
        op: Op,
        rules: &RuleSet,
    ) -> Option<EntryLine> {
        let Change::RecordLog(sync::RecordLog { log, body, .. }) = op.change else { return None };
        let subject = Subject::Entry { school, held: paired, kind: body.kind };
        let line = EntryLine::of(&Log::first(log, author, body, op.captured_at), rules);
        Some(if self.may(Action::ReadNote, subject) { line } else { line.confidential() })
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
            entry: op.and_then(|op| self.late_entry(school, paired, parked.author, op, rules)),
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
