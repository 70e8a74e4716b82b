//! Sessions: an opaque token in a cookie, its hash in the database.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use domain::id::CountyId;
use domain::policy::{Action, Actor, Grant, Subject, can};
use sha2::{Digest, Sha256};
use storage::{Account, Device, Session};

use crate::AppState;
use crate::core::deputies;
use crate::error::ApiError;

/// Days a session lasts. A mentor may be without a network for weeks.
pub const DAYS: i64 = 120;

/// The cookie's name. `__Host-` binds it to HTTPS, to this host and to the whole site.
fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-wuyou" } else { "wuyou" }
}

/// Makes a token: what goes into the cookie, and what is stored.
pub fn make_token(random: [u8; 32]) -> (String, Vec<u8>) {
    let token = URL_SAFE_NO_PAD.encode(random);
    let hash = hash_token(&token);
    (token, hash)
}

fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The `Set-Cookie` value that carries a token, or takes it away.
pub fn cookie(token: Option<&str>, secure: bool) -> HeaderValue {
    let name = cookie_name(secure);
    let attributes = if secure { "; Secure" } else { "" };
    let text = match token {
        Some(token) => {
            let seconds = TimeDelta::days(DAYS).num_seconds();
            format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{attributes}")
        }
        None => format!("{name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{attributes}"),
    };
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn token_of(headers: &HeaderMap, secure: bool) -> Option<&str> {
    let name = cookie_name(secure);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// A signed-in person whose account may have ended, on a device that may have been revoked: the session
/// is closing. Only sync takes work from such a one, and ends the session when there is no more.
#[derive(Debug, Clone)]
pub struct SignedInDevice {
    /// The account, which may have ended.
    pub account: Account,
    /// The roles that the person holds today because they stand in for somebody.
    pub lent: Vec<Grant>,
    /// The session of the request's cookie.
    pub session: Session,
    /// The device that signed in, which may have been revoked.
    pub device: Option<Device>,
}

impl SignedInDevice {
    /// The person, for the policy.
    pub fn actor(&self) -> Actor {
        Actor { account: self.account.id, grants: self.account.grants.clone(), lent: self.lent.clone() }
    }

    /// The county whose units of work are opened for the person.
    pub fn county(&self) -> CountyId {
        self.account.county
    }

    /// Asks the policy; `Forbidden` when it says no.
    pub fn require(&self, action: Action, subject: Subject<'_>) -> Result<(), ApiError> {
        if can(&self.actor(), action, subject) { Ok(()) } else { Err(ApiError::Forbidden) }
    }

    /// Reads the session of a request.
    pub async fn of(state: &AppState, headers: &HeaderMap) -> Result<Self, ApiError> {
        let token = token_of(headers, state.settings.secure()).ok_or(ApiError::SignedOut)?;
        let mut directory = state.storage.directory().await?;
        let session = directory.session(&hash_token(token)).await?.ok_or(ApiError::SignedOut)?;
        if session.expires_at <= state.clock.now() {
            return Err(ApiError::SignedOut);
        }
        let mut unit = directory.enter(session.county);
        let account = unit.accounts().get(session.account).await?.ok_or(ApiError::SignedOut)?;
        let device = match session.device {
            Some(id) => unit.devices().get(id).await?,
            None => None,
        };
        let lent = deputies::lent(unit.as_mut(), &account, state.clock.today()).await?;
        Ok(Self { account, lent, session, device })
    }
}

impl FromRequestParts<AppState> for SignedInDevice {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Self::of(state, &parts.headers).await
    }
}

/// A signed-in person whose account stands, on a device that was not revoked.
#[derive(Debug, Clone)]
pub struct SignedIn(pub SignedInDevice);

impl std::ops::Deref for SignedIn {
    type Target = SignedInDevice;
    fn deref(&self) -> &SignedInDevice {
        &self.0
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let found = SignedInDevice::of(state, &parts.headers).await?;
        if found.account.disabled {
            return Err(ApiError::Disabled);
        }
        if found.session.closing || found.device.as_ref().is_some_and(|d| d.revoked_at.is_some()) {
            return Err(ApiError::DeviceRevoked);
        }
        Ok(Self(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host() {
        let (token, hash) = make_token([5; 32]);
        let value = cookie(Some(&token), true);
        let text = value.to_str().unwrap_or_default();
        assert!(text.starts_with("__Host-wuyou="));
        for needed in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(text.contains(needed), "{needed}");
        }
        assert!(!text.contains("Domain"));
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_str(&format!("a=b; __Host-wuyou={token}")).unwrap_or_else(|e| panic!("{e}")),
        );
        assert_eq!(token_of(&headers, true).map(hash_token), Some(hash));
        assert_eq!(token_of(&headers, false), None);
    }
}
