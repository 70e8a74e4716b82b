//! How the data key is kept: wrapped by a key from the password, and by the device's recovery key.
//!
//! A browser has one [`Keyring`] for everybody who was in it, while each account's work lies in a store of its
//! own. Who was here last need not be whose work is in hand: another person may have signed in in another tab.
//! So nothing of the ring is changed but under a digest that names whose it is.

use argon2::{Algorithm, Argon2, Params, Version};
use async_trait::async_trait;
use domain::id::{AccountId, DeviceId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::cipher::{Cipher, KEY_BYTES};

/// Memory cost of the password key in KiB. A cheap phone computes it in a few hundred milliseconds.
pub const MEMORY_KIB: u32 = 12 * 1024;
/// Passes of the password key.
pub const PASSES: u32 = 3;
/// A key that costs more than this is none of ours: a file could be made to freeze a phone.
const COST_MAX: (u32, u32) = (64 * 1024, 10);
const CONTEXT: &str = "keyring/data-key";
/// Under which name the digest of the login that was used last lies; digests are hexadecimal.
const LAST: &str = "last";

/// The data key of one account as it lies on the phone. Nothing in it opens anything without a password or the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    /// Version of this record.
    pub version: u8,
    /// Whose store the key opens.
    pub account: AccountId,
    /// This browser's device for the account.
    pub device: DeviceId,
    /// Salt of the password key, in hexadecimal.
    pub salt: String,
    /// Memory cost in KiB.
    pub memory_kib: u32,
    /// Passes of the password key.
    pub passes: u32,
    /// The data key under the password key, in hexadecimal.
    pub by_password: String,
    /// The data key under the recovery key, in hexadecimal.
    pub by_recovery: String,
}

/// The keys of everybody who was in a browser, and who was here last.
#[async_trait(?Send)]
pub trait Keyring {
    /// The value under a name.
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Keeps a value under a name, or removes it; it is on the disk when this returns.
    async fn put(&self, name: &str, value: Option<&[u8]>) -> Result<(), StoreError>;
}

