//! Files of a school on their way into the register.

pub mod add_file;
pub mod failed;
