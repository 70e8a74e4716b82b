//! The desks' calls to the server, one file a feature, at fixed addresses: an installed app may be
//! older than the server. What is asked and answered is `desk-api`'s.

pub mod access_log;
pub mod accounts;
pub mod child_file;
pub mod county;
pub mod disputes;
mod error;
pub mod late_work;
pub mod moving;
pub mod pairing;
pub mod people;
pub mod school;

pub use error::CallError;

/// The signed-in person's desks, as the server hands them in.
#[cfg(feature = "ssr")]
fn desks() -> Result<std::sync::Arc<dyn desk_api::Desks>, desk_api::DeskError> {
    leptos::prelude::use_context().ok_or(desk_api::DeskError::SignedOut)
}
