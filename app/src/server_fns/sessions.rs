//! Sessions at desks, and the accounts of the county's own people.

use desk_api::sessions::{CountyPerson, SessionLine, WhyEnded};
use domain::id::AccountId;
use leptos::prelude::*;
use server_fn::codec::Json;
use uuid::Uuid;

use super::CallError;

/// Where the signed-in person is signed in at desks.
#[server(prefix = "/rpc", endpoint = "desk/own_sessions", input = Json)]
pub async fn own_sessions() -> Result<Vec<SessionLine>, CallError> {
    Ok(super::desks()?.own_sessions().await?)
}

/// Ends one of those.
#[server(prefix = "/rpc", endpoint = "desk/end_own_session", input = Json)]
pub async fn end_own_session(id: Uuid) -> Result<(), CallError> {
    Ok(super::desks()?.end_own_session(id).await?)
}

/// Who works for the county as a whole.
#[server(prefix = "/rpc", endpoint = "desk/county_people", input = Json)]
pub async fn county_people() -> Result<Vec<CountyPerson>, CallError> {
    Ok(super::desks()?.county_people().await?)
}

/// Ends the account of one of them.
#[server(prefix = "/rpc", endpoint = "desk/end_county_account", input = Json)]
pub async fn end_county_account(account: AccountId, why: WhyEnded) -> Result<(), CallError> {
    Ok(super::desks()?.end_county_account(account, why).await?)
}

/// Ends all sessions of somebody else at desks.
#[server(prefix = "/rpc", endpoint = "desk/end_sessions", input = Json)]
pub async fn end_sessions(account: AccountId, why: WhyEnded) -> Result<(), CallError> {
    Ok(super::desks()?.end_sessions(account, why).await?)
}
