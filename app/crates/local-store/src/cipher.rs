//! AES-256-GCM, by WebCrypto in a browser and by RustCrypto elsewhere. The sealed form is
//! `version byte (1) ‖ nonce (12) ‖ ciphertext and tag`.

use async_trait::async_trait;

use crate::StoreError;

/// Length of a key in bytes.
pub const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
const VERSION: u8 = 1;

/// Seals and opens bytes. `context` is authenticated and not stored: a value moved to another place does not open.
#[async_trait(?Send)]
pub trait Cipher {
    /// Encrypts `plain`; no two calls give the same bytes.
    async fn seal(&self, plain: &[u8], context: &str) -> Result<Vec<u8>, StoreError>;
    /// The plain bytes; `Unreadable` under another key, in another context, or when they were changed.
    async fn open(&self, sealed: &[u8], context: &str) -> Result<Vec<u8>, StoreError>;
}

/// Fills a buffer with random bytes.
pub type Entropy = fn(&mut [u8]);

fn framed(nonce: &[u8], body: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(1 + nonce.len() + body.len());
    sealed.push(VERSION);
    sealed.extend_from_slice(nonce);
    sealed.extend_from_slice(body);
    sealed
}

fn parts(sealed: &[u8]) -> Result<(&[u8], &[u8]), StoreError> {
    match sealed.split_first() {
        Some((&VERSION, rest)) if rest.len() > NONCE_BYTES => Ok(rest.split_at(NONCE_BYTES)),
        _ => Err(StoreError::Unreadable),
    }
}

/// AES-GCM in Rust, for the host and for the simulator.
pub struct SoftCipher {
    key: [u8; KEY_BYTES],
    entropy: Entropy,
}

impl SoftCipher {
    /// A cipher under a key.
    pub fn new(key: [u8; KEY_BYTES], entropy: Entropy) -> Self {
        Self { key, entropy }
    }
}

#[async_trait(?Send)]
impl Cipher for SoftCipher {
    async fn seal(&self, plain: &[u8], context: &str) -> Result<Vec<u8>, StoreError> {
        use aes_gcm::aead::{Aead, KeyInit, Payload};
        let mut nonce = [0; NONCE_BYTES];
        (self.entropy)(&mut nonce);
        let body = aes_gcm::Aes256Gcm::new(&self.key.into())
            .encrypt(&nonce.into(), Payload { msg: plain, aad: context.as_bytes() })
            .map_err(|_| StoreError::Unreadable)?;
        Ok(framed(&nonce, &body))
    }

    async fn open(&self, sealed: &[u8], context: &str) -> Result<Vec<u8>, StoreError> {
        use aes_gcm::aead::{Aead, KeyInit, Payload};
        let (nonce, body) = parts(sealed)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| StoreError::Unreadable)?;
        aes_gcm::Aes256Gcm::new(&self.key.into())
            .decrypt(&nonce.into(), Payload { msg: body, aad: context.as_bytes() })
            .map_err(|_| StoreError::Unreadable)
    }
}

#[cfg(target_arch = "wasm32")]
pub use web::WebCipher;

#[cfg(target_arch = "wasm32")]
mod web {
    use js_sys::{Array, Object, Reflect, Uint8Array};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{AesGcmParams, Crypto, CryptoKey, SubtleCrypto};

    use super::{Cipher, KEY_BYTES, NONCE_BYTES, StoreError, async_trait, framed, parts};

    /// AES-GCM by WebCrypto, under a key that scripts cannot read back.
    #[derive(Clone)]
    pub struct WebCipher {
        key: CryptoKey,
        subtle: SubtleCrypto,
        crypto: Crypto,
    }

    const NO_CRYPTO: StoreError = StoreError::Unsupported("cryptography");

    /// The browser's cryptography.
    fn cryptography() -> Result<(Crypto, SubtleCrypto), StoreError> {
        let crypto: Crypto = Reflect::get(&js_sys::global(), &"crypto".into())
            .ok()
            .filter(JsValue::is_object)
            .map(JsCast::unchecked_into)
            .ok_or(NO_CRYPTO)?;
        // Over plain HTTP browsers leave `subtle` out.
        let subtle: JsValue = Reflect::get(&crypto, &"subtle".into()).map_err(|_| NO_CRYPTO)?;
        let subtle: SubtleCrypto = if subtle.is_object() { subtle.unchecked_into() } else { return Err(NO_CRYPTO) };
        Ok((crypto, subtle))
    }

