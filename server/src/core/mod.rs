//! What the desks' features do to the register: one file a feature, of the same name as in
//! `desk-api`, `desk` and the app's pages. No web server in it; who may is asked before.

pub mod access_log;
pub mod accounts;
pub mod acts;
pub mod child_file;
pub mod coverage;
pub mod disputes;
pub mod handing;
pub mod import;
pub mod inbox;
pub mod late_work;
pub mod ledger;
pub mod moving;
pub mod notebook;
pub mod out;
pub mod pairing;
pub mod people;
pub mod proposals;
pub mod rules;
pub mod stays;
