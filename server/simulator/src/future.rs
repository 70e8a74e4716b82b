//! The next version, made from this one: whatever JSON this version writes, with a further field in every
//! object, a further code in some lists, a further kind of row and a further kind of operation. And the
//! way back: what is left when this version's words are all there are.
//!
//! What is added depends on identifiers alone, so that the next version says the same of a thing each time.

use domain::id::{ChildId, OpId};
use serde_json::{Map, Value, json};
use sync::{Envelope, RowKey, RowKind};
use uuid::Uuid;

/// The field that the next version has everywhere, and a code that it has in lists.
pub const LATER: &str = "later";
/// What a code or a kind ends in that this version does not know.
const ENDING: &str = "_later";
/// The kind of row that the next version has besides.
const KIND: &str = "term_plan_later";

/// Objects that name one of several things: the next version knows more of them, and writes none beside another.
const ONE_OF: [&str; 4] = ["value", "change", "settlement", "subject"];

/// What the next version would write. `id` is of the entry or fact that it is about.
fn further(value: &Value, id: u128) -> Value {
    match value {
        Value::Object(fields) => {
            let mut all: Map<String, Value> = Map::new();
            for (name, value) in fields {
                let value = if ONE_OF.contains(&name.as_str()) { one_of(value, id) } else { further(value, id) };
                all.insert(name.clone(), code(name, value, id));
            }
            if all.contains_key("occurred_on") && all.contains_key("kind") && id.is_multiple_of(3) {
                let met = all.entry("met").or_insert_with(|| json!([]));
                met.as_array_mut().into_iter().for_each(|codes| codes.push(LATER.into()));
            }
            all.insert(LATER.to_owned(), json!(id % 7));
            Value::Object(all)
        }
        Value::Array(all) => all.iter().map(|value| further(value, id)).collect(),
        other => other.clone(),
    }
}

/// One of several things; of some, one that this version does not know.
fn one_of(value: &Value, id: u128) -> Value {
    let Value::Object(fields) = value else { return value.clone() };
    let fields = fields.iter().map(|(name, value)| {
        let unknown = name == "feedback" && id.is_multiple_of(2) || name == "home" && id.is_multiple_of(5);
        (if unknown { format!("{name}{ENDING}") } else { name.clone() }, further(value, id))
    });
    Value::Object(fields.collect())
}

/// A code; of some entries, one that this version does not know.
fn code(field: &str, value: Value, id: u128) -> Value {
    if field == "kind" && value == "family_care" && id.is_multiple_of(4) {
        return Value::String(format!("family_care{ENDING}"));
    }
    value
}

/// An operation as a phone of the next version writes it.
pub fn op(now: &Value) -> Value {
    let about = ["/change/record_log/log", "/change/revise_log/log", "/op_id"];
    let id = about.into_iter().find_map(|place| now.pointer(place)?.as_str()?.parse::<Uuid>().ok());
    further(now, id.unwrap_or_default().as_u128())
}

/// What this version would have written instead.
pub fn undone(later: &Value) -> Value {
    let known = |text: &str| text.strip_suffix(ENDING).unwrap_or(text).to_owned();
    match later {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(name, _)| *name != LATER);
            Value::Object(fields.map(|(name, value)| (known(name), undone(value))).collect())
        }
        Value::Array(all) => all.iter().filter(|value| *value != LATER).map(undone).collect(),
        Value::String(text) => Value::String(known(text)),
        other => other.clone(),
    }
}

/// A row as a server of the next version sends it.
pub fn row(now: &Envelope) -> Option<Envelope> {
    let body: Value = serde_json::from_str(now.body.get()).ok()?;
    let later = further(&body, now.id.as_u128());
    let body = serde_json::value::to_raw_value(&later).ok()?;
    Some(Envelope::new(now.key(), now.version, now.of.clone(), body))
}

/// The name of a row that every child's file has besides.
pub fn further_key(child: ChildId) -> RowKey {
    RowKey::new(RowKind::of(KIND), Uuid::from_u128(child.0.as_u128() ^ (0xfeed << 64)))
}

/// That row, beside the child's own.
pub fn further_row(child: &Envelope) -> Option<Envelope> {
    let body = serde_json::value::to_raw_value(&json!({"goals": [1, 2], "words": "下一版的话"})).ok()?;
    Some(Envelope::new(further_key(ChildId(child.id)), child.version, child.of.clone(), body))
}

/// Whether an operation holds anything that this version does not know.
pub fn is_later(op: &Value) -> bool {
    undone(op) != *op
}

/// An operation's identifier, whatever else it says.
pub fn op_id(op: &Value) -> Option<OpId> {
    op.get("op_id")?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_there_and_back_leaves_what_there_was() {
        for n in 0..60u128 {
            let id = Uuid::from_u128(n);
            let now = json!({"op_id": id, "captured_at": "2026-09-18T01:00:00Z", "change": {"record_log": {"log": id,
                "body": {"kind": "family_care", "occurred_on": "2026-09-18", "children": [id]},
                "facts": [{"id": id, "value": {"home": {"state": "safe"}}}]}}});
            let later = op(&now);
            assert!(is_later(&later) && !is_later(&now));
            let mut back = undone(&later);
            if let Some(Value::Array(met)) = back.pointer("/change/record_log/body/met").cloned() {
                assert!(met.is_empty());
                back["change"]["record_log"]["body"]
                    .as_object_mut()
                    .into_iter()
                    .for_each(|all| drop(all.remove("met")));
            }
            assert_eq!(back, now);
        }
    }
}
