//! Limits on tries to sign in: per account, and per address. Behind one address may sit a whole school.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::ApiError;

/// Tries of one account at once; one more every 30 seconds.
const ACCOUNT_BURST: u32 = 8;
const ACCOUNT_SECONDS: u64 = 30;
/// Tries from one address at once; one more every second.
const ADDRESS_BURST: u32 = 120;
const ADDRESS_SECONDS: u64 = 1;

/// The limits' memory.
pub struct SignInLimits {
    accounts: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
}

fn quota(burst: u32, seconds: u64) -> Quota {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    Quota::with_period(std::time::Duration::from_secs(seconds)).unwrap_or(Quota::per_second(burst)).allow_burst(burst)
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self {
            accounts: RateLimiter::keyed(quota(ACCOUNT_BURST, ACCOUNT_SECONDS)),
            addresses: RateLimiter::keyed(quota(ADDRESS_BURST, ADDRESS_SECONDS)),
        }
    }
}

impl SignInLimits {
    /// Counts a try, or says how long to wait.
    pub fn check(&self, login: &str, address: Option<IpAddr>) -> Result<(), ApiError> {
        let now = DefaultClock::default().now();
        let wait = |until: governor::NotUntil<_>| ApiError::TooMany(until.wait_time_from(now).as_secs() + 1);
        if let Some(address) = address {
            self.addresses.check_key(&address).map_err(wait)?;
        }
        self.accounts.check_key(&login.to_owned()).map_err(wait)
    }

    /// Forgets those who have waited long enough, so that memory does not grow.
    pub fn tidy(&self) {
        self.accounts.retain_recent();
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
    }
}
