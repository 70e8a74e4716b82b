//! What a handler answers when it cannot do what was asked.
//!
//! A response carries a stable code and no personal data; the app has the words. Details go to the log.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk_api::DeskError;
use storage::StorageError;
use sync::{ErrorBody, ErrorCode};

/// An answer that is not what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Nobody is signed in, or the session has ended.
    #[error("signed out")]
    SignedOut,
    /// Sign-in name or password is wrong.
    #[error("wrong credentials")]
    WrongCredentials,
    /// The password was right; the second step is still to come.
    #[error("second step")]
    SecondStep,
    /// The password is asked again first.
    #[error("confirm first")]
    ConfirmFirst,
    /// The account was disabled.
    #[error("account disabled")]
    Disabled,
    /// The person may not do this.
    #[error("forbidden")]
    Forbidden,
    /// The device was revoked.
    #[error("device revoked")]
    DeviceRevoked,
    /// A request from another site.
    #[error("cross site")]
    CrossSite,
    /// Not there, or not to be known.
    #[error("not found")]
    NotFound,
    /// What was begun was left for too long.
    #[error("lapsed")]
    Lapsed,
    /// The request makes no sense.
    #[error("bad request: {0}")]
    Bad(ErrorCode),
    /// Too many tries; wait so many seconds.
    #[error("too many tries")]
    TooMany(u64),
    /// The request took too long, to be sent or to be answered.
    #[error("timed out")]
    TimedOut,
    /// The client's protocol is too old.
    #[error("too old")]
    TooOld,
    /// The device's operations do not follow its counter.
    #[error("gap")]
    Gap(u64),
    /// The database failed: 503 where trying again may help, else 500.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Something that should not happen.
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl ApiError {
    /// Status and stable code.
    pub fn status(&self) -> (StatusCode, ErrorCode) {
        match self {
            Self::SignedOut => (StatusCode::UNAUTHORIZED, ErrorCode::SignedOut),
            Self::WrongCredentials => (StatusCode::UNAUTHORIZED, ErrorCode::WrongCredentials),
            Self::SecondStep => (StatusCode::UNAUTHORIZED, ErrorCode::SecondStep),
            Self::ConfirmFirst => (StatusCode::PRECONDITION_REQUIRED, ErrorCode::ConfirmFirst),
            Self::Disabled => (StatusCode::FORBIDDEN, ErrorCode::Disabled),
            Self::Forbidden => (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
            Self::DeviceRevoked => (StatusCode::FORBIDDEN, ErrorCode::DeviceRevoked),
            Self::CrossSite => (StatusCode::FORBIDDEN, ErrorCode::CrossSite),
            Self::NotFound => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
            Self::Lapsed => (StatusCode::NOT_FOUND, ErrorCode::StepLapsed),
            Self::Bad(code) => (StatusCode::BAD_REQUEST, *code),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, ErrorCode::TooManyTries),
            Self::TimedOut => (StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Unavailable),
            Self::TooOld => (StatusCode::CONFLICT, ErrorCode::TooOld),
            Self::Gap(_) => (StatusCode::CONFLICT, ErrorCode::Gap),
            Self::Storage(error) if error.is_retryable() => (StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Unavailable),
            Self::Storage(_) | Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal),
        }
    }
}

impl From<DeskError> for ApiError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::SignedOut => Self::SignedOut,
            DeskError::Forbidden => Self::Forbidden,
            DeskError::ConfirmFirst => Self::ConfirmFirst,
            DeskError::NotFound | DeskError::Changed | DeskError::Invalid(_) => Self::NotFound,
            DeskError::Unavailable => Self::Storage(StorageError::Unavailable("a desk".to_owned())),
            DeskError::Damaged => Self::Internal("a desk was not answered"),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = self.status();
        if status.is_server_error() {
            tracing::error!(error = %self, "request failed");
        }
        let last_n = if let Self::Gap(n) = self { Some(n) } else { None };
        let mut response = (status, Json(ErrorBody { code, last_n })).into_response();
        response.extensions_mut().insert(code);
        if let Self::TooMany(seconds) = self
            && let Ok(value) = HeaderValue::from_str(&seconds.to_string())
        {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}
