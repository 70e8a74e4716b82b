//! `POST /api/v1/password`: changes the own password.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::policy::{Action, Subject};
use sync::ErrorCode;
use sync::account::ChangePassword;

use crate::AppState;
use crate::auth::guessable::Known;
use crate::auth::{Entrance, SignedIn, password};
use crate::error::ApiError;

/// Changes the own password. Every other session ends.
#[utoipa::path(post, path = "/api/v1/password", responses((status = 204), (status = 400), (status = 401), (status = 429)))]
pub async fn change(
    State(state): State<AppState>,
    who: SignedIn,
    Json(request): Json<ChangePassword>,
) -> Result<StatusCode, ApiError> {
    who.require(Action::ManageOwnAccount, Subject::Own)?;
    let mut unit = state.storage.read(who.county()).await?;
    let known = Known::of(unit.as_mut(), &who.account).await?;
    drop(unit);
    password::acceptable(&request.new, &known)?;
    if password::is_too_long(&request.old) {
        return Err(ApiError::Bad(ErrorCode::OldPasswordWrong));
    }
    let entrance = Entrance::again(&state, &who.account, who.session.device).await?;
    if !entrance.turn.verify(request.old, who.account.password_hash.clone()).await? {
        return Err(ApiError::Bad(ErrorCode::OldPasswordWrong));
    }
    entrance.forgive(&state);
    let hash = entrance.turn.hash(request.new, state.clock.random()).await?;
    let mut unit = state.storage.write(who.county()).await?;
    unit.accounts().set_password(who.account.id, &hash).await?;
    unit.sessions().end_all(who.account.id, Some(&who.session.token_hash)).await?;
    unit.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
