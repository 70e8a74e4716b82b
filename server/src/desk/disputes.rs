//! Facts of a school's homes that have two answers, and which of them holds.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::disputes::{Dispute, DisputesDesk, GivenAnswer};
use domain::guardianship::Fact;
use domain::id::FactId;
use domain::policy::{Action, Power, Subject};
use domain::register::Child;
use storage::{RegisteredChild, StorageError, Unit};

use super::child_file::mask;
use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::disputes::{Disputed, settle_dispute};
use crate::exchange::rows::readable;

async fn given(unit: &mut dyn Unit, mut fact: Fact) -> Result<GivenAnswer, StorageError> {
    let who = match fact.author {
        Some(author) => name_of(unit, author).await?,
        None => String::new(),
    };
    mask(&mut fact.value);
    Ok(GivenAnswer { fact: fact.id, value: fact.value, who, seen_on: fact.seen_on })
}

/// Two answers as a desk sees them, with the children of the school whom they are about; none where it is about
/// none of them.
pub(super) async fn shown(
    unit: &mut dyn Unit,
    two: Disputed,
    children: &[RegisteredChild],
) -> Result<Option<Dispute>, StorageError> {
    let concerned = |child: &Child| two.later.value.kind().subject(child) == two.later.subject;
    let home: Vec<_> = children.iter().filter(|c| concerned(&c.child)).collect();
    let Some(child) = home.first().map(|first| first.child.id) else { return Ok(None) };
    let names = home.iter().map(|c| c.child.name.clone()).collect();
    Ok(Some(Dispute { child, names, later: given(unit, two.later).await?, earlier: given(unit, two.earlier).await? }))
}

#[async_trait]
impl DisputesDesk for Desk {
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
            let settled = Deed::new(Power::DisputeSettled, id.0);
            // Whose answer does not hold is told.
            Ok(self.keep(unit, other.author.map_or(settled, |author| settled.to(author))).await?)
        })
        .await
    }
}
