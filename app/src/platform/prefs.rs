//! Small preferences in localStorage. Nothing personal and nothing that matters: a browser killed within
//! seconds may have lost them.

use gloo_storage::{LocalStorage, Storage as _};

use crate::addresses::{LANGUAGE_KEY, THEME_KEY};

/// What this browser remembers for whoever uses it.
#[derive(Debug, Clone, Copy)]
pub enum Pref {
    /// `zh-CN` or `en`.
    Language,
    /// `light`, `dark` or `auto`.
    Theme,
}

impl Pref {
    fn key(self) -> &'static str {
        match self {
            Self::Language => LANGUAGE_KEY,
            Self::Theme => THEME_KEY,
        }
    }
}

/// The value of a preference; none until it was chosen.
pub fn get(pref: Pref) -> Option<String> {
    LocalStorage::get(pref.key()).ok()
}

/// Keeps a preference. A browser that forbids it forgets it; nothing depends on it.
pub fn set(pref: Pref, value: &str) {
    let _ = LocalStorage::set(pref.key(), value);
}

/// Applies a language to the document, and tells the server for the pages that it renders.
pub fn apply_language(language: &str) {
    if let Some(document) = super::window().document() {
        if let Some(root) = document.document_element() {
            let _ = root.set_attribute("lang", language);
        }
        let cookie = format!("lang={language}; Path=/; Max-Age=31536000; SameSite=Lax");
        let _ = js_sys::Reflect::set(&document, &"cookie".into(), &cookie.into());
    }
}

/// Applies a theme to the document.
pub fn apply_theme(theme: &str) {
    if let Some(root) = super::window().document().and_then(|d| d.document_element()) {
        let _ = root.set_attribute("data-theme", theme);
    }
}
