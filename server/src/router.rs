//! Every address the server answers, in one table that the access matrix walks.

use std::any::Any;

use app::addresses::PUBLIC;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use sync::limits::{PHOTO_CHUNK_BYTES, REQUEST_BYTES_MAX, SHORT_BYTES_MAX};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::AppState;
use crate::api::v1;
use crate::desk::call::call;
use crate::error::ApiError;
use crate::events;
use crate::http::time_limit::{REQUEST_TIME_MAX, in_time};
use crate::http::{demo, headers, pages, print, site};

/// An address and what may be done with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path; what varies in it stands as `{name}`.
    pub path: &'static str,
}

/// Collects routes and their table.
struct Routes {
    router: Router<AppState>,
    table: Vec<Endpoint>,
}

impl Routes {
    fn add<H, T>(mut self, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let (filter, name) = match method {
            Method::POST => (MethodFilter::POST, "POST"),
            Method::PUT => (MethodFilter::PUT, "PUT"),
            Method::DELETE => (MethodFilter::DELETE, "DELETE"),
            _ => (MethodFilter::GET, "GET"),
        };
        self.table.push(Endpoint { method: name, path });
        self.router = self.router.route(path, on(filter, handler));
        self
    }
}

/// For bodies of a few short fields.
fn short() -> DefaultBodyLimit {
    DefaultBodyLimit::max(SHORT_BYTES_MAX)
}

fn routes() -> Routes {
    let routes = Routes { router: Router::new(), table: vec![] };
    let routes = PUBLIC.into_iter().fold(routes, |routes, path| routes.add(Method::GET, path, pages::page));
    let mut routes = routes
        .add(Method::GET, "/shell", site::shell)
        .add(Method::GET, "/app", site::shell)
        .add(Method::GET, "/app/{*page}", site::shell)
        .add(Method::GET, "/desk", site::desk_shell)
        .add(Method::GET, "/desk/{*page}", site::desk_shell)
        .add(Method::GET, "/boot.js", site::file)
        .add(Method::GET, "/desk.js", site::file)
        .add(Method::GET, "/service-worker.js", site::file)
        .add(Method::GET, "/manifest.webmanifest", site::file)
        .add(Method::GET, "/icons/{*file}", site::file)
        .add(Method::GET, "/pkg/{*file}", site::file)
        .add(Method::GET, "/api/v1/health", v1::health::health)
        .add(Method::GET, "/api/v1/openapi.json", v1::openapi::openapi)
        .add(Method::POST, "/api/v1/session", v1::session::sign_in::sign_in.layer(short()))
        .add(Method::DELETE, "/api/v1/session", v1::session::sign_out::sign_out)
        .add(Method::GET, "/api/v1/session/second-step", v1::session::second_step::asked)
        .add(Method::POST, "/api/v1/session/second-step", v1::session::second_step::step.layer(short()))
        .add(Method::GET, "/api/v1/session/confirm", v1::session::confirm::confirmed)
        .add(Method::POST, "/api/v1/session/confirm", v1::session::confirm::confirm.layer(short()))
        .add(Method::GET, "/api/v1/second-step", v1::second_step::own::own)
        .add(Method::POST, "/api/v1/second-step", v1::second_step::set::set.layer(short()))
        .add(Method::DELETE, "/api/v1/second-step", v1::second_step::remove::remove)
        .add(Method::POST, "/api/v1/second-step/draft", v1::second_step::draft::draft.layer(short()))
        .add(Method::POST, "/api/v1/activation", v1::session::activate::activate.layer(short()))
        .add(Method::GET, "/api/v1/me", v1::session::me::me)
        .add(Method::POST, "/api/v1/password", v1::account::password::change.layer(short()))
        .add(Method::GET, "/api/v1/devices", v1::devices::list::list)
        .add(Method::DELETE, "/api/v1/devices/{device}", v1::devices::revoke::revoke)
        .add(Method::POST, "/api/v1/sync", v1::sync::exchange::exchange)
        .add(Method::GET, "/api/v1/sync/compare", v1::sync::compare::compare)
        .add(
            Method::PUT,
            "/api/v1/photos/{photo}",
            v1::photos::put::put.layer(DefaultBodyLimit::max(PHOTO_CHUNK_BYTES)),
        )
        .add(Method::GET, "/api/v1/photos/{photo}", v1::photos::get::get)
        .add(Method::POST, "/api/v1/imports/{batch}/files", v1::imports::add_file::add_file)
        .add(Method::GET, "/api/v1/imports/{batch}/failed", v1::imports::failed::failed)
        .add(Method::GET, "/api/v1/outs/{out}/workbook", v1::outs::workbook::workbook)
        .add(Method::GET, "/print/visit-form", print::visit_form)
        .add(Method::GET, "/print/blank/{form}/{school}", print::blank)
        .add(Method::GET, "/print/lost-phone/{phone}", print::lost_phone)
        .add(Method::GET, "/print/thanks/{campaign}", print::thanks)
        .add(Method::GET, "/print/{out}", print::taken_out);
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        routes = routes.add(method, path, call);
    }
    routes
}

/// Every endpoint, in the order in which it was added.
pub fn table() -> Vec<Endpoint> {
    routes().table
}

/// A handler that ends by a panic is answered as one that failed: a cut connection would tell a phone to try
/// the same again for ever. What the panic said is in the log already.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    ApiError::Internal("a handler panicked").into_response()
}

/// The whole service: all routes, behind the limits and headers that hold for each.
pub fn service(state: AppState) -> Router {
    routes()
        .router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .layer(from_fn_with_state(REQUEST_TIME_MAX, in_time))
        .layer(from_fn_with_state(state.clone(), headers::own_site_only))
        .layer(from_fn_with_state(state.clone(), demo::here_only))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(from_fn_with_state(state.clone(), events::watched))
        .layer(CompressionLayer::new().br(false))
        .with_state(state)
}
