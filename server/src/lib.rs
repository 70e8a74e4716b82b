//! The Wuyou server: sync and files for phones, pages for the desks, import.
//!
//! `main` reads the command line; everything else is here, so that tests run the whole service.

pub mod api;
pub mod auth;
pub mod backup;
pub mod check;
pub mod clock;
pub mod core;
pub mod county;
pub mod defences;
pub mod desk;
pub mod error;
pub mod events;
pub mod exchange;
pub mod http;
pub mod import;
pub mod key_file;
pub mod reader;
pub mod rotate;
pub mod router;
pub mod state;
pub mod tidy;

pub use state::AppState;
