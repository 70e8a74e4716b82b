//! The desks: online pages for the school and the centre, one folder a feature. A feature knows no
//! other's page; `inside` puts them together under their addresses.

pub mod access_log;
pub mod accounts;
pub mod child_file;
mod choose;
pub mod county;
mod decide;
pub mod disputes;
pub mod inside;
pub mod late_work;
mod layout;
pub mod moving;
mod open;
pub mod pairing;
pub mod people;
pub mod school;
