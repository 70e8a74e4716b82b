//! What the desks ask of the server, and what they are answered.
//!
//! One file is one feature, by the same name as in the server's `core` and `desk`, the app's
//! `server_fns` and the desks' pages. Each has a small trait of its own, for one signed-in person:
//! whoever implements it has asked the policy and written the access log before it answers.

#![deny(missing_docs)]

pub mod access_log;
pub mod accounts;
pub mod campaign;
pub mod child_file;
pub mod choice;
pub mod countersigns;
pub mod county;
pub mod deputies;
pub mod disputes;
pub mod doubles;
pub mod erasure;
pub mod error;
pub mod feedback;
pub mod figures;
pub mod full_plan;
pub mod help;
pub mod households;
pub mod import;
pub mod inbox;
pub mod late_work;
pub mod left_behind;
pub mod moving;
pub mod notebook;
pub mod notices;
pub mod out;
pub mod pairing;
pub mod people;
pub mod questions;
pub mod rules;
pub mod school;
pub mod sessions;
pub mod stays;
pub mod term_page;
pub mod today;
pub mod year;

pub use access_log::AccessLogDesk;
pub use accounts::AccountsDesk;
pub use campaign::CampaignDesk;
pub use child_file::ChildFileDesk;
pub use choice::Choice;
pub use countersigns::CountersignsDesk;
pub use county::CountyDesk;
pub use deputies::DeputiesDesk;
pub use disputes::DisputesDesk;
pub use doubles::DoublesDesk;
pub use erasure::ErasureDesk;
pub use error::{DeskError, Input, InputProblem};
pub use feedback::FeedbackDesk;
pub use figures::FiguresDesk;
pub use full_plan::FullPlanDesk;
pub use help::HelpDesk;
pub use households::HouseholdsDesk;
pub use import::ImportDesk;
pub use inbox::InboxDesk;
pub use late_work::LateWorkDesk;
pub use left_behind::LeftBehindDesk;
pub use moving::MovingDesk;
pub use notebook::NotebookDesk;
pub use notices::NoticesDesk;
pub use out::OutDesk;
pub use pairing::PairingDesk;
pub use people::PeopleDesk;
pub use questions::QuestionsDesk;
pub use rules::RulesDesk;
pub use school::SchoolDesk;
pub use sessions::SessionsDesk;
pub use stays::StaysDesk;
pub use term_page::TermPageDesk;
pub use today::TodayDesk;
pub use year::YearDesk;

/// Every desk of one signed-in person. It adds nothing: it is how all of them are handed in at once.
pub trait Desks:
    AccessLogDesk
    + AccountsDesk
    + CampaignDesk
    + ChildFileDesk
    + CountersignsDesk
    + CountyDesk
    + DeputiesDesk
    + DisputesDesk
    + DoublesDesk
    + ErasureDesk
    + FeedbackDesk
    + FiguresDesk
    + FullPlanDesk
    + HelpDesk
    + HouseholdsDesk
    + ImportDesk
    + InboxDesk
    + LateWorkDesk
    + LeftBehindDesk
    + MovingDesk
    + NotebookDesk
    + NoticesDesk
    + OutDesk
    + PairingDesk
    + PeopleDesk
    + QuestionsDesk
    + RulesDesk
    + SchoolDesk
    + SessionsDesk
    + StaysDesk
    + TermPageDesk
    + TodayDesk
    + YearDesk
{
}

impl<T> Desks for T where
    T: AccessLogDesk
        + AccountsDesk
        + CampaignDesk
        + ChildFileDesk
        + CountersignsDesk
        + CountyDesk
        + DeputiesDesk
        + DisputesDesk
        + DoublesDesk
        + ErasureDesk
        + FeedbackDesk
        + FiguresDesk
        + FullPlanDesk
        + HelpDesk
        + HouseholdsDesk
        + ImportDesk
        + InboxDesk
        + LateWorkDesk
        + LeftBehindDesk
        + MovingDesk
        + NotebookDesk
        + NoticesDesk
        + OutDesk
        + PairingDesk
        + PeopleDesk
        + QuestionsDesk
        + RulesDesk
        + SchoolDesk
        + SessionsDesk
        + StaysDesk
        + TermPageDesk
        + TodayDesk
        + YearDesk
{
}
