//! The phone's own fingerprint or face instead of the password, for who chose it there and where the phone can.
//!
//! The phone holds a credential for this address, as a passkey is one. Asked with a salt, and only after it has recognised its
//! owner, it answers with a secret that is always the same for that credential and salt (`WebAuthn`, extension `prf`). From the
//! secret comes the key that wraps the data key, together with the browser's own ([`crate::quick`]). The server has no part in
//! it and learns nothing of it. Tries need not be counted: the phone counts them, and a secret of 256 bits is not guessed.

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::StoreError;
use crate::cipher::{Cipher, KEY_BYTES};
use crate::keyring::Keyring;
use crate::quick::{Ciphers, Way, unwrapped_twice, wrapped_twice};

/// Length of the salt and of the secret in bytes.
pub const SECRET_BYTES: usize = 32;
const CONTEXT: &str = "fingerprint/data-key";

/// What the phone is asked, so that it answers with its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// By which name the phone knows the credential.
    pub credential: Vec<u8>,
    /// What the secret depends on; random, and of this phone only.
    pub salt: [u8; SECRET_BYTES],
}

/// What lies on the phone for the fingerprint of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// Version of this record.
    version: u8,
    /// The credential's name, in hexadecimal.
    credential: String,
    /// The salt, in hexadecimal.
    salt: String,
    /// The data key under the key of the secret, under the browser's key, in hexadecimal.
    wrapped: String,
    /// When this was written last.
    written_at: DateTime<Utc>,
}

impl Kept {
    fn asked(&self) -> Option<Asked> {
        let salt = hex::decode(&self.salt).ok()?.try_into().ok()?;
        Some(Asked { credential: hex::decode(&self.credential).ok()?, salt })
    }
}

/// The key from the phone's secret.
fn key_of(secret: &[u8; SECRET_BYTES]) -> Result<[u8; KEY_BYTES], StoreError> {
    let mut key = [0; KEY_BYTES];
    Hkdf::<Sha256>::new(None, secret).expand(CONTEXT.as_bytes(), &mut key).map_err(|_| StoreError::Unreadable)?;
    Ok(key)
}

