//! `GET /api/v1/devices`: the own devices.

use axum::Json;
use axum::extract::State;
use domain::policy::{Action, Subject};
use sync::account::DeviceInfo;

use crate::AppState;
use crate::auth::OnPhone;
use crate::error::ApiError;

/// The own devices, newest first.
#[utoipa::path(get, path = "/api/v1/devices", responses((status = 200), (status = 401)))]
pub async fn list(State(state): State<AppState>, OnPhone(who): OnPhone) -> Result<Json<Vec<DeviceInfo>>, ApiError> {
    who.require(Action::ManageOwnAccount, Subject::Own)?;
    let devices = state.storage.read(who.county()).await?.devices().of_account(who.account.id).await?;
    let infos = devices.into_iter().map(|d| DeviceInfo {
        id: d.id,
        label: d.label,
        added_at: d.added_at,
        this: who.session.device == Some(d.id),
        revoked: d.revoked_at.is_some(),
        waiting: d.unsent.count,
    });
    Ok(Json(infos.collect()))
}
