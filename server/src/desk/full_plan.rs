//! Which children have a full plan.

use async_trait::async_trait;
use desk_api::full_plan::{FullPlanDesk, WhyFull};
use desk_api::{DeskError, Input};
use domain::id::ChildId;
use domain::log::Fault;
use domain::policy::{Action, Power, Subject};
use domain::register::pairing::responsible;
use domain::register::{Child, Written};

use super::{Desk, answer};
use crate::core::access_log::Deed;

#[async_trait]
impl FullPlanDesk for Desk {
    async fn set_full_plan(&self, id: ChildId, full: bool, why: WhyFull) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let school = self.place_of(unit.as_mut(), id).await?.school;
            self.require_found(Action::MarkPlan, Subject::Child { school, paired: false })?;
            if !WhyFull::of(full).contains(&why) {
                return Err(DeskError::invalid(Input::Reason, Fault::Missing).into());
            }
            let child = unit.children().get(id).await?.ok_or(DeskError::NotFound)?;
            if child.full_plan == full {
                return Err(DeskError::Changed.into());
            }
            let seq = unit.commits().next(self.by()).await?;
            unit.register().write(seq, &[Written::Child(Child { full_plan: full, ..child })]).await?;
            let pairings = unit.pairings().of_child(id).await?;
            let mentor = responsible(&pairings, self.today()).map(|pairing| pairing.mentor);
            let power = if full { Power::FullPlanMarked } else { Power::FullPlanUnmarked };
            let deed = Deed::new(power, id.0).because(why.code());
            Ok(self.keep(unit, mentor.map_or(deed, |mentor| deed.to(mentor))).await?)
        })
        .await
    }
}
