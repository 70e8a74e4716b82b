//! `GET /api/v1/sync/compare?protocol=3`: what the server holds of the own scope, row by row.

use axum::Json;
use axum::extract::{Query, State};
use domain::policy::{Action, Subject};
use serde::Deserialize;
use sync::protocol::{Comparison, previous};

use crate::AppState;
use crate::auth::SignedIn;
use crate::error::ApiError;

/// In whose words.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// The client's protocol; one that does not say is of the protocol before.
    #[serde(default)]
    protocol: Option<u16>,
}

/// Names and versions of every row in the own scope.
#[utoipa::path(get, path = "/api/v1/sync/compare", params(("protocol" = Option<u16>, Query)), responses((status = 200), (status = 401), (status = 403)))]
pub async fn compare(
    State(state): State<AppState>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Json<Comparison>, ApiError> {
    who.require(Action::Sync, Subject::Own)?;
    let now = crate::exchange::comparison(state.storage.as_ref(), &who.account, state.clock.now()).await?;
    let is_current = asked.protocol.is_some_and(|protocol| protocol > previous::PROTOCOL);
    Ok(Json(if is_current { now } else { previous::comparison(&now) }))
}
