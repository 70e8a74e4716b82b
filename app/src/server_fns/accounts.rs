//! One-time codes.

use desk_api::accounts::{Issued, NamedSlip, Newcomer};
use domain::id::{AccountId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Issues a one-time code.
#[server(prefix = "/rpc", endpoint = "desk/issue_code", input = Json)]
pub async fn issue_code(account: AccountId) -> Result<Issued, CallError> {
    Ok(super::desks()?.issue_code(account).await?)
}

/// The teachers of a school who have set no password yet.
#[server(prefix = "/rpc", endpoint = "desk/newcomers", input = Json)]
pub async fn newcomers(school: SchoolId) -> Result<Vec<Newcomer>, CallError> {
    Ok(super::desks()?.newcomers(school).await?)
}

/// Issues one-time codes for some of them, for all or for none.
#[server(prefix = "/rpc", endpoint = "desk/issue_codes", input = Json)]
pub async fn issue_codes(school: SchoolId, accounts: Vec<AccountId>) -> Result<Vec<NamedSlip>, CallError> {
    Ok(super::desks()?.issue_codes(school, accounts).await?)
}
