//! `GET /print/…`: A4 pages of what was taken out, and forms to fill in by hand.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use domain::id::{DeviceId, OutId, SchoolId};
use domain::report::Form;

use app::pages::print;

use crate::AppState;
use crate::auth::AtDesk;
use crate::core::out::workbook::line;
use crate::desk::Desk;
use crate::desk::out::Sheet;
use crate::error::ApiError;

/// A form for a visit. It is blank: whoever has the address may print it.
pub async fn visit_form(State(state): State<AppState>) -> Html<String> {
    Html(print::visit_form(&state.site.assets().paper))
}

/// A form with the name of a school on it. It names nobody, so it is not written down.
pub async fn blank(
    State(state): State<AppState>,
    who: Result<AtDesk, ApiError>,
    Path((form, school)): Path<(Form, SchoolId)>,
) -> Response {
    let css = state.site.assets().paper.clone();
    let found = match who {
        Ok(AtDesk(who)) => Desk::new(state, who).blank(form, school).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match found {
        Ok(name) => Html(print::blank(&css, form, &name)).into_response(),
        Err(error) => refused(&css, &error),
    }
}

/// What families are told of a lost phone.
pub async fn lost_phone(
    State(state): State<AppState>,
    who: Result<AtDesk, ApiError>,
    Path(phone): Path<DeviceId>,
) -> Response {
    let css = state.site.assets().paper.clone();
    let found = match who {
        Ok(AtDesk(who)) => Desk::new(state, who).lost_phone_notice(phone).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match found {
        Ok(notice) => Html(print::lost_phone(&css, &notice)).into_response(),
        Err(error) => refused(&css, &error),
    }
}

/// What was taken out, on paper: to who took it, on that day. A page that is not to be shown says so, and not why.
pub async fn taken_out(
    State(state): State<AppState>,
    who: Result<AtDesk, ApiError>,
    Path(id): Path<OutId>,
) -> Response {
    let css = state.site.assets().paper.clone();
    let found = match who {
        Ok(AtDesk(who)) => Desk::new(state, who).sheet(id).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match found {
        Ok((out, name, Sheet::Table(table))) => {
            Html(print::table(&css, &table.on_paper(), &line(&out, &name, table.as_of))).into_response()
        }
        Ok((out, name, Sheet::ChildFile(file))) => {
            Html(print::child_file(&css, &file, &line(&out, &name, file.as_of))).into_response()
        }
        Ok((out, name, Sheet::Form(named))) => {
            Html(print::named(&css, &named.names(), &line(&out, &name, named.as_of))).into_response()
        }
        Ok((out, name, Sheet::Handover(sheet))) => {
            Html(print::handover(&css, &sheet, &line(&out, &name, sheet.as_of))).into_response()
        }
        Err(error) => refused(&css, &error),
    }
}

/// Instead of a page that is not to be shown.
fn refused(css: &str, error: &ApiError) -> Response {
    let (status, _) = error.status();
    let signed_out = status == StatusCode::UNAUTHORIZED;
    let status = if status == StatusCode::NOT_FOUND { StatusCode::FORBIDDEN } else { status };
    (status, Html(print::refused(css, signed_out))).into_response()
}
