//! Children who may be one.

use desk_api::doubles::DoublesView;
use domain::id::{ActId, ChildId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// The pairs of a school, or of the county.
#[server(prefix = "/rpc", endpoint = "desk/doubles", input = Json)]
pub async fn doubles(school: Option<SchoolId>) -> Result<DoublesView, CallError> {
    Ok(super::desks()?.doubles(school).await?)
}

/// They are one child.
#[server(prefix = "/rpc", endpoint = "desk/join_children", input = Json)]
pub async fn join_children(kept: ChildId, other: ChildId) -> Result<(), CallError> {
    Ok(super::desks()?.join_children(kept, other).await?)
}

/// They are two children.
#[server(prefix = "/rpc", endpoint = "desk/keep_apart", input = Json)]
pub async fn keep_apart(one: ChildId, other: ChildId) -> Result<(), CallError> {
    Ok(super::desks()?.keep_apart(one, other).await?)
}

/// Takes a decision back.
#[server(prefix = "/rpc", endpoint = "desk/take_back_double", input = Json)]
pub async fn take_back_double(id: ActId) -> Result<(), CallError> {
    Ok(super::desks()?.take_back_double(id).await?)
}
