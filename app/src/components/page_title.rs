//! What the browser calls the page.

use crate::w;

/// Names the page in the browser's title. It names no child.
pub fn page_title(words: &str) {
    if let Some(document) = crate::platform::window().document() {
        document.set_title(&format!("{words} · {}", w!(brand)));
    }
}
