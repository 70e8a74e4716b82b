//! A sentence for why something did not work.

use desk_api::{DeskError, Input};

use super::code::{find, tables};
use crate::server_fns::CallError;
use crate::w;

/// A sentence for an error's code, for errors that come as text; of a code without one, that it did
/// not work.
pub fn error(code: &str) -> &'static str {
    find(tables::ERRORS, code).unwrap_or(w!(errors.other))
}

/// Why a desk was not answered.
pub fn desk(problem: &DeskError) -> &'static str {
    match problem {
        DeskError::Invalid(problems) => match problems.first().map(|p| p.input) {
            Some(Input::ClassName) => w!(inputs.class_name_too_long),
            Some(Input::FirstDay) => w!(inputs.first_day_over),
            Some(Input::Rules) => w!(inputs.rules_unfit),
            Some(Input::Other) | None => error(problem.code()),
        },
        _ => error(problem.code()),
    }
}

/// Why a call of a desk brought nothing.
pub fn call(problem: &CallError) -> &'static str {
    match problem {
        CallError::Refused(problem) => desk(problem),
        CallError::Unreachable => w!(errors.unreachable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::code::said;

    #[test]
    fn every_reason_of_a_desk_has_its_sentence() {
        for problem in DeskError::ALL {
            said(tables::ERRORS, problem.code());
        }
    }

    #[test]
    fn a_reason_without_a_sentence_is_said_all_the_same() {
        assert_eq!(error("of_next_year"), w!(errors.other));
    }
}
