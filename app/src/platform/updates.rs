//! A new build: announced by the page's loader, taken over at the next start or on a tap.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Runs when a new build waits. The loader (`boot.js`) watches the service worker and says so.
pub fn on_update(then: impl Fn() + 'static) {
    let window = super::window();
    if super::property(&window, "wuyouUpdateWaiting").is_truthy() {
        then();
    }
    let closure = Closure::<dyn FnMut()>::new(then);
    let _ = window.add_event_listener_with_callback("wuyou-update", closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Takes the new build over now. The page reloads; drafts are kept at every keystroke.
pub fn apply() {
    if let Ok(apply) = super::property(&super::window(), "wuyouApplyUpdate").dyn_into::<js_sys::Function>() {
        let _ = apply.call0(&wasm_bindgen::JsValue::NULL);
    }
}

/// Whether pages work offline here: a service worker controls this page.
pub fn works_offline() -> bool {
    let workers = super::property(&super::window().navigator(), "serviceWorker");
    super::property(&workers, "controller").is_object()
}

/// Whether this browser can keep pages for offline use at all. Browsers inside other apps often cannot,
/// and what they keep goes when that app clears its cache.
pub fn can_work_offline() -> bool {
    let navigator = super::window().navigator();
    let inside = navigator.user_agent().is_ok_and(|agent| agent.contains("MicroMessenger"));
    super::property(&navigator, "serviceWorker").is_object() && !inside
}
