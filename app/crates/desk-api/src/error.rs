//! Why a desk is not answered: a closed list with stable codes. The words are the app's.

use domain::log::Fault;
use serde::{Deserialize, Serialize};

/// Why a desk is not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{}", self.code())]
#[serde(from = "Body", into = "Body")]
pub enum DeskError {
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// The person may not see or do this.
    Forbidden,
    /// The password is asked again first: it was given too long ago for this.
    ConfirmFirst,
    /// There is no such school, child, account or decision.
    NotFound,
    /// What was to be decided has changed in the meantime.
    Changed,
    /// What was filled in cannot be taken; where, and why.
    Invalid(Vec<InputProblem>),
    /// The server cannot answer now; trying again may help.
    Unavailable,
    /// What is stored cannot be read, or something happened that should not; trying again does not help.
    Damaged,
}

/// Something that is filled in at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// The children of an entry.
    Children,
    /// The class of a child.
    ClassName,
    /// Who stands in for somebody.
    Deputy,
    /// The first day for which something is to hold.
    FirstDay,
    /// The day of an entry.
    Day,
    /// Something of an entry that is chosen: its kind, how it took place, what came of it, when to look again.
    Entry,
    /// The words of an entry.
    Note,
    /// On what occasion something was given.
    Occasion,
    /// Who gave it.
    Donor,
    /// What was given.
    Gift,
    /// How many things each child got.
    Things,
    /// How much money each child got.
    Amount,
    /// Cells that were pasted.
    Cells,
    /// The last day on which something is to hold.
    LastDay,
    /// The first day of a pairing.
    PairingDay,
    /// The name of a person who signs in.
    PersonName,
    /// The phone number of a person who signs in.
    PhoneNumber,
    /// A pairing that is laid before a school's lead.
    Proposals,
    /// What is asked about a page of a term.
    Question,
    /// The rules.
    Rules,
    /// Why something is done or not done, or for what something is taken out.
    Reason,
    /// From which day a child is in a class.
    StartDay,
    /// What a guardian asks.
    Request,
    /// Where a child is.
    Stay,
    /// The days of which figures are asked.
    Days,
    /// A number of a year's report.
    Figure,
    /// Something this app does not know yet.
    #[serde(other)]
    Other,
}

/// Something that was filled in, and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputProblem {
    /// Where it can be mended.
    pub input: Input,
    /// Why it cannot be taken.
    pub fault: Fault,
}

impl DeskError {
    /// One of each code, in the order of their statuses.
    pub const ALL: &'static [Self] = &[
        Self::SignedOut,
        Self::Forbidden,
        Self::NotFound,
        Self::Changed,
        Self::Invalid(Vec::new()),
        Self::ConfirmFirst,
        Self::Damaged,
        Self::Unavailable,
    ];

    /// One thing that cannot be taken.
    pub fn invalid(input: Input, fault: Fault) -> Self {
        Self::Invalid(vec![InputProblem { input, fault }])
    }

    /// The stable code, as sent.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Forbidden => "forbidden",
            Self::ConfirmFirst => "confirm_first",
            Self::NotFound => "not_found",
            Self::Changed => "changed",
            Self::Invalid(_) => "invalid",
            Self::Unavailable => "unavailable",
            Self::Damaged => "damaged",
        }
    }

    /// The HTTP status it is answered with.
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Changed => 409,
            Self::Invalid(_) => 422,
            Self::ConfirmFirst => 428,
            Self::Damaged => 500,
            Self::Unavailable => 503,
        }
    }
}

/// An error on the wire.
#[derive(Clone, Serialize, Deserialize)]
struct Body {
    code: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    problems: Vec<InputProblem>,
}

impl From<DeskError> for Body {
    fn from(error: DeskError) -> Self {
        let code = error.code().to_owned();
        let problems = if let DeskError::Invalid(problems) = error { problems } else { vec![] };
        Self { code, problems }
    }
}

impl From<Body> for DeskError {
    fn from(body: Body) -> Self {
        match body.code.as_str() {
            "signed_out" => Self::SignedOut,
            "forbidden" => Self::Forbidden,
            "confirm_first" => Self::ConfirmFirst,
            "not_found" => Self::NotFound,
            "changed" => Self::Changed,
            "invalid" => Self::Invalid(body.problems),
            "unavailable" => Self::Unavailable,
            // Also a code of a newer server: all that is known is that it did not work.
            _ => Self::Damaged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_read_back_and_no_two_share_a_code_or_a_status() {
        let mut seen = std::collections::BTreeSet::new();
        for error in DeskError::ALL {
            let text = serde_json::to_string(error).unwrap_or_default();
            assert_eq!(serde_json::from_str::<DeskError>(&text).ok().as_ref(), Some(error), "{text}");
            assert!(seen.insert(error.code().to_owned()) && seen.insert(error.status().to_string()), "{error}");
        }
    }

    #[test]
    fn an_error_says_where_to_mend_it() {
        let text = serde_json::to_string(&DeskError::invalid(Input::ClassName, Fault::TooLong)).unwrap_or_default();
        assert_eq!(text, r#"{"code":"invalid","problems":[{"input":"class_name","fault":"too_long"}]}"#);
    }

    #[test]
    fn a_code_of_a_newer_server_is_an_error_all_the_same() {
        assert_eq!(serde_json::from_str::<DeskError>(r#"{"code":"of_next_year"}"#).ok(), Some(DeskError::Damaged));
    }
}
