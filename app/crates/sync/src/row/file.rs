//! The sum by which a device knows that a child's file is whole.

use std::fmt::Display;

use domain::id::ChildId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How many rows a child's file has, and a sum over their names and versions.
///
/// The sum is the exclusive or of the first eight bytes of SHA-256 over `"{name}:{version}"` of each
/// row, so it does not depend on order. It covers exactly the rows that the asker's protocol carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    /// Whose file it is.
    pub child: ChildId,
    /// How many rows the file has.
    pub count: u32,
    /// The sum over the rows' names and versions.
    pub sum: u64,
}

impl FileSum {
    /// The sum of a file's rows.
    pub fn of(child: ChildId, rows: impl IntoIterator<Item = (impl Display, u64)>) -> Self {
        let mut all = Self { child, count: 0, sum: 0 };
        for (name, version) in rows {
            let digest = Sha256::digest(format!("{name}:{version}").as_bytes());
            let head = digest.iter().take(8).fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
            all.count += 1;
            all.sum ^= head;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_sum_notices_a_missing_row_and_an_old_version_but_not_order() {
        let child = ChildId(Uuid::nil());
        let whole = FileSum::of(child, [("log/1", 5), ("log/2", 6)]);
        assert_eq!(whole, FileSum::of(child, [("log/2", 6), ("log/1", 5)]));
        assert_ne!(whole, FileSum::of(child, [("log/1", 5)]));
        assert_ne!(whole, FileSum::of(child, [("log/1", 5), ("log/2", 7)]));
    }
}
