//! How safely and how much the browser keeps.

use wasm_bindgen_futures::JsFuture;

/// What the browser says about its storage.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StorageState {
    /// Whether it promised not to clear it by itself.
    pub persisted: bool,
    /// Bytes in use by this origin, all accounts together; 0 when the browser does not say.
    pub used: f64,
}

/// Asks the browser not to clear our storage by itself.
pub async fn persist() {
    if let Ok(promise) = super::window().navigator().storage().persist() {
        let _ = JsFuture::from(promise).await;
    }
}

/// What the browser says.
pub async fn state() -> StorageState {
    let storage = super::window().navigator().storage();
    let mut state = StorageState::default();
    if let Ok(promise) = storage.persisted() {
        state.persisted = JsFuture::from(promise).await.is_ok_and(|v| v.is_truthy());
    }
    if let Ok(promise) = storage.estimate()
        && let Ok(estimate) = JsFuture::from(promise).await
    {
        state.used = super::property(&estimate, "usage").as_f64().unwrap_or(0.0);
    }
    state
}
