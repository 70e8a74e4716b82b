//! Requests to our own server.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, Request, RequestCache, RequestInit, Response};

/// Bodies from this size on are compressed, where the browser can.
const GZIP_FROM_BYTES: usize = 1024;

/// An answer of any kind.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status, whoever answered.
    pub status: u16,
    /// Whether the content is JSON; a network's own sign-in page is not.
    pub json: bool,
    /// The whole body, unpacked.
    pub body: Vec<u8>,
}

/// No answer: no network, a broken connection, or no reply in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreachable;

impl From<JsValue> for Unreachable {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// Compresses by `CompressionStream`; `None` where the browser has none.
async fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let constructor: js_sys::Function = super::property(&js_sys::global(), "CompressionStream").dyn_into().ok()?;
    let stream = Reflect::construct(&constructor, &js_sys::Array::of1(&"gzip".into())).ok()?;
    let source = Response::new_with_opt_u8_array(Some(&mut body.to_vec())).ok()?.body()?;
    let pipe: js_sys::Function = super::property(&source, "pipeThrough").dyn_into().ok()?;
    let packed = pipe.call1(&source, &stream).ok()?;
    let response = Response::new_with_opt_readable_stream(Some(packed.unchecked_ref())).ok()?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Sends a request and reads the whole answer, or gives up after `seconds`. `bearer` is a phone's session.
pub async fn call(
    method: &str,
    path: &str,
    kind: &str,
    body: Option<&[u8]>,
    seconds: i32,
    bearer: Option<&str>,
) -> Result<Answer, Unreachable> {
    let headers = Headers::new()?;
    if let Some(token) = bearer {
        headers.set("authorization", &["Bearer ", token].concat())?;
    }
    let init = RequestInit::new();
    if let Some(body) = body {
        headers.set("content-type", kind)?;
        let packed = if kind == "application/json" && body.len() >= GZIP_FROM_BYTES { gzip(body).await } else { None };
        if packed.is_some() {
            headers.set("content-encoding", "gzip")?;
        }
        init.set_body(&Uint8Array::from(packed.as_deref().unwrap_or(body)).into());
    }
    send(method, path, &headers, &init, seconds).await
}

async fn send(
    method: &str,
    path: &str,
    headers: &Headers,
    init: &RequestInit,
    seconds: i32,
) -> Result<Answer, Unreachable> {
    init.set_method(method);
    init.set_cache(RequestCache::NoStore);
    init.set_headers(headers);
    let abort = AbortController::new()?;
    init.set_signal(Some(&abort.signal()));
    let window = super::window();
    let give_up = Closure::once_into_js(move || abort.abort());
    let timer =
        window.set_timeout_with_callback_and_timeout_and_arguments_0(give_up.unchecked_ref(), seconds * 1000)?;
    let outcome = read(&Request::new_with_str_and_init(path, init)?).await;
    window.clear_timeout_with_handle(timer);
    outcome
}

async fn read(request: &Request) -> Result<Answer, Unreachable> {
    let response: Response =
        JsFuture::from(super::window().fetch_with_request(request)).await?.dyn_into().map_err(|_| Unreachable)?;
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Answer {
        status: response.status(),
        json: kind.starts_with("application/json"),
        body: Uint8Array::new(&buffer).to_vec(),
    })
}
