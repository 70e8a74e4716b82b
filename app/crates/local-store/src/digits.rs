//! Six digits instead of the password, on one phone and for who chose them there.
//!
//! Six digits are a million; whoever could try them all would be in. So they open only together with a key that this
//! browser keeps and no script can read out, and they may be tried five times: each try is on the disk before its digits
//! are looked at. A copied browser profile has both, and can be copied again for each try: against that they are no
//! help, and the page where they are chosen says so.
//!
//! The password takes over after five wrong tries, and when it does for every way ([`crate::quick`]).

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::cipher::{Cipher, KEY_BYTES};
use crate::keyring::{Keyring, MEMORY_KIB, PASSES, password_key};
use crate::quick::{Ciphers, Way, unwrapped_twice, wrapped_twice};

/// How many digits.
pub const LENGTH: usize = 6;
/// After so many wrong tries they open nothing any more.
pub const TRIES_MAX: u8 = 5;
const CONTEXT: &str = "digits/data-key";

/// What lies on the phone for the digits of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// Version of this record.
    version: u8,
    /// Salt of the key of the digits, in hexadecimal.
    salt: String,
    /// The data key under the key of the digits, under the browser's key, in hexadecimal.
    wrapped: String,
    /// Tries since the last that was right.
    tries: u8,
    /// When this was written last.
    written_at: DateTime<Utc>,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// The digits are right: the data key.
    Opened([u8; KEY_BYTES]),
    /// They are not; so many tries are left.
    Wrong(u8),
    /// Digits open nothing here any more; the password does.
    Gone,
}

/// Whether a text is six digits.
pub fn is_six(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether digits are among the first that anybody would try: one repeated, a run, or two or three said again.
pub fn is_simple(digits: &str) -> bool {
    let digits = digits.as_bytes();
    let steps = |by: i16| digits.windows(2).all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == by);
    let again = |every: usize| digits.chunks(every).all(|chunk| chunk == &digits[..every]);
    steps(0) || steps(1) || steps(-1) || again(2) || again(3)
}

impl dyn Keyring + '_ {
    /// The digits of an account, where they open something now.
    async fn standing_digits(&self, account: AccountId, now: DateTime<Utc>) -> Result<Option<Kept>, StoreError> {
        let bytes = self.get(&Way::Digits.of(account)).await?;
        let kept = bytes.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        let Some(kept) = kept.filter(|kept| kept.version == 1 && kept.tries < TRIES_MAX) else { return Ok(None) };
        Ok(self.lasts(account, kept.written_at, now).await?.then_some(kept))
    }

    async fn keep_digits(&self, account: AccountId, kept: &Kept) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(kept).map_err(|_| StoreError::Unwritable)?;
        self.put(&Way::Digits.of(account), Some(&bytes)).await
    }

    /// Whether digits open the store of an account now. Those that do no more are taken away.
    pub async fn digits_stand(&self, account: AccountId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let stand = self.standing_digits(account, now).await?.is_some();
        if !stand {
            self.drop_way(Way::Digits, account).await?;
        }
        Ok(stand)
    }

    /// From now on these digits open the store of an account in this browser, whose own key is `browser`.
    pub async fn set_digits(
        &self,
        account: AccountId,
        digits: &str,
        data_key: &[u8; KEY_BYTES],
        salt: [u8; 16],
        (ciphers, browser): (&dyn Ciphers, &dyn Cipher),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let own = ciphers.under(password_key(digits, &salt, MEMORY_KIB, PASSES)?).await?;
        let wrapped = wrapped_twice(data_key, (&*own, browser), CONTEXT).await?;
        self.keep_digits(account, &Kept { version: 1, salt: hex::encode(salt), wrapped, tries: 0, written_at: now })
            .await?;
        self.password_used(account, now).await
    }

    /// Tries digits. That there was a try is on the disk before they are looked at.
    pub async fn try_digits(
        &self,
        account: AccountId,
        digits: &str,
        (ciphers, browser): (&dyn Ciphers, &dyn Cipher),
        now: DateTime<Utc>,
    ) -> Result<Tried, StoreError> {
        let Some(kept) = self.standing_digits(account, now).await? else {
            self.drop_way(Way::Digits, account).await?;
            return Ok(Tried::Gone);
        };
        let tried = Kept { tries: kept.tries + 1, written_at: now.max(kept.written_at), ..kept };
        self.keep_digits(account, &tried).await?;
        match unwrapped(&tried, digits, ciphers, browser).await {
            Ok(key) => {
                self.keep_digits(account, &Kept { tries: 0, ..tried }).await?;
                Ok(Tried::Opened(key))
            }
            Err(StoreError::Unreadable) if tried.tries < TRIES_MAX => Ok(Tried::Wrong(TRIES_MAX - tried.tries)),
            Err(StoreError::Unreadable) => {
                self.drop_way(Way::Digits, account).await?;
                Ok(Tried::Gone)
            }
            Err(other) => Err(other),
        }
    }
}

