//! Children are given to mentors.

use async_trait::async_trait;
use chrono::{Days, NaiveDate};
use desk_api::access_log::Look;
use desk_api::pairing::{FROM_DAYS_AHEAD_MAX, Matched, PAIRS_MAX, PairingDesk, PairingsView, Unfit};
use desk_api::{Choice, DeskError, Input};
use domain::id::{AccountId, ChildId, PairingId, SchoolId};
use domain::log::Fault;
use domain::policy::{Action, Subject};

use super::{Desk, answer};
use crate::core::pairing;

#[async_trait]
impl PairingDesk for Desk {
    async fn mentors_for(&self, child: ChildId) -> Result<Vec<Choice<AccountId>>, DeskError> {
        answer(async {
            let mut unit = self.read().await?;
            let school = self.transferable(unit.as_mut(), child).await?.school;
            let colleagues = unit.accounts().of_school(school).await?;
            let mentors = colleagues.into_iter().filter(|a| pairing::is_mentor_at(a, school));
            Ok(mentors.map(|a| Choice { id: a.id, name: a.name }).collect())
        })
        .await
    }

    async fn pair(&self, child: ChildId, mentor: AccountId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let school = self.transferable(unit.as_mut(), child).await?.school;
            let mentor = unit.accounts().get(mentor).await?.filter(|a| pairing::is_mentor_at(a, school));
            let mentor = mentor.ok_or(DeskError::NotFound)?;
            let id = PairingId(self.state.clock.uuid());
            pairing::pair(unit.as_mut(), child, mentor.id, self.today(), id, self.by()).await?;
            Ok(unit.commit().await?)
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
            let today = self.today();
            if from < today || from > today + Days::new(FROM_DAYS_AHEAD_MAX) {
                return Err(DeskError::invalid(Input::PairingDay, Fault::OutOfRange).into());
            }
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
