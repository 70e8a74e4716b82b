//! Late work.

use domain::id::{OpId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Late work that waits for a school.
#[server(prefix = "/rpc", endpoint = "desk/late_work", input = Json)]
pub async fn late_work(school: SchoolId) -> Result<Vec<desk_api::late_work::LateWork>, CallError> {
    Ok(super::desks()?.late_work(school).await?)
}

/// Accepts or declines late work.
#[server(prefix = "/rpc", endpoint = "desk/resolve_late", input = Json)]
pub async fn resolve_late(op: OpId, accept: bool) -> Result<(), CallError> {
    Ok(super::desks()?.resolve_late(op, accept).await?)
}
