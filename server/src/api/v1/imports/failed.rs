//! `GET /api/v1/imports/{batch}/failed`: the rows of a batch that are to be mended.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use desk_api::access_log::Look;
use domain::id::BatchId;
use domain::policy::{Action, Subject, can};

use crate::AppState;
use crate::api::v1::outs::workbook::{KIND, attachment};
use crate::auth::AtDesk;
use crate::core::access_log::record;
use crate::core::import::{self, Tools};
use crate::error::ApiError;

/// A workbook of the rows that could not be read whole or are still asked about, to mend and to send again.
#[utoipa::path(get, path = "/api/v1/imports/{batch}/failed", params(("batch" = uuid::Uuid, Path)), responses((status = 200), (status = 401), (status = 404)))]
pub async fn failed(
    State(state): State<AppState>,
    AtDesk(who): AtDesk,
    Path(batch): Path<BatchId>,
) -> Result<Response, ApiError> {
    let tools = Tools { clock: &state.clock, keys: &state.keys };
    let mut unit = state.storage.read(who.county()).await?;
    let may = |opened: &import::Opened| can(&who.actor(), Action::Import, Subject::School(opened.line.school));
    let opened = import::open(unit.as_mut(), batch).await?.filter(may).ok_or(ApiError::NotFound)?;
    who.confirmed(state.clock.now())?;
    let history = state.ledger.of(unit.as_mut()).await?;
    let compared = import::compare(unit.as_mut(), tools, &history, &opened).await?;
    drop(unit);
    let bytes = import::failed(&opened, &compared).map_err(|_| ApiError::Internal("a workbook was not written"))?;
    record(state.storage.as_ref(), &state.onlooker(who.county(), who.account.id), Look::Import, batch.0).await?;
    let Some(bytes) = bytes else { return Err(ApiError::NotFound) };
    let name = attachment(&format!("要改的行-{}.xlsx", state.clock.today()));
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(KIND)), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}
