//! A register of people who are made up says so on every page, and is for this computer alone: its accounts have one
//! password that everybody knows, so nobody may take it for a real one.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::AppState;

/// A page that says that people are made up; the style draws the words.
pub fn marked(html: &str) -> String {
    html.replacen("<html", "<html data-demo", 1)
}

/// A page, marked where people are made up.
pub fn page(state: &AppState, html: String) -> String {
    if state.settings.demo { marked(&html) } else { html }
}

/// Whether a host, with or without its port, is this very computer.
pub fn is_here(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((six, _)) => six,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether a request comes from this computer, through nobody's proxy.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let passes_on = |name: &str| name.starts_with("x-forwarded-") || matches!(name, "forwarded" | "via" | "x-real-ip");
    let is_passed_on = headers.keys().any(|name| passes_on(name.as_str()));
    let host = headers.get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    !is_passed_on && host.is_some_and(is_here)
}

/// Answers nobody who reaches made-up people over a public address or a proxy.
pub async fn here_only(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if state.settings.demo && !comes_from_here(request.headers()) {
        let why = "演示数据只能在本机打开，不能放到网上。正式使用请用空的登记册启动（--empty）。\n\
                   Made-up people are for this computer alone. Start with an empty register (--empty) for real use.\n";
        return (StatusCode::MISDIRECTED_REQUEST, why).into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_computer_has_few_names() {
        for host in ["localhost", "LOCALHOST:3000", "127.0.0.1:3000", "127.8.8.8", "[::1]:3000", "[::1]"] {
            assert!(is_here(host), "{host}");
        }
        for host in ["wuyou.example.cn", "10.0.0.2:3000", "localhost.example.cn", "[2001:db8::1]:3000", "0.0.0.0", ""] {
            assert!(!is_here(host), "{host}");
        }
    }

    #[test]
    fn a_page_is_marked_once() {
        assert_eq!(
            marked("<!doctype html><html lang=\"en\"><p>&lt;html</p>"),
            "<!doctype html><html data-demo lang=\"en\"><p>&lt;html</p>"
        );
    }
}
