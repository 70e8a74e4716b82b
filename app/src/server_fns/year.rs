//! The year.

use chrono::NaiveDate;
use desk_api::year::merging::{MergePlan, MergePreview};
use desk_api::year::{BuiltOnLine, Entered, TakenIn, TypedChild, Who, YearPreview, YearView};
use domain::id::{ActId, ChildId, OfferId, SchoolId};
use domain::register::Ended;
use domain::register::year::Plan;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A school's next year.
#[server(prefix = "/rpc", endpoint = "desk/year", input = Json)]
pub async fn year(school: SchoolId) -> Result<YearView, CallError> {
    Ok(super::desks()?.year(school).await?)
}

/// What a plan would do.
#[server(prefix = "/rpc", endpoint = "desk/preview_year", input = Json)]
pub async fn preview_year(school: SchoolId, plan: Plan) -> Result<YearPreview, CallError> {
    Ok(super::desks()?.preview_year(school, plan).await?)
}

/// Does a plan as it was shown.
#[server(prefix = "/rpc", endpoint = "desk/do_year", input = Json)]
pub async fn do_year(school: SchoolId, plan: Plan, act: ActId, seen: String) -> Result<(), CallError> {
    Ok(super::desks()?.do_year(school, plan, act, seen).await?)
}

/// What it would do if the school became part of another.
#[server(prefix = "/rpc", endpoint = "desk/preview_merging", input = Json)]
pub async fn preview_merging(school: SchoolId, plan: MergePlan) -> Result<MergePreview, CallError> {
    Ok(super::desks()?.preview_merging(school, plan).await?)
}

/// Makes a school part of another.
#[server(prefix = "/rpc", endpoint = "desk/merge_schools", input = Json)]
pub async fn merge_schools(school: SchoolId, plan: MergePlan, act: ActId, seen: String) -> Result<(), CallError> {
    Ok(super::desks()?.merge_schools(school, plan, act, seen).await?)
}

/// Takes in children whom other schools offered.
#[server(prefix = "/rpc", endpoint = "desk/accept_offers", input = Json)]
pub async fn accept_offers(school: SchoolId, taken: Vec<TakenIn>) -> Result<(), CallError> {
    Ok(super::desks()?.accept_offers(school, taken).await?)
}

/// Declines offers of other schools.
#[server(prefix = "/rpc", endpoint = "desk/decline_offers", input = Json)]
pub async fn decline_offers(school: SchoolId, offers: Vec<OfferId>, reason: String) -> Result<(), CallError> {
    Ok(super::desks()?.decline_offers(school, offers, reason).await?)
}

/// Takes back offers that have not been answered.
#[server(prefix = "/rpc", endpoint = "desk/withdraw_offers", input = Json)]
pub async fn withdraw_offers(school: SchoolId, offers: Vec<OfferId>) -> Result<(), CallError> {
    Ok(super::desks()?.withdraw_offers(school, offers).await?)
}

/// A child leaves the register.
#[server(prefix = "/rpc", endpoint = "desk/leave", input = Json)]
pub async fn leave(child: ChildId, why: Ended, last: NaiveDate) -> Result<(), CallError> {
    Ok(super::desks()?.leave(child, why, last).await?)
}

/// A child changes into another class.
#[server(prefix = "/rpc", endpoint = "desk/change_class", input = Json)]
pub async fn change_class(child: ChildId, class_name: String, from: NaiveDate) -> Result<(), CallError> {
    Ok(super::desks()?.change_class(child, class_name, from).await?)
}

/// A child comes to the school.
#[server(prefix = "/rpc", endpoint = "desk/enter_child", input = Json)]
pub async fn enter_child(school: SchoolId, child: TypedChild, from: NaiveDate, who: Who) -> Result<Entered, CallError> {
    Ok(super::desks()?.enter_child(school, child, from, who).await?)
}

/// Takes an act back as a whole.
#[server(prefix = "/rpc", endpoint = "desk/take_back_act", input = Json)]
pub async fn take_back_act(act: ActId) -> Result<Option<BuiltOnLine>, CallError> {
    Ok(super::desks()?.take_back_act(act).await?)
}
