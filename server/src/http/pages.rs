//! The pages that the server renders: landing, sign-in, privacy notice. They carry no personal data.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use app::pages::public::document::document;

use super::demo;
use crate::AppState;

/// The language of a page: the choice made in the app, else the browser's.
fn language(headers: &HeaderMap) -> &'static str {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok()).unwrap_or_default();
    let chosen = text(header::COOKIE).split(';').find_map(|pair| pair.trim().strip_prefix("lang="));
    match chosen {
        Some("en") => "en",
        Some(_) => "zh-CN",
        None if text(header::ACCEPT_LANGUAGE).trim_start().starts_with("en") => "en",
        None => "zh-CN",
    }
}

/// Renders a public page, in the language of whoever asks.
pub async fn page(State(state): State<AppState>, request: Request) -> Response {
    let language = language(request.headers());
    let assets = state.site.assets();
    let html = demo::page(&state, document(request.uri().path(), language, &assets.css));
    let mut response = (StatusCode::OK, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("cookie, accept-language"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_made_in_the_app_comes_before_the_browsers() {
        let mut headers = HeaderMap::new();
        assert_eq!(language(&headers), "zh-CN");
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en-GB,en;q=0.9"));
        assert_eq!(language(&headers), "en");
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; lang=zh-CN"));
        assert_eq!(language(&headers), "zh-CN");
    }
}
