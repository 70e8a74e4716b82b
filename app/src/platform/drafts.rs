//! What was begun at a desk and not yet handed in, kept in this browser over a reload. Only for what names nobody.

use gloo_storage::{LocalStorage, Storage as _};
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
