//! The own second step of signing in at a desk: what it is, set up, put away.

pub mod draft;
pub mod own;
pub mod remove;
pub mod set;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use storage::Account;

use crate::AppState;
use crate::auth::{AtDesk, Halfway};
use crate::error::ApiError;

/// Somebody who may set up a second step: who has just given the password at a desk, or must set one up to come in.
pub struct SetsUp {
    /// Whose it will be.
    pub account: Account,
    /// The digest of the token of session or half.
    pub token_hash: Vec<u8>,
}

impl FromRequestParts<AppState> for SetsUp {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        match AtDesk::from_request_parts(parts, state).await {
            Ok(AtDesk(who)) => {
                who.confirmed(state.clock.now())?;
                Ok(Self { account: who.account.clone(), token_hash: who.session.token_hash.clone() })
            }
            Err(ApiError::SignedOut) => {
                let half = Halfway::from_request_parts(parts, state).await?;
                let mut unit = state.storage.read(half.account.county).await?;
                let has_one = unit.second_steps().get(half.account.id).await?.is_some();
                // Whoever has one takes it, and sets up another one afterwards.
                if !half.sets_up || has_one {
                    return Err(ApiError::SignedOut);
                }
                Ok(Self { account: half.account, token_hash: half.token_hash })
            }
            Err(error) => Err(error),
        }
    }
}
