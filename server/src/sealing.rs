//! What lies sealed under the server's key: identity numbers, also matched by a keyed digest, and school files that wait.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use domain::register::id_number::IdNumber;
use hmac::{Hmac, Mac as _};
use sha2::{Digest, Sha256};

const NUMBER: &[u8] = b"wuyou id number 1";
const BATCH: &[u8] = b"wuyou batch 1";

/// The server's secret key. It lies in a file of its own, so that a copy of the database opens nothing.
#[derive(Clone)]
pub struct Sealer {
    key: [u8; 32],
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(…)")
    }
}

impl Sealer {
    /// A sealer under a key.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// A key for one purpose, from which the server's key cannot be found.
    pub fn subkey(&self, purpose: &[u8]) -> [u8; 32] {
        // A key shorter than a block is filled up with zeros.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.key);
        Hmac::<Sha256>::new(&block.into()).chain_update(purpose).finalize().into_bytes().into()
    }

    /// Encrypts an identity number: nonce (12) ‖ ciphertext.
    pub fn seal(&self, number: &IdNumber, nonce: [u8; 12]) -> Option<Vec<u8>> {
        self.encrypt(NUMBER, number.as_str().as_bytes(), nonce)
    }

    /// Decrypts an identity number; `None` when it was sealed under another key, or is damaged.
    pub fn open(&self, sealed: &[u8]) -> Option<IdNumber> {
        let plain = self.decrypt(NUMBER, sealed)?;
        IdNumber::parse(std::str::from_utf8(&plain).ok()?).ok()
    }

    /// Encrypts a batch of school files: nonce (12) ‖ ciphertext.
    pub fn seal_batch(&self, body: &[u8], nonce: [u8; 12]) -> Option<Vec<u8>> {
        self.encrypt(BATCH, body, nonce)
    }

    /// Decrypts a batch of school files.
    pub fn open_batch(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.decrypt(BATCH, sealed)
    }

    fn encrypt(&self, context: &[u8], plain: &[u8], nonce: [u8; 12]) -> Option<Vec<u8>> {
        let payload = Payload { msg: plain, aad: context };
        let body = aes_gcm::Aes256Gcm::new(&self.key.into()).encrypt(&nonce.into(), payload).ok()?;
        Some([nonce.as_slice(), &body].concat())
    }

    fn decrypt(&self, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(12)?;
        let nonce: [u8; 12] = nonce.try_into().ok()?;
        let payload = Payload { msg: body, aad: context };
        aes_gcm::Aes256Gcm::new(&self.key.into()).decrypt(&nonce.into(), payload).ok()
    }

    /// A digest by which two lists can be matched, and which tells nothing without the key.
    pub fn digest(&self, number: &IdNumber) -> String {
        // The key is hashed on both sides of the value; a length extension has nothing to extend.
        let inner = Sha256::new().chain_update(self.key).chain_update(number.as_str().as_bytes()).finalize();
        hex::encode(Sha256::new().chain_update(self.key).chain_update(inner).finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_number_opens_with_its_key_only() {
        let number = IdNumber::parse("610922201806309843").unwrap_or_else(|e| panic!("{e}"));
        let sealer = Sealer::new([7; 32]);
        let sealed = sealer.seal(&number, [1; 12]).unwrap_or_default();
        assert_eq!(sealer.open(&sealed), Some(number.clone()));
        let other = Sealer::new([8; 32]);
        assert_eq!(other.open(&sealed), None);
        assert_eq!(sealer.open_batch(&sealed), None, "nor is a number a batch");
        assert_ne!(other.digest(&number), sealer.digest(&number));
        assert_ne!(sealer.subkey(b"one"), sealer.subkey(b"another"));
        assert_ne!(sealer.subkey(b"one"), other.subkey(b"one"));
        assert!(!format!("{sealer:?}").contains('7'));
    }
}
