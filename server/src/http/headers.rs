//! Headers of every response, and the refusal of requests from other sites.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::AppState;
use crate::defences::Defence;
use crate::error::ApiError;

/// No inline script and no inline style; wasm may be compiled; pictures may come from the phone itself. No
/// form is ever sent by the browser itself: what is typed goes to the app.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Two years in which browsers ask for this host over HTTPS only. Hosts below it are not ours to speak for: an office
/// may still reach a device of its own there over plain HTTP.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=63072000");

const FIXED: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"),
];

/// Adds the fixed headers; what comes from the API or is personal is never cached.
pub async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let personal = ["/api/", "/rpc/", "/print/"].iter().any(|place| path.starts_with(place));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if state.settings.secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    if personal {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Whether the browser says that the request comes from our own pages. Tools that say nothing pass:
/// they have no cookie of somebody else's.
fn same_site(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let fetch_site = text(HeaderName::from_static("sec-fetch-site"));
    let origin_host = text(header::ORIGIN).map(|o| o.split_once("://").map_or("", |(_, host)| host));
    let host = text(header::HOST);
    fetch_site.is_none_or(|s| s == "same-origin" || s == "none") && (origin_host.is_none() || origin_host == host)
}

/// Refuses to change anything for a page of another site.
pub async fn own_site_only(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_ours = same_site(request.headers()) || !state.has(Defence::OwnSite);
    if reads || is_ours { next.run(request).await } else { ApiError::CrossSite.into_response() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_origin_is_another_site() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let all = pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v)));
            all.collect::<HeaderMap>()
        };
        assert!(same_site(&headers(&[("host", "wuyou.cn")])));
        assert!(same_site(&headers(&[("host", "wuyou.cn"), ("origin", "https://wuyou.cn")])));
        assert!(!same_site(&headers(&[("host", "wuyou.cn"), ("origin", "https://evil.cn")])));
        assert!(!same_site(&headers(&[("host", "wuyou.cn"), ("origin", "null")])));
        assert!(!same_site(&headers(&[("host", "wuyou.cn"), ("sec-fetch-site", "cross-site")])));
    }

    #[test]
    fn the_policy_allows_no_inline_script() {
        assert!(!POLICY.contains("unsafe-inline"));
    }
}
