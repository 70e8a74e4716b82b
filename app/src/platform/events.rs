//! What the browser tells us while the app runs.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::clock;

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

/// Runs whenever nobody has given a sign for some minutes.
pub fn when_idle(minutes: i64, then: impl Fn() + 'static) {
    let last = StoredValue::new(clock::now());
    on_activity(move || last.set_value(clock::now()));
    spawn_local(async move {
        loop {
            TimeoutFuture::new(30_000).await;
            if (clock::now() - last.get_value()).num_minutes() >= minutes {
                then();
            }
        }
    });
}
