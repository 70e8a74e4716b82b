//! `GET /api/v1/me`: who is signed in.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use sync::account::Me;

use crate::AppState;
use crate::auth::{Halfway, SignedIn};
use crate::error::ApiError;

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/me", responses((status = 200), (status = 401)))]
pub async fn me(
    State(state): State<AppState>,
    headers: HeaderMap,
    who: Result<SignedIn, ApiError>,
) -> Result<Json<Me>, ApiError> {
    let who = match who {
        // Who is half-way in is told how to go on.
        Err(ApiError::SignedOut) if Halfway::of(&state, &headers).await.is_ok() => return Err(ApiError::SecondStep),
        who => who?,
    };
    let mut unit = state.storage.read(who.county()).await?;
    Ok(Json(super::me_of(unit.as_mut(), &who.account, who.session.device, state.clock.today()).await?))
}
