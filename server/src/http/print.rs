//! `GET /print/…`: A4 pages of what was taken out, and forms to fill in by hand.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use domain::id::{CampaignId, DeviceId, OutId, SchoolId};
use domain::report::Form;
use domain::term::Term;
use serde::Deserialize;

use app::pages::print::{self, Refused};

use crate::AppState;
use crate::auth::AtDesk;
use crate::core::out::workbook::line;
use crate::desk::Desk;
use crate::desk::out::Sheet;
use crate::error::ApiError;
use crate::http::demo;

/// A page of paper, which says so where people are made up.
fn paper(state: &AppState, html: String) -> Html<String> {
    Html(demo::page(state, html))
}

/// A form for a visit. It is blank: whoever has the address may print it.
pub async fn visit_form(State(state): State<AppState>) -> Html<String> {
    paper(&state, print::visit_form(&state.site.assets().paper))
}

/// A form with the name of a school on it. It names nobody, so it is not written down.
pub async fn blank(
    State(state): State<AppState>,
    who: Result<AtDesk, ApiError>,
    Path((form, school)): Path<(Form, SchoolId)>,
) -> Response {
    let css = state.site.assets().paper.clone();
    let found = match who {
        Ok(AtDesk(who)) => Desk::new(state.clone(), who).blank(form, school).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match found {
        Ok(name) => paper(&state, print::blank(&css, form, &name)).into_response(),
        Err(error) => refused(&state, &error),
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
        Ok(AtDesk(who)) => Desk::new(state.clone(), who).lost_phone_notice(phone).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match found {
        Ok(notice) => paper(&state, print::lost_phone(&css, &notice)).into_response(),
        Err(error) => refused(&state, &error),
    }
}

/// What the donor of something that was given to many is told: counts, and no name.
pub async fn thanks(
    State(state): State<AppState>,
    who: Result<AtDesk, ApiError>,
    Path(campaign): Path<CampaignId>,
) -> Response {
    let css = state.site.assets().paper.clone();
    let found = match who {
        Ok(AtDesk(who)) => Desk::new(state.clone(), who).thanks_page(campaign).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match found {
        Ok(letter) => paper(&state, print::thanks(&css, &letter)).into_response(),
        Err(error) => refused(&state, &error),
    }
}

/// What of the pages of a child is printed.
#[derive(Debug, Deserialize)]
pub struct OfTerm {
    term: Option<String>,
}

/// What was taken out, on paper: to who took it, on that day. A page that is not to be shown says so, and not why.
pub async fn taken_out(
    State(state): State<AppState>,
    who: Result<AtDesk, ApiError>,
    of_term: Result<Query<OfTerm>, QueryRejection>,
    Path(id): Path<OutId>,
) -> Response {
    let css = state.site.assets().paper.clone();
    // A term that is none is not asked for: the newest is printed.
    let term: Option<Term> = of_term.ok().and_then(|Query(of)| of.term?.parse().ok());
    let found = match who {
        Ok(AtDesk(who)) => Desk::new(state.clone(), who).sheet(id).await.map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match found {
        Ok((out, name, Sheet::Table(table))) => {
            paper(&state, print::table(&css, &table.on_paper(), &line(&out, &name, table.as_of))).into_response()
        }
        Ok((out, name, Sheet::ChildFile(file))) => {
            paper(&state, print::child_file(&css, &file, &line(&out, &name, file.as_of))).into_response()
        }
        Ok((out, name, Sheet::Form(named))) => {
            paper(&state, print::named(&css, &named.names(), &line(&out, &name, named.as_of))).into_response()
        }
        Ok((out, name, Sheet::Handover(sheet))) => {
            paper(&state, print::handover(&css, &sheet, &line(&out, &name, sheet.as_of))).into_response()
        }
        Ok((out, name, Sheet::TermPage(child))) => {
            paper(&state, print::term_page(&css, &child, term, &line(&out, &name, child.as_of))).into_response()
        }
        Err(error) => refused(&state, &error),
    }
}

/// Instead of a page that is not to be shown.
fn refused(state: &AppState, error: &ApiError) -> Response {
    let (status, _) = error.status();
    let why = match error {
        ApiError::SignedOut => Refused::SignedOut,
        ApiError::ConfirmFirst => Refused::ConfirmFirst,
        _ => Refused::NotTheirs,
    };
    let status = if status == StatusCode::NOT_FOUND { StatusCode::FORBIDDEN } else { status };
    (status, paper(state, print::refused(&state.site.assets().paper, why))).into_response()
}
