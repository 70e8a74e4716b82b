//! The built app's files, held in memory with their compressed forms.

use std::collections::BTreeMap;
use std::path::Path;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::demo;
use crate::AppState;

/// Names of the hashed files, written by the build.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Assets {
    /// Address of the style sheet.
    pub css: String,
    /// Address of the style sheet of pages that are printed.
    pub paper: String,
    /// Address of the script that loads the mentors' wasm.
    pub js: String,
    /// A digest of the build in hexadecimal, by which one is told from another.
    pub build: String,
}

struct File {
    kind: String,
    etag: String,
    plain: Vec<u8>,
    brotli: Option<Vec<u8>>,
    gzip: Option<Vec<u8>>,
}

/// By which a browser tells whether it has a file already.
fn etag(plain: &[u8]) -> String {
    format!("\"{}\"", hex::encode(&Sha256::digest(plain)[..12]))
}

/// All files by address.
#[derive(Default)]
pub struct Site {
    files: BTreeMap<String, File>,
    assets: Assets,
}

impl Site {
    /// Reads the folder that the build wrote. An absent folder is an empty site: the API works without it.
    /// Where people are made up, `demo` says so on every page.
    pub fn load(folder: &Path, demo: bool) -> Self {
        let mut site = Self::default();
        site.read(folder, "", demo);
        site.assets = std::fs::read(folder.join("assets.json"))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        site.files.remove("/assets.json");
        site
    }

    fn read(&mut self, folder: &Path, prefix: &str, demo: bool) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
            if path.is_dir() {
                self.read(&path, &name, demo);
            } else if !name.ends_with(".br")
                && !name.ends_with(".gz")
                && let Ok(plain) = std::fs::read(&path)
            {
                let beside = |suffix: &str| std::fs::read(format!("{}.{suffix}", path.display())).ok();
                let kind = match name.as_str() {
                    "/shell.html" | "/desk.html" => "text/html; charset=utf-8".to_owned(),
                    n if n.ends_with(".webmanifest") => "application/manifest+json".to_owned(),
                    n if n.ends_with(".css") => "text/css; charset=utf-8".to_owned(),
                    n if n.ends_with(".js") => "text/javascript; charset=utf-8".to_owned(),
                    _ => mime_guess::from_path(&path).first_or_octet_stream().to_string(),
                };
                let file = if demo && kind.starts_with("text/html") {
                    let plain = demo::marked(&String::from_utf8_lossy(&plain)).into_bytes();
                    File { kind, etag: etag(&plain), plain, brotli: None, gzip: None }
                } else {
                    File { kind, etag: etag(&plain), plain, brotli: beside("br"), gzip: beside("gz") }
                };
                self.files.insert(name, file);
            }
        }
    }

    /// Names of the hashed files.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// The file of an address, as a request can take it.
    pub fn answer(&self, address: &str, request: &Request) -> Response {
        let Some(file) = self.files.get(address) else { return StatusCode::NOT_FOUND.into_response() };
        let wants = |name| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let forever = address.starts_with("/pkg/");
        let cache = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
        let header = |text: &str| HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""));
        let mut response = if wants(header::IF_NONE_MATCH) == file.etag {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let accepts = wants(header::ACCEPT_ENCODING);
            let (encoding, body) = match (&file.brotli, &file.gzip) {
                (Some(br), _) if accepts.contains("br") => (Some("br"), br),
                (_, Some(gz)) if accepts.contains("gzip") => (Some("gzip"), gz),
                _ => (None, &file.plain),
            };
            let mut response = body.clone().into_response();
            if let Some(encoding) = encoding {
                response.headers_mut().insert(header::CONTENT_ENCODING, header(encoding));
            }
            response
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, header(&file.kind));
        headers.insert(header::VARY, header("accept-encoding"));
        headers.insert(header::ETAG, header(&file.etag));
        headers.insert(header::CACHE_CONTROL, header(cache));
        response
    }
}

/// `GET` of a built file, by its address.
pub async fn file(State(state): State<AppState>, request: Request) -> Response {
    state.site.answer(request.uri().path(), &request)
}

/// `GET /shell`, `/app/…`: the empty document in which the mentors' app mounts.
pub async fn shell(State(state): State<AppState>, request: Request) -> Response {
    state.site.answer("/shell.html", &request)
}

/// `GET /desk/…`: the empty document in which the desks' app mounts.
pub async fn desk_shell(State(state): State<AppState>, request: Request) -> Response {
    state.site.answer("/desk.html", &request)
}
