//! `DELETE /api/v1/second-step`: puts the own second step away.

use axum::extract::State;
use axum::http::StatusCode;
use domain::policy::Power;

use crate::AppState;
use crate::auth::AtDesk;
use crate::core::access_log::{Deed, did};
use crate::core::second_step;
use crate::error::ApiError;

/// Puts it away, where the rules ask for none.
#[utoipa::path(delete, path = "/api/v1/second-step", responses((status = 204), (status = 401), (status = 403), (status = 428)))]
pub async fn remove(State(state): State<AppState>, AtDesk(who): AtDesk) -> Result<StatusCode, ApiError> {
    let mut unit = state.storage.write(who.county()).await?;
    if second_step::asks(unit.as_mut(), &who.account, &who.lent, state.clock.today()).await? {
        return Err(ApiError::Forbidden);
    }
    who.confirmed(state.clock.now())?;
    unit.second_steps().remove(who.account.id).await?;
    let by = state.onlooker(who.county(), who.account.id);
    did(unit.as_mut(), &by, Deed::on(Power::StepRemoved, who.account.id)).await?;
    unit.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
