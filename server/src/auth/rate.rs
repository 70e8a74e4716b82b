//! Limits on tries to sign in, so that nobody guesses for long, and nobody locks somebody else out.
//!
//! A try is counted in lanes. A browser that the server does not know shares the lane of the sign-in name with every
//! other stranger, and the lane of its address; behind one address may sit a whole school. A device that has signed in
//! before has a lane of its own: whatever strangers do to the name, its owner gets in.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{AccountId, DeviceId};
use sha2::{Digest, Sha256};

use super::known::BrowserMark;
use crate::error::ApiError;
use crate::events::{self, Event};

/// Tries of one account at once; one more every [`ACCOUNT_SECONDS`].
const ACCOUNT_BURST: i32 = 8;
const ACCOUNT_SECONDS: i64 = 30;
/// Tries at the second step at once; one more every [`STEP_SECONDS`]. Who comes so far has the password.
const STEP_BURST: i32 = 8;
const STEP_SECONDS: i64 = 120;
/// Wrong codes in a row in a day, after which a second step waits for another day.
pub const WRONG_CODES_MAX: u32 = 30;
/// In which one more is let in, where that is counted in a lane.
const DAY_SECONDS: i64 = 24 * 60 * 60 / WRONG_CODES_MAX as i64;
/// Tries from one address at once; one more every [`ADDRESS_SECONDS`].
const ADDRESS_BURST: i32 = 120;
const ADDRESS_SECONDS: i64 = 1;
/// Within this time a lane that is full is told of once.
const TOLD_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Most lanes of strangers that are remembered: some 4 MB.
const LANES_MAX: usize = 1 << 16;
/// Bits of an IPv6 address that tell one household or school from another.
const V6_PREFIX_BITS: u32 = 64;

/// An address as one household or school has it: of IPv6 its network.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> V6_PREFIX_BITS << V6_PREFIX_BITS).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// In which a try is counted. It is small whatever was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Everybody who tries a sign-in name from a browser that the server does not know.
    Name([u8; 32]),
    /// Everybody at an address; of IPv6, at its network.
    Address(IpAddr),
    /// A device of the account that is tried, which stands.
    Device(DeviceId),
    /// Somebody who is in at a desk and gives the password again.
    Inside(AccountId),
    /// Somebody who has given the password of an account, at its second step.
    Step(AccountId),
    /// A browser at which the account's owner has been in before: at the name, and at the second step.
    Browser(AccountId, BrowserMark),
    /// The same at the second step, over a day.
    BrowserDay(AccountId, BrowserMark),
}

impl Lane {
    /// The lane of a sign-in name.
    pub fn of_name(login: &str) -> Self {
        Self::Name(Sha256::digest(login.as_bytes()).into())
    }

    /// The lane of an address.
    pub fn of_address(address: IpAddr) -> Self {
        Self::Address(network(address))
    }

    /// What the server's lines call it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name(_) => "name",
            Self::Address(_) => "address",
            Self::Device(_) => "device",
            Self::Inside(_) => "inside",
            Self::Step(_) => "step",
            Self::Browser(..) | Self::BrowserDay(..) => "browser",
        }
    }

    /// The account of which it is, where it says so.
    fn account(self) -> Option<AccountId> {
        match self {
            Self::Inside(account) | Self::Step(account) | Self::Browser(account, _) | Self::BrowserDay(account, _) => {
                Some(account)
            }
            Self::Name(_) | Self::Address(_) | Self::Device(_) => None,
        }
    }

    /// Whether it is of somebody whom the server knows.
    pub fn is_known(self) -> bool {
        !matches!(self, Self::Name(_) | Self::Address(_))
    }

    /// The time in which one more try is let in, and how many at once.
    fn quota(self) -> (TimeDelta, i32) {
        match self {
            Self::Step(_) => (TimeDelta::seconds(STEP_SECONDS), STEP_BURST),
            Self::BrowserDay(..) => (TimeDelta::seconds(DAY_SECONDS), WRONG_CODES_MAX.cast_signed()),
            Self::Name(_) | Self::Device(_) | Self::Inside(_) | Self::Browser(..) => {
                (TimeDelta::seconds(ACCOUNT_SECONDS), ACCOUNT_BURST)
            }
            Self::Address(_) => (TimeDelta::seconds(ADDRESS_SECONDS), ADDRESS_BURST),
        }
    }
}

/// The tries that are remembered.
#[derive(Debug, Default)]
pub struct SignInLimits {
    /// When a lane will have forgotten all its tries. Each puts that off by the time in which one more is let in.
    forgets_at: Mutex<HashMap<Lane, DateTime<Utc>>>,
    /// When a line last said that a lane is full.
    told_at: Mutex<HashMap<Lane, DateTime<Utc>>>,
}

/// Counts a try in lanes, or in none and says which of them has to wait, and how long.
fn count(
    known: &mut HashMap<Lane, DateTime<Utc>>,
    lanes: &[Lane],
    now: DateTime<Utc>,
) -> Result<(), (Lane, TimeDelta)> {
    let counted = |lane: &Lane| {
        let (period, burst) = lane.quota();
        let most = now + period * burst;
        // An instant further ahead can only be from before the clock was set back; it keeps nobody out.
        let then = known.get(lane).filter(|at| **at <= most).map_or(now, |at| now.max(*at)) + period;
        if then > most { Err((*lane, then - most)) } else { Ok((*lane, then)) }
    };
    let counted: Vec<_> = lanes.iter().map(counted).collect::<Result<_, _>>()?;
    known.extend(counted);
    Ok(())
}

