//! Makes accounts from the command line: the first centre account of a new installation, above all.

use anyhow::{Context as _, bail};
use chrono::TimeDelta;
use desk_api::help::NAME_CHARS_MAX;
use domain::id::AccountId;
use domain::policy::{Grant, Power, Role};
use storage::{Account, Storage};

use crate::auth::{code, entrance};
use crate::clock::Clock;
use crate::core::access_log::{Deed, Guard, Onlooker, did};

/// Makes an account with one role; returns its one-time code. A centre account with the name of a new
/// county begins that county. The county's access log says so.
#[expect(clippy::too_many_arguments, reason = "the options of the command")]
pub async fn add(
    storage: &dyn Storage,
    clock: &Clock,
    county: Option<&str>,
    login: &str,
    name: &str,
    role: &str,
    school: Option<&str>,
    guard: &Guard,
) -> anyhow::Result<String> {
    let role: Role = role.parse().context("roles are mentor, coordinator, school_lead, centre, auditor")?;
    let county = crate::county::chosen(storage, clock, county, role == Role::Centre).await?;
    let mut unit = storage.write(county.id).await?;
    unit.commits().found(&county.name).await?;
    let school = match school {
        Some(wanted) => {
            let schools = unit.schools().all().await?.whole()?;
            let found = schools.into_iter().find(|s| s.name == wanted);
            Some(found.with_context(|| format!("there is no school {wanted:?}"))?.id)
        }
        None => None,
    };
    if school.is_none() && !matches!(role, Role::Centre | Role::Auditor) {
        bail!("the role {role} belongs to a school; give --school");
    }
    let login = entrance::login(login).context("a sign-in name has at most 64 characters")?;
    if name.chars().count() > NAME_CHARS_MAX {
        bail!("a name has at most {NAME_CHARS_MAX} characters");
    }
    let code = code::make(clock.random());
    let account = Account {
        id: AccountId(clock.uuid()),
        county: county.id,
        login,
        name: name.to_owned(),
        phone: None,
        password_hash: None,
        activation: Some(code::digest(&code)),
        activation_until: Some(clock.now() + TimeDelta::days(code::VALID_DAYS)),
        disabled: false,
        grants: vec![Grant { role, school }],
    };
    let id = account.id;
    unit.accounts().add(&[account]).await.context("the sign-in name may be taken")?;
    let who = Onlooker::operator(county.id, clock.now(), guard);
    did(unit.as_mut(), &who, Deed::on(Power::AccountMade, id)).await?;
    unit.commit().await?;
    Ok(code)
}
