//! What the signed-in person is told of acts that affected them.

use desk_api::notices::NoticeLine;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// What the signed-in person is told.
#[server(prefix = "/rpc", endpoint = "desk/notices", input = Json)]
pub async fn notices() -> Result<Vec<NoticeLine>, CallError> {
    Ok(super::desks()?.notices().await?)
}
