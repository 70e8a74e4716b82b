//! Protocol 1, which wrote the name of a variant beside its fields (`{"do": "record_log", …}`) where
//! protocol 2 writes it around them (`{"record_log": {…}}`). A phone that has not been updated may
//! always push, and an updated one reads what it had stored.

use serde_json::{Map, Value};

/// The protocol version that this module knows.
pub const PROTOCOL: u16 = 1;

const CHANGES: [&str; 5] = ["record_log", "revise_log", "withdraw_log", "follow_up", "feedback"];
const FACTS: [&str; 4] = ["carer", "parents", "phone", "home"];

/// Brings an operation, a refused operation or a form in progress up to date, wherever in it variants are named.
pub fn modernise(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(modernise),
        Value::Object(fields) => {
            fields.values_mut().for_each(modernise);
            for (tag, names) in [("do", CHANGES.as_slice()), ("fact", FACTS.as_slice())] {
                let name =
                    fields.get(tag).and_then(Value::as_str).filter(|name| names.contains(name)).map(str::to_owned);
                if let Some(name) = name {
                    fields.remove(tag);
                    let inside = std::mem::take(fields);
                    fields.insert(name, Value::Object(inside));
                }
            }
        }
        _ => {}
    }
}

/// Writes a reply as a client of protocol 1 reads it.
pub fn reply(value: &mut Value) {
    for result in list(value.get_mut("results")) {
        if let Some(settlement) = result.get_mut("settlement") {
            if settlement == "parked" {
                // It knows no such word: the entry has arrived, and that is what matters to its owner.
                *settlement = serde_json::json!({ "applied": { "version": 0, "exact": false } });
            }
            beside(settlement, "state");
        }
    }
    for row in list(value.pointer_mut("/page/rows")) {
        if let Some(body) = row.get_mut("body") {
            if let Some(fact) = body.pointer_mut("/fact/value") {
                beside(fact, "fact");
            }
            beside(body, "row");
        }
    }
}

fn list(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_array_mut).into_iter().flatten()
}

/// `{"name": {…}}` becomes `{"tag": "name", …}`.
fn beside(value: &mut Value, tag: &str) {
    let Value::Object(outer) = value else { return };
    let Some((name, Value::Object(inner))) = std::mem::take(outer).into_iter().next() else { return };
    let mut fields: Map<String, Value> = inner;
    fields.insert(tag.to_owned(), Value::String(name));
    *value = Value::Object(fields);
}
