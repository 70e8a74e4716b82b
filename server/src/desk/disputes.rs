//! Facts of a school's homes that have two answers, and which of them holds.

use async_trait::async_trait;
use chrono::NaiveDate;
use desk_api::DeskError;
use desk_api::access_log::Look;
use desk_api::disputes::{Dispute, DisputesDesk, GivenAnswer};
use domain::guardianship::Fact;
use domain::id::{FactId, SchoolId};
use domain::policy::{Action, Subject};
use domain::register::Child;
use storage::{StorageError, Unit};

use super::child_file::mask;
use super::{Desk, answer, name_of};
use crate::core::disputes::settle_dispute;
use crate::exchange::rows::{readable, unless_damaged};

async fn given(unit: &mut dyn Unit, mut fact: Fact) -> Result<GivenAnswer, StorageError> {
    let who = match fact.author {
        Some(author) => name_of(unit, author).await?,
        None => String::new(),
    };
    mask(&mut fact.value);
    Ok(GivenAnswer { fact: fact.id, value: fact.value, who, seen_on: fact.seen_on })
}

/// The two answers of each fact of a school's homes that has two.
async fn of_school(unit: &mut dyn Unit, school: SchoolId, today: NaiveDate) -> Result<Vec<Dispute>, StorageError> {
    let later = readable(unit.facts().disputed(school, today).await?);
    if later.is_empty() {
        return Ok(vec![]);
    }
    let children = readable(unit.children().of_school(school, today).await?);
    let mut all = Vec::new();
    for fact in later {
        let Some(earlier) = fact.disputes else { continue };
        let earlier = unless_damaged(unit.facts().get(earlier).await, earlier.0)?.flatten();
        let Some(earlier) = earlier else { continue };
        let concerned = |child: &Child| fact.value.kind().subject(child) == fact.subject;
        let home: Vec<_> = children.iter().filter(|c| concerned(&c.child)).collect();
        let Some(first) = home.first() else { continue };
        all.push(Dispute {
            child: first.child.id,
            names: home.iter().map(|c| c.child.name.clone()).collect(),
            later: given(unit, fact).await?,
            earlier: given(unit, earlier).await?,
        });
    }
    Ok(all)
}

#[async_trait]
impl DisputesDesk for Desk {
    async fn disputes(&self, school: SchoolId) -> Result<Vec<Dispute>, DeskError> {
        answer(async {
            self.require(Action::Review, Subject::School(school))?;
            let mut unit = self.read().await?;
            let all = of_school(unit.as_mut(), school, self.today()).await?;
            drop(unit);
            if !all.is_empty() {
                self.looked(Look::Disputes, school.0).await?;
            }
            Ok(all)
        })
        .await
    }

    async fn settle_dispute(&self, later: FactId, holds: FactId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let later = unit.facts().get(later).await?.ok_or(DeskError::NotFound)?;
            let earlier = later.disputes.ok_or(DeskError::NotFound)?;
            let earlier = unit.facts().get(earlier).await?.ok_or(DeskError::NotFound)?;
            let schools = unit.schools().of_subject(later.subject, self.today()).await?;
            // Siblings may go to two schools: either may decide.
            if !schools.into_iter().any(|school| self.may(Action::Review, Subject::School(school))) {
                return Err(DeskError::Forbidden.into());
            }
            // Somebody may have asked the family again, or decided, since the page was read.
            let all = readable(unit.facts().of_subject(later.subject, later.value.kind()).await?);
            if all.last().is_none_or(|last| last.id != later.id) {
                return Err(DeskError::Changed.into());
            }
            let (chosen, other) = if holds == later.id { (&later, &earlier) } else { (&earlier, &later) };
            if chosen.id != holds {
                return Err(DeskError::NotFound.into());
            }
            let id = FactId(self.state.clock.uuid());
            settle_dispute(unit.as_mut(), chosen, other, id, self.who.account.id, self.by()).await?;
            Ok(unit.commit().await?)
        })
        .await
    }
}
