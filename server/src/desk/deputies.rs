//! Who stands in for whom at a school.

use async_trait::async_trait;
use desk_api::deputies::{DeputiesDesk, DeputiesView, Deputising, DeputyLine, Post};
use desk_api::{Choice, DeskError, Input};
use domain::id::{DeputyshipId, SchoolId};
use domain::log::Fault;
use domain::policy::deputy::Unfit;
use domain::policy::{Action, Deputyship, Grant, Power, Role, Subject};
use storage::Account;

use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::deputies::{self, Refused};

/// Where what was refused can be mended.
fn refused(why: Refused) -> DeskError {
    match why {
        Refused::NotHeld => DeskError::NotFound,
        Refused::Deputy => DeskError::invalid(Input::Deputy, Fault::Missing),
        Refused::Overlaps => DeskError::invalid(Input::Deputy, Fault::TooMany),
        Refused::Day(Unfit::From) => DeskError::invalid(Input::FirstDay, Fault::OutOfRange),
        Refused::Day(Unfit::To) => DeskError::invalid(Input::LastDay, Fault::OutOfRange),
    }
}

impl Desk {
    /// Whether this person may end it.
    fn may_end(&self, one: &Deputyship) -> bool {
        self.may(Action::EndDeputyship, Subject::Deputyship { of: one.of, deputy: one.deputy })
    }

    /// The roles of somebody at a school in which this person may let somebody stand in.
    fn posts(&self, school: SchoolId, account: &Account) -> Vec<Post> {
        let held = |role: &Role| account.grants.contains(&Grant { role: *role, school: Some(school) });
        let lends = |role: &Role| self.may(Action::Deputise, Subject::Post { role: *role, school, of: account.id });
        let roles = [Role::Coordinator, Role::SchoolLead].into_iter().filter(|role| held(role) && lends(role));
        roles.map(|role| Post { of: account.id, name: account.name.clone(), role }).collect()
    }
}

#[async_trait]
impl DeputiesDesk for Desk {
    async fn deputies(&self, school: SchoolId) -> Result<DeputiesView, DeskError> {
        answer(async {
            self.require(Action::SeeSchool, Subject::School(school))?;
            let today = self.today();
            let mut unit = self.read().await?;
            let mut lines = Vec::new();
            for one in unit.deputies().of_school(school, today).await? {
                lines.push(DeputyLine {
                    id: one.id,
                    role: one.role,
                    of: name_of(unit.as_mut(), one.of).await?,
                    deputy: name_of(unit.as_mut(), one.deputy).await?,
                    from: one.from,
                    to: one.to,
                    may_end: self.may_end(&one),
                });
            }
            let accounts = unit.accounts().of_school(school).await?;
            let here: Vec<Account> = accounts.into_iter().filter(|a| deputies::is_of(a, school)).collect();
            let posts = here.iter().flat_map(|account| self.posts(school, account)).collect();
            let people = here.into_iter().map(|account| Choice { id: account.id, name: account.name }).collect();
            Ok(DeputiesView { as_of: today, lines, posts, people })
        })
        .await
    }

    async fn deputise(&self, school: SchoolId, ask: Deputising) -> Result<(), DeskError> {
        answer(async {
            let post = Subject::Post { role: ask.role, school, of: ask.of };
            self.require_found(Action::Deputise, post)?;
            let one = Deputyship {
                id: DeputyshipId(self.state.clock.uuid()),
                school,
                role: ask.role,
                of: ask.of,
                deputy: ask.deputy,
                from: ask.from,
                to: ask.to,
                ended_at: None,
            };
            let mut unit = self.write().await?;
            deputies::begin(unit.as_mut(), &one, self.today()).await?.map_err(refused)?;
            self.did(unit.as_mut(), Deed::on(Power::DeputyNamed, one.deputy)).await?;
            Ok(self.keep(unit, Deed::new(Power::DeputyNamed, one.deputy.0).to(one.of)).await?)
        })
        .await
    }

    async fn end_deputyship(&self, id: DeputyshipId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let one = unit.deputies().get(id).await?.ok_or(DeskError::NotFound)?;
            self.require_found(
                Action::EndDeputyship,
                Subject::Deputyship { of: one.of, deputy: one.deputy },
            )?;
            if !one.stands(self.today()) {
                return Err(DeskError::Changed.into());
            }
            unit.deputies().end(id, self.state.clock.now()).await?;
            self.did(unit.as_mut(), Deed::on(Power::DeputyEnded, one.deputy)).await?;
            Ok(self.keep(unit, Deed::new(Power::DeputyEnded, one.deputy.0).to(one.of)).await?)
        })
        .await
    }
}
