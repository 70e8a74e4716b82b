//! Two answers to one question.

use desk_api::disputes::Dispute;
use domain::id::{FactId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// The facts of a school's homes that have two answers.
#[server(prefix = "/rpc", endpoint = "desk/disputes", input = Json)]
pub async fn disputes(school: SchoolId) -> Result<Vec<Dispute>, CallError> {
    Ok(super::desks()?.disputes(school).await?)
}

/// Says which of two answers holds.
#[server(prefix = "/rpc", endpoint = "desk/settle_dispute", input = Json)]
pub async fn settle_dispute(later: FactId, holds: FactId) -> Result<(), CallError> {
    Ok(super::desks()?.settle_dispute(later, holds).await?)
}
