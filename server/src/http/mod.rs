//! What is not API: the built app's files, server-rendered pages, headers.

pub mod headers;
pub mod pages;
pub mod print;
pub mod site;
