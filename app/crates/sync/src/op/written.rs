//! An operation as it was written down.

use std::fmt;
use std::ops::Deref;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use sha2::{Digest, Sha256};

use super::Op;
use crate::carry::carry;
use crate::json;
use crate::raw::canonical;

/// An operation and the JSON in which it was first written. The JSON is what is kept, sent and bound to
/// the operation's id: a version that does not know all of it loses none of it.
#[derive(Debug, Clone)]
pub struct Written {
    op: Op,
    text: Box<RawValue>,
}

impl Written {
    /// Reads what somebody wrote.
    pub fn read(text: &RawValue) -> Result<Self, serde_json::Error> {
        Ok(Self { op: json::read(text.get())?, text: text.to_owned() })
    }

    /// An operation that takes the place of another, with all of the other that this version does not know.
    pub fn instead_of(old: &Self, new: &Op) -> Result<Self, serde_json::Error> {
        let written: Value = json::read(old.text.get())?;
        let all = carry(&written, &json::tree(&old.op)?, &json::tree(new)?);
        Self::read(to_raw_value(&all)?.as_ref())
    }

    /// The JSON to the letter, as it is kept, sent and hashed.
    pub fn text(&self) -> &RawValue {
        &self.text
    }

    /// SHA-256 over what it says, in hexadecimal, whatever the order of fields. It binds the id to the content.
    pub fn content_hash(&self) -> String {
        hex::encode(Sha256::digest(canonical(&self.text).as_bytes()))
    }

    /// The JSON of the payload alone.
    pub(crate) fn payload<'a, T: Deserialize<'a>>(&'a self) -> Option<T> {
        #[derive(Deserialize)]
        struct Outer<'a> {
            #[serde(borrow)]
            change: Inner<'a>,
        }
        // The one entry of the map, under whatever kind.
        struct Inner<'a>(&'a RawValue);
        impl<'de: 'a, 'a> Deserialize<'de> for Inner<'a> {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_map(One).map(Self)
            }
        }
        struct One;
        impl<'de> Visitor<'de> for One {
            type Value = &'de RawValue;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one kind")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let one = map.next_entry::<String, _>()?;
                one.map(|(_, payload)| payload).ok_or_else(|| serde::de::Error::invalid_length(0, &self))
            }
        }
        let outer: Outer<'a> = json::read(self.text.get()).ok()?;
        json::read(outer.change.0.get()).ok()
    }
}

impl TryFrom<Op> for Written {
    type Error = serde_json::Error;

    fn try_from(op: Op) -> Result<Self, Self::Error> {
        let text = to_raw_value(&op)?;
        Ok(Self { op, text })
    }
}

impl Deref for Written {
    type Target = Op;

    fn deref(&self) -> &Op {
        &self.op
    }
}

impl PartialEq for Written {
    fn eq(&self, other: &Self) -> bool {
        self.text.get() == other.text.get()
    }
}

impl Eq for Written {}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(from)?;
        let op = json::read(text.get()).map_err(serde::de::Error::custom)?;
        Ok(Self { op, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::Change;

    const FUTURE: &str = r#"{"op_id":"00000000-0000-0000-0000-000000000004","captured_at":"2026-09-18T01:00:00Z","later": [1],
        "change":{"greeting":{"to":"奶奶",  "b":2,"a":1}}}"#;

    #[test]
    fn an_operation_from_the_future_passes_through_to_the_letter() {
        let written: Written = serde_json::from_str(FUTURE).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(written.change.code(), "greeting");
        assert!(matches!(&written.change, Change::Other { payload, .. } if payload["to"] == "奶奶"));
        assert_eq!(serde_json::to_string(&written).unwrap_or_default(), FUTURE);
    }

    #[test]
    fn the_hash_is_of_what_it_says_and_not_of_how() {
        let hash = |text: &str| serde_json::from_str::<Written>(text).map(|w| w.content_hash()).unwrap_or_default();
        let turned = r#"{"change":{"greeting":{"a":1,"b":2,"to":"奶奶"}},"captured_at":"2026-09-18T01:00:00Z",
            "op_id":"00000000-0000-0000-0000-000000000004","later":[1]}"#;
        assert_eq!(hash(FUTURE), hash(turned));
        assert_ne!(hash(FUTURE), hash(&FUTURE.replace("[1]", "[2]")), "also of what is not known here");
    }

    #[test]
    fn a_known_kind_that_has_changed_is_kept_like_an_unknown_one() {
        let log = "00000000-0000-0000-0000-000000000005";
        let text = FUTURE.replace("greeting\":{", &format!("record_log\":{{\"log\":\"{log}\","));
        let written: Written = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}"));
        assert!(matches!(written.change, Change::Other { .. }) && !written.is_understood());
        assert_eq!(
            written.keys().iter().map(ToString::to_string).collect::<Vec<_>>(),
            [format!("log/{}", log.replace('-', ""))]
        );
    }

    #[test]
    fn garbage_is_no_operation() {
        let of = |change: &str| FUTURE.replace(r#"{"to":"奶奶",  "b":2,"a":1}}"#, change);
        for text in [of("1,\"feedback\":{}}"), of("}"), "{\"set_aside\":{}}".to_owned()] {
            assert!(serde_json::from_str::<Written>(&text).is_err(), "{text}");
        }
    }
}
