//! What a person said of a school's columns, kept for its next file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::column::Column;
use super::reading::ColumnUse;
use super::text::compact;

/// What columns mean by their titles; it comes before whatever is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Recipe {
    /// By title ([`Recipe::keys`]); `None` for a column that shall not be used.
    pub columns: BTreeMap<String, Option<Column>>,
}

impl Recipe {
    /// From a mapping that a person has corrected or agreed to.
    pub fn of(columns: &[ColumnUse]) -> Self {
        let titles: Vec<(usize, &str)> = columns.iter().map(|used| (used.index, used.title.as_str())).collect();
        Self { columns: Self::keys(&titles).into_iter().zip(columns.iter().map(|used| used.column)).collect() }
    }

    /// The keys of a table's columns: the title without blanks and widths, with a number where a title comes again,
    /// and the place where there is none.
    pub fn keys(titles: &[(usize, &str)]) -> Vec<String> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut keys = Vec::new();
        for (index, title) in titles {
            let plain = compact(title);
            if plain.is_empty() {
                keys.push(format!("#{}", index + 1));
                continue;
            }
            let times = seen.entry(plain.clone()).or_default();
            *times += 1;
            keys.push(if *times == 1 { plain } else { format!("{plain}#{times}") });
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrected_mapping_is_found_again_by_title() {
        let used = |index, title: &str, column| ColumnUse { index, title: title.into(), column, samples: vec![] };
        let recipe = Recipe::of(&[
            used(0, "娃儿", Some(Column::Name)),
            used(1, "电 话", Some(Column::FatherPhone)),
            used(2, "电话", None),
            used(3, "", Some(Column::Class)),
        ]);
        assert_eq!(recipe.columns.get("娃儿"), Some(&Some(Column::Name)));
        assert_eq!(recipe.columns.get("电话#2"), Some(&None));
        assert_eq!(recipe.columns.get("#4"), Some(&Some(Column::Class)));
        assert_eq!(recipe.columns.get("姓名"), None);
        let text = serde_json::to_string(&recipe).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Recipe>(&text).ok(), Some(recipe));
    }
}
