//! Another key for the server, when the one before may be known to somebody.
//!
//! The new key is written beside the old one before the database is put under it, and takes its place afterwards; whatever
//! step a power cut ends, the next start finds the file that opens the database ([`key_file::secret`]).

use std::path::Path;

use anyhow::{Context as _, ensure};
use storage_sql::{Keys, Sealed};

use crate::clock::Clock;
use crate::key_file;

/// How far a change of keys has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The new key lies beside the old one.
    Written,
    /// The database is sealed under the new key.
    Resealed,
    /// The new key's file is the one.
    InPlace,
}

/// Puts the database under a new key, as far as a step.
pub async fn rotate(database: &str, file: &Path, clock: &Clock, upto: Step) -> anyhow::Result<()> {
    let empty = storage_sql::sealed(database).await.context("cannot open the database")? == Sealed::Not;
    ensure!(!empty, "the database is empty: it takes the key with which it is opened first");
    // What an earlier change left behind is gone after this.
    let old = key_file::secret(database, file, clock).await?;
    let (fresh, beside) = (clock.random(), key_file::beside(file, "new"));
    key_file::write(&beside, &fresh)?;
    if upto == Step::Written {
        return Ok(());
    }
    let (old, new) = (Keys::new(old, clock.random()), Keys::new(fresh, clock.random()));
    storage_sql::rotate(database, &old, &new).await.context("nothing was changed")?;
    if upto == Step::Resealed {
        return Ok(());
    }
    key_file::put_in_place(&beside, file)
}
