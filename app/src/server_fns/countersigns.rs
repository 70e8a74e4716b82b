//! What somebody asks for an account and a second person agrees to.

use desk_api::accounts::CodeSlip;
use desk_api::countersigns::CountersignsView;
use domain::id::CountersignId;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// What waits for this person, and what they asked for.
#[server(prefix = "/rpc", endpoint = "desk/countersigns", input = Json)]
pub async fn countersigns() -> Result<CountersignsView, CallError> {
    Ok(super::desks()?.countersigns().await?)
}

/// Asks that a lost second step be taken away.
#[server(prefix = "/rpc", endpoint = "desk/ask_reset", input = Json)]
pub async fn ask_reset(login: String) -> Result<(), CallError> {
    Ok(super::desks()?.ask_reset(login).await?)
}

/// Agrees to what somebody else asked, or declines it.
#[server(prefix = "/rpc", endpoint = "desk/countersign", input = Json)]
pub async fn countersign(id: CountersignId, accept: bool) -> Result<(), CallError> {
    Ok(super::desks()?.countersign(id, accept).await?)
}

/// Takes the code that was agreed to.
#[server(prefix = "/rpc", endpoint = "desk/take_code", input = Json)]
pub async fn take_code(id: CountersignId) -> Result<CodeSlip, CallError> {
    Ok(super::desks()?.take_code(id).await?)
}
