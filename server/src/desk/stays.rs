//! Where a child is for a time.

use async_trait::async_trait;
use desk_api::stays::StaysDesk;
use desk_api::{DeskError, Input, InputProblem};
use domain::guardianship::{Stay, StayField};
use domain::id::{ChildId, StatusId};
use domain::policy::{Action, Power, Subject};
use storage::Unit;

use super::error::Stop;
use super::{Desk, answer};
use crate::core::access_log::Deed;
use crate::core::stays::{self, Outcome};

impl Desk {
    /// A unit of work for somebody who may note where a child is.
    async fn to_note(&self, child: ChildId) -> Result<Box<dyn Unit>, Stop> {
        let mut unit = self.write().await?;
        let school = self.place_of(unit.as_mut(), child).await?.school;
        self.require_found(Action::NoteStay, Subject::Child { school, paired: false })?;
        Ok(unit)
    }

    /// Keeps what was noted, or says that nothing was.
    async fn noted(&self, unit: Box<dyn Unit>, outcome: Outcome, deed: Deed<'_>) -> Result<(), Stop> {
        match outcome {
            Outcome::Done => Ok(self.keep(unit, deed).await?),
            Outcome::Overlaps | Outcome::Gone => Err(DeskError::Changed.into()),
        }
    }

    /// `Invalid` for a stay that cannot be noted today.
    fn fits(&self, stay: Stay) -> Result<(), DeskError> {
        let input = |field| match field {
            StayField::Kind => Input::Stay,
            StayField::From => Input::FirstDay,
            StayField::To => Input::LastDay,
        };
        let problems = stay.problems(self.today()).into_iter();
        let problems: Vec<_> = problems.map(|(field, fault)| InputProblem { input: input(field), fault }).collect();
        if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
    }
}

#[async_trait]
impl StaysDesk for Desk {
    async fn note_stay(&self, child: ChildId, stay: Stay) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.to_note(child).await?;
            self.fits(stay)?;
            let id = StatusId(self.state.clock.uuid());
            let outcome = stays::note(unit.as_mut(), child, stay, id, self.by()).await?;
            self.noted(unit, outcome, Deed::new(Power::StayNoted, child.0)).await
        })
        .await
    }

    async fn change_stay(&self, child: ChildId, status: StatusId, stay: Stay) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.to_note(child).await?;
            self.fits(stay)?;
            let outcome = stays::change(unit.as_mut(), child, status, stay, self.by()).await?;
            self.noted(unit, outcome, Deed::new(Power::StayChanged, child.0)).await
        })
        .await
    }

    async fn take_back_stay(&self, child: ChildId, status: StatusId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.to_note(child).await?;
            let outcome = stays::take_back(unit.as_mut(), child, status, self.by()).await?;
            self.noted(unit, outcome, Deed::new(Power::StayTakenBack, child.0)).await
        })
        .await
    }
}
