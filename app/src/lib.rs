//! The Wuyou app. Two bundles: the mentors' hydrates the public pages that the server renders and
//! mounts on the empty shell under `/app`; the desks', with the feature `desk`, mounts under `/desk`,
//! so that a mentor's phone never loads it.
//!
//! What a mentor reads and writes lives in the phone's encrypted store; the network only syncs
//! (`state::syncer`). Desk pages read through server functions. The browser is reached through
//! `platform` and nowhere else.

// A page's view is one deeply nested type.
#![recursion_limit = "512"]

include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));

pub mod components;
pub mod desk_service;
pub mod forms;
pub mod lang;
pub mod pages;
#[cfg(target_arch = "wasm32")]
pub mod platform;
mod root;
pub mod server_fns;
#[cfg(target_arch = "wasm32")]
pub mod state;
pub mod words;

pub use root::Root;

/// Renders one of the public pages as a whole document. It holds no personal data and no inline script.
#[cfg(feature = "ssr")]
pub fn render_page(path: &str, language: &str, css: &str) -> String {
    use leptos::prelude::*;

    lang::set_lang(language);
    let owner = Owner::new_root(Some(std::sync::Arc::new(hydration_context::SsrSharedContext::new())));
    let path = path.to_owned();
    let body = owner.with(|| view! { <Root path=path /> }.to_html());
    let title = w!(landing.title);
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
         <meta name=\"theme-color\" content=\"#1c6b58\"><title>{title}</title>\
         <link rel=\"manifest\" href=\"/manifest.webmanifest\"><link rel=\"icon\" href=\"/icons/icon.svg\" type=\"image/svg+xml\">\
         <link rel=\"apple-touch-icon\" href=\"/icons/icon-180.png\"><link rel=\"stylesheet\" href=\"{css}\">\
         <script type=\"module\" src=\"/boot.js\"></script></head><body>{body}</body></html>"
    )
}

/// Starts the app: mounts on the shell, or hydrates a page that the server rendered.
#[cfg(all(target_arch = "wasm32", feature = "hydrate"))]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start() {
    use leptos::prelude::*;

    console_error_panic_hook::set_once();
    let document = platform::window().document();
    let root = document.as_ref().and_then(web_sys::Document::document_element);
    let language = root.as_ref().and_then(|r| r.get_attribute("lang")).unwrap_or_default();
    lang::set_lang(&language);
    let path = platform::window().location().pathname().unwrap_or_default();
    if root.is_some_and(|r| r.has_attribute("data-shell")) {
        mount_to_body(move || view! { <Root path=path /> });
    } else {
        hydrate_body(move || view! { <Root path=path /> });
    }
}
