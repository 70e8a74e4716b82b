//! Brothers and sisters: who lives in one household.

use async_trait::async_trait;
use desk_api::access_log::Look;
use desk_api::households::{HouseholdView, HouseholdsDesk};
use desk_api::{Choice, DeskError};
use domain::id::ChildId;
use domain::policy::Power;
use domain::register::Written;
use domain::register::kin::{come_to, split_off};
use storage::Unit;

use super::error::Stop;
use super::{Desk, answer};
use crate::core::access_log::Deed;
use crate::exchange::rows::readable;

impl Desk {
    /// Writes what is to be written of a child's household.
    async fn rehouse(&self, mut unit: Box<dyn Unit>, written: &[Written], deed: Deed<'_>) -> Result<(), Stop> {
        let seq = unit.commits().next(self.by()).await?;
        unit.register().write(seq, written).await?;
        Ok(self.keep(unit, deed).await?)
    }
}

#[async_trait]
impl HouseholdsDesk for Desk {
    async fn household(&self, id: ChildId) -> Result<HouseholdView, DeskError> {
        answer(async {
            let mut unit = self.read().await?;
            let school = self.transferable(unit.as_mut(), id).await?.school;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let (around, home) = history.around(id, None).ok_or(DeskError::NotFound)?;
            let all = readable(unit.children().of_school(school, self.today()).await?);
            let others = all.into_iter().map(|known| known.child).filter(|child| child.id != id);
            let (siblings, mut others): (Vec<_>, Vec<_>) = others.partition(|child| child.household == home.id);
            let surname = around.child.name.chars().next();
            others.sort_by_key(|child| child.name.chars().next() != surname);
            let choice = |child: domain::register::Child| Choice { id: child.id, name: child.name };
            drop(unit);
            self.looked(Look::SchoolList, school.0).await?;
            Ok(HouseholdView {
                elsewhere: history.of_household(home.id).count() > siblings.len() + 1,
                can_go_back: history.back_home(id).is_some(),
                siblings: siblings.into_iter().map(choice).collect(),
                others: others.into_iter().map(choice).collect(),
            })
        })
        .await
    }

    async fn join_household(&self, id: ChildId, with: ChildId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            self.transferable(unit.as_mut(), id).await?;
            self.transferable(unit.as_mut(), with).await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let (_, home) = history.around(with, None).ok_or(DeskError::NotFound)?;
            let (around, own) = history.around(id, Some(home.id)).ok_or(DeskError::NotFound)?;
            if own.id == home.id {
                return Err(DeskError::Changed.into());
            }
            let written = come_to(&around, home, || self.state.clock.uuid());
            self.rehouse(unit, &written, Deed::new(Power::HouseholdJoined, id.0)).await
        })
        .await
    }

    async fn split_household(&self, id: ChildId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            self.transferable(unit.as_mut(), id).await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let (around, home) = history.around(id, None).ok_or(DeskError::NotFound)?;
            if history.of_household(home.id).count() < 2 {
                return Err(DeskError::Changed.into());
            }
            let written = split_off(&around, home, || self.state.clock.uuid());
            self.rehouse(unit, &written, Deed::new(Power::HouseholdSplit, id.0)).await
        })
        .await
    }

    async fn take_back_household(&self, id: ChildId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            self.transferable(unit.as_mut(), id).await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let written = history.back_home(id).ok_or(DeskError::Changed)?;
            self.rehouse(unit, &written, Deed::new(Power::HouseholdTakenBack, id.0)).await
        })
        .await
    }
}
