//! "Compare with server".

use domain::id::ChildId;
use serde::{Deserialize, Serialize};

use crate::row::RowKey;

/// What the server holds of a device's scope, for "compare with server".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Each child's file: its rows by name and version.
    pub files: Vec<ComparedFile>,
    /// The owner's class sessions that are in none of the files, by name and version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<(String, u64)>,
}

impl Comparison {
    /// Every row that can be read.
    pub fn keys(&self) -> impl Iterator<Item = (RowKey, u64)> + '_ {
        let rows = self.files.iter().flat_map(|file| &file.rows).chain(&self.sessions);
        rows.filter_map(|(key, version)| key.parse().ok().map(|k| (k, *version)))
    }
}

/// One child's file in a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedFile {
    /// Whose file it is.
    pub child: ChildId,
    /// Each row's name and version.
    pub rows: Vec<(String, u64)>,
}
