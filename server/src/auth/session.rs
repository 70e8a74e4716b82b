//! Sessions: an opaque token, of which the database has the hash. A phone keeps it sealed and sends it in a header, so
//! that a locked phone opens nothing; a desk has it in a cookie that ends with the browser, after half an hour without
//! a call, and after half a day.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::CountyId;
use domain::policy::{Action, Actor, Grant, Subject, can};
use sha2::{Digest, Sha256};
use storage::{Account, Device, Session, SessionKind, StorageError};

use crate::AppState;
use crate::core::{deputies, second_step};
use crate::defences::Defence;
use crate::error::ApiError;
use crate::events::{self, Event};

/// How long a phone's session lasts. A mentor may be without a network for weeks.
const ON_A_PHONE: TimeDelta = TimeDelta::days(120);
/// How long one at a desk lasts at most.
const AT_A_DESK: TimeDelta = TimeDelta::hours(12);
/// Without a call for so long, a desk's session has ended.
const IDLE: TimeDelta = TimeDelta::minutes(30);
/// Within this time of the last one, another call is not written down.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// When a session ends that begins now.
pub fn ends_at(kind: SessionKind, now: DateTime<Utc>) -> DateTime<Utc> {
    now + if kind == SessionKind::Phone { ON_A_PHONE } else { AT_A_DESK }
}

/// How long the password counts as just given, for what it is asked again for.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// A cookie of ours, by its names over HTTPS and without.
pub struct Cookie {
    pub(super) secure: &'static str,
    pub(super) plain: &'static str,
}

/// That of a session at a desk. `__Host-` binds it to HTTPS, to this host and to the whole site.
pub const DESK: Cookie = Cookie { secure: "__Host-wuyou-desk", plain: "wuyou-desk" };
/// That of who is half-way in.
pub const HALF: Cookie = Cookie { secure: "__Host-wuyou-half", plain: "wuyou-half" };

