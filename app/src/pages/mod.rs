//! The pages, by who uses them.

pub mod public;

#[cfg(all(target_arch = "wasm32", feature = "desk"))]
pub mod desk;
#[cfg(target_arch = "wasm32")]
pub mod gate;
#[cfg(target_arch = "wasm32")]
pub mod mentor;

/// Names the page in the browser's title.
#[cfg(target_arch = "wasm32")]
pub fn title(words: &str) {
    if let Some(document) = crate::platform::window().document() {
        document.set_title(&format!("{words} · {}", crate::w!(brand)));
    }
}
