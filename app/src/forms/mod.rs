//! What is filled in, apart from how it looks: pure, so that its rules are tested without a browser.

mod campaign_form;
mod deputy_form;
mod figures_form;
mod gift_form;
mod growth_form;
mod log_form;
mod notebook_form;
mod question_form;
mod rules_form;
mod sign_in;
mod stay_form;
mod story_filter;
mod term_form;
mod year_form;

pub use campaign_form::CampaignForm;
pub use deputy_form::{DeputyForm, Missing};
pub use figures_form::{FiguresForm, GapForm, When};
pub use gift_form::{GiftForm, typed_fen, typed_things};
pub use growth_form::{GrowthForm, may_be_shown};
pub use log_form::{Ids, LogForm, NEW, Opening, Purpose};
pub use notebook_form::{DAYS, NotebookForm, Step, digit, number};
pub use question_form::{QuestionForm, to_ask};
pub use rules_form::{RulesForm, tick, typed_number};
pub use sign_in::{Credentials, Typed};
pub use stay_form::StayForm;
pub use story_filter::{StoryFilter, terms};
pub use term_form::{Have, Known, PageIds, TermForm};
pub use year_form::YearForm;
