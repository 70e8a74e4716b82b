//! `GET /api/v1/second-step`: the own second step.

use axum::Json;
use axum::extract::State;
use storage::{CodeUse, SecondStep, StepKind};
use sync::account::{OwnStep, StepChoice};

use crate::AppState;
use crate::auth::AtDesk;
use crate::core::second_step;
use crate::error::ApiError;

/// What the own second step is, and how many codes are left.
#[utoipa::path(get, path = "/api/v1/second-step", responses((status = 200), (status = 401)))]
pub async fn own(State(state): State<AppState>, AtDesk(who): AtDesk) -> Result<Json<OwnStep>, ApiError> {
    let mut unit = state.storage.read(who.county()).await?;
    let own = unit.second_steps().get(who.account.id).await?;
    let is_asked = second_step::asks(unit.as_mut(), &who.account, &who.lent, state.clock.today()).await?;
    let kind = own.as_ref().map(|step| match step.kind {
        StepKind::Authenticator(_) => StepChoice::Authenticator,
        StepKind::Card => StepChoice::Card,
    });
    let left = |usage: CodeUse| {
        let good = own.as_ref().map_or(0, |step: &SecondStep| step.good(usage).count());
        u32::try_from(good).unwrap_or(u32::MAX)
    };
    Ok(Json(OwnStep {
        kind,
        set_at: own.as_ref().map(|step| step.set_at),
        card_left: left(CodeUse::Card),
        recovery_left: left(CodeUse::Recovery),
        is_asked,
    }))
}
