//! `POST /api/v1/password`: changes the own password.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse as _, Response};
use domain::policy::{Action, Subject};
use storage::{Account, Session, SessionKind};
use sync::ErrorCode;
use sync::account::{ChangePassword, PasswordChanged};

use crate::AppState;
use crate::auth::guessable::Known;
use crate::auth::session::{DESK, make_token};
use crate::auth::{Entrance, SignedIn, known, password};
use crate::error::ApiError;
use crate::events::{Event, tell};

/// Changes the own password. Every other session ends, and this one goes on under another token.
#[utoipa::path(post, path = "/api/v1/password", responses((status = 200), (status = 400), (status = 401), (status = 429)))]
pub async fn change(
    State(state): State<AppState>,
    who: SignedIn,
    headers: HeaderMap,
    Json(request): Json<ChangePassword>,
) -> Result<Response, ApiError> {
    who.require(Action::ManageOwnAccount, Subject::Own)?;
    let mut unit = state.storage.read(who.county()).await?;
    let known = Known::of(unit.as_mut(), &who.account).await?;
    drop(unit);
    password::acceptable(&request.new, &known)?;
    let refused = |cause| {
        tell(Event::PasswordRefused, Some(who.account.id), cause);
        ApiError::Bad(ErrorCode::OldPasswordWrong)
    };
    if password::is_too_long(&request.old) {
        return Err(refused("too_long"));
    }
    let entrance = Entrance::again(&state, &who.account, who.session.device).await?;
    if !entrance.turn.verify(request.old, who.account.password_hash.clone()).await? {
        return Err(refused("wrong_password"));
    }
    entrance.forgive(&state);
    let hash = entrance.turn.hash(request.new, state.clock.random()).await?;
    let mut unit = state.storage.write(who.county()).await?;
    unit.accounts().set_password(who.account.id, &hash).await?;
    unit.sessions().end_all(who.account.id, None).await?;
    unit.second_steps().tried(who.account.id, 0, state.clock.now()).await?;
    let step = unit.second_steps().get(who.account.id).await?;
    let (token, token_hash) = make_token(state.clock.random());
    unit.sessions().add(&Session { token_hash, confirmed_at: state.clock.now(), ..who.session.clone() }).await?;
    unit.commit().await?;
    tell(Event::PasswordChanged, Some(who.account.id), "");
    if who.session.kind == SessionKind::Phone {
        return Ok(Json(PasswordChanged { token: Some(token) }).into_response());
    }
    // What the browser was known by went with the old password.
    let account = Account { password_hash: Some(hash), ..who.account.clone() };
    let known = known::set(&state, &headers, &account, step.as_ref());
    let desk = DESK.set(Some(&token), state.settings.secure());
    let set = AppendHeaders([desk, known].map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((set, Json(PasswordChanged { token: None })).into_response())
}
