//! The browser, and nothing else of it anywhere: clock, randomness, network, preferences, tabs,
//! locks, photos, files, clipboard. Only compiled for wasm32.

#[cfg(feature = "desk")]
pub mod clipboard;
pub mod clock;
#[cfg(feature = "desk")]
pub mod drafts;
pub mod events;
pub mod files;
#[cfg(not(feature = "desk"))]
pub mod fingerprint;
pub mod http;
pub mod locks;
pub mod paper;
pub mod photo;
pub mod prefs;
pub mod storage;
pub mod tabs;
pub mod updates;
#[cfg(feature = "desk")]
pub mod upload;

use wasm_bindgen::{JsCast, JsValue};

use crate::forms::Typed;

/// The window. Absent only in workers, where this app does not run.
#[expect(clippy::disallowed_methods, reason = "the one place that names the window")]
pub fn window() -> web_sys::Window {
    web_sys::window().unwrap_or_else(|| js_sys::global().unchecked_into())
}

/// What the loader read from the sign-in page.
pub fn typed(from: &JsValue) -> Typed {
    let word = |name| property(from, name).as_string().unwrap_or_default();
    let told = |name| property(from, name).is_truthy();
    Typed {
        login: word("login"),
        password: word("password"),
        code: word("code"),
        first: told("first"),
        sent: told("sent"),
    }
}

/// A property of an object, `undefined` when it is not there.
pub fn property(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
