//! Passwords: Argon2id, hashed off the async threads.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use sync::ErrorCode;

use crate::error::ApiError;

/// Fewest characters of a password.
pub const CHARS_MIN: usize = 8;
/// Most characters of a password, so that hashing is no lever for an attack.
pub const CHARS_MAX: usize = 128;

/// Memory in KiB and passes: the OWASP choice for interactive sign-in.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Whether a new password may be used.
pub fn acceptable(password: &str) -> Result<(), ApiError> {
    match password.chars().count() {
        n if n < CHARS_MIN => Err(ApiError::Bad(ErrorCode::PasswordShort)),
        n if n > CHARS_MAX => Err(ApiError::Bad(ErrorCode::PasswordLong)),
        _ => Ok(()),
    }
}

/// Hashes a password, without the async runtime. For bulk loading.
pub fn hash_now(password: &str, salt: [u8; 16]) -> Result<String, ApiError> {
    hasher()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|_| ApiError::Internal("password hash"))
}

/// Hashes a password, off the async threads.
pub async fn hash(password: String, salt: [u8; 16]) -> Result<String, ApiError> {
    tokio::task::spawn_blocking(move || hash_now(&password, salt))
        .await
        .map_err(|_| ApiError::Internal("password hash"))?
}

/// Whether a password matches a hash. Without a hash it takes as long and says no, so that an
/// unknown sign-in name cannot be told from a wrong password.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, ApiError> {
    tokio::task::spawn_blocking(move || match hash.as_deref().map(PasswordHash::new) {
        Some(Ok(hash)) => hasher().verify_password(password.as_bytes(), &hash).is_ok(),
        _ => {
            let _ = hash_now(&password, [0; 16]);
            false
        }
    })
    .await
    .map_err(|_| ApiError::Internal("password verify"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let hash = hash("山里的春天".to_owned(), [3; 16]).await.unwrap_or_default();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify("山里的春天".to_owned(), Some(hash.clone())).await.unwrap_or_default());
        assert!(!verify("山里的秋天".to_owned(), Some(hash)).await.unwrap_or(true));
        assert!(!verify("山里的春天".to_owned(), None).await.unwrap_or(true));
    }

    #[test]
    fn a_password_has_eight_characters() {
        assert!(acceptable("1234567").is_err());
        assert!(acceptable("山里的春天真好").is_err());
        assert!(acceptable("山里的春天真好呀").is_ok());
    }
}
