//! What the browser tells us while the app runs.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

fn listen(target: &web_sys::EventTarget, name: &str, then: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(then);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    // The listener lives as long as the page.
    closure.forget();
}

/// Runs when the network may be back, and when the page comes to the front.
pub fn on_wake(then: impl Fn() + Clone + 'static) {
    let window = super::window();
    listen(&window, "online", then.clone());
    listen(&window, "pageshow", then.clone());
    if let Some(document) = window.document() {
        let seen = document.clone();
        listen(&document, "visibilitychange", move || {
            if seen.visibility_state() == web_sys::VisibilityState::Visible {
                then();
            }
        });
    }
}

/// Runs at every sign of a person, for the idle lock.
pub fn on_activity(then: impl Fn() + Clone + 'static) {
    let window = super::window();
    for name in ["pointerdown", "keydown"] {
        listen(&window, name, then.clone());
    }
}
