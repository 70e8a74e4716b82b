//! The clipboard, to which a person asks something to be copied.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{property, window};

/// Copies a text; false where the browser does not let us, as on a page without HTTPS.
pub async fn copied(text: &str) -> bool {
    let clipboard = property(&window().navigator(), "clipboard");
    let Ok(write) = property(&clipboard, "writeText").dyn_into::<js_sys::Function>() else { return false };
    let Ok(promise) = write.call1(&clipboard, &JsValue::from_str(text)) else { return false };
    JsFuture::from(js_sys::Promise::resolve(&promise)).await.is_ok()
}
