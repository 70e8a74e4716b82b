//! People.

use desk_api::people::Colleague;
use domain::id::{AccountId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A school's people.
#[server(prefix = "/rpc", endpoint = "desk/people", input = Json)]
pub async fn people(school: SchoolId) -> Result<Vec<Colleague>, CallError> {
    Ok(super::desks()?.people(school).await?)
}

/// Ends the account of a mentor who leaves.
#[server(prefix = "/rpc", endpoint = "desk/end_account", input = Json)]
pub async fn end_account(account: AccountId) -> Result<(), CallError> {
    Ok(super::desks()?.end_account(account).await?)
}
