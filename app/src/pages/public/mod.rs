//! Pages that the server renders and that need no sign-in.

pub mod landing;
pub mod privacy;
pub mod sign_in;
