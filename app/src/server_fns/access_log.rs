//! The access log.

use desk_api::access_log::AccessView;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// The access log.
#[server(prefix = "/rpc", endpoint = "desk/access_log", input = Json)]
pub async fn access_log() -> Result<AccessView, CallError> {
    Ok(super::desks()?.access_log().await?)
}
