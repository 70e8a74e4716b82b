//! Words, by area of the work: for the field's codes, for facts, entries, days and errors.

pub mod code;
pub mod date;
pub mod desk;
pub mod erasure;
pub mod error;
pub mod guardianship;
pub mod import;
pub mod kin;
pub mod log;
pub mod need;
pub mod register;
pub mod sync;
pub mod term;
pub mod term_page;
pub mod told;
pub mod year;

pub use error::error;

use crate::i18n::Locale;
use crate::lang::lang;

/// What stands between the names of a list.
pub fn comma() -> &'static str {
    match lang() {
        Locale::en => ", ",
        Locale::zh_CN => "、",
    }
}

/// Some words in one line, those that are empty left out.
pub fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}