async fn unwrapped(
    kept: &Kept,
    digits: &str,
    ciphers: &dyn Ciphers,
    browser: &dyn Cipher,
) -> Result<[u8; KEY_BYTES], StoreError> {
    let salt = hex::decode(&kept.salt).map_err(|_| StoreError::Unreadable)?;
    let own = ciphers.under(password_key(digits, &salt, MEMORY_KIB, PASSES)?).await?;
    unwrapped_twice(&kept.wrapped, (&*own, browser), CONTEXT).await
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures::executor::block_on;

    use super::*;
    use crate::memory::MemoryKeyring;
    use crate::quick::tests::{ACCOUNT, DATA_KEY, Soft, at, browser};

    fn set(ring: &dyn Keyring) {
        let browser = browser(1);
        let set = ring.set_digits(ACCOUNT, "274913", &DATA_KEY, [5; 16], (&Soft, &browser), at(0));
        assert_eq!(block_on(set), Ok(()));
    }

    fn tried(ring: &dyn Keyring, digits: &str, key: u8, days: i64) -> Tried {
        block_on(ring.try_digits(ACCOUNT, digits, (&Soft, &browser(key)), at(days))).unwrap_or(Tried::Gone)
    }

    #[test]
    fn they_open_in_this_browser_and_only_with_its_key() {
        let memory = MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        assert_eq!(tried(ring, "274913", 1, 0), Tried::Gone, "nobody has chosen any");
        set(ring);
        assert_eq!(tried(ring, "274913", 2, 0), Tried::Wrong(4), "another browser's key");
        assert_eq!(tried(ring, "274913", 1, 0), Tried::Opened(DATA_KEY));
        let kept = block_on(ring.get(&Way::Digits.of(ACCOUNT))).ok().flatten().unwrap_or_default();
        assert!(!String::from_utf8_lossy(&kept).contains("274913"));
    }

    #[test]
    fn after_five_wrong_tries_the_right_ones_open_nothing() {
        let memory = MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        set(ring);
        for left in [4, 3, 2, 1] {
            assert_eq!(tried(ring, "000000", 1, 0), Tried::Wrong(left));
        }
        assert_eq!(tried(ring, "000000", 1, 0), Tried::Gone);
        assert_eq!(tried(ring, "274913", 1, 0), Tried::Gone);
        assert_eq!(block_on(ring.get(&Way::Digits.of(ACCOUNT))), Ok(None), "nothing is left to be tried elsewhere");
        set(ring);
        for _ in 0..20 {
            assert_eq!(tried(ring, "000000", 1, 0), Tried::Wrong(4));
            assert_eq!(tried(ring, "274913", 1, 0), Tried::Opened(DATA_KEY), "a right one begins anew");
        }
    }

    /// A ring that loses power at a chosen write.
    struct Cut(MemoryKeyring, Cell<u32>);

    #[async_trait::async_trait(?Send)]
    impl Keyring for Cut {
        async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
            self.0.get(name).await
        }

        async fn put(&self, name: &str, value: Option<&[u8]>) -> Result<(), StoreError> {
            let left = self.1.get().checked_sub(1).ok_or(StoreError::Closed)?;
            self.1.set(left);
            self.0.put(name, value).await
        }
    }

    #[test]
    fn a_try_counts_before_its_digits_are_looked_at() {
        let cut = Cut(MemoryKeyring::default(), Cell::new(u32::MAX));
        let ring: &dyn Keyring = &cut;
        set(ring);
        // The phone is switched off as soon as somebody sees that the digits were wrong, or right.
        for n in 1..=5 {
            cut.1.set(1);
            let _ = block_on(ring.try_digits(ACCOUNT, "274913", (&Soft, &browser(1)), at(0)));
            let kept = block_on(ring.get(&Way::Digits.of(ACCOUNT))).ok().flatten().unwrap_or_default();
            let kept = serde_json::from_slice::<Kept>(&kept).ok();
            assert_eq!(kept.map(|kept| kept.tries), Some(n), "it is written down");
        }
        cut.1.set(u32::MAX);
        assert_eq!(tried(ring, "274913", 1, 0), Tried::Gone);
        // Where nothing can be written, nothing is looked at.
        set(ring);
        cut.1.set(0);
        let tried = block_on(ring.try_digits(ACCOUNT, "274913", (&Soft, &browser(1)), at(0)));
        assert_eq!(tried, Err(StoreError::Closed));
    }

    #[test]
    fn without_the_password_they_open_for_fourteen_days() {
        let memory = MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        set(ring);
        assert_eq!(tried(ring, "274913", 1, 13), Tried::Opened(DATA_KEY));
        assert_eq!(block_on(ring.password_used(ACCOUNT, at(13))), Ok(()));
        assert_eq!(tried(ring, "274913", 1, 26), Tried::Opened(DATA_KEY));
        assert_eq!(block_on(ring.digits_stand(ACCOUNT, at(27))), Ok(false));
        assert_eq!(tried(ring, "274913", 1, 26), Tried::Gone, "they were taken away");
    }

    #[test]
    fn a_clock_set_back_wins_no_days() {
        let memory = MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        set(ring);
        assert_eq!(tried(ring, "274913", 1, 13), Tried::Opened(DATA_KEY));
        assert_eq!(tried(ring, "274913", 1, 5), Tried::Gone);
        set(ring);
        assert_eq!(block_on(ring.password_used(ACCOUNT, at(13))), Ok(()));
        assert_eq!(tried(ring, "274913", 1, 5), Tried::Gone, "to before the password was used, neither");
    }

    #[test]
    fn the_first_that_anybody_would_try_are_simple() {
        for digits in ["000000", "123456", "987654", "121212", "123123", "888888"] {
            assert!(is_six(digits) && is_simple(digits), "{digits}");
        }
        for digits in ["274913", "112233", "123457", "900109"] {
            assert!(is_six(digits) && !is_simple(digits), "{digits}");
        }
        assert!(!is_six("12345") && !is_six("12345６") && !is_six("1234567"));
    }
}
