//! Brothers and sisters.

use desk_api::households::HouseholdView;
use domain::id::ChildId;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A child's household.
#[server(prefix = "/rpc", endpoint = "desk/household", input = Json)]
pub async fn household(child: ChildId) -> Result<HouseholdView, CallError> {
    Ok(super::desks()?.household(child).await?)
}

/// It comes to another child's household.
#[server(prefix = "/rpc", endpoint = "desk/join_household", input = Json)]
pub async fn join_household(child: ChildId, with: ChildId) -> Result<(), CallError> {
    Ok(super::desks()?.join_household(child, with).await?)
}

/// It has a household of its own.
#[server(prefix = "/rpc", endpoint = "desk/split_household", input = Json)]
pub async fn split_household(child: ChildId) -> Result<(), CallError> {
    Ok(super::desks()?.split_household(child).await?)
}

/// Takes back the last change of its household.
#[server(prefix = "/rpc", endpoint = "desk/take_back_household", input = Json)]
pub async fn take_back_household(child: ChildId) -> Result<(), CallError> {
    Ok(super::desks()?.take_back_household(child).await?)
}
