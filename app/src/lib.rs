//! The Wuyou app, in two bundles: the mentors', under `/app`, and the desks', with the feature `desk`, under
//! `/desk`, so that a mentor's phone never loads it. Both mount on an empty document; the public pages are
//! rendered by the server, and nothing hydrates.
//!
//! What a mentor reads and writes lives in the phone's encrypted store; the network only syncs
//! (`state::syncer`). Desk pages read through server functions. The browser is reached through
//! `platform` and nowhere else.

// A page's view is one deeply nested type.
#![recursion_limit = "512"]

#[expect(clippy::ignored_unit_patterns, clippy::default_trait_access, reason = "made by leptos_i18n_build")]
#[cfg_attr(not(target_arch = "wasm32"), expect(clippy::large_stack_arrays, reason = "made by leptos_i18n_build"))]
mod made {
    include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));
}
pub use made::i18n;

pub mod addresses;
pub mod components;
pub mod forms;
pub mod lang;
pub mod pages;
#[cfg(target_arch = "wasm32")]
pub mod platform;
pub mod problem;
#[cfg(target_arch = "wasm32")]
mod root;
pub mod server_fns;
pub mod showing;
#[cfg(target_arch = "wasm32")]
pub mod state;
pub mod words;

/// Starts the app in place of what the document shows. `typed` is what the sign-in page that the server
/// rendered holds, as `boot.js` read it; nothing on a shell.
#[cfg(all(target_arch = "wasm32", feature = "csr"))]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start(typed: &wasm_bindgen::JsValue) {
    use leptos::prelude::*;

    console_error_panic_hook::set_once();
    let location = platform::window().location();
    let path = location.pathname().unwrap_or_default();
    let typed = platform::typed(typed).with_slip(&location.hash().unwrap_or_default());
    if let Some(document) = platform::window().document() {
        let language = document.document_element().and_then(|r| r.get_attribute("lang"));
        lang::set_lang(&language.unwrap_or_default());
        if let Some(body) = document.body() {
            body.set_inner_html("");
        }
    }
    mount_to_body(move || view! { <root::Root path=path typed=typed /> });
}
