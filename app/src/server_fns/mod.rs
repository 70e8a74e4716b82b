//! The desks' calls to the server, one file a feature, at fixed addresses: an installed app may be
//! older than the server. What is asked and answered is `desk-api`'s. Every file of this folder is a
//! part of it, without a line here.

automod::dir!(pub "src/server_fns");

pub use error::CallError;

/// The signed-in person's desks, as the server hands them in.
#[cfg(feature = "ssr")]
fn desks() -> Result<std::sync::Arc<dyn desk_api::Desks>, desk_api::DeskError> {
    leptos::prelude::use_context().ok_or(desk_api::DeskError::SignedOut)
}
