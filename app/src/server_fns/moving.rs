//! Moving.

use desk_api::Choice;
use domain::id::{ChildId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// The schools a child may move to.
#[server(prefix = "/rpc", endpoint = "desk/schools_for", input = Json)]
pub async fn schools_for(child: ChildId) -> Result<Vec<Choice<SchoolId>>, CallError> {
    Ok(super::desks()?.schools_for(child).await?)
}

/// Moves a child to another school.
#[server(prefix = "/rpc", endpoint = "desk/move_child", input = Json)]
pub async fn move_child(child: ChildId, school: SchoolId, class_name: String) -> Result<(), CallError> {
    Ok(super::desks()?.move_child(child, school, class_name).await?)
}
