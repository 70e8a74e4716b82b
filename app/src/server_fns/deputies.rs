//! Who stands in for whom.

use desk_api::deputies::{DeputiesView, Deputising};
use domain::id::{DeputyshipId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Who stands in at a school, and who could.
#[server(prefix = "/rpc", endpoint = "desk/deputies", input = Json)]
pub async fn deputies(school: SchoolId) -> Result<DeputiesView, CallError> {
    Ok(super::desks()?.deputies(school).await?)
}

/// Names somebody who stands in.
#[server(prefix = "/rpc", endpoint = "desk/deputise", input = Json)]
pub async fn deputise(school: SchoolId, ask: Deputising) -> Result<(), CallError> {
    Ok(super::desks()?.deputise(school, ask).await?)
}

/// Ends it at once.
#[server(prefix = "/rpc", endpoint = "desk/end_deputyship", input = Json)]
pub async fn end_deputyship(id: DeputyshipId) -> Result<(), CallError> {
    Ok(super::desks()?.end_deputyship(id).await?)
}
