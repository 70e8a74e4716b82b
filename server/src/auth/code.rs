//! One-time activation codes, written so that they can be read aloud and typed.

use sha2::{Digest, Sha256};

/// Days a code is good for.
pub const VALID_DAYS: i64 = 14;
/// Letters and digits that are not mistaken for each other.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const GROUPS: usize = 3;

/// A code of three groups of four, 60 bits, such as `7KPM-2XRD-9HQA`.
pub fn make(random: [u8; 12]) -> String {
    let letters: Vec<char> = random.iter().map(|b| ALPHABET[usize::from(*b) % ALPHABET.len()] as char).collect();
    let groups: Vec<String> = letters.chunks(letters.len() / GROUPS).map(|g| g.iter().collect()).collect();
    groups.join("-")
}

/// The digest that is stored. Small letters, blanks and dashes do not matter.
pub fn digest(code: &str) -> Vec<u8> {
    let clean: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    Sha256::digest(format!("wuyou activation {clean}").as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_forgiving_about_how_it_is_typed() {
        let code = make([0, 1, 2, 3, 4, 5, 6, 7, 8, 250, 251, 252]);
        assert_eq!(code.len(), 14);
        assert_eq!(digest(&code), digest(&code.to_lowercase().replace('-', " ")));
        assert_ne!(digest(&code), digest(&make([1; 12])));
    }
}
