//! Late work and disputed facts: what waits for a school, and its decisions.

use app::desk_service::{Answer, DeskError, Dispute, LateWork};
use domain::guardianship::Fact;
use domain::id::{AccountId, FactId, OpId, SchoolId};
use domain::policy::{Action, Subject, can};
use storage::{ChildLine, Unit};
use sync::{Change, Op};

use super::{Desk, failed, mask};
use crate::exchange::rows;
use crate::review::{self, Resolved};

impl Desk {
    /// Late work that waits for a school.
    pub(super) async fn late_work(
        &self,
        unit: &mut dyn Unit,
        school: SchoolId,
        children: &[ChildLine],
    ) -> Result<Vec<LateWork>, DeskError> {
        let mut all = Vec::new();
        for parked in unit.parking().of_school(school).await.map_err(failed)? {
            let author = unit.accounts().get(parked.author).await.map_err(failed)?.map(|a| a.name).unwrap_or_default();
            let child = children.iter().find(|c| c.id == parked.child);
            let op = rows::parked(&parked);
            all.push(LateWork {
                op: parked.op,
                child: parked.child,
                name: child.map(|c| c.name.clone()).unwrap_or_default(),
                author,
                mentor: child.and_then(|c| c.mentor.clone()),
                captured_at: op.as_ref().map_or(parked.received_at, |op| op.captured_at),
                body: op.and_then(|op| self.readable_body(school, parked.author, op)),
            });
        }
        Ok(all)
    }

    /// What was recorded, without the words that this reader may not see.
    fn readable_body(&self, school: SchoolId, author: AccountId, op: Op) -> Option<domain::log::LogBody> {
        let Change::RecordLog { mut body, .. } = op.change else { return None };
        let subject = Subject::Entry { school, paired: false, author, kind: body.kind };
        if !can(&self.who.actor(), Action::ReadNote, subject) {
            body.note.clear();
            body.phrases.clear();
        }
        Some(body)
    }

    /// Facts of a school's households that have two answers.
    pub(super) async fn disputes(&self, unit: &mut dyn Unit, school: SchoolId) -> Result<Vec<Dispute>, DeskError> {
        let found = unit.facts().disputed(school).await.map_err(failed)?;
        rows::report(&found.unreadable);
        let later = found.rows;
        if later.is_empty() {
            return Ok(vec![]);
        }
        let children = unit.children().of_school(school).await.map_err(failed)?;
        let mut all = Vec::new();
        for fact in later {
            let Some(earlier) = fact.disputes else { continue };
            let Some(earlier) = unit.facts().get(earlier).await.map_err(failed)? else { continue };
            let home: Vec<_> = children.iter().filter(|c| c.child.household == fact.household).collect();
            let Some(first) = home.first() else { continue };
            all.push(Dispute {
                child: first.child.id,
                names: home.iter().map(|c| c.child.name.clone()).collect(),
                later: answer(unit, fact).await?,
                earlier: answer(unit, earlier).await?,
            });
        }
        Ok(all)
    }

    /// Accepts or declines late work.
    pub(super) async fn decide_late(&self, op: OpId, accept: bool) -> Result<(), DeskError> {
        let mut unit = self.state.storage.write(self.who.county()).await.map_err(failed)?;
        let parked = unit.parking().get(op).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        let child = unit.children().get(parked.child).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        self.require(Action::Review, Subject::Child { school: child.school, paired: false })?;
        let (by, now) = (self.who.account.id, self.state.clock.now());
        match review::resolve(unit.as_mut(), op, accept, by, now).await.map_err(failed)? {
            Resolved::Done => unit.commit().await.map_err(failed),
            Resolved::Already | Resolved::Impossible => Err(DeskError::Changed),
        }
    }

    /// Says which of two answers holds.
    pub(super) async fn decide_fact(&self, later: FactId, holds: FactId) -> Result<(), DeskError> {
        let mut unit = self.state.storage.write(self.who.county()).await.map_err(failed)?;
        let later = unit.facts().get(later).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        let earlier = later.disputes.ok_or(DeskError::NotFound)?;
        let earlier = unit.facts().get(earlier).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        let schools = unit.schools().of_household(later.household).await.map_err(failed)?;
        // Siblings may go to two schools: either may decide.
        let mine = |school| can(&self.who.actor(), Action::Review, Subject::Child { school, paired: false });
        if !schools.into_iter().any(mine) {
            return Err(DeskError::Forbidden);
        }
        // Somebody may have asked the family again, or decided, since the page was read.
        let newest = unit.facts().newest(later.household, later.value.kind()).await.map_err(failed)?;
        if newest.is_none_or(|newest| newest.id != later.id) {
            return Err(DeskError::Changed);
        }
        let (chosen, other) = if holds == later.id { (&later, &earlier) } else { (&earlier, &later) };
        if chosen.id != holds {
            return Err(DeskError::NotFound);
        }
        let id = FactId(self.state.clock.uuid());
        let (by, now) = (self.who.account.id, self.state.clock.now());
        review::settle_fact(unit.as_mut(), chosen, other, id, by, now).await.map_err(failed)?;
        unit.commit().await.map_err(failed)
    }
}

async fn answer(unit: &mut dyn Unit, mut fact: Fact) -> Result<Answer, DeskError> {
    let who = match fact.author {
        Some(author) => unit.accounts().get(author).await.map_err(failed)?.map(|a| a.name).unwrap_or_default(),
        None => String::new(),
    };
    mask(&mut fact.value);
    Ok(Answer { fact: fact.id, value: fact.value, who, seen_on: fact.seen_on })
}
