//! A child is given to a mentor.

use async_trait::async_trait;
use desk_api::pairing::PairingDesk;
use desk_api::{Choice, DeskError};
use domain::id::{AccountId, ChildId, PairingId};

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
}
