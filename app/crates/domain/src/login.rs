//! Sign-in names: a phone number, or a short word that the centre chose.

/// A sign-in name as accounts have it, out of what was typed: without blanks around it, in small letters.
///
/// Only the letters that keyboards of phones have are folded. All others stay as they are: what folds every script of
/// the world weighs 5 KB in what a phone fetches first.
pub fn folded(typed: &str) -> String {
    typed.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_it_is_typed_does_not_matter() {
        assert_eq!(folded(" Centre\u{3000}"), "centre");
        assert_eq!(folded("13800000000"), "13800000000");
        assert_eq!(folded("王Xiao"), "王xiao");
    }
}
