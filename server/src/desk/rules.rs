//! The county's rules.

use async_trait::async_trait;
use chrono::NaiveDate;
use desk_api::rules::{RulesDesk, RulesView};
use desk_api::{DeskError, Input};
use domain::log::Fault;
use domain::policy::{Action, Power, Subject};
use domain::rules::RuleVersion;
use storage::Unit;

use super::error::Stop;
use super::{Desk, answer};
use crate::core::access_log::Deed;
use crate::core::rules::{self, Outcome};
use crate::exchange::rows;

impl Desk {
    /// Keeps what was done to the county's rules, or says why nothing was.
    async fn ruled(&self, unit: Box<dyn Unit>, outcome: Outcome, power: Power) -> Result<(), Stop> {
        match outcome {
            Outcome::Done => Ok(self.keep(unit, Deed::new(power, self.home().0)).await?),
            Outcome::Changed => Err(DeskError::Changed.into()),
            Outcome::Past => Err(DeskError::invalid(Input::FirstDay, Fault::TooOld).into()),
            Outcome::Unfit => Err(DeskError::invalid(Input::Rules, Fault::OutOfRange).into()),
            Outcome::None => Err(DeskError::NotFound.into()),
        }
    }
}

#[async_trait]
impl RulesDesk for Desk {
    async fn rules(&self) -> Result<RulesView, DeskError> {
        answer(async {
            self.require(Action::SetRules, Subject::County)?;
            let book = rows::rules(self.read().await?.as_mut()).await?;
            Ok(RulesView { today: self.today(), seen: book.seq, book: book.value })
        })
        .await
    }

    async fn set_rules(&self, seen: u64, version: RuleVersion) -> Result<(), DeskError> {
        answer(async {
            self.require(Action::SetRules, Subject::County)?;
            self.confirmed()?;
            let mut unit = self.write().await?;
            let (today, by) = (self.today(), self.by());
            let fresh = || self.state.clock.uuid();
            let outcome = rules::set(unit.as_mut(), seen, version, today, by, fresh).await?;
            self.ruled(unit, outcome, Power::RulesSet).await
        })
        .await
    }

    async fn withdraw_rules(&self, seen: u64, from: NaiveDate) -> Result<(), DeskError> {
        answer(async {
            self.require(Action::SetRules, Subject::County)?;
            self.confirmed()?;
            let mut unit = self.write().await?;
            let outcome = rules::withdraw(unit.as_mut(), seen, from, self.today(), self.by()).await?;
            self.ruled(unit, outcome, Power::RulesWithdrawn).await
        })
        .await
    }
}
