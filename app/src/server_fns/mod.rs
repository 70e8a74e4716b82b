//! The desks' calls to the server, at fixed addresses: an installed app may be older than the server.

use domain::id::{AccountId, AdultId, ChildId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use crate::desk_service::{ActivationSlip, ChildView, CountyView, DeskError, SchoolView};

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

/// A one-time code for a colleague.
#[server(prefix = "/rpc", endpoint = "desk/activate", input = Json)]
pub async fn activate(school: SchoolId, account: AccountId) -> Result<ActivationSlip, DeskError> {
    desk()?.activate(school, account).await
}
