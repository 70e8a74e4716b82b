//! A school's people, and the account of one who leaves.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::people::{Colleague, PeopleDesk};
use domain::id::{AccountId, SchoolId};
use domain::policy::deputy::reach;
use domain::policy::{Action, Power, Subject};

use super::{Desk, answer};
use crate::core::access_log::Deed;
use crate::core::name_order::by_sound;
use crate::core::people;

#[async_trait]
impl PeopleDesk for Desk {
    async fn people(&self, school: SchoolId) -> Result<Vec<Colleague>, DeskError> {
        answer(async {
            self.require(Action::SeeSchool, Subject::School(school))?;
            let today = self.today();
            let mut unit = self.read().await?;
            let accounts = unit.accounts().of_school(school).await?;
            let deputyships = unit.deputies().of_school(school, today).await?;
            let mut here: Vec<_> = accounts.into_iter().filter(|a| !a.disabled).collect();
            here.sort_by_cached_key(|a| (by_sound(&a.name), a.id));
            let may_help = |a: &storage::Account| {
                let grants = reach(&a.grants, &deputyships, a.id, today);
                self.may(Action::Help, Subject::Account { grants: &grants })
            };
            let colleague = |a: storage::Account| Colleague {
                id: a.id,
                may_help: may_help(&a),
                may_end: self.may(Action::EndAccount, Subject::Account { grants: &a.grants }),
                name: a.name,
                login: a.login,
                active: a.password_hash.is_some(),
            };
            Ok(here.into_iter().map(colleague).collect())
        })
        .await
    }

    async fn end_account(&self, account: AccountId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let found = unit.accounts().get(account).await?.ok_or(DeskError::NotFound)?;
            self.require_found(Action::EndAccount, Subject::Account { grants: &found.grants })?;
            // Those who work for the county end where a reason is given, and nobody ends themselves.
            if found.id == self.who.account.id || found.grants.iter().any(|grant| grant.school.is_none()) {
                return Err(DeskError::NotFound.into());
            }
            people::end_account(unit.as_mut(), account, self.today(), self.by()).await?;
            Ok(self.keep(unit, Deed::on(Power::AccountEnded, account)).await?)
        })
        .await
    }
}
