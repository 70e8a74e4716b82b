//! The second step of signing in at a desk: of whom it is asked, and codes that are used.

use chrono::{DateTime, NaiveDate, Utc};
use domain::policy::{Actor, Grant, Power};
use storage::{Account, CodeUse, SecondStep, StepKind, StorageError, Unit};
use sync::account::StepAsked;

use super::access_log::{Deed, Onlooker, did};
use crate::auth::step::{self, Right};
use crate::exchange::rows;

/// With so many codes left on a card, another one is offered.
const FEW: usize = 5;

/// Whether the rules of a day ask an account for a second step.
pub async fn asks(
    unit: &mut dyn Unit,
    account: &Account,
    lent: &[Grant],
    today: NaiveDate,
) -> Result<bool, StorageError> {
    let actor = Actor { account: account.id, grants: account.grants.clone(), lent: lent.to_vec() };
    Ok(rows::rules(unit).await?.value.on(today).second_step.asks(&actor))
}

/// What an account is asked for after the password; none where the password will do.
pub async fn asked(
    unit: &mut dyn Unit,
    account: &Account,
    lent: &[Grant],
    today: NaiveDate,
) -> Result<Option<StepAsked>, StorageError> {
    if let Some(step) = unit.second_steps().get(account.id).await? {
        return Ok(Some(match step.kind {
            StepKind::Authenticator(_) => StepAsked::Authenticator,
            StepKind::Card => step::asked_of_card(&step).map_or(StepAsked::Recovery, StepAsked::Card),
        }));
    }
    Ok(asks(unit, account, lent, today).await?.then_some(StepAsked::SetUp))
}

/// How many codes are left on an account's card, where they are few enough to make another one.
pub async fn few_left(unit: &mut dyn Unit, account: &Account) -> Result<Option<u32>, StorageError> {
    let own = unit.second_steps().get(account.id).await?.filter(|step| step.kind == StepKind::Card);
    let left = own.map(|step| step.good(CodeUse::Card).count());
    Ok(left.filter(|left| *left <= FEW).and_then(|left| u32::try_from(left).ok()))
}

/// Whether what was typed is a code that is good now. It is used up, whatever else happens.
pub async fn used(unit: &mut dyn Unit, who: &Onlooker, own: &SecondStep, typed: &str) -> Result<bool, StorageError> {
    let at: DateTime<Utc> = who.at;
    let done = match step::right(own, typed, at.timestamp()) {
        Some(Right::Step(found)) => unit.second_steps().use_step(own.account, found).await,
        Some(Right::Code(usage, n)) => {
            let used = unit.second_steps().use_code(own.account, usage, n, at).await;
            if used.is_ok() && usage == CodeUse::Recovery {
                did(unit, who, Deed::on(Power::RecoveryUsed, own.account)).await?;
            }
            used
        }
        None => return Ok(false),
    };
    match done {
        Ok(()) => Ok(true),
        // Somebody else was quicker with it.
        Err(StorageError::Missing { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}
