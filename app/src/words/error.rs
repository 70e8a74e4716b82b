//! A sentence for why something did not work.

use desk_api::{DeskError, Input};
use domain::log::Fault;

use super::code::{find, tables};
use crate::problem::Problem;
use crate::server_fns::CallError;
use crate::w;

/// The sentence for a code; of a code without one, that it did not work.
fn sentence(code: &str) -> &'static str {
    find(tables::ERRORS, code).unwrap_or(w!(errors.other))
}

/// Why something did not work on the phone, or between it and the server.
pub fn error(problem: &impl Problem) -> &'static str {
    sentence(problem.code())
}

/// Why a desk was not answered.
pub fn desk(problem: &DeskError) -> &'static str {
    match problem {
        DeskError::Invalid(problems) => match problems.first().map(|p| p.input) {
            Some(Input::Deputy) if problems.iter().any(|p| p.fault == Fault::TooMany) => w!(inputs.deputy_taken),
            Some(Input::Deputy) => w!(inputs.deputy_unfit),
            Some(Input::PersonName) => w!(inputs.person_name),
            Some(Input::PhoneNumber) if problems.iter().any(|p| p.fault == Fault::NotTheirs) => {
                w!(inputs.phone_taken)
            }
            Some(Input::PhoneNumber) => w!(inputs.phone_number),
            Some(Input::ClassName) => w!(inputs.class_name_too_long),
            Some(Input::FirstDay) => w!(inputs.first_day_over),
            Some(Input::Cells) => w!(inputs.cells_unfit),
            Some(Input::LastDay) => w!(inputs.last_day_unfit),
            Some(Input::PairingDay) => w!(inputs.pairing_day),
            Some(Input::Proposals) => w!(inputs.proposals_many),
            Some(Input::Rules) => w!(inputs.rules_unfit),
            Some(Input::StartDay) => w!(inputs.start_day),
            Some(Input::Reason) => w!(inputs.reason_unfit),
            Some(Input::Stay) => w!(inputs.stay_unfit),
            Some(Input::Days) => w!(inputs.days_unfit),
            Some(Input::Figure) => w!(inputs.figure_unfit),
            Some(Input::Question) => w!(inputs.question_unfit),
            Some(Input::Request) => w!(inputs.request_unfit),
            Some(Input::Children) => w!(inputs.children_unfit),
            Some(Input::Day) => w!(inputs.day_unfit),
            Some(Input::Entry) => w!(inputs.entry_unfit),
            Some(Input::Note) => w!(inputs.note_unfit),
            Some(Input::Occasion | Input::Donor | Input::Gift | Input::Things | Input::Amount) => w!(inputs.gift_unfit),
            Some(Input::Other) | None => sentence(problem.code()),
        },
        _ => sentence(problem.code()),
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
    use local_store::StoreError;
    use sync::{ErrorCode, Failure};

    use super::*;
    use crate::problem::{BringError, OpenError, RequestError};
    use crate::words::code::said;

    #[test]
    fn every_reason_of_a_desk_has_its_sentence() {
        for problem in DeskError::ALL {
            said(tables::ERRORS, problem.code());
        }
    }

    #[test]
    fn every_problem_of_the_phone_has_its_sentence() {
        let store = [StoreError::Full, StoreError::Closed, StoreError::Unsupported("database"), StoreError::Unreadable];
        for problem in store.into_iter().chain([StoreError::Unwritable, StoreError::MixedAreas]) {
            said(tables::ERRORS, problem.code());
        }
        let answers = [RequestError::Foreign, RequestError::Unread];
        for problem in answers.into_iter().chain([RequestError::Unreachable, RequestError::Unwritable]) {
            said(tables::ERRORS, problem.code());
        }
        for problem in [OpenError::WrongPassword, OpenError::NotHere] {
            said(tables::ERRORS, problem.code());
        }
        for problem in
            [BringError::NotOurs, BringError::OtherAccount, BringError::NeedsPassword, BringError::WrongPassword]
        {
            said(tables::ERRORS, problem.code());
        }
    }

    #[test]
    fn a_request_that_the_server_cannot_read_is_not_said_to_be_damaged_records() {
        let refused = |code| RequestError::Refused(400, code, None);
        assert_eq!(error(&refused(Some(ErrorCode::Unreadable))), w!(errors.other));
        assert_eq!(error(&StoreError::Unreadable), w!(errors.unreadable));
        assert_eq!(error(&refused(Some(ErrorCode::CodeWrong))), w!(errors.code_wrong));
        assert_eq!(error(&refused(None)), w!(errors.other));
    }

    #[test]
    fn an_answer_of_ours_that_cannot_be_read_is_not_said_to_be_a_networks_page() {
        assert_eq!(error(&RequestError::unread(false)), w!(errors.foreign));
        let ours = RequestError::unread(true);
        assert_eq!((error(&ours), ours.failure()), (w!(errors.damaged), Failure::Busy));
    }

    #[test]
    fn a_reason_without_a_sentence_is_said_all_the_same() {
        assert_eq!(sentence("of_next_year"), w!(errors.other));
    }
}
