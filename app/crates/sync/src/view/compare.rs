//! How a device's rows differ from the server's.

use std::collections::BTreeMap;

use super::Snapshot;
use crate::protocol::Comparison;
use crate::row::RowKey;

/// How a device's rows differ from the server's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// On the server only.
    pub missing: Vec<RowKey>,
    /// On the device only.
    pub surplus: Vec<RowKey>,
    /// On both, in another version.
    pub different: Vec<RowKey>,
}

impl Difference {
    /// Whether the two are the same.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.surplus.is_empty() && self.different.is_empty()
    }
}

impl Snapshot {
    /// How the rows of the last pull differ from the server's.
    pub fn compare(&self, server: &Comparison) -> Difference {
        let mut theirs: BTreeMap<RowKey, u64> = server.keys().collect();
        let mut difference = Difference::default();
        for (key, row) in self.rows.iter().filter(|(_, row)| row.is_in_a_file()) {
            match theirs.remove(key) {
                None => difference.surplus.push(key.clone()),
                Some(version) if version != row.version => difference.different.push(key.clone()),
                Some(_) => {}
            }
        }
        difference.missing.extend(theirs.into_keys());
        difference
    }
}
