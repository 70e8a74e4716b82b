//! The definitions of a left-behind child.

use chrono::NaiveDate;
use domain::id::ChildId;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Whether a child is left behind on a day.
#[server(prefix = "/rpc", endpoint = "desk/left_behind", input = Json)]
pub async fn left_behind(child: ChildId, day: NaiveDate) -> Result<desk_api::left_behind::LeftBehind, CallError> {
    Ok(super::desks()?.left_behind(child, day).await?)
}
