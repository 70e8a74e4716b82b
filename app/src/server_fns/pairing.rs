//! Pairing.

use desk_api::Choice;
use domain::id::{AccountId, ChildId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// The mentors a child may be given to.
#[server(prefix = "/rpc", endpoint = "desk/mentors_for", input = Json)]
pub async fn mentors_for(child: ChildId) -> Result<Vec<Choice<AccountId>>, CallError> {
    Ok(super::desks()?.mentors_for(child).await?)
}

/// Gives a child to a mentor of its school.
#[server(prefix = "/rpc", endpoint = "desk/pair", input = Json)]
pub async fn pair(child: ChildId, mentor: AccountId) -> Result<(), CallError> {
    Ok(super::desks()?.pair(child, mentor).await?)
}
