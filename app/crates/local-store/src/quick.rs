//! Opening without the password, on one phone and for who chose it there: by six digits or by fingerprint.
//!
//! Each [`Way`] wraps the data key twice: under a key that comes of what the person does, and under a key that this browser
//! keeps for the way and no script can read out. So neither what the person does nor a copy of the files opens anything alone.
//!
//! The password takes over after fourteen days without it, after a sign-out or a new password, where the county's rules want it
//! each time, and when the phone's clock was set back.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::AccountId;

use crate::StoreError;
use crate::cipher::{Cipher, KEY_BYTES};
use crate::keyring::Keyring;

/// For so long a way opens without the password in between.
const WITHOUT_PASSWORD: TimeDelta = TimeDelta::days(14);
/// By so much a clock may be corrected without anything behind it.
const CLOCK_BACK: TimeDelta = TimeDelta::hours(1);

/// By what a phone opens without the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Six digits ([`crate::digits`]).
    Digits,
    /// The phone's own fingerprint or face ([`crate::fingerprint`]).
    Fingerprint,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Digits, Self::Fingerprint];

    /// The name under which what lies on the phone for it is kept.
    pub(crate) fn of(self, account: AccountId) -> String {
        let way = match self {
            Self::Digits => "digits",
            Self::Fingerprint => "fingerprint",
        };
        format!("{way} of {account}")
    }

    /// The name under which the browser's key for it is kept.
    pub(crate) fn browser_key_of(self, account: AccountId) -> String {
        format!("browser key for {}", self.of(account))
    }
}

/// How a cipher is made out of a key: by the browser, or in a test.
#[async_trait(?Send)]
pub trait Ciphers {
    /// A cipher under a key.
    async fn under(&self, key: [u8; KEY_BYTES]) -> Result<Box<dyn Cipher>, StoreError>;
}

/// The name under which it is kept when the password of an account was used last, in milliseconds since 1970.
fn password_of(account: AccountId) -> String {
    format!("password of {account}")
}

impl dyn Keyring + '_ {
    /// Whether somebody chose a way here. It may have stopped to open anything.
    pub async fn has(&self, way: Way, account: AccountId) -> Result<bool, StoreError> {
        Ok(self.get(&way.of(account)).await?.is_some())
    }

    /// Whether somebody chose any way here.
    pub async fn has_any(&self, account: AccountId) -> Result<bool, StoreError> {
        for way in Way::ALL {
            if self.has(way, account).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether what was written down for a way at a moment opens anything now.
    pub(crate) async fn lasts(
        &self,
        account: AccountId,
        written_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let millis = self.get(&password_of(account)).await?.and_then(|text| String::from_utf8(text).ok()?.parse().ok());
        let password_at = millis.and_then(DateTime::from_timestamp_millis).unwrap_or_default();
        Ok(now < password_at + WITHOUT_PASSWORD && now > password_at.max(written_at) - CLOCK_BACK)
    }

    /// The password was used: what was chosen may open for some time again.
    pub async fn password_used(&self, account: AccountId, now: DateTime<Utc>) -> Result<(), StoreError> {
        if !self.has_any(account).await? {
            return Ok(());
        }
        self.put(&password_of(account), Some(now.timestamp_millis().to_string().as_bytes())).await
    }

    /// A way opens nothing any more; the other stays.
    pub async fn drop_way(&self, way: Way, account: AccountId) -> Result<(), StoreError> {
        self.put(&way.of(account), None).await?;
        self.put(&way.browser_key_of(account), None).await
    }

    /// Nothing opens without the password any more.
    pub async fn drop_ways(&self, account: AccountId) -> Result<(), StoreError> {
        for way in Way::ALL {
            self.drop_way(way, account).await?;
        }
        self.put(&password_of(account), None).await
    }
}

/// The data key under the person's key, under the browser's, in hexadecimal.
pub(crate) async fn wrapped_twice(
    data_key: &[u8; KEY_BYTES],
    (own, browser): (&dyn Cipher, &dyn Cipher),
    context: &str,
) -> Result<String, StoreError> {
    Ok(hex::encode(browser.seal(&own.seal(data_key, context).await?, context).await?))
}

/// The data key out of both; `Unreadable` when one of the keys is the wrong one.
pub(crate) async fn unwrapped_twice(
    wrapped: &str,
    (own, browser): (&dyn Cipher, &dyn Cipher),
    context: &str,
) -> Result<[u8; KEY_BYTES], StoreError> {
    let outer = hex::decode(wrapped).map_err(|_| StoreError::Unreadable)?;
    let inner = browser.open(&outer, context).await?;
    own.open(&inner, context).await?.try_into().map_err(|_| StoreError::Unreadable)
}

#[cfg(test)]
pub(crate) mod tests {
    use futures::executor::block_on;

    use super::*;
    use crate::cipher::SoftCipher;
    use crate::memory::MemoryKeyring;

    pub const ACCOUNT: AccountId = AccountId(uuid::Uuid::from_u128(1));
    pub const DATA_KEY: [u8; KEY_BYTES] = [9; KEY_BYTES];

    pub struct Soft;

    #[async_trait(?Send)]
    impl Ciphers for Soft {
        async fn under(&self, key: [u8; KEY_BYTES]) -> Result<Box<dyn Cipher>, StoreError> {
            Ok(Box::new(SoftCipher::new(key, |buffer| buffer.fill(7))))
        }
    }

    pub fn browser(key: u8) -> SoftCipher {
        SoftCipher::new([key; KEY_BYTES], |buffer| buffer.fill(8))
    }

    pub fn at(days: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_789_693_200 + days * 86_400, 0).unwrap_or_default()
    }

    #[test]
    fn a_way_that_is_given_up_leaves_the_other_and_all_go_together() {
        let memory = MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        let held = |way| block_on(ring.has(way, ACCOUNT)) == Ok(true);
        let choose = || {
            for way in Way::ALL {
                for name in [way.of(ACCOUNT), way.browser_key_of(ACCOUNT)] {
                    assert_eq!(block_on(ring.put(&name, Some(b"x"))), Ok(()));
                }
            }
            assert_eq!(block_on(ring.password_used(ACCOUNT, at(0))), Ok(()));
        };
        assert_eq!(block_on(ring.has_any(ACCOUNT)), Ok(false));
        assert_eq!(block_on(ring.password_used(ACCOUNT, at(0))), Ok(()));
        assert_eq!(block_on(ring.get(&password_of(ACCOUNT))), Ok(None), "it is noted only for who chose a way");
        for (gone, other) in [(Way::Digits, Way::Fingerprint), (Way::Fingerprint, Way::Digits)] {
            choose();
            assert_eq!(block_on(ring.drop_way(gone, ACCOUNT)), Ok(()));
            assert!(!held(gone) && held(other));
            assert_eq!(block_on(ring.get(&gone.browser_key_of(ACCOUNT))), Ok(None));
            assert!(block_on(ring.get(&other.browser_key_of(ACCOUNT))).is_ok_and(|key| key.is_some()));
            assert_eq!(block_on(ring.lasts(ACCOUNT, at(0), at(13))), Ok(true), "and the days of the other go on");
            assert_eq!(block_on(ring.has_any(ACCOUNT)), Ok(true));
        }
        choose();
        assert_eq!(block_on(ring.drop_ways(ACCOUNT)), Ok(()));
        assert_eq!(block_on(ring.has_any(ACCOUNT)), Ok(false));
        assert_eq!(block_on(ring.get(&password_of(ACCOUNT))), Ok(None));
    }
}
