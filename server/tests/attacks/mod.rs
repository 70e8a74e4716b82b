//! What somebody tries who means no good. Each attempt fails, and would not without the defence that it names.

mod sessions;
