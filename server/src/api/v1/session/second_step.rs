//! `/api/v1/session/second-step`: the second step of signing in at a desk.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Days, Utc};
use domain::policy::Power;
use domain::term::{day_begins, local_day};
use storage::SecondStep;
use sync::ErrorCode;
use sync::account::{StepAsked, StepCode, StepView};

use crate::AppState;
use crate::auth::rate::{Lane, WRONG_CODES_MAX};
use crate::auth::{Halfway, known};
use crate::core::access_log::{Deed, did};
use crate::core::{deputies, second_step as step};
use crate::error::ApiError;
use crate::events::{Event, tell};

/// From so many wrong codes on their owner is told: fewer are slips of the own thumb.
const TOLD_FROM: u32 = 3;

/// What is asked of who has given the right password.
#[utoipa::path(get, path = "/api/v1/session/second-step", responses((status = 200), (status = 401)))]
pub async fn asked(State(state): State<AppState>, half: Halfway) -> Result<Json<StepView>, ApiError> {
    let mut unit = state.storage.read(half.account.county).await?;
    let today = state.clock.today();
    let lent = deputies::lent(unit.as_mut(), &half.account, today).await?;
    // What was asked for at first may have been taken away meanwhile: then the password is given anew.
    let asked = step::asked(unit.as_mut(), &half.account, &lent, today).await?.ok_or(ApiError::SignedOut)?;
    if (asked == StepAsked::SetUp) != half.sets_up {
        return Err(ApiError::SignedOut);
    }
    Ok(Json(StepView { name: half.account.name, asked }))
}

/// For how long a second step waits because of all the wrong codes of this day; none where it does not.
fn closed(own: &SecondStep, now: DateTime<Utc>) -> Option<u64> {
    let today = local_day(now);
    let is_of_today = own.wrong_at.is_some_and(|at| local_day(at) == today);
    let opens = day_begins(today + Days::new(1));
    (is_of_today && own.wrong >= WRONG_CODES_MAX).then(|| (opens - now).num_seconds().unsigned_abs() + 1)
}

/// The wrong codes of a row, with one more. What strangers tried on another day no longer closes anything.
fn one_more(own: &SecondStep, now: DateTime<Utc>) -> u32 {
    let is_over = own.wrong >= WRONG_CODES_MAX && closed(own, now).is_none();
    if is_over { TOLD_FROM } else { own.wrong.saturating_add(1) }
}

/// Takes the second step. A code is good once.
#[utoipa::path(post, path = "/api/v1/session/second-step", responses((status = 200), (status = 400), (status = 401), (status = 429)))]
pub async fn step(
    State(state): State<AppState>,
    half: Halfway,
    headers: HeaderMap,
    Json(request): Json<StepCode>,
) -> Result<Response, ApiError> {
    let (account, now) = (&half.account, state.clock.now());
    let id = account.id;
    let own = state.storage.read(account.county).await?.second_steps().get(id).await?;
    // A browser by which its owner was in before has lanes of its own, so that nobody with the password alone keeps them out.
    let browser = known::of(&state, &headers, account, own.as_ref());
    let lanes =
        browser.map_or_else(|| vec![Lane::Step(id)], |mark| vec![Lane::Browser(id, mark), Lane::BrowserDay(id, mark)]);
    state.limits.count(&lanes, now)?;
    let mut unit = state.storage.write(account.county).await?;
    let own = unit.second_steps().get(id).await?.ok_or(ApiError::SignedOut)?;
    if browser.is_none()
        && let Some(seconds) = closed(&own, now)
    {
        tell(Event::StepClosed, Some(id), "");
        return Err(ApiError::TooMany(seconds));
    }
    let who = state.onlooker(account.county, id);
    if !step::used(unit.as_mut(), &who, &own, &request.code).await? {
        // Of one that was used meanwhile nothing is kept but that it was tried.
        unit.second_steps().tried(id, one_more(&own, now), now).await?;
        unit.commit().await?;
        tell(Event::StepRefused, Some(id), "wrong");
        return Err(ApiError::Bad(ErrorCode::StepCodeWrong));
    }
    if own.wrong >= TOLD_FROM {
        did(unit.as_mut(), &who, Deed::on(Power::StepTried, id)).await?;
    }
    unit.second_steps().tried(id, 0, now).await?;
    let opened = super::at_a_desk(&state, unit, account, &headers, true).await?;
    state.limits.forgive(&lanes);
    state.halves.end(&half.token_hash);
    Ok(opened)
}
