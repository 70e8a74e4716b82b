//! `GET /api/v1/health`: whether the server and its database answer.

use axum::extract::State;
use axum::http::StatusCode;

use crate::AppState;
use crate::error::ApiError;

/// Whether the server and its database answer.
#[utoipa::path(get, path = "/api/v1/health", responses((status = 204), (status = 503)))]
pub async fn health(State(state): State<AppState>) -> Result<StatusCode, ApiError> {
    state.storage.directory().await?.counties().await?;
    Ok(StatusCode::NO_CONTENT)
}
