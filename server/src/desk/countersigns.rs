//! What somebody asks for an account and a second person agrees to.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::accounts::CodeSlip;
use desk_api::countersigns::{CountersignLine, CountersignsDesk, CountersignsView};
use domain::id::{AccountId, CountersignId};
use domain::policy::{Action, Actor, Countersigned, Power, Subject, can};
use storage::{Account, Countersign, Decision, StorageError, Unit};

use super::error::Stop;
use super::{Desk, answer, name_of};
use crate::auth::entrance;
use crate::core::access_log::Deed;
use crate::core::{accounts, countersigns, deputies};
use crate::defences::Defence;

impl Desk {
    /// Asks a second person for something for an account, and writes it down.
    pub(super) async fn ask_second(
        &self,
        unit: &mut dyn Unit,
        what: Countersigned,
        of: AccountId,
    ) -> Result<(), StorageError> {
        let id = CountersignId(self.state.clock.uuid());
        let power = if what == Countersigned::Code { Power::CodeAsked } else { Power::StepResetAsked };
        if countersigns::ask(unit, id, what, of, self.who.account.id, self.onlooker.at).await? {
            self.did(unit, Deed::on(power, of)).await?;
        }
        Ok(())
    }

    /// Whether this person may be the second of two.
    pub(super) async fn may_countersign(
        &self,
        unit: &mut dyn Unit,
        asked: &Countersign,
        account: &Account,
    ) -> Result<bool, StorageError> {
        let (own, by) = (self.who.account.id, asked.by);
        let apart =
            unit.accounts().code_by(own).await? != Some(by) && unit.accounts().code_by(by).await? != Some(own);
        let grants = deputies::reach(unit, account, self.today()).await?;
        let subject = Subject::Countersigned { grants: &grants, of: asked.of, by, apart };
        let may = self.may(Action::Countersign, subject) || !self.state.has(Defence::TwoPeople);
        Ok(asked.decision.is_none() && may)
    }

    /// Whether who asked for a reset still may: seven days are long.
    async fn may_still_ask(
        &self,
        unit: &mut dyn Unit,
        asked: &Countersign,
        account: &Account,
    ) -> Result<bool, StorageError> {
        let grants = deputies::reach(unit, account, self.today()).await?;
        let asker = unit.accounts().get(asked.by).await?.filter(|asker| !asker.disabled);
        Ok(asker.is_some_and(|asker| {
            let asker = Actor { account: asker.id, grants: asker.grants, lent: vec![] };
            can(&asker, Action::ResetSecondStep, Subject::Account { grants: &grants })
        }))
    }

    /// What is asked, as it is shown.
    pub(super) async fn countersign_line(
        unit: &mut dyn Unit,
        asked: &Countersign,
        account: Account,
    ) -> Result<CountersignLine, StorageError> {
        Ok(CountersignLine {
            id: asked.id,
            what: asked.what,
            name: account.name,
            login: account.login,
            by: name_of(unit, asked.by).await?,
            at: asked.at,
            agreed: asked.decision.is_some_and(|said| said.accepted),
        })
    }

    /// Keeps what was said of it, and does what is done at once.
    async fn said_of_it(&self, unit: &mut dyn Unit, asked: &Countersign, accepted: bool) -> Result<(), Stop> {
        let at = self.onlooker.at;
        unit.countersigns().resolve(asked.id, Decision { accepted, by: self.who.account.id, at }).await?;
        let power = if accepted { Power::Countersigned } else { Power::CountersignDeclined };
        self.did(unit, Deed::on(power, asked.of)).await?;
        if accepted && asked.what == Countersigned::SecondStep {
            countersigns::reset(unit, asked, at).await?;
            self.did(unit, Deed::on(Power::StepReset, asked.of)).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl CountersignsDesk for Desk {
    async fn countersigns(&self) -> Result<CountersignsView, DeskError> {
        answer(async {
            self.require(Action::OpenDesk, Subject::Own)?;
            let mut unit = self.read().await?;
            let mut view = CountersignsView { as_of: self.today(), waiting: vec![], mine: vec![] };
            for asked in countersigns::open(unit.as_mut(), self.onlooker.at).await? {
                let Some(account) = unit.accounts().get(asked.of).await? else { continue };
                let list = if asked.by == self.who.account.id {
                    &mut view.mine
                } else if self.may_countersign(unit.as_mut(), &asked, &account).await? {
                    &mut view.waiting
                } else {
                    continue;
                };
                list.push(Self::countersign_line(unit.as_mut(), &asked, account).await?);
            }
            Ok(view)
        })
        .await
    }

    async fn ask_reset(&self, login: String) -> Result<(), DeskError> {
        answer(async {
            self.require(Action::OpenDesk, Subject::Own)?;
            let login = entrance::login(&login).ok_or(DeskError::NotFound)?;
            let found = self.state.storage.directory().await?.account(&login).await?;
            let found = found.filter(|account| account.county == self.home() && !account.disabled);
            let found = found.filter(|account| account.id != self.who.account.id).ok_or(DeskError::NotFound)?;
            let mut unit = self.write().await?;
            let grants = deputies::reach(unit.as_mut(), &found, self.today()).await?;
            self.require_found(Action::ResetSecondStep, Subject::Account { grants: &grants })?;
            self.confirmed()?;
            unit.second_steps().get(found.id).await?.ok_or(DeskError::Changed)?;
            self.ask_second(unit.as_mut(), Countersigned::SecondStep, found.id).await?;
            Ok(unit.commit().await?)
        })
        .await
    }

    async fn countersign(&self, id: CountersignId, accept: bool) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let asked = countersigns::standing(unit.as_mut(), id, self.onlooker.at).await?.ok_or(DeskError::NotFound)?;
            let account = unit.accounts().get(asked.of).await?.ok_or(DeskError::NotFound)?;
            let takes_back = !accept && asked.by == self.who.account.id && asked.decision.is_none();
            if !takes_back && !self.may_countersign(unit.as_mut(), &asked, &account).await? {
                return Err(DeskError::NotFound.into());
            }
            self.confirmed()?;
            let resets = accept && asked.what == Countersigned::SecondStep;
            if resets && !self.may_still_ask(unit.as_mut(), &asked, &account).await? {
                return Err(DeskError::Changed.into());
            }
            self.said_of_it(unit.as_mut(), &asked, accept).await?;
            Ok(unit.commit().await?)
        })
        .await
    }

    async fn take_code(&self, id: CountersignId) -> Result<CodeSlip, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let asked = countersigns::standing(unit.as_mut(), id, self.onlooker.at).await?;
            let own = |asked: &Countersign| asked.by == self.who.account.id && asked.what == Countersigned::Code;
            let asked = asked.filter(own).ok_or(DeskError::NotFound)?;
            // Whoever asked must still be somebody who may.
            let found = self.reached(unit.as_mut(), asked.of, Action::IssueCode).await?;
            self.confirmed()?;
            if !asked.decision.is_some_and(|said| said.accepted) {
                return Err(DeskError::Changed.into());
            }
            let clock = &self.state.clock;
            unit.countersigns().done(id, self.onlooker.at).await?;
            let (code, until) = accounts::issue_code(unit.as_mut(), found.id, self.who.account.id, clock.now(), clock.random()).await?;
            let slip = self.slip(found.login, code, until)?;
            self.keep(unit, Deed::on(Power::CodeIssued, asked.of)).await?;
            Ok(slip)
        })
        .await
    }
}
