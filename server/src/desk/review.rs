//! Late work and disputed facts: what waits for a school, and its decisions.

use app::desk_service::{Answer, DeskError, Dispute, LateWork};
use domain::guardianship::Fact;
use domain::id::{FactId, OpId, SchoolId};
use domain::policy::{Action, Subject, can};
use storage::{ChildLine, Parked, Unit};
use sync::Change;

use super::{Desk, failed, mask};
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
        for parked in unit.parked_of_school(school).await.map_err(failed)? {
            let author = unit.account(parked.author).await.map_err(failed)?.map(|a| a.name).unwrap_or_default();
            let child = children.iter().find(|c| c.id == parked.child);
            all.push(LateWork {
                op: parked.op.op_id,
                child: parked.child,
                name: child.map(|c| c.name.clone()).unwrap_or_default(),
                author,
                mentor: child.and_then(|c| c.mentor.clone()),
                captured_at: parked.op.captured_at,
                body: self.readable_body(school, parked),
            });
        }
        Ok(all)
    }

    /// What was recorded, without the words that this reader may not see.
    fn readable_body(&self, school: SchoolId, parked: Parked) -> Option<domain::log::LogBody> {
        let Change::RecordLog(sync::RecordLog { mut body, .. }) = parked.op.change else { return None };
        let subject = Subject::Entry { school, paired: false, author: parked.author, kind: body.kind };
        if !can(&self.who.actor(), Action::ReadNote, subject) {
            body.note.clear();
            body.phrases.clear();
        }
        Some(body)
    }

    /// Facts of a school's households that have two answers.
    pub(super) async fn disputes(&self, unit: &mut dyn Unit, school: SchoolId) -> Result<Vec<Dispute>, DeskError> {
        let later = unit.disputed_facts(school).await.map_err(failed)?;
        if later.is_empty() {
            return Ok(vec![]);
        }
        let children = unit.children_of_school(school).await.map_err(failed)?;
        let mut all = Vec::new();
        for fact in later {
            let Some(earlier) = fact.disputes else { continue };
            let Some(earlier) = unit.fact(earlier).await.map_err(failed)? else { continue };
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
        let mut unit = self.state.storage.write().await.map_err(failed)?;
        let parked = unit.parked(op).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        let child = unit.child(parked.child).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        self.require(Action::Review, Subject::Child { school: child.school, paired: false })?;
        let (by, now) = (self.who.account.id, self.state.clock.now());
        match review::resolve(unit.as_mut(), op, accept, by, now).await.map_err(failed)? {
            Resolved::Done => unit.commit().await.map_err(failed),
            Resolved::Already | Resolved::Impossible => Err(DeskError::Changed),
        }
    }

    /// Says which of two answers holds.
    pub(super) async fn decide_fact(&self, later: FactId, holds: FactId) -> Result<(), DeskError> {
        let mut unit = self.state.storage.write().await.map_err(failed)?;
        let later = unit.fact(later).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        let earlier = later.disputes.ok_or(DeskError::NotFound)?;
        let earlier = unit.fact(earlier).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        let schools = unit.schools_of_household(later.household).await.map_err(failed)?;
        // Siblings may go to two schools: either may decide.
        let mine = |school| can(&self.who.actor(), Action::Review, Subject::Child { school, paired: false });
        if !schools.into_iter().any(mine) {
            return Err(DeskError::Forbidden);
        }
        // Somebody may have asked the family again, or decided, since the page was read.
        let newest = unit.newest_fact(later.household, later.value.kind()).await.map_err(failed)?;
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
        Some(author) => unit.account(author).await.map_err(failed)?.map(|a| a.name).unwrap_or_default(),
        None => String::new(),
    };
    mask(&mut fact.value);
    Ok(Answer { fact: fact.id, value: fact.value, who, seen_on: fact.seen_on })
}
