//! A school becomes part of another, by the centre.

use chrono::Days;
use desk_api::year::PLAN_LINES_MAX;
use desk_api::year::merging::{MERGE_DAYS_BACK_MAX, MergePlan, MergePreview};
use desk_api::{DeskError, Input};
use domain::id::{ActId, SchoolId};
use domain::log::Fault;
use domain::policy::{Action, Power, Subject};
use domain::register::{Act, School};
use storage::{DoneAct, Unit};

use super::{done, named};
use crate::core::access_log::Deed;
use crate::core::acts;
use crate::core::year::Standing;
use crate::core::year::merging::{self, Merging};
use crate::desk::Desk;
use crate::desk::error::Stop;

impl Desk {
    /// Whether this person may make one school of two.
    pub(super) fn merges(&self) -> bool {
        self.may(Action::Arrange, Subject::County)
    }

    fn may_merge(&self) -> Result<(), DeskError> {
        self.require(Action::Arrange, Subject::County)
    }

    /// What a plan would do; `Invalid` for one that no two schools can have.
    async fn merging(
        &self,
        unit: &mut dyn Unit,
        school: SchoolId,
        plan: &MergePlan,
        act: ActId,
    ) -> Result<(Standing, Merging), Stop> {
        let standing = self.to_arrange(unit, school).await?;
        if !standing.own.goes_on() || !standing.is_other(plan.into) {
            return Err(DeskError::NotFound.into());
        }
        let (today, most) = (self.today(), Days::new(MERGE_DAYS_BACK_MAX));
        if plan.from > today || plan.from < today - most {
            return Err(DeskError::invalid(Input::StartDay, Fault::OutOfRange).into());
        }
        if plan.classes.len() > PLAN_LINES_MAX {
            return Err(DeskError::invalid(Input::Other, Fault::TooMany).into());
        }
        for (_, to) in &plan.classes {
            named(to)?;
        }
        let merging = merging::plan(unit, &standing, plan, act).await?;
        Ok((standing, merging))
    }

    /// What a plan would do, as it is shown.
    pub(super) async fn merging_shown(&self, school: SchoolId, plan: &MergePlan) -> Result<MergePreview, Stop> {
        self.may_merge()?;
        let mut unit = self.read().await?;
        let act = ActId(self.state.clock.uuid());
        let (standing, merging) = self.merging(unit.as_mut(), school, plan, act).await?;
        let seen = merging.seen()?;
        let is_into = |school: &&School| school.id == plan.into;
        let into = standing.schools.iter().find(is_into).map(|school| school.name.clone()).unwrap_or_default();
        let Merging { classes, kept, mentors, staying, waits, .. } = merging;
        Ok(MergePreview { act, seen, into, classes, kept, mentors, staying, waits })
    }

    /// Does a plan as it was shown, and tells whom it affects.
    pub(super) async fn merged(
        &self,
        school: SchoolId,
        plan: &MergePlan,
        act: ActId,
        seen: &str,
    ) -> Result<(), Stop> {
        self.may_merge()?;
        let mut unit = self.write().await?;
        let (_, merging) = self.merging(unit.as_mut(), school, plan, act).await?;
        if merging.seen()? != seen || !merging.waits.is_empty() {
            return Err(DeskError::Changed.into());
        }
        done(&acts::carry_out(unit.as_mut(), merging.shown, self.today(), self.by()).await?)?;
        let deed = Deed::new(Power::SchoolsMerged, school.0).because(plan.reason.code());
        for account in merging.told {
            self.did(unit.as_mut(), deed.to(account)).await?;
        }
        Ok(self.keep(unit, deed).await?)
    }

    /// Tells whom it affects that two schools are two again.
    pub(super) async fn tell_apart(&self, unit: &mut dyn Unit, kept: &DoneAct) -> Result<(), Stop> {
        let Act::MergeSchools { closes, into, .. } = kept.act else { return Ok(()) };
        for account in merging::affected(unit, closes, into, &kept.draft).await? {
            self.did(unit, Deed::new(Power::MergingTakenBack, closes.0).to(account)).await?;
        }
        Ok(())
    }
}
