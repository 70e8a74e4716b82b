//! Where somebody is signed in at desks, and the accounts of those who work for the county as a whole.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::sessions::{CountyPerson, SessionLine, SessionsDesk, WhyEnded};
use domain::id::AccountId;
use domain::policy::{Action, Grant, Power, Role, Subject};
use storage::{Account, Session, StorageError, Unit};
use uuid::Uuid;

use super::error::Stop;
use super::{Desk, answer};
use crate::auth::session::{begun_at, lasts};
use crate::core::access_log::Deed;
use crate::core::{centre, deputies, people};

/// By what a session is named to its owner: the beginning of its digest, from which no token can be had.
fn named(session: &Session) -> Uuid {
    session.token_hash.first_chunk().map_or_else(Uuid::nil, |some| Uuid::from_bytes(*some))
}

/// The roles of somebody in the county as a whole.
fn county_roles(account: &Account) -> Vec<Role> {
    account.grants.iter().filter(|grant| grant.school.is_none()).map(|grant| grant.role).collect()
}

impl Desk {
    /// Asks whether this person may end what is of people of the county.
    fn ends_for_county(&self) -> Result<(), DeskError> {
        let centre = [Grant { role: Role::Centre, school: None }];
        self.require(Action::EndAccount, Subject::Account { grants: &centre })
    }

    /// Sessions of an account at desks that last still.
    async fn lasting(&self, unit: &mut dyn Unit, account: AccountId) -> Result<Vec<Session>, StorageError> {
        let mut all = unit.sessions().at_desks(account).await?;
        all.retain(|session| lasts(session, self.onlooker.at));
        Ok(all)
    }

    /// Somebody else whose account this person may end.
    async fn somebody_else(&self, unit: &mut dyn Unit, account: AccountId) -> Result<Account, Stop> {
        let found = unit.accounts().get(account).await?.filter(|found| found.id != self.who.account.id);
        let found = found.ok_or(DeskError::NotFound)?;
        let grants = deputies::reach(unit, &found, self.today()).await?;
        self.require_found(Action::EndAccount, Subject::Account { grants: &grants })?;
        Ok(found)
    }
}

#[async_trait]
impl SessionsDesk for Desk {
    async fn own_sessions(&self) -> Result<Vec<SessionLine>, DeskError> {
        answer(async {
            self.require(Action::ManageOwnAccount, Subject::Own)?;
            let mut unit = self.read().await?;
            let own = self.lasting(unit.as_mut(), self.who.account.id).await?;
            let line = |session: &Session| SessionLine {
                id: named(session),
                since: begun_at(session),
                seen_at: session.seen_at,
                this: session.token_hash == self.who.session.token_hash,
            };
            Ok(own.iter().map(line).collect())
        })
        .await
    }

    async fn end_own_session(&self, id: Uuid) -> Result<(), DeskError> {
        answer(async {
            self.require(Action::ManageOwnAccount, Subject::Own)?;
            self.confirmed()?;
            let me = self.who.account.id;
            let mut unit = self.write().await?;
            let own = unit.sessions().at_desks(me).await?;
            for session in own.iter().filter(|session| named(session) == id) {
                unit.sessions().end(&session.token_hash).await?;
            }
            Ok(self.keep(unit, Deed::on(Power::SessionsEnded, me)).await?)
        })
        .await
    }

    async fn county_people(&self) -> Result<Vec<CountyPerson>, DeskError> {
        answer(async {
            self.ends_for_county()?;
            let mut unit = self.read().await?;
            let mut all = vec![];
            for account in unit.accounts().of_county().await? {
                let sessions = self.lasting(unit.as_mut(), account.id).await?.len();
                all.push(CountyPerson {
                    id: account.id,
                    roles: county_roles(&account),
                    active: account.password_hash.is_some(),
                    ended: account.disabled,
                    sessions,
                    me: account.id == self.who.account.id,
                    name: account.name,
                    login: account.login,
                });
            }
            Ok(all)
        })
        .await
    }

    async fn end_county_account(&self, account: AccountId, why: WhyEnded) -> Result<(), DeskError> {
        answer(async {
            self.ends_for_county()?;
            let mut unit = self.write().await?;
            let found = self.somebody_else(unit.as_mut(), account).await?;
            if county_roles(&found).is_empty() {
                return Err(DeskError::NotFound.into());
            }
            self.confirmed()?;
            // Whoever comes by a role that goes may have ended this person meanwhile.
            if found.disabled || (centre::is_active(&found) && centre::others(unit.as_mut(), account).await? == 0) {
                return Err(DeskError::Changed.into());
            }
            people::end_account(unit.as_mut(), account, self.today(), self.by()).await?;
            Ok(self.keep(unit, Deed::on(Power::AccountEnded, account).because(why.code())).await?)
        })
        .await
    }

    async fn end_sessions(&self, account: AccountId, why: WhyEnded) -> Result<(), DeskError> {
        answer(async {
            self.ends_for_county()?;
            let mut unit = self.write().await?;
            self.somebody_else(unit.as_mut(), account).await?;
            self.confirmed()?;
            unit.sessions().end_at_desks(account).await?;
            Ok(self.keep(unit, Deed::on(Power::SessionsEnded, account).because(why.code())).await?)
        })
        .await
    }
}
