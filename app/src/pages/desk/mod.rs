//! The desks: online pages for the school and the centre.

pub mod access;
pub mod child;
pub mod county;
pub mod inside;
pub mod layout;
pub mod review;
pub mod school;
pub mod transfer;
