//! The end of a child's file.

use chrono::NaiveDate;
use desk_api::erasure::{Asked, ErasureView, RequestLine};
use domain::id::{ChildId, RequestId};
use domain::register::erasure::RequestKind;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Whose time has come, what guardians ask, and what was erased.
#[server(prefix = "/rpc", endpoint = "desk/erasure", input = Json)]
pub async fn erasure() -> Result<ErasureView, CallError> {
    Ok(super::desks()?.erasure().await?)
}

/// Erases children whose days have run out.
#[server(prefix = "/rpc", endpoint = "desk/erase", input = Json)]
pub async fn erase(children: Vec<ChildId>) -> Result<(), CallError> {
    Ok(super::desks()?.erase(children).await?)
}

/// Writes down what a guardian asks of a child's file.
#[server(prefix = "/rpc", endpoint = "desk/take_request", input = Json)]
pub async fn take_request(
    child: ChildId,
    kind: RequestKind,
    asked_on: NaiveDate,
    asked: Asked,
) -> Result<(), CallError> {
    Ok(super::desks()?.take_request(child, kind, asked_on, asked).await?)
}

/// What was asked of a child's file.
#[server(prefix = "/rpc", endpoint = "desk/requests", input = Json)]
pub async fn requests(child: ChildId) -> Result<Vec<RequestLine>, CallError> {
    Ok(super::desks()?.requests(child).await?)
}

/// Grants or declines a request.
#[server(prefix = "/rpc", endpoint = "desk/decide_request", input = Json)]
pub async fn decide_request(id: RequestId, grant: bool, why: String) -> Result<(), CallError> {
    Ok(super::desks()?.decide_request(id, grant, why).await?)
}
