//! Stays.

use domain::guardianship::Stay;
use domain::id::{ChildId, StatusId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Notes a stay.
#[server(prefix = "/rpc", endpoint = "desk/note_stay", input = Json)]
pub async fn note_stay(child: ChildId, stay: Stay) -> Result<(), CallError> {
    Ok(super::desks()?.note_stay(child, stay).await?)
}

/// Corrects or ends a stay.
#[server(prefix = "/rpc", endpoint = "desk/change_stay", input = Json)]
pub async fn change_stay(child: ChildId, status: StatusId, stay: Stay) -> Result<(), CallError> {
    Ok(super::desks()?.change_stay(child, status, stay).await?)
}

/// Takes a stay back.
#[server(prefix = "/rpc", endpoint = "desk/take_back_stay", input = Json)]
pub async fn take_back_stay(child: ChildId, status: StatusId) -> Result<(), CallError> {
    Ok(super::desks()?.take_back_stay(child, status).await?)
}
