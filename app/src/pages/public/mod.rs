//! Pages that need no sign-in. The server renders them whole; without a network the app shows them itself.

#[cfg(feature = "ssr")]
pub mod document;
pub mod landing;
pub mod privacy;
pub mod sign_in;
