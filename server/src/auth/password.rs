//! What may be a password.

use sync::ErrorCode;

use super::guessable::{self, Known};
use crate::error::ApiError;

/// Fewest characters of a password, as ASVS 5.0 asks.
pub const CHARS_MIN: usize = 8;
/// Most characters of a password, so that hashing is no lever for an attack.
pub const CHARS_MAX: usize = 128;

/// Whether what was typed is longer than any password, so that it need not be hashed.
pub fn is_too_long(password: &str) -> bool {
    password.chars().count() > CHARS_MAX
}

/// Whether a new password may be used: by its length, and by whether it would be guessed. There are no rules of what it
/// is composed of.
pub fn acceptable(password: &str, known: &Known) -> Result<(), ApiError> {
    let why = match password.chars().count() {
        n if n < CHARS_MIN => Some(ErrorCode::PasswordShort),
        n if n > CHARS_MAX => Some(ErrorCode::PasswordLong),
        _ => guessable::why(password, known),
    };
    why.map_or(Ok(()), |code| Err(ApiError::Bad(code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_eight_characters_and_no_more_than_are_hashed() {
        let said = |password: &str| match acceptable(password, &Known::default()) {
            Ok(()) => None,
            Err(ApiError::Bad(code)) => Some(code),
            Err(error) => panic!("{error}"),
        };
        assert_eq!(said("山里的春天真好"), Some(ErrorCode::PasswordShort));
        assert_eq!(said("山里的春天真好呀"), None);
        assert_eq!(said(&"山里的春天真好呀".repeat(CHARS_MAX / 8)), None);
        assert_eq!(said(&"山".repeat(CHARS_MAX + 1)), Some(ErrorCode::PasswordLong));
    }
}
