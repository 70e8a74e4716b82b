//! A child goes to another mentor or school; a colleague leaves.

use app::desk_service::DeskError;
use domain::id::{AccountId, ChildId, PairingId, SchoolId};
use domain::policy::{Action, Role, Subject};
use storage::Account;

use super::{Desk, failed};
use crate::transfer;

/// Whether an account can have children of a school.
pub fn is_mentor_at(account: &Account, school: SchoolId) -> bool {
    !account.disabled && account.grants.iter().any(|g| g.role == Role::Mentor && g.school == Some(school))
}

impl Desk {
    /// Gives a child to a mentor of its school from today.
    pub(super) async fn give(&self, child: ChildId, mentor: AccountId) -> Result<(), DeskError> {
        let mut unit = self.state.storage.write(self.who.county()).await.map_err(failed)?;
        let child = unit.children().get(child).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        self.require(Action::Transfer, Subject::Child { school: child.school, paired: false })?;
        let mentor = unit.accounts().get(mentor).await.map_err(failed)?.filter(|a| is_mentor_at(a, child.school));
        let mentor = mentor.ok_or(DeskError::NotFound)?;
        let id = PairingId(self.state.clock.uuid());
        transfer::pair(unit.as_mut(), child.id, mentor.id, self.today(), id).await.map_err(failed)?;
        unit.commit().await.map_err(failed)
    }

    /// Moves a child to another school from today.
    pub(super) async fn send_on(&self, child: ChildId, school: SchoolId, class_name: &str) -> Result<(), DeskError> {
        let mut unit = self.state.storage.write(self.who.county()).await.map_err(failed)?;
        let child = unit.children().get(child).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        self.require(Action::Transfer, Subject::Child { school: child.school, paired: false })?;
        let school = unit.schools().get(school).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        let class_name = if class_name.is_empty() { &child.class_name } else { class_name };
        transfer::move_child(unit.as_mut(), child.id, school.id, class_name, self.today()).await.map_err(failed)?;
        unit.commit().await.map_err(failed)
    }

    /// A colleague leaves.
    pub(super) async fn end(&self, school: SchoolId, account: AccountId) -> Result<(), DeskError> {
        let mut unit = self.state.storage.write(self.who.county()).await.map_err(failed)?;
        let found = unit.accounts().get(account).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        // Only an account that is a mentor's and nothing more: others are ended where their rights come from.
        let plain = found.grants.iter().all(|g| g.role == Role::Mentor && g.school == Some(school));
        self.require(Action::EndAccount, Subject::Account { school: plain.then_some(school) })?;
        transfer::leave(unit.as_mut(), account, self.today()).await.map_err(failed)?;
        unit.commit().await.map_err(failed)
    }
}