impl dyn Keyring + '_ {
    async fn kept_fingerprint(&self, account: AccountId) -> Result<Option<Kept>, StoreError> {
        let bytes = self.get(&Way::Fingerprint.of(account)).await?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok()).filter(|kept| kept.version == 1))
    }

    async fn keep_fingerprint(&self, account: AccountId, kept: &Kept) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(kept).map_err(|_| StoreError::Unwritable)?;
        self.put(&Way::Fingerprint.of(account), Some(&bytes)).await
    }

    /// By which credential the store of an account was to be opened here, whether it still does or not.
    pub async fn fingerprint_of(&self, account: AccountId) -> Result<Option<Asked>, StoreError> {
        Ok(self.kept_fingerprint(account).await?.as_ref().and_then(Kept::asked))
    }

    /// What the phone is to be asked to open the store of an account now. A fingerprint that opens nothing any more is taken
    /// away.
    pub async fn standing_fingerprint(
        &self,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Option<Asked>, StoreError> {
        if let Some(kept) = self.kept_fingerprint(account).await?
            && self.lasts(account, kept.written_at, now).await?
            && let Some(asked) = kept.asked()
        {
            return Ok(Some(asked));
        }
        self.drop_way(Way::Fingerprint, account).await?;
        Ok(None)
    }

    /// From now on the phone's secret opens the store of an account in this browser, whose own key is `browser`.
    pub async fn set_fingerprint(
        &self,
        account: AccountId,
        asked: &Asked,
        secret: &[u8; SECRET_BYTES],
        data_key: &[u8; KEY_BYTES],
        (ciphers, browser): (&dyn Ciphers, &dyn Cipher),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let own = ciphers.under(key_of(secret)?).await?;
        let wrapped = wrapped_twice(data_key, (&*own, browser), CONTEXT).await?;
        let (credential, salt) = (hex::encode(&asked.credential), hex::encode(asked.salt));
        self.keep_fingerprint(account, &Kept { version: 1, credential, salt, wrapped, written_at: now }).await?;
        self.password_used(account, now).await
    }

    /// The data key by the secret that the phone answered; none when it opens nothing any more, and then it is taken away.
    pub async fn open_by_fingerprint(
        &self,
        account: AccountId,
        secret: &[u8; SECRET_BYTES],
        (ciphers, browser): (&dyn Ciphers, &dyn Cipher),
        now: DateTime<Utc>,
    ) -> Result<Option<[u8; KEY_BYTES]>, StoreError> {
        if self.standing_fingerprint(account, now).await?.is_none() {
            return Ok(None);
        }
        let Some(kept) = self.kept_fingerprint(account).await? else { return Ok(None) };
        let own = ciphers.under(key_of(secret)?).await?;
        match unwrapped_twice(&kept.wrapped, (&*own, browser), CONTEXT).await {
            Ok(key) => {
                // A clock that is set back from here on is seen.
                let written_at = now.max(kept.written_at);
                self.keep_fingerprint(account, &Kept { written_at, ..kept }).await?;
                Ok(Some(key))
            }
            Err(StoreError::Unreadable) => {
                self.drop_way(Way::Fingerprint, account).await?;
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;
    use crate::memory::MemoryKeyring;
    use crate::quick::tests::{ACCOUNT, DATA_KEY, Soft, at, browser};

    const SECRET: [u8; SECRET_BYTES] = [4; SECRET_BYTES];

    fn asked() -> Asked {
        Asked { credential: vec![1, 2, 3], salt: [5; SECRET_BYTES] }
    }

    fn set(ring: &dyn Keyring) {
        let (asked, browser) = (asked(), browser(1));
        let set = ring.set_fingerprint(ACCOUNT, &asked, &SECRET, &DATA_KEY, (&Soft, &browser), at(0));
        assert_eq!(block_on(set), Ok(()));
    }

    fn opened(ring: &dyn Keyring, secret: u8, key: u8, days: i64) -> Option<[u8; KEY_BYTES]> {
        let (secret, browser) = ([secret; SECRET_BYTES], browser(key));
        block_on(ring.open_by_fingerprint(ACCOUNT, &secret, (&Soft, &browser), at(days))).ok().flatten()
    }

    #[test]
    fn it_opens_with_the_phones_secret_and_this_browsers_key_together() {
        let memory = MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        assert_eq!(opened(ring, 4, 1, 0), None, "nobody has chosen it");
        for (secret, key, why) in [(4, 2, "another browser's key"), (3, 1, "another credential's secret")] {
            set(ring);
            assert_eq!(opened(ring, 4, 1, 0), Some(DATA_KEY));
            assert_eq!(opened(ring, secret, key, 0), None, "{why}");
            assert_eq!(opened(ring, 4, 1, 0), None, "what does not fit is taken away");
            assert_eq!(block_on(ring.fingerprint_of(ACCOUNT)), Ok(None));
        }
        // The secret is no key by itself, and it does not lie on the phone.
        set(ring);
        let kept = block_on(ring.get(&Way::Fingerprint.of(ACCOUNT))).ok().flatten().unwrap_or_default();
        for secret in [SECRET, key_of(&SECRET).unwrap_or_default()] {
            assert!(!String::from_utf8_lossy(&kept).contains(&hex::encode(secret)));
        }
        assert_ne!(key_of(&SECRET), Ok(SECRET));
    }

    #[test]
    fn the_phone_is_asked_for_the_same_again() {
        let memory = MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        assert_eq!(block_on(ring.standing_fingerprint(ACCOUNT, at(0))), Ok(None));
        set(ring);
        assert_eq!(block_on(ring.standing_fingerprint(ACCOUNT, at(0))), Ok(Some(asked())));
        assert_eq!(block_on(ring.fingerprint_of(ACCOUNT)), Ok(Some(asked())));
        for unreadable in [&b"{}"[..], b"x"] {
            assert_eq!(block_on(ring.put(&Way::Fingerprint.of(ACCOUNT), Some(unreadable))), Ok(()));
            assert_eq!(block_on(ring.standing_fingerprint(ACCOUNT, at(0))), Ok(None));
            assert_eq!(
                block_on(ring.has(Way::Fingerprint, ACCOUNT)),
                Ok(false),
                "nobody is offered what opens nothing"
            );
        }
    }

    #[test]
    fn without_the_password_it_opens_for_fourteen_days() {
        let memory = MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        set(ring);
        assert_eq!(opened(ring, 4, 1, 13), Some(DATA_KEY));
        assert_eq!(block_on(ring.password_used(ACCOUNT, at(13))), Ok(()));
        assert_eq!(opened(ring, 4, 1, 26), Some(DATA_KEY));
        assert_eq!(block_on(ring.standing_fingerprint(ACCOUNT, at(27))), Ok(None));
        assert_eq!(opened(ring, 4, 1, 26), None, "it was taken away");
    }

    #[test]
    fn a_clock_set_back_wins_no_days() {
        let memory = MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        set(ring);
        assert_eq!(opened(ring, 4, 1, 13), Some(DATA_KEY));
        assert_eq!(opened(ring, 4, 1, 5), None);
        set(ring);
        assert_eq!(block_on(ring.password_used(ACCOUNT, at(13))), Ok(()));
        assert_eq!(opened(ring, 4, 1, 5), None, "to before the password was used, neither");
    }
}
