//! The pages, by who uses them.

pub mod public;

#[cfg(feature = "ssr")]
pub mod print;

#[cfg(all(target_arch = "wasm32", feature = "desk"))]
pub mod desk;
#[cfg(target_arch = "wasm32")]
pub mod gate;
#[cfg(target_arch = "wasm32")]
pub mod mentor;