    /// What a key is for.
    fn usages() -> Array {
        Array::of2(&"encrypt".into(), &"decrypt".into())
    }

    impl WebCipher {
        /// Imports a key, which no script can read back from here.
        pub async fn new(key: [u8; KEY_BYTES]) -> Result<Self, StoreError> {
            let (crypto, subtle) = cryptography()?;
            let raw: Object = Uint8Array::from(key.as_slice()).unchecked_into();
            let promise =
                subtle.import_key_with_str("raw", &raw, "AES-GCM", false, &usages()).map_err(|_| NO_CRYPTO)?;
            let key = JsFuture::from(promise).await.map_err(|_| NO_CRYPTO)?.unchecked_into();
            Ok(Self { key, subtle, crypto })
        }

        /// A cipher under a key that the browser makes and nobody ever sees.
        pub async fn of_the_browser() -> Result<Self, StoreError> {
            let (_, subtle) = cryptography()?;
            let how = Object::new();
            for (name, value) in [("name", JsValue::from("AES-GCM")), ("length", JsValue::from(256))] {
                let _ = Reflect::set(&how, &name.into(), &value);
            }
            let promise = subtle.generate_key_with_object(&how, false, &usages()).map_err(|_| NO_CRYPTO)?;
            Self::under(JsFuture::from(promise).await.map_err(|_| NO_CRYPTO)?)
        }

        /// A cipher under a key as the browser keeps it.
        pub fn under(key: JsValue) -> Result<Self, StoreError> {
            let (crypto, subtle) = cryptography()?;
            let key = key.dyn_into().map_err(|_| StoreError::Unreadable)?;
            Ok(Self { key, subtle, crypto })
        }

        /// The key, as the browser keeps it.
        pub fn key(&self) -> &JsValue {
            &self.key
        }

        fn params(nonce: &[u8], context: &str) -> AesGcmParams {
            let params = AesGcmParams::new_with_u8_array("AES-GCM", &Uint8Array::from(nonce));
            params.set_additional_data_u8_array(&Uint8Array::from(context.as_bytes()));
            params
        }
    }

    #[async_trait(?Send)]
    impl Cipher for WebCipher {
        async fn seal(&self, plain: &[u8], context: &str) -> Result<Vec<u8>, StoreError> {
            let mut nonce = [0; NONCE_BYTES];
            self.crypto.get_random_values_with_u8_array(&mut nonce).map_err(|_| NO_CRYPTO)?;
            let promise = self
                .subtle
                .encrypt_with_object_and_js_u8_array(
                    &Self::params(&nonce, context),
                    &self.key,
                    &Uint8Array::from(plain),
                )
                .map_err(|_| NO_CRYPTO)?;
            let body = JsFuture::from(promise).await.map_err(|_| StoreError::Unreadable)?;
            Ok(framed(&nonce, &Uint8Array::new(&body).to_vec()))
        }

        async fn open(&self, sealed: &[u8], context: &str) -> Result<Vec<u8>, StoreError> {
            let (nonce, body) = parts(sealed)?;
            let promise = self
                .subtle
                .decrypt_with_object_and_js_u8_array(&Self::params(nonce, context), &self.key, &Uint8Array::from(body))
                .map_err(|_| StoreError::Unreadable)?;
            let plain = JsFuture::from(promise).await.map_err(|_| StoreError::Unreadable)?;
            Ok(Uint8Array::new(&plain).to_vec())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::executor::block_on;

    fn counting(buffer: &mut [u8]) {
        for (byte, n) in buffer.iter_mut().zip(0..) {
            *byte = n;
        }
    }

    #[test]
    fn what_is_sealed_opens_only_with_its_key_and_in_its_place() {
        let cipher = SoftCipher::new([1; 32], counting);
        let sealed = block_on(cipher.seal("罗桂兰".as_bytes(), "rows/a")).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&sealed).contains('罗'));
        assert_eq!(block_on(cipher.open(&sealed, "rows/a")), Ok("罗桂兰".as_bytes().to_vec()));
        assert_eq!(block_on(cipher.open(&sealed, "rows/b")), Err(StoreError::Unreadable));
        let other = SoftCipher::new([2; 32], counting);
        assert_eq!(block_on(other.open(&sealed, "rows/a")), Err(StoreError::Unreadable));
        assert_eq!(block_on(cipher.open(&sealed[1..], "rows/a")), Err(StoreError::Unreadable));
    }
}
