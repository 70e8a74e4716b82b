//! The desks' calls to the server, at fixed addresses: an installed app may be older than the server.

use domain::id::{AccountId, AdultId, ChildId, FactId, OpId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use crate::desk_service::{AccessView, ActivationSlip, ChildView, CountyView, DeskError, SchoolView};

#[cfg(feature = "ssr")]
fn desk() -> Result<std::sync::Arc<dyn crate::desk_service::DeskService>, DeskError> {
    use_context().ok_or(DeskError::SignedOut)
}

/// The county's schools.
#[server(prefix = "/rpc", endpoint = "desk/county", input = Json)]
pub async fn county() -> Result<CountyView, DeskError> {
    desk()?.county().await
}

/// A school's page.
#[server(prefix = "/rpc", endpoint = "desk/school", input = Json)]
pub async fn school(school: SchoolId) -> Result<SchoolView, DeskError> {
    desk()?.school(school).await
}

/// A child's file.
#[server(prefix = "/rpc", endpoint = "desk/child", input = Json)]
pub async fn child(child: ChildId) -> Result<ChildView, DeskError> {
    desk()?.child(child).await
}

/// A phone number in full.
#[server(prefix = "/rpc", endpoint = "desk/reveal_phone", input = Json)]
pub async fn reveal_phone(child: ChildId, adult: AdultId) -> Result<String, DeskError> {
    desk()?.reveal_phone(child, adult).await
}

/// The access log.
#[server(prefix = "/rpc", endpoint = "desk/access_log", input = Json)]
pub async fn access_log() -> Result<AccessView, DeskError> {
    desk()?.access_log().await
}

/// A one-time code for a colleague.
#[server(prefix = "/rpc", endpoint = "desk/activate", input = Json)]
pub async fn activate(school: SchoolId, account: AccountId) -> Result<ActivationSlip, DeskError> {
    desk()?.activate(school, account).await
}

/// A colleague leaves.
#[server(prefix = "/rpc", endpoint = "desk/end_account", input = Json)]
pub async fn end_account(school: SchoolId, account: AccountId) -> Result<(), DeskError> {
    desk()?.end_account(school, account).await
}

/// Gives a child to a mentor.
#[server(prefix = "/rpc", endpoint = "desk/pair", input = Json)]
pub async fn pair(child: ChildId, mentor: AccountId) -> Result<(), DeskError> {
    desk()?.pair(child, mentor).await
}

/// Moves a child to another school.
#[server(prefix = "/rpc", endpoint = "desk/move_child", input = Json)]
pub async fn move_child(child: ChildId, school: SchoolId, class_name: String) -> Result<(), DeskError> {
    desk()?.move_child(child, school, class_name).await
}

/// Accepts or declines late work.
#[server(prefix = "/rpc", endpoint = "desk/resolve_late", input = Json)]
pub async fn resolve_late(op: OpId, accept: bool) -> Result<(), DeskError> {
    desk()?.resolve_late(op, accept).await
}

/// Says which of two answers holds.
#[server(prefix = "/rpc", endpoint = "desk/settle_fact", input = Json)]
pub async fn settle_fact(later: FactId, holds: FactId) -> Result<(), DeskError> {
    desk()?.settle_fact(later, holds).await
}
