//! The household in which a child lives.

use serde::{Deserialize, Serialize};

use super::name;
use crate::id::HouseholdId;

/// The household in which a child lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// By which children, adults and answers about the home name it.
    pub id: HouseholdId,
    /// Address as the school writes it.
    pub address: String,
}

/// The village that an address names, however wide it is written: all up to the first word for one.
pub fn village_of(address: &str) -> Option<String> {
    let key = name::key(address);
    let end = ["村", "社区"].iter().filter_map(|word| key.find(word).map(|at| at + word.len())).min();
    end.and_then(|end| key.get(..end)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_ends_with_its_word_however_wide_it_is_written() {
        assert_eq!(village_of("上坝村三组").as_deref(), Some("上坝村"));
        assert_eq!(village_of("上坝　村３组").as_deref(), Some("上坝村"));
        assert_eq!(village_of("城关镇东街社区12号").as_deref(), Some("城关镇东街社区"));
        assert_eq!(village_of("东街社区新村路").as_deref(), Some("东街社区"));
        assert_eq!(village_of("县城"), None);
    }
}
