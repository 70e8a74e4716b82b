//! What was begun at a desk and not yet handed in, kept in this browser over a reload. Only for what names nobody.

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What was kept under a key; none when there is nothing, or nothing that can be read.
pub fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    LocalStorage::get(key).ok()
}

/// Keeps a draft; what cannot be kept is still on the page.
pub fn keep(key: &str, draft: &impl Serialize) {
    let _ = LocalStorage::set(key, draft);
}

/// Drops a draft that was handed in or given up.
pub fn drop(key: &str) {
    LocalStorage::delete(key);
}

/// What was kept in this tab under a key. A tab's storage outlives a reload and goes with the tab, so that it may
/// hold what was typed about somebody.
pub fn kept_in_tab<T: DeserializeOwned>(key: &str) -> Option<T> {
    SessionStorage::get(key).ok()
}

/// Keeps a draft in this tab; what cannot be kept is still on the page.
pub fn keep_in_tab(key: &str, draft: &impl Serialize) {
    let _ = SessionStorage::set(key, draft);
}

/// Drops a draft of this tab that was handed in.
pub fn forget_in_tab(key: &str) {
    SessionStorage::delete(key);
}

/// Drops all drafts of this tab, when its person signs out.
pub fn forget_tab() {
    SessionStorage::clear();
}
