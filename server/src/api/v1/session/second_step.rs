//! `/api/v1/session/second-step`: the second step of signing in at a desk.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use sync::ErrorCode;
use sync::account::{StepAsked, StepCode, StepView};

use crate::AppState;
use crate::auth::Halfway;
use crate::auth::rate::Lane;
use crate::core::{deputies, second_step as step};
use crate::error::ApiError;

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

/// Takes the second step. A code is good once.
#[utoipa::path(post, path = "/api/v1/session/second-step", responses((status = 200), (status = 400), (status = 401), (status = 429)))]
pub async fn step(
    State(state): State<AppState>,
    half: Halfway,
    Json(request): Json<StepCode>,
) -> Result<Response, ApiError> {
    let lanes = [Lane::Step(half.account.id)];
    state.limits.count(&lanes, state.clock.now())?;
    let account = &half.account;
    let mut unit = state.storage.write(account.county).await?;
    let own = unit.second_steps().get(account.id).await?.ok_or(ApiError::SignedOut)?;
    let who = state.onlooker(account.county, account.id);
    if !step::used(unit.as_mut(), &who, &own, &request.code).await? {
        return Err(ApiError::Bad(ErrorCode::StepCodeWrong));
    }
    let opened = super::at_a_desk(&state, unit, account, true).await?;
    state.limits.forgive(&lanes);
    state.halves.end(&half.token_hash);
    Ok(opened)
}
