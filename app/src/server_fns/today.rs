//! Today at a school.

use desk_api::today::TodayView;
use domain::id::SchoolId;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// What is to be done today at a school.
#[server(prefix = "/rpc", endpoint = "desk/today", input = Json)]
pub async fn today(school: SchoolId) -> Result<TodayView, CallError> {
    Ok(super::desks()?.today(school).await?)
}
