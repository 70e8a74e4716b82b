//! A call of a desk over HTTP: hands in the signed-in person's desks, and gives an error its status.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk_api::DeskError;
use leptos::prelude::provide_context;

use super::Desk;
use crate::AppState;
use crate::auth::AtDesk;
use crate::error::ApiError;

/// More than any error has.
const ERROR_BYTES_MAX: usize = 64 * 1024;

/// A desk's server function, with the signed-in person's desks in its context.
pub async fn call(
    State(state): State<AppState>,
    who: Result<AtDesk, ApiError>,
    request: Request,
) -> Result<Response, ApiError> {
    let desks = match who {
        Ok(AtDesk(who)) => Some(Desk::of(state, who)),
        // Whoever cannot be known now may be signed in all the same.
        Err(error @ (ApiError::Storage(_) | ApiError::Internal(_))) => return Err(error),
        Err(_) => None,
    };
    let provide = move || {
        if let Some(desks) = &desks {
            provide_context(desks.clone());
        }
    };
    let response = leptos_axum::handle_server_fns_with_context(provide, request).await.into_response();
    Ok(with_status(response).await)
}

/// Server functions answer every error with 500; the code in the body says what it is.
async fn with_status(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, ERROR_BYTES_MAX).await.unwrap_or_default();
    if let Ok(error) = serde_json::from_slice::<DeskError>(&bytes) {
        parts.status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        parts.extensions.insert(ApiError::from(error).status().1);
    }
    Response::from_parts(parts, Body::from(bytes))
}
