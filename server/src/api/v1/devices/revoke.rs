//! `DELETE /api/v1/devices/{device}`: revokes an own device.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::id::DeviceId;
use domain::policy::{Action, Power, Subject};

use crate::AppState;
use crate::auth::OnPhone;
use crate::core::access_log::{Deed, did};
use crate::core::ending;
use crate::error::ApiError;

/// Revokes an own device, such as a lost phone. At its next contact it hands in its work and forgets everything.
#[utoipa::path(delete, path = "/api/v1/devices/{device}", params(("device" = uuid::Uuid, Path)), responses((status = 204), (status = 401), (status = 404)))]
pub async fn revoke(
    State(state): State<AppState>,
    OnPhone(who): OnPhone,
    Path(id): Path<DeviceId>,
) -> Result<StatusCode, ApiError> {
    who.require(Action::ManageOwnAccount, Subject::Own)?;
    let mut unit = state.storage.write(who.county()).await?;
    let device = unit.devices().get(id).await?.filter(|d| d.account == who.account.id).ok_or(ApiError::NotFound)?;
    ending::revoke(unit.as_mut(), device.id, state.clock.now()).await?;
    let by = state.onlooker(who.county(), who.account.id);
    did(unit.as_mut(), &by, Deed::new(Power::OwnPhoneRevoked, device.id.0)).await?;
    unit.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
