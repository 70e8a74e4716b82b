//! Who has given the right password at a desk, and not the second step yet. It is no session and opens nothing else: a
//! few minutes of memory, bound to the browser by a cookie of its own.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{AccountId, CountyId};
use sha2::{Digest, Sha256};
use storage::{Account, SecondStep};

use super::session::{HALF, hash_token, make_token, of_cookie};
use crate::AppState;
use crate::error::ApiError;

/// How long somebody has for the second step.
const LASTS: TimeDelta = TimeDelta::minutes(5);
/// How long where it is still to be set up: an authenticator is installed, a card printed.
const LASTS_TO_SET_UP: TimeDelta = TimeDelta::minutes(15);
/// How many of an account there are at once, by known browsers and by others; the oldest of them ends.
const OF_ACCOUNT_MAX: usize = 4;

/// Somebody half-way in.
#[derive(Debug, Clone)]
struct Half {
    county: CountyId,
    account: AccountId,
    /// The password that was given, by a digest of its hash: another one ends this.
    password: [u8; 32],
    sets_up: bool,
    /// Whether its owner was in by that browser before: strangers do not end it.
    is_known: bool,
    until: DateTime<Utc>,
}

/// A second step that is being set up, with the code that it is asked for still to come.
#[derive(Clone)]
struct Draft {
    step: SecondStep,
    until: DateTime<Utc>,
}

/// All who are half-way in, and all second steps that are being set up, by the digest of the token of half or session.
#[derive(Default)]
pub struct Halves {
    halves: Mutex<HashMap<Vec<u8>, Half>>,
    drafts: Mutex<HashMap<Vec<u8>, Draft>>,
}

fn digest_of(account: &Account) -> [u8; 32] {
    Sha256::digest(account.password_hash.as_deref().unwrap_or_default().as_bytes()).into()
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Halves {
    /// Lets an account's person half-way in; what comes back is the token.
    pub fn begin(
        &self,
        account: &Account,
        sets_up: bool,
        is_known: bool,
        now: DateTime<Utc>,
        random: [u8; 32],
    ) -> String {
        let (token, token_hash) = make_token(random);
        let mut all = held(&self.halves);
        let mut own: Vec<(DateTime<Utc>, Vec<u8>)> = all
            .iter()
            .filter(|(_, half)| half.account == account.id && half.is_known == is_known)
            .map(|(hash, half)| (half.until, hash.clone()))
            .collect();
        own.sort();
        let beyond = (own.len() + 1).saturating_sub(OF_ACCOUNT_MAX);
        for (_, hash) in own.into_iter().take(beyond) {
            all.remove(&hash);
        }
        let until = now + if sets_up { LASTS_TO_SET_UP } else { LASTS };
        let (county, password) = (account.county, digest_of(account));
        let half = Half { county, account: account.id, password, sets_up, is_known, until };
        all.insert(token_hash, half);
        token
    }

    fn get(&self, token_hash: &[u8], now: DateTime<Utc>) -> Option<Half> {
        held(&self.halves).get(token_hash).filter(|half| now < half.until).cloned()
    }

    /// Somebody is in, or has to begin anew.
    pub fn end(&self, token_hash: &[u8]) {
        held(&self.halves).remove(token_hash);
        held(&self.drafts).remove(token_hash);
    }

    /// Keeps a second step until a code of it was typed. An earlier one of the same browser is gone.
    pub fn lay(&self, token_hash: &[u8], step: SecondStep, now: DateTime<Utc>) {
        held(&self.drafts).insert(token_hash.to_vec(), Draft { step, until: now + LASTS_TO_SET_UP });
    }

    /// The second step that is being set up.
    pub fn laid(&self, token_hash: &[u8], now: DateTime<Utc>) -> Option<SecondStep> {
        held(&self.drafts).get(token_hash).filter(|draft| now < draft.until).map(|draft| draft.step.clone())
    }

    /// Forgets what is over.
    pub fn tidy(&self, now: DateTime<Utc>) {
        held(&self.halves).retain(|_, half| now < half.until);
        held(&self.drafts).retain(|_, draft| now < draft.until);
    }
}

/// Somebody who has given the right password and not the second step.
#[derive(Debug, Clone)]
pub struct Halfway {
    /// Whose password it was.
    pub account: Account,
    /// Whether a second step is to be set up first.
    pub sets_up: bool,
    /// By which it is ended.
    pub token_hash: Vec<u8>,
}

impl Halfway {
    /// Reads the cookie of a request.
    pub async fn of(state: &AppState, headers: &HeaderMap) -> Result<Self, ApiError> {
        let token = of_cookie(headers, HALF.name(state.settings.secure())).ok_or(ApiError::SignedOut)?;
        let token_hash = hash_token(token);
        let half = state.halves.get(&token_hash, state.clock.now()).ok_or(ApiError::SignedOut)?;
        let account = state.storage.read(half.county).await?.accounts().get(half.account).await?;
        // Meanwhile the account may have ended, or its password be another.
        let stands = |account: &Account| !account.disabled && digest_of(account) == half.password;
        let account = account.filter(stands).ok_or(ApiError::SignedOut)?;
        Ok(Self { account, sets_up: half.sets_up, token_hash })
    }
}

impl FromRequestParts<AppState> for Halfway {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Self::of(state, &parts.headers).await
    }
}
