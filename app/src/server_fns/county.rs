//! The county.

use desk_api::county::CountyView;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// The county's schools.
#[server(prefix = "/rpc", endpoint = "desk/county", input = Json)]
pub async fn county() -> Result<CountyView, CallError> {
    Ok(super::desks()?.county().await?)
}
