//! What is not API: the built app's files, server-rendered pages, headers.

pub mod demo;
pub mod headers;
pub mod listen;
pub mod pages;
pub mod print;
pub mod site;
pub mod time_limit;
