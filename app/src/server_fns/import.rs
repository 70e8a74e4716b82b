//! Taking over a school's files.

use desk_api::import::{BatchView, Step, ImportView, NewAccess, TakenBack};
use domain::id::{BatchId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A school's batches, the newest first.
#[server(prefix = "/rpc", endpoint = "desk/imports", input = Json)]
pub async fn imports(school: SchoolId) -> Result<Vec<BatchView>, CallError> {
    Ok(super::desks()?.imports(school).await?)
}

/// Begins a batch for a school.
#[server(prefix = "/rpc", endpoint = "desk/begin_import", input = Json)]
pub async fn begin_import(school: SchoolId) -> Result<BatchId, CallError> {
    Ok(super::desks()?.begin_import(school).await?)
}

/// A batch, compared with the register as it is now.
#[server(prefix = "/rpc", endpoint = "desk/import", input = Json)]
pub async fn import(batch: BatchId) -> Result<ImportView, CallError> {
    Ok(super::desks()?.import(batch).await?)
}

/// Does a step with a batch that was seen in a state.
#[server(prefix = "/rpc", endpoint = "desk/import_step", input = Json)]
pub async fn import_step(batch: BatchId, seen: u64, step: Step) -> Result<ImportView, CallError> {
    Ok(super::desks()?.import_step(batch, seen, step).await?)
}

/// Takes a batch over, as it was shown.
#[server(prefix = "/rpc", endpoint = "desk/apply_import", input = Json)]
pub async fn apply_import(batch: BatchId, seen: u64, digest: String) -> Result<Vec<NewAccess>, CallError> {
    Ok(super::desks()?.apply_import(batch, seen, digest).await?)
}

/// Takes back a batch that was taken over, as a whole.
#[server(prefix = "/rpc", endpoint = "desk/take_back_import", input = Json)]
pub async fn take_back_import(batch: BatchId) -> Result<TakenBack, CallError> {
    Ok(super::desks()?.take_back_import(batch).await?)
}

/// Forgets a batch that was not taken over.
#[server(prefix = "/rpc", endpoint = "desk/discard_import", input = Json)]
pub async fn discard_import(batch: BatchId) -> Result<(), CallError> {
    Ok(super::desks()?.discard_import(batch).await?)
}
