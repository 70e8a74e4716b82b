//! Version 1 of the API, under `/api/v1`.

pub mod account;
pub mod devices;
pub mod health;
pub mod imports;
pub mod openapi;
pub mod outs;
pub mod photos;
pub mod second_step;
pub mod session;
pub mod sync;
