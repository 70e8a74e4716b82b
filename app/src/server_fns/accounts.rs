//! One-time codes.

use desk_api::accounts::CodeSlip;
use domain::id::AccountId;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Issues a one-time code.
#[server(prefix = "/rpc", endpoint = "desk/issue_code", input = Json)]
pub async fn issue_code(account: AccountId) -> Result<CodeSlip, CallError> {
    Ok(super::desks()?.issue_code(account).await?)
}
