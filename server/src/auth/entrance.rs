//! What every way in asks first, so that none of them is easier than another: whose name it is, whether there may be
//! a try now, and a turn at hashing.

use std::net::IpAddr;

use axum::http::HeaderMap;
use domain::id::DeviceId;
use storage::{Account, StorageError};

use super::hashing::Turn;
use super::known;
use super::rate::Lane;
use crate::AppState;
use crate::defences::Defence;
use crate::error::ApiError;
use crate::events::{Event, tell};

/// Most characters of a sign-in name.
pub const LOGIN_CHARS_MAX: usize = 64;

/// A sign-in name as accounts have it, out of what was typed; none of what is longer than any name, so that nothing
/// of it is kept.
pub fn login(typed: &str) -> Option<String> {
    let short = |text: &str| text.chars().count() <= LOGIN_CHARS_MAX;
    Some(typed.trim()).filter(|text| short(text)).map(domain::login::folded)
}

/// The account of a name, and the lane of device or browser where its owner was in there before. Nothing of the database is held
/// on to: what comes next may have to wait.
async fn found(
    state: &AppState,
    login: &str,
    device: Option<DeviceId>,
    headers: &HeaderMap,
) -> Result<(Option<Account>, Option<Lane>), StorageError> {
    let mut directory = state.storage.directory().await?;
    let Some(account) = directory.account(login).await? else { return Ok((None, None)) };
    let mut unit = directory.enter(account.county);
    let own = match device {
        Some(device) => unit.devices().get(device).await?,
        None => None,
    };
    let own = own.filter(|known| known.account == account.id && known.revoked_at.is_none());
    if let Some(own) = own {
        return Ok((Some(account), Some(Lane::Device(own.id))));
    }
    let step = unit.second_steps().get(account.id).await?;
    let browser = known::of(state, headers, &account, step.as_ref()).map(|mark| Lane::Browser(account.id, mark));
    Ok((Some(account), browser))
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
    /// Counts a try with a name, from a device or browser that may be known, at an address.
    pub async fn with(
        state: &AppState,
        login: &str,
        device: Option<DeviceId>,
        address: Option<IpAddr>,
        headers: &HeaderMap,
    ) -> Result<Self, ApiError> {
        let (account, own) = found(state, login, device, headers).await?;
        let stranger = || address.map(Lane::of_address).into_iter().chain([Lane::of_name(login)]).collect();
        let lanes = own.map_or_else(stranger, |own| vec![own]);
        Self::in_lanes(state, account, lanes).await
    }

    /// The same for somebody who is in and asks for more.
    pub async fn again(state: &AppState, account: &Account, device: Option<DeviceId>) -> Result<Self, ApiError> {
        let lane = device.map_or(Lane::Inside(account.id), Lane::Device);
        Self::in_lanes(state, Some(account.clone()), vec![lane]).await
    }

    async fn in_lanes(state: &AppState, account: Option<Account>, lanes: Vec<Lane>) -> Result<Self, ApiError> {
        if state.has(Defence::TryLimits) {
            state.limits.count(&lanes, state.clock.now())?;
        }
        let is_known = lanes.iter().any(|lane| lane.is_known());
        match state.hashing.turn(is_known).await {
            Ok(turn) => Ok(Self { account, turn, lanes }),
            // It was not tried.
            Err(busy) => {
                tell(Event::TriesWait, account.map(|account| account.id), "hashing");
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
