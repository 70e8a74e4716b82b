//! Nobody holds a request open for ever, neither by sending it slowly nor by asking for much.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::error::ApiError;

/// Longest time for a request, its body included. Phones on a slow network give up after a minute.
pub const REQUEST_TIME_MAX: Duration = Duration::from_mins(2);

/// Answers within a time: with what was asked for, or that it took too long.
pub async fn in_time(State(most): State<Duration>, request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(most, next.run(request)).await;
    answer.unwrap_or_else(|_| ApiError::TimedOut.into_response())
}
