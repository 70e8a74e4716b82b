//! Reading JSON. Everything on the phone is read from bytes, by one reader: a second one for each type,
//! from text or from a tree of values, would weigh as much as the first.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Error, Value};

/// Reads a value from JSON text.
pub fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    serde_json::from_slice(text.as_bytes())
}

/// Reads a value from a tree of JSON.
pub fn of_tree<T: DeserializeOwned>(tree: &Value) -> Result<T, Error> {
    serde_json::from_slice(&serde_json::to_vec(tree)?)
}

/// The tree of a value.
pub fn tree(value: &impl Serialize) -> Result<Value, Error> {
    serde_json::from_slice(&serde_json::to_vec(value)?)
}
