//! `DELETE /api/v1/session`: signs out. What waits on the phone stays there.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use crate::AppState;
use crate::auth::SignedInDevice;
use crate::auth::session::DESK;
use crate::error::ApiError;
use crate::events::{Event, tell};

/// Ends this session.
#[utoipa::path(delete, path = "/api/v1/session", responses((status = 204), (status = 401)))]
pub async fn sign_out(State(state): State<AppState>, who: SignedInDevice) -> Result<impl IntoResponse, ApiError> {
    let mut unit = state.storage.write(who.county()).await?;
    unit.sessions().end(&who.session.token_hash).await?;
    unit.commit().await?;
    tell(Event::SessionEnded, Some(who.account.id), "signed_out");
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, DESK.set(None, state.settings.secure()))]))
}
