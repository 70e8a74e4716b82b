//! Reading of school files, in a process of its own.
//!
//! A file comes from outside, and what reads workbooks can be made to panic, to fill the memory or to go on for
//! ever. So the server starts its own program once more for each file (`server read-file`), gives it the bytes and
//! takes the cells: what a broken or malicious file ends is that process, and a sentence says so.
//!
//! `process` is the server's side, `child` the other. What lies below them is pure: `format` knows a file by its
//! content, one file a format reads it, and `grid` takes the cells as they come and holds them to the
//! `limits` before anything is made for them.

mod answer;
mod cell;
mod chains;
pub mod child;
mod clean;
mod encoding;
mod error;
mod format;
mod grid;
mod html;
pub mod limits;
mod list;
mod markup;
mod open_document;
mod pasted;
mod process;
mod spreadsheet_xml;
mod unpacked;
mod xls;
mod xlsb;
mod xlsx;

pub use error::ReadError;
pub use format::in_this_process;
pub use pasted::pasted;
pub use process::Reader;
