//! Late work.

use domain::id::OpId;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Accepts or declines late work.
#[server(prefix = "/rpc", endpoint = "desk/resolve_late", input = Json)]
pub async fn resolve_late(op: OpId, accept: bool) -> Result<(), CallError> {
    Ok(super::desks()?.resolve_late(op, accept).await?)
}
