//! What every way in asks first, so that none of them is easier than another: whose name it is, whether there may be
//! a try now, and a turn at hashing.

use std::net::IpAddr;

use domain::id::DeviceId;
use storage::{Account, StorageError};

use super::hashing::Turn;
use super::rate::Lane;
use crate::AppState;
use crate::error::ApiError;

/// Most characters of a sign-in name.
pub const LOGIN_CHARS_MAX: usize = 64;

/// A sign-in name as accounts have it, out of what was typed; none of what is longer than any name, so that nothing
/// of it is kept.
pub fn login(typed: &str) -> Option<String> {
    let short = |text: &str| text.chars().count() <= LOGIN_CHARS_MAX;
    Some(typed.trim()).filter(|text| short(text)).map(domain::login::folded)
}

/// The account of a name, and the device where it is one of the account's that stands. Nothing of the database is held
/// on to: what comes next may have to wait.
async fn found(
    state: &AppState,
    login: &str,
    device: Option<DeviceId>,
) -> Result<(Option<Account>, Option<DeviceId>), StorageError> {
    let mut directory = state.storage.directory().await?;
    let Some(account) = directory.account(login).await? else { return Ok((None, None)) };
    let Some(device) = device else { return Ok((Some(account), None)) };
    let known = directory.enter(account.county).devices().get(device).await?;
    let own = known.filter(|known| known.account == account.id && known.revoked_at.is_none()).map(|known| known.id);
    Ok((Some(account), own))
}

/// Somebody who may try to get in.
pub struct Entrance {
    /// The account of the name; none where nobody has it.
    pub account: Option<Account>,
    /// For hashing what was typed.
    pub turn: Turn,
    lanes: Vec<Lane>,
}

impl Entrance {
    /// Counts a try with a name, from a device that may be known, at an address.
    pub async fn with(
        state: &AppState,
        login: &str,
        device: Option<DeviceId>,
        address: Option<IpAddr>,
    ) -> Result<Self, ApiError> {
        let (account, own) = found(state, login, device).await?;
        let stranger = || address.map(Lane::of_address).into_iter().chain([Lane::of_name(login)]).collect();
        let lanes = own.map_or_else(stranger, |device| vec![Lane::Device(device)]);
        Self::in_lanes(state, account, lanes).await
    }

    /// The same for somebody who is in and asks for more.
    pub async fn again(state: &AppState, account: &Account, device: Option<DeviceId>) -> Result<Self, ApiError> {
        let lane = device.map_or(Lane::Inside(account.id), Lane::Device);
        Self::in_lanes(state, Some(account.clone()), vec![lane]).await
    }

    async fn in_lanes(state: &AppState, account: Option<Account>, lanes: Vec<Lane>) -> Result<Self, ApiError> {
        state.limits.count(&lanes, state.clock.now())?;
        let is_known = lanes.iter().any(|lane| lane.is_known());
        match state.hashing.turn(is_known).await {
            Ok(turn) => Ok(Self { account, turn, lanes }),
            // It was not tried.
            Err(busy) => {
                state.limits.uncount(&lanes);
                Err(busy)
            }
        }
    }

    /// What was typed was right.
    pub fn forgive(&self, state: &AppState) {
        state.limits.forgive(&self.lanes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_lowered_and_short() {
        assert_eq!(login(" Li.Xiu "), Some("li.xiu".to_owned()));
        assert_eq!(login(&"长".repeat(LOGIN_CHARS_MAX)).map(|l| l.len()), Some(3 * LOGIN_CHARS_MAX));
        assert_eq!(login(&"a".repeat(LOGIN_CHARS_MAX + 1)), None);
    }
}
