//! What a document shows, by its address.

use leptos::prelude::*;

use crate::addresses::{LANDING, PRIVACY, SIGN_IN};

/// What stands behind [`SIGN_IN`] for who wants to a desk.
pub const TO_DESK: &str = "?desk";

/// What a document shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// The first page.
    Landing,
    /// Signing in.
    SignIn,
    /// The privacy notice.
    Privacy,
    /// Everything behind sign-in.
    Inside,
}

impl Showing {
    /// The place of an address.
    pub fn of(path: &str) -> Self {
        match path {
            LANDING => Self::Landing,
            SIGN_IN => Self::SignIn,
            PRIVACY => Self::Privacy,
            _ => Self::Inside,
        }
    }
}

thread_local! {
    // With its owner, which no page is: it lives as long as the document.
    static COVERED: std::cell::OnceCell<(Owner, RwSignal<bool>)> = const { std::cell::OnceCell::new() };
}

/// Whether a desk's page is covered, because its session has ended or its person has gone away. What is on it stays.
pub fn covered() -> RwSignal<bool> {
    let make = || {
        let owner = Owner::new();
        let covered = owner.with(|| RwSignal::new(false));
        (owner, covered)
    };
    COVERED.with(|covered| covered.get_or_init(make).1)
}

/// Whether an address is another or lies below it.
pub fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addresses::{APP, DESK, PUBLIC};

    #[test]
    fn what_the_server_renders_is_not_inside() {
        assert!(PUBLIC.iter().all(|path| Showing::of(path) != Showing::Inside));
        assert!([APP, DESK, "/app/me", "/nowhere"].iter().all(|path| Showing::of(path) == Showing::Inside));
    }

    #[test]
    fn a_longer_word_is_another_place() {
        assert!(is_within("/desk", DESK) && is_within("/desk/school/1", DESK));
        assert!(!is_within("/desks", DESK) && !is_within("/app", DESK));
    }
}
