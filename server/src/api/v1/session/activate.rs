//! `POST /api/v1/activation`: sets the first password with a one-time code, and signs in.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::policy::Power;
use storage::Account;
use subtle::ConstantTimeEq as _;
use sync::ErrorCode;
use sync::account::Activate;

use crate::AppState;
use crate::auth::guessable::Known;
use crate::auth::{Entrance, code, entrance, password};
use crate::core::access_log::{Deed, did};
use crate::defences::Defence;
use crate::error::ApiError;
use crate::events::{Event, tell};

/// Sets a password with a one-time code. The code is used up, and every older session ends.
#[utoipa::path(post, path = "/api/v1/activation", responses((status = 200), (status = 400), (status = 401), (status = 429)))]
pub async fn activate(
    State(state): State<AppState>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Json(request): Json<Activate>,
) -> Result<Response, ApiError> {
    let login = entrance::login(&request.login).ok_or(ApiError::Bad(ErrorCode::CodeWrong))?;
    let address = state.peer(&headers, peer.map(|p| p.0.0.ip()));
    let mut entrance = Entrance::with(&state, &login, request.device, address, &headers).await?;
    // An account that ended has no code: nobody learns by a guess that there was one.
    let account = entrance.account.take().filter(|account| !account.disabled);
    let refused = |account, cause| {
        tell(Event::CodeRefused, account, cause);
        ApiError::Bad(ErrorCode::CodeWrong)
    };
    let account = account.ok_or_else(|| refused(None, "unknown_name"))?;
    let expected = account.activation.clone().unwrap_or_default();
    let fits: bool = expected.ct_eq(&code::digest(&request.code)).into();
    let in_time = account.activation_until.is_some_and(|until| until > state.clock.now());
    if !fits || !in_time {
        return Err(refused(Some(account.id), if fits { "too_late" } else { "wrong" }));
    }
    entrance.forgive(&state);
    // Only who has the code learns what is known about the person.
    let mut unit = state.storage.read(account.county).await?;
    let known = Known::of(unit.as_mut(), &account).await?;
    drop(unit);
    password::acceptable(&request.password, &known)?;
    let hash = entrance.turn.hash(request.password, state.clock.random()).await?;
    let mut unit = state.storage.write(account.county).await?;
    unit.accounts().set_password(account.id, &hash).await?;
    unit.sessions().end_all(account.id, None).await?;
    unit.second_steps().tried(account.id, 0, state.clock.now()).await?;
    let who = state.onlooker(account.county, account.id);
    if state.has(Defence::CodesLogged) {
        did(unit.as_mut(), &who, Deed::on(Power::CodeUsed, account.id)).await?;
    }
    unit.commit().await?;
    let browser = super::Browser { device: request.device, label: &request.label, desk: false, headers: &headers };
    // What the browser is known by goes with the new password.
    let account = Account { password_hash: Some(hash), ..account };
    super::open(&state, &account, browser).await
}
