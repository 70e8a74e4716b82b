//! What was taken out.

pub mod workbook;
