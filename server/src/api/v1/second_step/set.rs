//! `POST /api/v1/second-step`: sets up the second step that was begun, by a code of it.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{AppendHeaders, IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use domain::policy::Power;
use storage::{CodeUse, SecondStep};
use sync::ErrorCode;
use sync::account::{StepCode, StepSet};

use super::SetsUp;
use crate::AppState;
use crate::api::v1::session::{in_at_a_desk, new_desk};
use crate::auth::known;
use crate::auth::step::{self, Right};
use crate::core::access_log::{Deed, did};
use crate::error::ApiError;
use crate::events::{Event, tell};

/// Uses up the code by which it is shown that authenticator or card are there.
fn used(mut made: SecondStep, right: Right, now: DateTime<Utc>) -> SecondStep {
    match right {
        Right::Step(found) => made.last_step = found,
        Right::Code(usage, n) => {
            let same = made.codes.iter_mut().filter(|code| code.usage == usage && code.n == n);
            same.for_each(|code| code.used_at = Some(now));
        }
    }
    made
}

/// Sets it up. Every other session at a desk ends, and this one goes on under another token.
#[utoipa::path(post, path = "/api/v1/second-step", responses((status = 200), (status = 400), (status = 401), (status = 428)))]
pub async fn set(
    State(state): State<AppState>,
    who: SetsUp,
    headers: HeaderMap,
    Json(request): Json<StepCode>,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let made = state.halves.laid(&who.token_hash, now).ok_or(ApiError::Lapsed)?;
    let Some(right) = step::right(&made, &request.code, now.timestamp()) else {
        tell(Event::StepRefused, Some(who.account.id), "sets_up");
        return Err(ApiError::Bad(ErrorCode::StepCodeWrong));
    };
    let mut made = SecondStep { set_at: now, ..used(made, right, now) };
    let (recovery, codes) = step::codes(&state.clock, &made.digest_key, CodeUse::Recovery);
    made.codes.extend(codes);
    let account = &who.account;
    let mut unit = state.storage.write(account.county).await?;
    unit.second_steps().put(&made).await?;
    unit.sessions().end_at_desks(account.id).await?;
    let by = state.onlooker(account.county, account.id);
    did(unit.as_mut(), &by, Deed::on(Power::StepSet, account.id)).await?;
    let token = new_desk(&state, unit.as_mut(), account, true).await?;
    unit.commit().await?;
    state.halves.end(&who.token_hash);
    let known = known::set(&state, &headers, account, Some(&made));
    Ok((AppendHeaders(in_at_a_desk(&state, &token, known)), Json(StepSet { recovery })).into_response())
}
