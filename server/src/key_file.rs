//! The file that holds the server's secret key, apart from the database that is sealed under it.
//!
//! It is made once, with the first start of an empty database. From then on a missing or wrong file stops the start: a new
//! key would open nothing, and what is written under it could not be read beside the rest.

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use storage::Storage;
use storage_sql::{Keys, Sealed};

use crate::clock::Clock;

/// A secret key.
pub type Secret = [u8; 32];

/// A database and the keys that open it.
pub struct Opened {
    /// The database.
    pub storage: Arc<dyn Storage>,
    /// Its keys.
    pub keys: Keys,
}

/// Opens a database with the key of its file, which is made for an empty one.
pub async fn open(database: &str, file: &Path, clock: &Clock) -> anyhow::Result<Opened> {
    let keys = Keys::new(secret(database, file, clock).await?, clock.random());
    let storage = storage_sql::open(database, keys.clone()).await.context("cannot open the database")?;
    Ok(Opened { storage, keys })
}

/// The key of a database: the one in the file, or a new one for an empty database.
pub async fn secret(database: &str, file: &Path, clock: &Clock) -> anyhow::Result<Secret> {
    make_folder_of_database(database)?;
    match storage_sql::sealed(database).await.context("cannot open the database")? {
        Sealed::Not => match read(file)? {
            Some(secret) => Ok(secret),
            None => {
                let fresh = clock.random();
                write(file, &fresh)?;
                Ok(fresh)
            }
        },
        Sealed::Under(proof) => settled(file, &proof, clock)?.with_context(|| wrong(database, file)),
    }
}

/// What to do when there is no key, or another.
fn wrong(database: &str, file: &Path) -> String {
    // The address may hold a password.
    let engine = database.split_once(':').map_or("", |(scheme, _)| scheme);
    let is = if file.exists() { "holds another key" } else { "is not there" };
    format!(
        "the {engine} database is sealed, and {} {is}: put the file back that belongs to it, or name it with --key-file; \
         an archive of `server backup` holds a copy of it. Nothing was changed; a new key would open nothing",
        file.display()
    )
}

/// The key that opens the database, among the file and what a change of keys that was cut off left beside it; its
/// file is the only one afterwards.
fn settled(file: &Path, proof: &str, clock: &Clock) -> anyhow::Result<Option<Secret>> {
    let opens = |at: &Path| -> anyhow::Result<Option<Secret>> {
        Ok(read(at)?.filter(|secret| Keys::new(*secret, clock.random()).proof() == proof))
    };
    if let Some(secret) = opens(file)? {
        for rest in [beside(file, "new"), beside(file, "old")] {
            remove(&rest)?;
        }
        return Ok(Some(secret));
    }
    for at in [beside(file, "new"), beside(file, "old")] {
        if let Some(secret) = opens(&at)? {
            put_in_place(&at, file)?;
            return Ok(Some(secret));
        }
    }
    Ok(None)
}

/// A file beside the key's.
pub fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    name.into()
}

/// Makes a file the key's, and keeps the one before as `.old` until it is.
pub fn put_in_place(new: &Path, file: &Path) -> anyhow::Result<()> {
    let old = beside(file, "old");
    if file.exists() && new != old {
        std::fs::rename(file, &old).with_context(|| format!("cannot keep {}", file.display()))?;
    }
    std::fs::rename(new, file).with_context(|| format!("cannot write {}", file.display()))?;
    sync_folder(file)?;
    remove(&old)?;
    Ok(())
}

fn remove(file: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", file.display()))
        }
        _ => Ok(()),
    }
}

/// Reads a key; none when there is no file.
pub fn read(file: &Path) -> anyhow::Result<Option<Secret>> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    };
    let secret = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
    match secret {
        Some(secret) => Ok(Some(secret)),
        None => bail!("{} is not a key of 64 hexadecimal digits", file.display()),
    }
}

/// Writes a key where there is no file yet, readable by its owner only, and waits for the disk.
pub fn write(file: &Path, secret: &Secret) -> anyhow::Result<()> {
    let written = || -> std::io::Result<()> {
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let part = beside(file, "part");
        let open = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part);
        let mut out = open?;
        writeln!(out, "{}", hex::encode(secret))?;
        out.sync_all()?;
        // Whole or not at all; and never over another.
        std::fs::hard_link(&part, file)?;
        std::fs::remove_file(&part)
    };
    written().with_context(|| format!("cannot write {}", file.display()))?;
    sync_folder(file)
}

/// Waits until a file's name is on the disk.
pub fn sync_folder(file: &Path) -> anyhow::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| format!("cannot write the folder {}", folder.display()))
}

/// Makes the folder in which an SQLite database lies, its owner's alone.
pub fn make_folder_of_database(database: &str) -> anyhow::Result<()> {
    let file = database.strip_prefix("sqlite:").filter(|file| !file.contains(":memory:"));
    let folder = file.and_then(|file| Path::new(file.trim_start_matches("//")).parent());
    let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("cannot make the folder {}", folder.display()))
}
