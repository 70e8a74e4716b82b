//! `GET /api/v1/openapi.json`: the description of this API.

use axum::Json;
use utoipa::OpenApi;

use super::{account, devices, health, imports, outs, photos, second_step, session, sync};

/// The description, made from the handlers.
#[derive(OpenApi)]
#[openapi(
    info(title = "Wuyou 五有", description = "Field log and register of left-behind children"),
    paths(
        health::health,
        session::sign_in::sign_in,
        session::sign_out::sign_out,
        session::activate::activate,
        session::me::me,
        session::second_step::asked,
        session::second_step::step,
        session::confirm::confirmed,
        session::confirm::confirm,
        second_step::own::own,
        second_step::draft::draft,
        second_step::set::set,
        second_step::remove::remove,
        account::password::change,
        devices::list::list,
        devices::revoke::revoke,
        sync::exchange::exchange,
        sync::compare::compare,
        imports::add_file::add_file,
        imports::failed::failed,
        outs::workbook::workbook,
        photos::put::put,
        photos::get::get,
        openapi
    )
)]
pub struct Document;

/// The description of this API.
#[utoipa::path(get, path = "/api/v1/openapi.json", responses((status = 200)))]
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}