/// Makes room: first for what is forgotten, then for who tried once only. Devices and accounts are as many as the county
/// has.
fn bound(known: &mut HashMap<Lane, DateTime<Utc>>, now: DateTime<Utc>) {
    for at_most in [TimeDelta::zero(), TimeDelta::seconds(ACCOUNT_SECONDS), TimeDelta::MAX] {
        if known.len() > LANES_MAX {
            known.retain(|lane, at| lane.is_known() || *at - now > at_most);
        }
    }
}

impl SignInLimits {
    fn known(&self) -> MutexGuard<'_, HashMap<Lane, DateTime<Utc>>> {
        self.forgets_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a try in each of some lanes; in none of them where one says how long to wait.
    pub fn count(&self, lanes: &[Lane], now: DateTime<Utc>) -> Result<(), ApiError> {
        let mut known = self.known();
        let counted = count(&mut known, lanes, now);
        bound(&mut known, now);
        drop(known);
        counted.map_err(|(lane, wait)| {
            if self.is_news(lane, now) {
                events::tell(Event::TriesWait, lane.account(), lane.code());
            }
            ApiError::TooMany(wait.num_seconds().unsigned_abs() + 1)
        })
    }

    /// Whether a full lane is to be told of: once a minute, so that a crowd fills no disk with lines.
    fn is_news(&self, lane: Lane, now: DateTime<Utc>) -> bool {
        let mut told = self.told_at.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() >= LANES_MAX {
            told.clear();
        }
        let before = told.get(&lane).copied();
        let is_news = before.is_none_or(|at| now < at || now >= at + TOLD_EVERY);
        if is_news {
            told.insert(lane, now);
        }
        is_news
    }

    /// Takes a try back that was counted: it came to nothing, through no fault of who tried.
    pub fn uncount(&self, lanes: &[Lane]) {
        let mut known = self.known();
        for lane in lanes {
            if let Some(at) = known.get_mut(lane) {
                *at -= lane.quota().0;
            }
        }
    }

    /// Somebody is in: earlier tries in the account's lanes are forgiven.
    pub fn forgive(&self, lanes: &[Lane]) {
        let mut known = self.known();
        for lane in lanes.iter().filter(|lane| !matches!(lane, Lane::Address(_))) {
            known.remove(lane);
        }
    }

    /// Forgets those who have waited long enough, so that memory does not grow.
    pub fn tidy(&self, now: DateTime<Utc>) {
        self.known().retain(|_, at| *at > now);
        self.told_at.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, at| *at + TOLD_EVERY > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::default() + TimeDelta::seconds(seconds)
    }

    #[test]
    fn the_ninth_try_waits_and_another_account_does_not() {
        let limits = SignInLimits::default();
        let li = [Lane::of_name("li")];
        for _ in 0..ACCOUNT_BURST {
            assert!(limits.count(&li, at(0)).is_ok());
        }
        assert!(matches!(limits.count(&li, at(0)), Err(ApiError::TooMany(31))));
        assert!(matches!(limits.count(&li, at(20)), Err(ApiError::TooMany(11))));
        assert!(limits.count(&[Lane::of_name("wang")], at(0)).is_ok());
        assert!(limits.count(&li, at(30)).is_ok(), "one more after half a minute");
        assert!(limits.count(&li, at(30)).is_err());
        limits.forgive(&li);
        assert!(limits.count(&li, at(30)).is_ok());
    }

    #[test]
    fn a_try_that_one_lane_refuses_is_counted_in_none() {
        let limits = SignInLimits::default();
        let (li, address) = (Lane::of_name("li"), Lane::of_address([10, 0, 0, 1].into()));
        for _ in 0..ACCOUNT_BURST {
            assert!(limits.count(&[li], at(0)).is_ok());
        }
        for _ in 0..2 * ADDRESS_BURST {
            assert!(limits.count(&[address, li], at(0)).is_err());
        }
        assert!(limits.count(&[address], at(0)).is_ok(), "the address was counted for none of them");
    }

    #[test]
    fn a_full_lane_is_told_of_once_a_minute() {
        let limits = SignInLimits::default();
        let (li, wang) = (Lane::of_name("li"), Lane::of_name("wang"));
        let told = [0, 1, 59, 60, 61, 20].map(|seconds| limits.is_news(li, at(seconds)));
        assert_eq!(told, [true, false, false, true, false, true], "also by a clock that was set back");
        assert!(limits.is_news(wang, at(1)), "and each by itself");
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nobody_out() {
        let limits = SignInLimits::default();
        let li = [Lane::of_name("li")];
        for _ in 0..ACCOUNT_BURST {
            assert!(limits.count(&li, at(1_000_000)).is_ok());
        }
        assert!(limits.count(&li, at(1_000_000)).is_err());
        assert!(limits.count(&li, at(0)).is_ok());
    }

    #[test]
    fn an_address_of_version_six_is_its_network() {
        let lane = |text: &str| text.parse().map(Lane::of_address).ok();
        assert_eq!(lane("2001:db8::1"), lane("2001:db8::ffff:1"));
        assert_ne!(lane("2001:db8:0:1::1"), lane("2001:db8:0:2::1"));
        assert_eq!(lane("::ffff:10.0.0.1"), lane("10.0.0.1"));
    }

    #[test]
    fn what_is_remembered_has_a_bound_and_a_device_keeps_its_lane() {
        let limits = SignInLimits::default();
        let device = [Lane::Device(DeviceId(uuid::Uuid::from_u128(1)))];
        assert!(limits.count(&device, at(0)).is_ok());
        for n in 0..=LANES_MAX {
            assert!(limits.count(&[Lane::of_name(&n.to_string())], at(0)).is_ok());
        }
        let known = limits.known();
        assert!(known.len() <= LANES_MAX && known.contains_key(&device[0]), "{}", known.len());
    }
}
