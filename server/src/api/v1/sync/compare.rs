//! `GET /api/v1/sync/compare`: what the server holds of the own scope, row by row.

use axum::Json;
use axum::extract::State;
use domain::policy::{Action, Subject};
use sync::protocol::Comparison;

use crate::AppState;
use crate::auth::OnPhone;
use crate::error::ApiError;

/// Names and versions of every row in the own scope.
#[utoipa::path(get, path = "/api/v1/sync/compare", responses((status = 200), (status = 401), (status = 403)))]
pub async fn compare(State(state): State<AppState>, OnPhone(who): OnPhone) -> Result<Json<Comparison>, ApiError> {
    who.require(Action::Sync, Subject::Own)?;
    Ok(Json(crate::exchange::comparison(state.storage.as_ref(), &who.account, state.clock.now()).await?))
}
