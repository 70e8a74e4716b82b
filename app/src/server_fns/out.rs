//! Tables, and taking them out.

use desk_api::out::{Ask, OutLine, TableView};
use domain::id::{OutId, SchoolId};
use domain::report::OutKind;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A table of a school as it is now.
#[server(prefix = "/rpc", endpoint = "desk/table", input = Json)]
pub async fn table(school: SchoolId, kind: OutKind) -> Result<TableView, CallError> {
    Ok(super::desks()?.table(school, kind).await?)
}

/// Whose names a school can put on a form, and whom it can hand over.
#[server(prefix = "/rpc", endpoint = "desk/nameable", input = Json)]
pub async fn nameable(school: SchoolId) -> Result<desk_api::out::Nameable, CallError> {
    Ok(super::desks()?.nameable(school).await?)
}

/// Writes down that something is taken out.
#[server(prefix = "/rpc", endpoint = "desk/take_out", input = Json)]
pub async fn take_out(school: Option<SchoolId>, ask: Ask) -> Result<OutId, CallError> {
    Ok(super::desks()?.take_out(school, ask).await?)
}

/// What was taken out, as a text to send on.
#[server(prefix = "/rpc", endpoint = "desk/out_text", input = Json)]
pub async fn out_text(out: OutId) -> Result<String, CallError> {
    Ok(super::desks()?.out_text(out).await?)
}

/// What was taken out of a school or of the county, the newest first.
#[server(prefix = "/rpc", endpoint = "desk/outs", input = Json)]
pub async fn outs(school: Option<SchoolId>) -> Result<Vec<OutLine>, CallError> {
    Ok(super::desks()?.outs(school).await?)
}
