//! The whole service, as phones, desks and operators meet it: one program, linked once, a file a subject.
#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

mod common;

mod access_matrix;
mod acts;
mod attacks;
mod backup;
mod campaign;
mod counties;
mod coverage;
mod damaged;
mod demo;
mod desk_errors;
mod doubles;
mod erasure;
mod events;
mod exchange;
mod faults;
mod figures;
mod full_plan;
mod handing;
mod haves;
mod help;
mod import;
mod import_desk;
mod import_past;
mod inbox;
mod merging;
mod notebook;
mod offline;
mod out;
mod own_account;
mod pairing;
mod power_cut;
mod powers;
mod proposals;
mod reader;
mod revocation;
mod rules;
mod service;
mod starting;
mod term_page;
mod today;
mod transfers;
mod versions;
mod year;
