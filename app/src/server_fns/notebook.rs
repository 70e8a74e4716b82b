//! For the teacher: pages of notebooks, and slips.

use chrono::NaiveDate;
use desk_api::notebook::{Copied, Entered, NotebookView};
use domain::id::{AccountId, LogId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A school's mentors with their children on a day, and what was entered today.
#[server(prefix = "/rpc", endpoint = "desk/notebook", input = Json)]
pub async fn notebook(school: SchoolId, day: Option<NaiveDate>) -> Result<NotebookView, CallError> {
    Ok(super::desks()?.notebook(school, day).await?)
}

/// Enters what a mentor wrote down.
#[server(prefix = "/rpc", endpoint = "desk/enter", input = Json)]
pub async fn enter(copied: Copied) -> Result<Entered, CallError> {
    Ok(super::desks()?.enter(copied).await?)
}

/// Takes back an entry that was entered.
#[server(prefix = "/rpc", endpoint = "desk/take_back_entry", input = Json)]
pub async fn take_back_entry(log: LogId) -> Result<(), CallError> {
    Ok(super::desks()?.take_back_entry(log).await?)
}

/// What is due for a mentor's children.
#[server(prefix = "/rpc", endpoint = "desk/slip", input = Json)]
pub async fn slip(mentor: AccountId) -> Result<desk_api::notebook::Slip, CallError> {
    Ok(super::desks()?.slip(mentor).await?)
}
