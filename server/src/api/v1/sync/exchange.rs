//! `POST /api/v1/sync`: pushes and pulls. The protocol is described at the top of the `sync` crate.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use domain::policy::{Action, Subject};
use std::io::Read as _;
use sync::limits::REQUEST_BYTES_MAX;
use sync::{ErrorCode, SyncRequest};

use crate::AppState;
use crate::auth::SignedInDevice;
use crate::error::ApiError;

/// Pushes operations and pulls what changed. The body may be gzip.
#[utoipa::path(
    post,
    path = "/api/v1/sync",
    request_body(content = inline(serde_json::Value), description = "SyncRequest of the sync crate"),
    responses((status = 200, description = "SyncResponse"), (status = 401), (status = 403), (status = 409), (status = 413))
)]
pub async fn exchange(
    State(state): State<AppState>,
    who: SignedInDevice,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let device = who.device.as_ref().ok_or(ApiError::SignedOut)?;
    // A mentor who lost the role still hands in the work: the policy is asked for what comes back.
    if device.revoked_at.is_none() && !who.account.disabled {
        who.require(Action::Sync, Subject::Own)?;
    }
    let gzip = headers.get(header::CONTENT_ENCODING).is_some_and(|v| v.as_bytes() == b"gzip");
    let plain = if gzip { unpacked(&body)? } else { body.to_vec() };
    let request: SyncRequest = serde_json::from_slice(&plain).map_err(|_| ApiError::Bad(ErrorCode::Unreadable))?;
    let now = state.clock.now();
    let reply = crate::exchange::exchange(state.storage.as_ref(), &who.account, device, request, now).await?;
    Ok(Json(reply).into_response())
}

/// Unpacks a body, but no further than a request may be long.
fn unpacked(body: &[u8]) -> Result<Vec<u8>, ApiError> {
    let mut plain = Vec::new();
    let limit = REQUEST_BYTES_MAX as u64 + 1;
    flate2::read::GzDecoder::new(body)
        .take(limit)
        .read_to_end(&mut plain)
        .map_err(|_| ApiError::Bad(ErrorCode::Unreadable))?;
    if plain.len() > REQUEST_BYTES_MAX { Err(ApiError::Bad(ErrorCode::TooLarge)) } else { Ok(plain) }
}
