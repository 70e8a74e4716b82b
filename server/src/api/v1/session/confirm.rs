//! `/api/v1/session/confirm`: the password is given again at a desk.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sync::account::Confirm;

use crate::AppState;
use crate::auth::{AtDesk, Entrance, password};
use crate::error::ApiError;
use crate::events::{Event, tell};

/// Whether the password counts as just given: asked before a file is fetched, which no page could ask for again.
#[utoipa::path(get, path = "/api/v1/session/confirm", responses((status = 204), (status = 401), (status = 428)))]
pub async fn confirmed(State(state): State<AppState>, AtDesk(who): AtDesk) -> Result<StatusCode, ApiError> {
    who.confirmed(state.clock.now()).map(|()| StatusCode::NO_CONTENT)
}

/// Gives the password again, before something for which it is asked. It counts for some minutes.
#[utoipa::path(post, path = "/api/v1/session/confirm", responses((status = 204), (status = 401), (status = 429)))]
pub async fn confirm(
    State(state): State<AppState>,
    AtDesk(who): AtDesk,
    Json(request): Json<Confirm>,
) -> Result<StatusCode, ApiError> {
    let refused = |cause| {
        tell(Event::ConfirmRefused, Some(who.account.id), cause);
        ApiError::WrongCredentials
    };
    if password::is_too_long(&request.password) {
        return Err(refused("too_long"));
    }
    let entrance = Entrance::again(&state, &who.account, None).await?;
    if !entrance.turn.verify(request.password, who.account.password_hash.clone()).await? {
        return Err(refused("wrong_password"));
    }
    entrance.forgive(&state);
    let mut unit = state.storage.write(who.county()).await?;
    unit.sessions().confirmed(&who.session.token_hash, state.clock.now()).await?;
    unit.commit().await?;
    tell(Event::Confirmed, Some(who.account.id), "");
    Ok(StatusCode::NO_CONTENT)
}
