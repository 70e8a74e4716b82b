//! A child's file.

use domain::id::{AdultId, ChildId, LogId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A child's file.
#[server(prefix = "/rpc", endpoint = "desk/child_file", input = Json)]
pub async fn child_file(child: ChildId) -> Result<desk_api::child_file::ChildFile, CallError> {
    Ok(super::desks()?.child_file(child).await?)
}

/// The states of an entry before the one that holds.
#[server(prefix = "/rpc", endpoint = "desk/earlier_versions", input = Json)]
pub async fn earlier_versions(
    child: ChildId,
    log: LogId,
) -> Result<Vec<desk_api::child_file::EarlierVersion>, CallError> {
    Ok(super::desks()?.earlier_versions(child, log).await?)
}

/// A phone number in full.
#[server(prefix = "/rpc", endpoint = "desk/reveal_phone", input = Json)]
pub async fn reveal_phone(child: ChildId, adult: AdultId) -> Result<String, CallError> {
    Ok(super::desks()?.reveal_phone(child, adult).await?)
}
