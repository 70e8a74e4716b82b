//! `POST /api/v1/session`: signs in.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;
use sync::account::SignIn;

use crate::AppState;
use crate::auth::{Entrance, entrance, password};
use crate::defences::Defence;
use crate::error::ApiError;
use crate::events::{Event, tell};

/// Signs in. An unknown name and a wrong password give the same answer, in the same time.
#[utoipa::path(post, path = "/api/v1/session", responses((status = 200), (status = 401), (status = 429)))]
pub async fn sign_in(
    State(state): State<AppState>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Json(request): Json<SignIn>,
) -> Result<Response, ApiError> {
    let login = entrance::login(&request.login)
        .filter(|_| !state.has(Defence::ShortInputs) || !password::is_too_long(&request.password));
    let Some(login) = login else {
        tell(Event::SignInRefused, None, "too_long");
        return Err(ApiError::WrongCredentials);
    };
    let address = state.peer(&headers, peer.map(|p| p.0.0.ip()));
    let mut entrance = Entrance::with(&state, &login, request.device, address, &headers).await?;
    let account = entrance.account.take();
    let hash = account.as_ref().and_then(|a| a.password_hash.clone());
    let right = entrance.turn.verify(request.password, hash).await?;
    match account {
        Some(account) if right && account.disabled => {
            tell(Event::SignInRefused, Some(account.id), "account_ended");
            Err(ApiError::Disabled)
        }
        Some(account) if right => {
            entrance.forgive(&state);
            let browser =
                super::Browser { device: request.device, label: &request.label, desk: request.desk, headers: &headers };
            super::open(&state, &account, browser).await
        }
        Some(account) => {
            tell(Event::SignInRefused, Some(account.id), "wrong_password");
            Err(ApiError::WrongCredentials)
        }
        None => {
            tell(Event::SignInRefused, None, "unknown_name");
            Err(ApiError::WrongCredentials)
        }
    }
}
