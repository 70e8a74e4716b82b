//! What the desks' features do to the register: one file a feature, of the same name as in
//! `desk-api`, `desk` and the app's pages. No web server in it; who may is asked before.

pub mod access_log;
pub mod accounts;
pub mod acts;
pub mod campaign;
pub mod centre;
pub mod child_file;
pub mod countersigns;
pub mod coverage;
pub mod deputies;
pub mod disputes;
pub mod doubles;
pub mod ending;
pub mod erasure;
pub mod figures;
pub mod help;
pub mod import;
pub mod inbox;
pub mod late_work;
pub mod ledger;
pub mod moving;
pub mod name_order;
pub mod notebook;
pub mod notices;
pub mod out;
pub mod pairing;
pub mod people;
pub mod questions;
pub mod rules;
pub mod second_step;
pub mod stays;
pub mod term_page;
pub mod year;

use serde::Serialize;
use sha2::{Digest, Sha256};
use storage::StorageError;
use uuid::Uuid;

/// An identifier made of another and a name: the same again, whoever asks, so that what was shown and what is done
/// have the same.
fn named(of: Uuid, name: &str) -> Uuid {
    let sum = Sha256::new().chain_update(of.as_bytes()).chain_update(name.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(sum).for_each(|(to, from)| *to = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// What is done, in short, so that what was shown and what is done can be compared.
fn digest(what: &impl Serialize) -> Result<String, StorageError> {
    let whole = serde_json::to_vec(what).map_err(|_| StorageError::Inconsistent("digest"))?;
    Ok(hex::encode(Sha256::digest(whole)))
}
