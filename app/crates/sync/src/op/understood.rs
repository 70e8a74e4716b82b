//! Whether this version understands an operation wholly. What a server does not wholly understand it
//! keeps, until it does, instead of applying half of it.

use domain::code::UNLISTED;
use serde_json::Value;

use super::Written;
use crate::json;

impl Written {
    /// Whether every field and code of it is known here.
    pub fn is_understood(&self) -> bool {
        let (Ok(written), Ok(read)) = (json::read(self.text().get()), json::tree(&**self)) else {
            return false;
        };
        self.change.is_understood() && covers(&read, &written)
    }
}

/// Whether all that was written is in what was read. What is empty may be left out.
pub(super) fn covers(read: &Value, written: &Value) -> bool {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => written
            .iter()
            .all(|(name, value)| is_empty(value) || read.get(name).is_some_and(|known| covers(known, value))),
        (Value::Array(read), Value::Array(written)) => {
            read.len() == written.len() && read.iter().zip(written).all(|(known, value)| covers(known, value))
        }
        (Value::String(read), _) => read != UNLISTED,
        _ => true,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn is_understood(change: &Value) -> bool {
        let id = "00000000-0000-0000-0000-000000000004";
        let op = json!({"op_id": id, "captured_at": "2026-09-18T09:00:00+08:00", "change": change});
        serde_json::from_value::<Written>(op).is_ok_and(|written| written.is_understood())
    }

    fn record(body: Value) -> Value {
        let mut all = json!({"kind": "drill", "mode": "group", "outcome": "normal", "occurred_on": "2026-09-18", "classes": ["一班"]});
        if let (Value::Object(all), Value::Object(more)) = (&mut all, body) {
            all.extend(more);
        }
        json!({"record_log": {"log": "00000000-0000-0000-0000-000000000005", "body": all, "facts": []}})
    }

    #[test]
    fn a_further_field_or_code_anywhere_is_noticed() {
        assert!(
            is_understood(&record(json!({"note": "", "follow_up_on": null, "met": []}))),
            "what is empty says nothing"
        );
        assert!(!is_understood(&record(json!({"kind": "garden"}))));
        assert!(!is_understood(&record(json!({"met": ["carer", "pet"]}))));
        assert!(!is_understood(&record(json!({"garden": 1}))));
        let given = |aid: Value| record(json!({"kind": "material_aid", "aid": aid}));
        assert!(is_understood(&given(json!({"gift": "书包", "things_each": 1, "fen_each": 12000, "receipts": false}))));
        assert!(!is_understood(&given(json!({"gift": "书包", "colour": "red"}))));
        assert!(!is_understood(&record(json!({"pledge": "pigeon"}))));
        assert!(!is_understood(&record(json!({"kind": UNLISTED}))), "nor may anybody choose the word for it");
        assert!(!is_understood(&json!({"garden": {}})));
    }

    #[test]
    fn a_patch_is_understood_when_all_its_fields_are() {
        let patch = |patch: Value| json!({"revise_log": {"log": "00000000-0000-0000-0000-000000000005", "base_revision": 1, "patch": patch}});
        assert!(is_understood(&patch(json!({"note": "改", "follow_up_on": null, "phrases": ["quiet"]}))));
        assert!(!is_understood(&patch(json!({"met": ["carer", "pet"]}))));
        assert!(!is_understood(&patch(json!({"garden": true}))));
        assert!(!is_understood(&patch(json!({"children": []}))), "that is not for a correction to change");
        assert!(!is_understood(&patch(json!({"occurred_on": 7}))));
        assert!(is_understood(&patch(json!({"aid": {"gift": "书包", "things_each": 1}, "pledge": "paper"}))));
        assert!(is_understood(&patch(json!({"aid": null}))));
        assert!(!is_understood(&patch(json!({"aid": {"gift": "书包", "colour": "red"}}))));
    }
}
