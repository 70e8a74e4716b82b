//! Two answers to one question.

use domain::id::FactId;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Says which of two answers holds.
#[server(prefix = "/rpc", endpoint = "desk/settle_dispute", input = Json)]
pub async fn settle_dispute(later: FactId, holds: FactId) -> Result<(), CallError> {
    Ok(super::desks()?.settle_dispute(later, holds).await?)
}
