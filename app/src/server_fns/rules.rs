//! The county's rules.

use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// The county's rules.
#[server(prefix = "/rpc", endpoint = "desk/rules", input = Json)]
pub async fn rules() -> Result<desk_api::rules::RulesView, CallError> {
    Ok(super::desks()?.rules().await?)
}
