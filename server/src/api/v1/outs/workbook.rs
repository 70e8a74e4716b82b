//! `GET /api/v1/outs/{out}/workbook`: a table that was taken out, as a workbook.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::id::OutId;
use domain::report::Out;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::AppState;
use crate::auth::AtDesk;
use crate::core::out::workbook;
use crate::desk::Desk;
use crate::error::ApiError;

/// The kind of a workbook.
pub const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file to be saved under a name.
pub fn attachment(name: &str) -> HeaderValue {
    let text = format!(
        "attachment; filename=\"table.xlsx\"; filename*=UTF-8''{}",
        utf8_percent_encode(name, NON_ALPHANUMERIC)
    );
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// The file's name: what it is and of which day. It names neither school nor person.
fn disposition(out: &Out) -> HeaderValue {
    attachment(&format!("{}-{}.xlsx", out.kind.title(), domain::term::local_day(out.at)))
}

/// The workbook of a table, to who took it out, on that day.
#[utoipa::path(get, path = "/api/v1/outs/{out}/workbook", params(("out" = uuid::Uuid, Path)), responses((status = 200), (status = 401), (status = 403), (status = 404)))]
pub async fn workbook(
    State(state): State<AppState>,
    AtDesk(who): AtDesk,
    Path(id): Path<OutId>,
) -> Result<Response, ApiError> {
    let desk = Desk::new(state, who);
    let (out, name, table) = desk.taken_table(id).await?;
    let bytes =
        workbook::workbook(&table, &out, &name).map_err(|_| ApiError::Internal("a workbook was not written"))?;
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(KIND)), (header::CONTENT_DISPOSITION, disposition(&out))];
    Ok((headers, bytes).into_response())
}
