//! Other tabs of the same browser: they are told when something changed.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

/// A line to the other tabs of one account.
#[derive(Clone)]
pub struct Tabs(Option<BroadcastChannel>);

impl Tabs {
    /// Opens the line and listens.
    pub fn open(name: &str, heard: impl Fn() + 'static) -> Self {
        let channel = BroadcastChannel::new(name).ok();
        if let Some(channel) = &channel {
            let closure = Closure::<dyn FnMut(MessageEvent)>::new(move |_| heard());
            channel.set_onmessage(Some(closure.as_ref().unchecked_ref()));
            closure.forget();
        }
        Self(channel)
    }

    /// Tells the other tabs that something changed. What changed they read themselves.
    pub fn tell(&self) {
        if let Some(channel) = &self.0 {
            let _ = channel.post_message(&"changed".into());
        }
    }
}
