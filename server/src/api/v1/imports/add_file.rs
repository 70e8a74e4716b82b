//! `POST /api/v1/imports/{batch}/files`: a school's file is added to a batch.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use desk_api::import::FileTaken;
use domain::id::BatchId;
use domain::import::batch::{BatchState, FileFault};
use domain::policy::{Action, Subject, can};
use percent_encoding::percent_decode_str;

use crate::AppState;
use crate::auth::AtDesk;
use crate::core::import;
use crate::error::ApiError;
use crate::reader::limits;

/// Characters of a file's name that are kept.
const NAME_MAX: usize = 120;

/// The file's name, for the eye only: what it holds is told by its content.
fn name(headers: &HeaderMap) -> String {
    let text = headers.get("x-file-name").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let text = percent_decode_str(text).decode_utf8_lossy();
    text.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).take(NAME_MAX).collect()
}

/// Reads a file in a process of its own and adds its sheets. The body is the file; its name, percent-encoded, is in
/// `X-File-Name`.
#[utoipa::path(post, path = "/api/v1/imports/{batch}/files", params(("batch" = uuid::Uuid, Path)), responses((status = 200), (status = 401), (status = 404)))]
pub async fn add_file(
    State(state): State<AppState>,
    AtDesk(who): AtDesk,
    Path(batch): Path<BatchId>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<FileTaken>, ApiError> {
    let may = |opened: &import::Opened| can(&who.actor(), Action::Import, Subject::School(opened.line.school));
    let mut unit = state.storage.read(who.county()).await?;
    let known = import::open(unit.as_mut(), batch).await?;
    drop(unit);
    known.filter(may).ok_or(ApiError::NotFound)?;
    // Only now, so that nobody else makes the server take in so much.
    let Ok(bytes) = to_bytes(body, limits::FILE).await else {
        return Ok(Json(FileTaken::Refused(FileFault::TooLarge)));
    };
    let sheets = match state.reader.read(&name(&headers), &bytes).await {
        Ok(sheets) => sheets,
        Err(why) => return Ok(Json(FileTaken::Refused(why.into()))),
    };
    let mut unit = state.storage.write(who.county()).await?;
    let opened = import::open(unit.as_mut(), batch).await?.filter(|o| o.line.state == BatchState::Open);
    let mut opened = opened.ok_or(ApiError::NotFound)?;
    if !import::add(unit.as_mut(), &mut opened, sheets).await? {
        return Ok(Json(FileTaken::Refused(FileFault::TooMany)));
    }
    unit.commit().await?;
    Ok(Json(FileTaken::Added))
}
