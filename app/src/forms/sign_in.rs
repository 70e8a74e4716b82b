//! What the sign-in form holds: typed before the app was there, and sent.

/// What a form was filled in with.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// The sign-in name as it was typed.
    pub login: String,
    /// Password, or the new one.
    pub password: String,
    /// One-time code; none for a plain sign-in.
    pub code: Option<String>,
}

/// What was typed before the app was there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The sign-in name as it was typed.
    pub login: String,
    /// The password as it was typed.
    pub password: String,
    /// The one-time code as it was typed or scanned; empty for none.
    pub code: String,
    /// Whether a first password is to be set.
    pub first: bool,
    /// Whether it was sent already.
    pub sent: bool,
}

impl Typed {
    /// With what a scanned address carries behind the #, which no server ever sees: name and code.
    #[must_use]
    pub fn with_slip(self, hash: &str) -> Self {
        match hash.trim_start_matches('#').split_once(':') {
            Some((login, code)) => Self { login: login.to_owned(), code: code.to_owned(), first: true, ..self },
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_fills_in_name_and_code_and_keeps_what_was_typed() {
        let typed = Typed { login: "x".to_owned(), password: "secret".to_owned(), ..Typed::default() };
        let slip = typed.clone().with_slip("#t0001:ABCD-EFGH");
        assert_eq!((slip.login.as_str(), slip.code.as_str(), slip.first), ("t0001", "ABCD-EFGH", true));
        assert_eq!(slip.password, "secret");
        assert_eq!(typed.clone().with_slip(""), typed);
    }
}
