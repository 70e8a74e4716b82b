//! Children are given to mentors.

use async_trait::async_trait;
use chrono::{Days, NaiveDate};
use desk_api::access_log::Look;
use desk_api::pairing::{
    BESIDE_DAYS_MAX, Beside, FROM_DAYS_AHEAD_MAX, Handing, HandingView, Matched, PAIRS_MAX, PairingDesk, PairingsView,
    Unfit, UnfitWhy,
};
use desk_api::{DeskError, Input};
use domain::id::{ChildId, PairingId, SchoolId};
use domain::log::Fault;
use domain::policy::{Action, Subject};

use storage::Unit;

use super::error::Stop;
use super::{Desk, answer};
use crate::core::handing::{self, Whose};
use crate::core::pairing;
use crate::exchange::rows;

impl Desk {
    /// A child that this person may give to a mentor.
    async fn whose(&self, unit: &mut dyn Unit, child: ChildId) -> Result<Whose, Stop> {
        let school = self.transferable(unit, child).await?.school;
        Ok(Whose { child, school, today: self.today() })
    }

    /// A pairing begins today or in the days that can be looked ahead.
    fn require_ahead(&self, from: NaiveDate) -> Result<(), DeskError> {
        let today = self.today();
        let fits = from >= today && from <= today + Days::new(FROM_DAYS_AHEAD_MAX);
        if fits { Ok(()) } else { Err(DeskError::invalid(Input::PairingDay, Fault::OutOfRange)) }
    }
}

#[async_trait]
impl PairingDesk for Desk {
    async fn mentors_for(&self, child: ChildId) -> Result<HandingView, DeskError> {
        answer(async {
            let today = self.today();
            let mut unit = self.read().await?;
            let school = self.transferable(unit.as_mut(), child).await?.school;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let running: Vec<_> = history.pairings_of(child).filter(|p| pairing::from_now(p, today)).cloned().collect();
            Ok(HandingView {
                as_of: today,
                farewell_days: rows::rules(unit.as_mut()).await?.value.on(today).farewell_days,
                pairings: handing::lines(unit.as_mut(), &running).await?,
                mentors: pairing::mentors(unit.as_mut(), &history, school, today).await?,
            })
        })
        .await
    }

    async fn hand_on(&self, child: ChildId, handing: Handing) -> Result<Option<UnfitWhy>, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let whose = self.whose(unit.as_mut(), child).await?;
            self.require_ahead(handing.from)?;
            if !handing.why.attributes().is_given {
                return Err(DeskError::invalid(Input::Other, Fault::Missing).into());
            }
            let id = PairingId(self.state.clock.uuid());
            let unfit = handing::hand_on(unit.as_mut(), whose, &handing, self.by(), id).await?;
            if unfit.is_none() {
                unit.commit().await?;
            }
            Ok(unfit)
        })
        .await
    }

    async fn put_beside(&self, child: ChildId, beside: Beside) -> Result<Option<UnfitWhy>, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let whose = self.whose(unit.as_mut(), child).await?;
            self.require_ahead(beside.from)?;
            if beside.to < beside.from || beside.to > beside.from + Days::new(BESIDE_DAYS_MAX) {
                return Err(DeskError::invalid(Input::LastDay, Fault::OutOfRange).into());
            }
            let id = PairingId(self.state.clock.uuid());
            let unfit = handing::put_beside(unit.as_mut(), whose, &beside, self.by(), id).await?;
            if unfit.is_none() {
                unit.commit().await?;
            }
            Ok(unfit)
        })
        .await
    }

    async fn pairings(&self, id: SchoolId) -> Result<PairingsView, DeskError> {
        answer(async {
            self.require(Action::Pair, Subject::School(id))?;
            let today = self.today();
            let mut unit = self.read().await?;
            let school = unit.schools().get(id).await?.ok_or(DeskError::NotFound)?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let pairing::Standing { limit, troubles, children, mentors } =
                pairing::standing(unit.as_mut(), &history, id, today).await?;
            drop(unit);
            self.looked(Look::SchoolList, id.0).await?;
            Ok(PairingsView { name: school.name, as_of: today, limit, troubles, children, mentors })
        })
        .await
    }

    async fn accept_pairings(
        &self,
        school: SchoolId,
        from: NaiveDate,
        pairs: Vec<Matched>,
    ) -> Result<Vec<Unfit>, DeskError> {
        answer(async {
            self.require(Action::Pair, Subject::School(school))?;
            self.require_ahead(from)?;
            if pairs.len() > PAIRS_MAX {
                return Err(DeskError::invalid(Input::Other, Fault::TooMany).into());
            }
            let mut unit = self.write().await?;
            let fresh = || self.state.clock.uuid();
            let unfit = pairing::accept(unit.as_mut(), school, from, &pairs, self.by(), fresh).await?;
            if unfit.is_empty() {
                unit.commit().await?;
            }
            Ok(unfit)
        })
        .await
    }
}
