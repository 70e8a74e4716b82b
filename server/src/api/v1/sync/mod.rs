//! The one sync endpoint, and "compare with server".

pub mod compare;
pub mod exchange;