impl dyn Keyring + '_ {
    /// The wrapped key of a login, by its digest.
    pub async fn key(&self, digest: &str) -> Result<Option<WrappedKey>, StoreError> {
        Ok(self.get(digest).await?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// The wrapped key of an account, by whatever name its owner signed in before.
    pub async fn of_account(&self, account: AccountId) -> Result<Option<WrappedKey>, StoreError> {
        Ok(self.get(&name_of(account)).await?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Keeps the wrapped key of a login, and as the account's: a sign-in name may change, the store and its key stay.
    pub async fn keep(&self, digest: &str, key: &WrappedKey) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(key).map_err(|_| StoreError::Unwritable)?;
        self.put(&name_of(key.account), Some(&bytes)).await?;
        self.put(digest, Some(&bytes)).await
    }

    /// Digest of the login that was used last.
    pub async fn last(&self) -> Result<Option<String>, StoreError> {
        Ok(self.get(LAST).await?.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// Remembers which login was used last.
    pub async fn remember(&self, digest: &str) -> Result<(), StoreError> {
        if self.last().await?.as_deref() == Some(digest) {
            return Ok(());
        }
        self.put(LAST, Some(digest.as_bytes())).await
    }

    /// Forgets a login's key for good, and that it was here last. The keys of others stay.
    pub async fn forget(&self, digest: &str) -> Result<(), StoreError> {
        if let Some(key) = self.key(digest).await? {
            self.drop_ways(key.account).await?;
            self.put(&name_of(key.account), None).await?;
        }
        self.put(digest, None).await?;
        if self.last().await?.as_deref() == Some(digest) {
            self.put(LAST, None).await?;
        }
        Ok(())
    }
}

/// The name under which an account's key is kept beside its login's.
fn name_of(account: AccountId) -> String {
    format!("of {account}")
}

/// The name under which a wrapped key is kept: no sign-in name stands on the phone.
pub fn login_digest(login: &str) -> String {
    hex::encode(&Sha256::digest(format!("wuyou login {}", domain::login::folded(login)).as_bytes())[..16])
}

/// The key from a password (Argon2id).
pub fn password_key(password: &str, salt: &[u8], memory_kib: u32, passes: u32) -> Result<[u8; KEY_BYTES], StoreError> {
    if memory_kib > COST_MAX.0 || passes > COST_MAX.1 {
        return Err(StoreError::Unreadable);
    }
    let params = Params::new(memory_kib, passes, 1, Some(KEY_BYTES)).map_err(|_| StoreError::Unreadable)?;
    let mut key = [0; KEY_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut key)
        .map_err(|_| StoreError::Unreadable)?;
    Ok(key)
}

/// Wraps the data key under another key.
pub async fn wrap(cipher: &dyn Cipher, data_key: &[u8; KEY_BYTES]) -> Result<String, StoreError> {
    Ok(hex::encode(cipher.seal(data_key, CONTEXT).await?))
}

/// Unwraps the data key; `Unreadable` when the key is the wrong one.
pub async fn unwrap(cipher: &dyn Cipher, wrapped: &str) -> Result<[u8; KEY_BYTES], StoreError> {
    let sealed = hex::decode(wrapped).map_err(|_| StoreError::Unreadable)?;
    let key = cipher.open(&sealed, CONTEXT).await?;
    key.try_into().map_err(|_| StoreError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cipher::SoftCipher;
    use futures::executor::block_on;

    fn zero(buffer: &mut [u8]) {
        buffer.fill(0);
    }

    #[test]
    fn either_key_opens_and_a_wrong_password_does_not() {
        let data_key = [9; KEY_BYTES];
        let key = |password| password_key(password, b"salt of 16 bytes", 64, 1).unwrap_or_default();
        let by_password = SoftCipher::new(key("春天的花"), zero);
        let by_recovery = SoftCipher::new([3; KEY_BYTES], zero);
        let (a, b) = block_on(async {
            (
                wrap(&by_password, &data_key).await.unwrap_or_default(),
                wrap(&by_recovery, &data_key).await.unwrap_or_default(),
            )
        });
        assert_eq!(block_on(unwrap(&by_password, &a)), Ok(data_key));
        assert_eq!(block_on(unwrap(&by_recovery, &b)), Ok(data_key));
        let wrong = SoftCipher::new(key("春天的草"), zero);
        assert_eq!(block_on(unwrap(&wrong, &a)), Err(StoreError::Unreadable));
    }

    #[test]
    fn a_key_is_found_under_another_sign_in_name_and_forgotten_under_every() {
        let memory = crate::memory::MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        let account = AccountId(uuid::Uuid::from_u128(1));
        let key = WrappedKey {
            version: 1,
            account,
            device: DeviceId(uuid::Uuid::from_u128(2)),
            salt: String::new(),
            memory_kib: 64,
            passes: 1,
            by_password: String::new(),
            by_recovery: String::new(),
        };
        block_on(async {
            assert_eq!(ring.of_account(account).await, Ok(None));
            assert_eq!(ring.keep(&login_digest("13900324292"), &key).await, Ok(()));
            assert_eq!(ring.key(&login_digest("15900073248")).await, Ok(None));
            assert_eq!(ring.of_account(account).await, Ok(Some(key.clone())));
            assert_eq!(ring.forget(&login_digest("13900324292")).await, Ok(()));
            assert_eq!(ring.of_account(account).await, Ok(None));
        });
    }

    #[test]
    fn a_key_that_would_freeze_a_phone_is_not_computed() {
        assert_eq!(password_key("春天的花", b"salt of 16 bytes", u32::MAX, 1), Err(StoreError::Unreadable));
        assert_eq!(password_key("春天的花", b"salt of 16 bytes", 64, u32::MAX), Err(StoreError::Unreadable));
    }

    #[test]
    fn a_sign_in_name_is_not_to_be_read_from_its_digest() {
        assert_eq!(login_digest(" Li.Laoshi "), login_digest("li.laoshi"));
        assert!(!login_digest("13900324292").contains("1390"));
    }
}
