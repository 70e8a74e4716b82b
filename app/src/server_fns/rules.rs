//! The county's rules.

use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// The county's rules.
#[server(prefix = "/rpc", endpoint = "desk/rules", input = Json)]
pub async fn rules() -> Result<desk_api::rules::RulesView, CallError> {
    Ok(super::desks()?.rules().await?)
}

/// Sets the rules of a first day.
#[server(prefix = "/rpc", endpoint = "desk/set_rules", input = Json)]
pub async fn set_rules(seen: u64, version: domain::rules::RuleVersion) -> Result<(), CallError> {
    Ok(super::desks()?.set_rules(seen, version).await?)
}

/// Takes back rules that have not begun yet.
#[server(prefix = "/rpc", endpoint = "desk/withdraw_rules", input = Json)]
pub async fn withdraw_rules(seen: u64, from: chrono::NaiveDate) -> Result<(), CallError> {
    Ok(super::desks()?.withdraw_rules(seen, from).await?)
}
