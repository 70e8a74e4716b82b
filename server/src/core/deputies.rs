//! Who stands in for whom: begun within bounds, and what holds today.

use chrono::NaiveDate;
use domain::id::{AccountId, SchoolId};
use domain::policy::deputy::{self, Unfit};
use domain::policy::{Deputyship, Grant};
use storage::{Account, StorageError, Unit};

/// Those in which an account stands in or is stood in for on a day, each with the other's name. Nobody lends what they
/// have not got any more: it ends with the account and with the role of who is away.
pub async fn running(
    unit: &mut dyn Unit,
    account: &Account,
    today: NaiveDate,
) -> Result<Vec<(Deputyship, String)>, StorageError> {
    let mut all = Vec::new();
    for one in unit.deputies().of_account(account.id, today).await? {
        let stands_in = one.deputy == account.id;
        let other = if stands_in { one.of } else { one.deputy };
        let Some(other) = unit.accounts().get(other).await? else { continue };
        let whose = if stands_in { &other } else { account };
        if one.on(today) && !other.disabled && whose.grants.contains(&one.grant()) {
            all.push((one, other.name));
        }
    }
    Ok(all)
}

/// The roles that are lent to an account on a day. Sessions of every kind ask this, and nothing else.
pub async fn lent(unit: &mut dyn Unit, account: &Account, today: NaiveDate) -> Result<Vec<Grant>, StorageError> {
    let running: Vec<Deputyship> = running(unit, account, today).await?.into_iter().map(|(one, _)| one).collect();
    Ok(deputy::lent(&running, account.id, today))
}

/// How far an account reaches, now and by what is agreed already.
pub async fn reach(unit: &mut dyn Unit, account: &Account, today: NaiveDate) -> Result<Vec<Grant>, StorageError> {
    let all = unit.deputies().of_account(account.id, today).await?;
    Ok(deputy::reach(&account.grants, &all, account.id, today))
}

/// Why nobody begins to stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Who is away does not hold the role there.
    NotHeld,
    /// Who is to stand in is not of the school, has left it, or holds the role already.
    Deputy,
    /// Somebody stands in on some of the days.
    Overlaps,
    /// A day does not do.
    Day(Unfit),
}

/// Whether somebody works at a school.
pub fn is_of(account: &Account, school: SchoolId) -> bool {
    !account.disabled && account.grants.iter().any(|grant| grant.school == Some(school))
}

/// Begins a deputyship, if it may be.
pub async fn begin(
    unit: &mut dyn Unit,
    one: &Deputyship,
    today: NaiveDate,
) -> Result<Result<(), Refused>, StorageError> {
    let role = one.grant();
    let of_school = |account: &Account| is_of(account, one.school);
    let found = async |unit: &mut dyn Unit, id: AccountId| unit.accounts().get(id).await;
    let whose = found(unit, one.of).await?.filter(of_school);
    if !whose.is_some_and(|account| account.grants.contains(&role)) {
        return Ok(Err(Refused::NotHeld));
    }
    let deputy = found(unit, one.deputy).await?.filter(of_school);
    if !deputy.is_some_and(|account| account.id != one.of && !account.grants.contains(&role)) {
        return Ok(Err(Refused::Deputy));
    }
    if let Err(unfit) = deputy::fits(one.from, one.to, today) {
        return Ok(Err(Refused::Day(unfit)));
    }
    let standing = unit.deputies().of_school(one.school, today).await?;
    let meets = |other: &Deputyship| {
        (other.of, other.role) == (one.of, one.role) && other.from <= one.to && one.from <= other.to
    };
    if standing.iter().any(meets) {
        return Ok(Err(Refused::Overlaps));
    }
    unit.deputies().add(one).await?;
    Ok(Ok(()))
}
