//! `POST /api/v1/password`: changes the own password.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use domain::policy::{Action, Subject};
use storage::{Session, SessionKind};
use sync::ErrorCode;
use sync::account::{ChangePassword, PasswordChanged};

use crate::AppState;
use crate::auth::guessable::Known;
use crate::auth::session::{DESK, make_token};
use crate::auth::{Entrance, SignedIn, password};
use crate::error::ApiError;

/// Changes the own password. Every other session ends, and this one goes on under another token.
#[utoipa::path(post, path = "/api/v1/password", responses((status = 200), (status = 400), (status = 401), (status = 429)))]
pub async fn change(
    State(state): State<AppState>,
    who: SignedIn,
    Json(request): Json<ChangePassword>,
) -> Result<Response, ApiError> {
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
    unit.sessions().end_all(who.account.id, None).await?;
    let (token, token_hash) = make_token(state.clock.random());
    unit.sessions().add(&Session { token_hash, confirmed_at: state.clock.now(), ..who.session.clone() }).await?;
    unit.commit().await?;
    if who.session.kind == SessionKind::Phone {
        return Ok(Json(PasswordChanged { token: Some(token) }).into_response());
    }
    let set = [(header::SET_COOKIE, DESK.set(Some(&token), state.settings.secure()))];
    Ok((set, Json(PasswordChanged { token: None })).into_response())
}
