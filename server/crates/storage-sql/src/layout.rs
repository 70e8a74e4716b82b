//! The tables as the migrations make them: what a backup copies, table by table, from either engine into either.

use crate::MIGRATIONS;

/// What a column holds, in the words of the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier.
    Uuid,
    /// An instant.
    Instant,
    /// Bytes, mostly sealed.
    Bytes,
    /// A number.
    Int,
    /// A text.
    Text,
    /// A day.
    Day,
    /// Yes or no.
    Bool,
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "@uuid" => Self::Uuid,
            "@instant" => Self::Instant,
            "@bytes" => Self::Bytes,
            "@int" => Self::Int,
            "TEXT" => Self::Text,
            "DATE" => Self::Day,
            "BOOLEAN" => Self::Bool,
            _ => return None,
        })
    }
}

/// A table: what another refers to stands before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<(String, Kind)>,
}

/// All tables. A migration that changes columns must be told here; a test compares with the engine.
pub fn tables() -> Vec<Table> {
    let mut all: Vec<Table> = vec![];
    for line in MIGRATIONS.iter().flat_map(|(_, _, text)| text.lines()) {
        let mut words = line.split_whitespace().map(|word| word.trim_end_matches(','));
        match (words.next(), words.next(), words.next()) {
            (Some("CREATE"), Some("TABLE"), Some(name)) => all.push(Table { name: name.to_owned(), columns: vec![] }),
            (Some(name), Some(word), _) if line.starts_with("    ") => {
                if let (Some(table), Some(kind)) = (all.last_mut(), Kind::of(word)) {
                    table.columns.push((name.to_owned(), kind));
                }
            }
            _ => {}
        }
    }
    all
}

/// The version of the layout.
pub fn version() -> i64 {
    MIGRATIONS.last().map_or(0, |(version, _, _)| *version)
}
