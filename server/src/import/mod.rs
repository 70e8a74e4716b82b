//! Import of school files.

use std::path::PathBuf;

use storage::Storage;

use crate::clock::Clock;
use crate::sealing::Sealer;

/// What an import found and did.
pub struct Report;

impl Report {
    pub fn accepted(&self) -> bool {
        false
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("")
    }
}

pub async fn command(
    _storage: &dyn Storage,
    _clock: &Clock,
    _sealer: &Sealer,
    _school: &str,
    _files: &[PathBuf],
    _dry_run: bool,
) -> anyhow::Result<Report> {
    anyhow::bail!("not yet")
}
