//! The client of `/api/v1`.

use std::cell::RefCell;

use domain::id::{DeviceId, PhotoId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::account::{Activate, ChangePassword, DeviceInfo, Me, PasswordChanged, PhotoProgress, SignIn, SignedIn};
#[cfg(feature = "desk")]
use sync::account::{Confirm, DraftStep, NewStep, OwnStep, StepChoice, StepCode, StepSet, StepView};
use sync::protocol::Comparison;
use sync::{ErrorBody, SyncRequest, SyncResponse};

use crate::platform::http::{Answer, call};
use crate::problem::RequestError;

/// Seconds to wait for a short answer.
const SHORT_SECONDS: i32 = 20;
/// Seconds to wait for an exchange or a chunk of a photo on a slow network.
const LONG_SECONDS: i32 = 60;

fn refused(answer: &Answer) -> RequestError {
    match serde_json::from_slice::<ErrorBody>(&answer.body) {
        Ok(body) if answer.json => RequestError::Refused(answer.status, Some(body.code), body.last_n),
        _ if answer.status == 413 || answer.status >= 500 || answer.status == 429 => {
            RequestError::Refused(answer.status, None, None)
        }
        _ => RequestError::unread(answer.json),
    }
}

thread_local! {
    /// By which this phone names its session, while it is unlocked. It lies sealed in the vault, so a locked phone has none.
    static TOKEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Names this session in all that is asked from now on.
pub fn bear(token: Option<String>) {
    TOKEN.replace(token);
}

async fn raw(method: &str, path: &str, kind: &str, body: Option<&[u8]>, seconds: i32) -> Result<Answer, RequestError> {
    let token = TOKEN.with_borrow(Clone::clone);
    let answer = call(method, path, kind, body, seconds, token.as_deref());
    let answer = answer.await.map_err(|_| RequestError::Unreachable)?;
    if (200..300).contains(&answer.status) { Ok(answer) } else { Err(refused(&answer)) }
}

async fn json<T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<&impl Serialize>,
    seconds: i32,
) -> Result<T, RequestError> {
    let bytes = body.map(serde_json::to_vec).transpose().map_err(|_| RequestError::Unwritable)?;
    let answer = raw(method, path, "application/json", bytes.as_deref(), seconds).await?;
    serde_json::from_slice(&answer.body).map_err(|_| RequestError::unread(answer.json))
}

const NOTHING: Option<&()> = None;

/// Opens a session with the password.
pub async fn sign_in(request: &SignIn) -> Result<SignedIn, RequestError> {
    json("POST", "/api/v1/session", Some(request), SHORT_SECONDS).await
}

/// Sets the first password.
pub async fn activate(request: &Activate) -> Result<SignedIn, RequestError> {
    json("POST", "/api/v1/activation", Some(request), SHORT_SECONDS).await
}

/// Who is signed in.
pub async fn me() -> Result<Me, RequestError> {
    json("GET", "/api/v1/me", NOTHING, SHORT_SECONDS).await
}

/// What is asked in the second step.
#[cfg(feature = "desk")]
pub async fn step_asked() -> Result<StepView, RequestError> {
    json("GET", "/api/v1/session/second-step", NOTHING, SHORT_SECONDS).await
}

/// Takes the second step.
#[cfg(feature = "desk")]
pub async fn step(code: &StepCode) -> Result<SignedIn, RequestError> {
    json("POST", "/api/v1/session/second-step", Some(code), SHORT_SECONDS).await
}

/// Gives the password again.
#[cfg(feature = "desk")]
pub async fn confirm(given: &Confirm) -> Result<(), RequestError> {
    let body = serde_json::to_vec(given).map_err(|_| RequestError::Unwritable)?;
    let kind = "application/json";
    raw("POST", "/api/v1/session/confirm", kind, Some(&body), SHORT_SECONDS).await.map(drop)
}

/// Whether the password counts as just given.
#[cfg(feature = "desk")]
pub async fn confirmed() -> Result<(), RequestError> {
    raw("GET", "/api/v1/session/confirm", "", None, SHORT_SECONDS).await.map(drop)
}

/// The own second step.
#[cfg(feature = "desk")]
pub async fn own_step() -> Result<OwnStep, RequestError> {
    json("GET", "/api/v1/second-step", NOTHING, SHORT_SECONDS).await
}

/// Begins to set one up.
#[cfg(feature = "desk")]
pub async fn draft_step(choice: StepChoice) -> Result<NewStep, RequestError> {
    json("POST", "/api/v1/second-step/draft", Some(&DraftStep { choice }), SHORT_SECONDS).await
}

/// Sets it up, by a code of it.
#[cfg(feature = "desk")]
pub async fn set_step(code: &StepCode) -> Result<StepSet, RequestError> {
    json("POST", "/api/v1/second-step", Some(code), SHORT_SECONDS).await
}

/// Puts it away.
#[cfg(feature = "desk")]
pub async fn remove_step() -> Result<(), RequestError> {
    raw("DELETE", "/api/v1/second-step", "", None, SHORT_SECONDS).await.map(drop)
}

/// Ends the session of this browser.
pub async fn sign_out() -> Result<(), RequestError> {
    raw("DELETE", "/api/v1/session", "", None, SHORT_SECONDS).await.map(drop)
}

/// Changes the own password at the server; the phone's key and token have yet to follow ([`super::account::rewrap`]).
pub async fn change_password(request: &ChangePassword) -> Result<PasswordChanged, RequestError> {
    json("POST", "/api/v1/password", Some(request), SHORT_SECONDS).await
}

/// The own devices, revoked ones too.
pub async fn devices() -> Result<Vec<DeviceInfo>, RequestError> {
    json("GET", "/api/v1/devices", NOTHING, SHORT_SECONDS).await
}

/// Revokes an own device: it may hand in its work, and forgets everything.
pub async fn revoke(device: DeviceId) -> Result<(), RequestError> {
    raw("DELETE", &format!("/api/v1/devices/{device}"), "", None, SHORT_SECONDS).await.map(drop)
}

/// One exchange: pushes and pulls.
pub async fn sync(request: &SyncRequest) -> Result<SyncResponse, RequestError> {
    json("POST", "/api/v1/sync", Some(request), LONG_SECONDS).await
}

/// What the server holds of our scope.
pub async fn compare() -> Result<Comparison, RequestError> {
    json("GET", "/api/v1/sync/compare", NOTHING, LONG_SECONDS).await
}

/// A photo that the server has.
pub async fn photo_bytes(id: PhotoId) -> Result<Vec<u8>, RequestError> {
    raw("GET", &format!("/api/v1/photos/{id}"), "", None, LONG_SECONDS).await.map(|answer| answer.body)
}

/// Sends a chunk of a photo; an empty one asks where to go on.
pub async fn photo(
    id: PhotoId,
    sha256: &str,
    bytes: usize,
    at: u64,
    chunk: &[u8],
) -> Result<PhotoProgress, RequestError> {
    let path = format!("/api/v1/photos/{id}?sha256={sha256}&bytes={bytes}&at={at}");
    let answer = raw("PUT", &path, "application/octet-stream", Some(chunk), LONG_SECONDS).await?;
    serde_json::from_slice(&answer.body).map_err(|_| RequestError::unread(answer.json))
}
