//! Limits on tries to sign in: per account, and per address. Behind one address may sit a whole school.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::ApiError;

/// Tries of one account at once; one more every 30 seconds.
const ACCOUNT_BURST: u32 = 8;
const ACCOUNT_SECONDS: u64 = 30;
/// Tries from one address at once; one more every second.
const ADDRESS_BURST: u32 = 120;
const ADDRESS_SECONDS: u64 = 1;

/// After so long without a try an account's count is forgotten.
const FORGET_AFTER: Duration = Duration::from_secs(ACCOUNT_SECONDS * ACCOUNT_BURST as u64);

/// An account's tries and the moment of the last.
type Tries = (DefaultDirectRateLimiter, <DefaultClock as Clock>::Instant);

/// The tries that are remembered, by account and by address.
pub struct SignInLimits {
    accounts: Mutex<HashMap<String, Tries>>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
}

fn quota(burst: u32, seconds: u64) -> Quota {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    Quota::with_period(Duration::from_secs(seconds)).unwrap_or(Quota::per_second(burst)).allow_burst(burst)
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self { accounts: Mutex::default(), addresses: RateLimiter::keyed(quota(ADDRESS_BURST, ADDRESS_SECONDS)) }
    }
}

impl SignInLimits {
    fn accounts(&self) -> std::sync::MutexGuard<'_, HashMap<String, Tries>> {
        self.accounts.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Counts a try, or says how long to wait.
    pub fn check(&self, login: &str, address: Option<IpAddr>) -> Result<(), ApiError> {
        let now = DefaultClock::default().now();
        let wait = |until: governor::NotUntil<_>| ApiError::TooMany(until.wait_time_from(now).as_secs() + 1);
        if let Some(address) = address {
            self.addresses.check_key(&address).map_err(wait)?;
        }
        let mut accounts = self.accounts();
        let fresh = || (RateLimiter::direct(quota(ACCOUNT_BURST, ACCOUNT_SECONDS)), now);
        let (limiter, last) = accounts.entry(login.to_owned()).or_insert_with(fresh);
        *last = now;
        limiter.check().map_err(wait)
    }

    /// The password was right: earlier tries of the account are forgiven.
    pub fn forgive(&self, login: &str) {
        self.accounts().remove(login);
    }

    /// Forgets those who have waited long enough, so that memory does not grow.
    pub fn tidy(&self) {
        let now = DefaultClock::default().now();
        self.accounts().retain(|_, (_, last)| now.duration_since(*last) < FORGET_AFTER);
        self.addresses.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ninth_try_waits_and_another_account_does_not() {
        let limits = SignInLimits::default();
        for _ in 0..ACCOUNT_BURST {
            assert!(limits.check("li", None).is_ok());
        }
        assert!(matches!(limits.check("li", None), Err(ApiError::TooMany(1..=31))));
        assert!(limits.check("wang", None).is_ok());
        limits.forgive("li");
        assert!(limits.check("li", None).is_ok());
    }
}
