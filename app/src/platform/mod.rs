//! The browser, and nothing else of it anywhere: clock, randomness, network, preferences, tabs,
//! locks, photos, files. Only compiled for wasm32.

pub mod clock;
pub mod events;
pub mod files;
pub mod http;
pub mod locks;
pub mod photo;
pub mod prefs;
pub mod storage;
pub mod tabs;
pub mod updates;

use wasm_bindgen::{JsCast, JsValue};

/// The window. Absent only in workers, where this app does not run.
#[expect(clippy::disallowed_methods, reason = "the one place that names the window")]
pub fn window() -> web_sys::Window {
    web_sys::window().unwrap_or_else(|| js_sys::global().unchecked_into())
}

/// A property of an object, `undefined` when it is not there.
pub fn property(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
