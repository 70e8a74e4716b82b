//! A school.

use desk_api::school::SchoolView;
use domain::id::SchoolId;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A school's children and phones to help with.
#[server(prefix = "/rpc", endpoint = "desk/school", input = Json)]
pub async fn school(school: SchoolId) -> Result<SchoolView, CallError> {
    Ok(super::desks()?.school(school).await?)
}
