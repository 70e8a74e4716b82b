//! Rows: what a pull brings, and the sum by which a device knows that a file is whole.

use std::fmt;

use domain::guardianship::Fact;
use domain::id::{ChildId, HouseholdId, LogId, SchoolId};
use domain::log::Log;
use domain::register::{Adult, Child, Household, Pairing};
use domain::rules::RuleSet;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A row and the commit sequence of its last change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The county's commit sequence when the row last changed.
    pub version: u64,
    /// The row.
    pub body: RowBody,
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowBody {
    /// A child.
    Child(Child),
    /// The child's household.
    Household(Household),
    /// A parent or carer.
    Adult(Adult),
    /// A version of a fact.
    Fact(Fact),
    /// An entry.
    Log(Log),
    /// The pairing with this device's owner.
    Pairing(Pairing),
    /// The owner's school. Belongs to no child's file.
    School(OwnSchool),
    /// The rule set. Belongs to no child's file.
    Rules(RuleSet),
}

/// The school of a mentor, as far as a phone needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSchool {
    /// Identifier.
    pub id: SchoolId,
    /// Name.
    pub name: String,
    /// Classes that have left-behind children, by name.
    pub classes: Vec<String>,
}

/// Names a row among all rows of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    /// Which kind of row: one letter.
    pub kind: char,
    /// The row's identifier; nil for the own school and the rule set, of which there is one.
    pub id: Uuid,
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind, self.id.simple())
    }
}

impl std::str::FromStr for RowKey {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut chars = text.chars();
        let kind = chars.next().unwrap_or('?');
        Ok(Self { kind, id: Uuid::parse_str(chars.as_str())? })
    }
}

impl RowKey {
    /// The name of an entry's row.
    pub fn of_log(id: LogId) -> Self {
        Self { kind: 'l', id: id.0 }
    }
}

impl RowBody {
    /// The row's name.
    pub fn key(&self) -> RowKey {
        let (kind, id) = match self {
            Self::Child(r) => ('c', r.id.0),
            Self::Household(r) => ('h', r.id.0),
            Self::Adult(r) => ('a', r.id.0),
            Self::Fact(r) => ('f', r.id.0),
            Self::Log(r) => ('l', r.id.0),
            Self::Pairing(r) => ('p', r.id.0),
            // A phone has one: another takes its place.
            Self::School(_) => ('s', Uuid::nil()),
            Self::Rules(_) => ('r', Uuid::nil()),
        };
        RowKey { kind, id }
    }

    /// Whether it is part of some child's file.
    pub fn is_in_a_file(&self) -> bool {
        !matches!(self, Self::School(_) | Self::Rules(_))
    }

    /// Whether it is part of the file of one of some children, who live in these households.
    pub fn is_of(&self, children: &[ChildId], homes: &[HouseholdId]) -> bool {
        match self {
            Self::Child(r) => children.contains(&r.id),
            Self::Household(r) => homes.contains(&r.id),
            Self::Adult(r) => homes.contains(&r.household),
            Self::Fact(r) => homes.contains(&r.household),
            Self::Log(r) => r.body.children.iter().any(|child| children.contains(child)),
            Self::Pairing(r) => children.contains(&r.child),
            Self::School(_) | Self::Rules(_) => false,
        }
    }
}

/// How many rows a child's file has, and a sum over their names and versions.
///
/// The sum is the exclusive or of the first eight bytes of SHA-256 over `"{key}:{version}"` of each
/// row, so it does not depend on order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    /// The child.
    pub child: ChildId,
    /// How many rows.
    pub count: u32,
    /// The sum.
    pub sum: u64,
}

impl FileSum {
    /// The sum of a file's rows.
    pub fn of(child: ChildId, rows: impl IntoIterator<Item = (RowKey, u64)>) -> Self {
        let mut all = Self { child, count: 0, sum: 0 };
        for (key, version) in rows {
            let digest = Sha256::digest(format!("{key}:{version}").as_bytes());
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

    #[test]
    fn a_sum_notices_a_missing_row_and_an_old_version_but_not_order() {
        let key = |n| RowKey { kind: 'l', id: Uuid::from_u128(n) };
        let child = ChildId(Uuid::nil());
        let whole = FileSum::of(child, [(key(1), 5), (key(2), 6)]);
        assert_eq!(whole, FileSum::of(child, [(key(2), 6), (key(1), 5)]));
        assert_ne!(whole, FileSum::of(child, [(key(1), 5)]));
        assert_ne!(whole, FileSum::of(child, [(key(1), 5), (key(2), 7)]));
    }

    #[test]
    fn a_key_is_read_back() {
        let key = RowKey { kind: 'f', id: Uuid::from_u128(77) };
        assert_eq!(key.to_string().parse(), Ok(key));
    }
}
