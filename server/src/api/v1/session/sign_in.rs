//! `POST /api/v1/session`: signs in.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;
use sync::account::SignIn;

use crate::AppState;
use crate::auth::{Entrance, entrance, password};
use crate::error::ApiError;

/// Signs in. An unknown name and a wrong password give the same answer, in the same time.
#[utoipa::path(post, path = "/api/v1/session", responses((status = 200), (status = 401), (status = 429)))]
pub async fn sign_in(
    State(state): State<AppState>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Json(request): Json<SignIn>,
) -> Result<Response, ApiError> {
    let login = entrance::login(&request.login).ok_or(ApiError::WrongCredentials)?;
    if password::is_too_long(&request.password) {
        return Err(ApiError::WrongCredentials);
    }
    let address = state.peer(&headers, peer.map(|p| p.0.0.ip()));
    let mut entrance = Entrance::with(&state, &login, request.device, address).await?;
    let account = entrance.account.take();
    let hash = account.as_ref().and_then(|a| a.password_hash.clone());
    let right = entrance.turn.verify(request.password, hash).await?;
    match account {
        Some(account) if right && account.disabled => Err(ApiError::Disabled),
        Some(account) if right => {
            entrance.forgive(&state);
            let browser = super::Browser { device: request.device, label: &request.label, desk: request.desk };
            super::open(&state, &account, browser).await
        }
        _ => Err(ApiError::WrongCredentials),
    }
}