impl Cookie {
    /// Its name, over HTTPS or without.
    pub fn name(&self, secure: bool) -> &'static str {
        if secure { self.secure } else { self.plain }
    }

    /// The `Set-Cookie` value that carries a token, or takes it away. It ends with the browser.
    pub fn set(&self, token: Option<&str>, secure: bool) -> HeaderValue {
        let name = self.name(secure);
        let attributes = if secure { "; Secure" } else { "" };
        let text = match token {
            Some(token) => format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict{attributes}"),
            None => format!("{name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{attributes}"),
        };
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// The `Set-Cookie` value of one that lasts so many seconds.
    pub fn set_for(&self, value: &str, seconds: u32, secure: bool) -> HeaderValue {
        let (name, attributes) = (self.name(secure), if secure { "; Secure" } else { "" });
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{attributes}");
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// Makes a token: what the browser has, and what is stored.
pub fn make_token(random: [u8; 32]) -> (String, Vec<u8>) {
    let token = URL_SAFE_NO_PAD.encode(random);
    let hash = hash_token(&token);
    (token, hash)
}

/// What is stored of a token.
pub fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The value of a cookie.
pub fn of_cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The token of a request, and where such a one is good for anything.
fn token_of(headers: &HeaderMap, secure: bool) -> Option<(&str, SessionKind)> {
    match headers.get(header::AUTHORIZATION) {
        Some(value) => Some((value.to_str().ok()?.strip_prefix("Bearer ")?, SessionKind::Phone)),
        None => of_cookie(headers, DESK.name(secure)).map(|token| (token, SessionKind::Desk)),
    }
}

/// When a session began.
pub fn begun_at(session: &Session) -> DateTime<Utc> {
    session.expires_at - if session.kind == SessionKind::Phone { ON_A_PHONE } else { AT_A_DESK }
}

/// Whether a session is good for anything still.
pub fn lasts(session: &Session, now: DateTime<Utc>) -> bool {
    now < session.expires_at && (session.kind == SessionKind::Phone || now < session.seen_at + IDLE)
}

/// A signed-in person whose account may have ended, on a device that may have been revoked: the session
/// is closing. Only sync takes work from such a one, and the pictures of that work are taken after it.
#[derive(Debug, Clone)]
pub struct SignedInDevice {
    /// The account, which may have ended.
    pub account: Account,
    /// The roles that the person holds today because they stand in for somebody.
    pub lent: Vec<Grant>,
    /// The session of the request's token.
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

    /// Why the session is good for nothing but handing in work; none while account and device stand.
    pub fn ended(&self, state: &AppState) -> Option<ApiError> {
        if self.account.disabled {
            return Some(ApiError::Disabled);
        }
        let is_revoked = self.session.closing || self.device.as_ref().is_some_and(|d| d.revoked_at.is_some());
        (is_revoked && state.has(Defence::RevokedOut)).then_some(ApiError::DeviceRevoked)
    }

    /// Whether the password was just given; `ConfirmFirst` when it is to be given again.
    pub fn confirmed(&self, now: DateTime<Utc>) -> Result<(), ApiError> {
        if now < self.session.confirmed_at + FRESH { Ok(()) } else { Err(ApiError::ConfirmFirst) }
    }

    /// Reads the session of a request.
    pub async fn of(state: &AppState, headers: &HeaderMap) -> Result<Self, ApiError> {
        let (token, kind) = token_of(headers, state.settings.secure()).ok_or(ApiError::SignedOut)?;
        let mut directory = state.storage.directory().await?;
        let session = directory.session(&hash_token(token)).await?.ok_or(ApiError::SignedOut)?;
        let now = state.clock.now();
        let is_idle = !lasts(&session, now) && state.has(Defence::IdleEnd);
        let is_of_elsewhere = session.kind != kind && state.has(Defence::DesksApart);
        if is_of_elsewhere || is_idle || now >= session.expires_at {
            return Err(ApiError::SignedOut);
        }
        let mut unit = directory.enter(session.county);
        let account = unit.accounts().get(session.account).await?.ok_or(ApiError::SignedOut)?;
        let device = match session.device {
            Some(id) => unit.devices().get(id).await?,
            None => None,
        };
        events::known(account.id, session.device);
        if account.disabled || session.closing || device.as_ref().is_some_and(|device| device.revoked_at.is_some()) {
            let cause = if account.disabled { "account_ended" } else { "device_revoked" };
            events::tell(Event::RevokedCame, Some(account.id), cause);
        }
        let lent = deputies::lent(unit.as_mut(), &account, state.clock.today()).await?;
        let is_stepped = session.kind == SessionKind::Phone || session.second_step;
        let asked = !is_stepped && second_step::asks(unit.as_mut(), &account, &lent, state.clock.today()).await?;
        drop(unit);
        if asked {
            // It was opened before the rules asked for more.
            return Err(ApiError::SignedOut);
        }
        if kind == SessionKind::Desk && session.seen_at + SEEN_EVERY <= now {
            seen(state, &session, now).await?;
        }
        Ok(Self { account, lent, session, device })
    }
}

/// Remembers that a session goes on.
async fn seen(state: &AppState, session: &Session, now: DateTime<Utc>) -> Result<(), StorageError> {
    let mut unit = state.storage.write(session.county).await?;
    unit.sessions().seen(&session.token_hash, now).await?;
    unit.commit().await
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
        match found.ended(state) {
            Some(why) => Err(why),
            None => Ok(Self(found)),
        }
    }
}

/// Somebody who is signed in at a desk. No phone's session opens one.
#[derive(Debug, Clone)]
pub struct AtDesk(pub SignedIn);

impl FromRequestParts<AppState> for AtDesk {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let who = SignedIn::from_request_parts(parts, state).await?;
        let is_desk = who.session.kind == SessionKind::Desk || !state.has(Defence::DesksApart);
        if is_desk { Ok(Self(who)) } else { Err(ApiError::SignedOut) }
    }
}

/// Somebody who is signed in on a phone. No desk's session reads what phones hold.
#[derive(Debug, Clone)]
pub struct OnPhone(pub SignedIn);

impl FromRequestParts<AppState> for OnPhone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let who = SignedIn::from_request_parts(parts, state).await?;
        if who.session.kind == SessionKind::Phone { Ok(Self(who)) } else { Err(ApiError::SignedOut) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host_and_ends_with_the_browser() {
        let (token, hash) = make_token([5; 32]);
        let value = DESK.set(Some(&token), true);
        let text = value.to_str().unwrap_or_default();
        assert!(text.starts_with("__Host-wuyou-desk="));
        for needed in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(text.contains(needed), "{needed}");
        }
        assert!(!text.contains("Domain") && !text.contains("Max-Age") && !text.contains("Expires"));
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_str(&format!("a=b; __Host-wuyou-desk={token}")).unwrap_or_else(|e| panic!("{e}")),
        );
        let found =
            |headers: &HeaderMap, secure| token_of(headers, secure).map(|(text, kind)| (hash_token(text), kind));
        assert_eq!(found(&headers, true), Some((hash.clone(), SessionKind::Desk)));
        assert_eq!(found(&headers, false), None);
        let bearer = HeaderValue::from_str(&format!("Bearer {token}")).unwrap_or_else(|e| panic!("{e}"));
        headers.insert(header::AUTHORIZATION, bearer);
        assert_eq!(found(&headers, true), Some((hash, SessionKind::Phone)), "whoever names a token means it");
    }
}
