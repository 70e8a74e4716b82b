//! What waits for a school.

use desk_api::inbox::InboxView;
use domain::id::{LogId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// All that waits for a school.
#[server(prefix = "/rpc", endpoint = "desk/inbox", input = Json)]
pub async fn inbox(school: SchoolId) -> Result<InboxView, CallError> {
    Ok(super::desks()?.inbox(school).await?)
}

/// Says that somebody has looked again.
#[server(prefix = "/rpc", endpoint = "desk/followed_up", input = Json)]
pub async fn followed_up(log: LogId) -> Result<(), CallError> {
    Ok(super::desks()?.followed_up(log).await?)
}
