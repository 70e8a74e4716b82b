//! JSON objects by their parts, each as it came. What a reader does not know stays as it was.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::json;

/// A JSON object: its parts by name, in the order they came in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Object(Vec<(String, Box<RawValue>)>);

impl Object {
    /// Reads an object; `None` when it is something else.
    pub(crate) fn read(text: &RawValue) -> Option<Self> {
        json::read(text.get()).ok()
    }

    /// The part of a name, as it came; none when it is not there.
    pub(crate) fn get(&self, name: &str) -> Option<&RawValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref())
    }

    /// Writes a part; an empty value takes it away, as the field's own types leave it out.
    pub(crate) fn set(&mut self, name: &str, value: &impl Serialize) -> Result<(), serde_json::Error> {
        self.put(name, to_raw_value(value)?);
        Ok(())
    }

    /// Writes a part as it came.
    pub(crate) fn put(&mut self, name: &str, value: Box<RawValue>) {
        if matches!(value.get(), "null" | "[]" | "\"\"") {
            self.0.retain(|(known, _)| known != name);
            return;
        }
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Takes a part out.
    pub(crate) fn take(&mut self, name: &str) -> Option<Box<RawValue>> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    /// The object as text.
    pub(crate) fn write(&self) -> Result<Box<RawValue>, serde_json::Error> {
        to_raw_value(self)
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = Object;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut parts = Vec::new();
                while let Some(part) = map.next_entry()? {
                    parts.push(part);
                }
                Ok(Object(parts))
            }
        }
        from.deserialize_map(Parts)
    }
}

/// The one way to write a text's JSON: fields by name, no blanks. So two texts that say the same are the same.
pub(crate) fn canonical(text: &RawValue) -> String {
    let value = json::read::<Value>(text.get());
    value.and_then(|value| serde_json::to_string(&value)).unwrap_or_else(|_| text.get().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap_or_default()
    }

    #[test]
    fn what_is_not_touched_stays_to_the_letter() {
        let mut object = Object::read(&raw(r#"{"later": {"b":1,  "a":2}, "note":"旧","day":"d"}"#)).unwrap_or_default();
        assert!(object.set("note", &"新").is_ok() && object.set("day", &None::<u8>).is_ok());
        let text = object.write().unwrap_or_default();
        assert_eq!(text.get(), r#"{"later":{"b":1,  "a":2},"note":"新"}"#);
        assert!(Object::read(&raw("[1]")).is_none());
    }

    #[test]
    fn the_order_of_fields_and_blanks_says_nothing() {
        assert_eq!(canonical(&raw(r#"{"b": 1, "a": {"d":2,"c":3}}"#)), r#"{"a":{"c":3,"d":2},"b":1}"#);
    }
}
