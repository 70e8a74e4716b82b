//! What people wrote in the app about the app, for the centre.

use desk_api::feedback::FeedbackLine;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// The newest messages, newest first.
#[server(prefix = "/rpc", endpoint = "desk/feedback", input = Json)]
pub async fn feedback() -> Result<Vec<FeedbackLine>, CallError> {
    Ok(super::desks()?.feedback().await?)
}
