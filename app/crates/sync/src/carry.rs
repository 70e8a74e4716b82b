//! Editing what was not wholly understood: an edit of the part that is known, put onto the whole.

use domain::code::UNLISTED;
use serde_json::{Map, Value};

/// Puts an edit onto the JSON from which it was made. `before` is what this version had read of
/// `written`, and `after` what it has become; what does not differ between the two stays as written.
pub fn carry(written: &Value, before: &Value, after: &Value) -> Value {
    if before == after {
        return written.clone();
    }
    match (written, before, after) {
        (Value::Object(written), Value::Object(before), Value::Object(after)) => fields(written, before, after),
        (Value::Array(written), Value::Array(before), Value::Array(after)) => elements(written, before, after),
        _ => after.clone(),
    }
}

fn fields(written: &Map<String, Value>, before: &Map<String, Value>, after: &Map<String, Value>) -> Value {
    let mut all = Map::new();
    for (name, value) in written {
        // Not known here, or known and still there.
        match (before.get(name), after.get(name)) {
            (None, None) => drop(all.insert(name.clone(), value.clone())),
            (Some(before), Some(after)) => drop(all.insert(name.clone(), carry(value, before, after))),
            (_, after) => all.extend(after.map(|after| (name.clone(), after.clone()))),
        }
    }
    for (name, value) in after.iter().filter(|(name, _)| !written.contains_key(*name)) {
        all.insert(name.clone(), value.clone());
    }
    Value::Object(all)
}

fn elements(written: &[Value], before: &[Value], after: &[Value]) -> Value {
    if written.len() != before.len() || !written.iter().all(Value::is_string) {
        let same = written.len() == before.len() && before.len() == after.len();
        let each =
            written.iter().zip(before).zip(after).map(|((written, before), after)| carry(written, before, after));
        return if same { each.collect() } else { after.into() };
    }
    // Codes: those that are not known here stay, whatever was chosen beside them.
    let unknown = written.iter().zip(before).filter(|(_, before)| *before == UNLISTED).map(|(written, _)| written);
    let chosen = after.iter().filter(|code| *code != UNLISTED);
    chosen.chain(unknown).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_edit_changes_what_was_edited_and_nothing_else() {
        let written = json!({"later": 1, "note": "旧", "kind": "garden", "met": ["child", "pet"], "of": {"x": 1, "state": "safe"}});
        let before = json!({"note": "旧", "kind": UNLISTED, "met": ["child", UNLISTED], "of": {"state": "safe"}});
        let after =
            json!({"note": "新", "kind": UNLISTED, "met": [UNLISTED, "carer"], "of": {"state": "danger"}, "day": "d"});
        let expected = json!({"later": 1, "note": "新", "kind": "garden", "met": ["carer", "pet"],
            "of": {"x": 1, "state": "danger"}, "day": "d"});
        assert_eq!(carry(&written, &before, &after), expected);
    }

    #[test]
    fn what_was_taken_away_goes_and_rows_of_a_list_are_edited_in_place() {
        let edit = carry(
            &json!({"note": "旧", "facts": [{"id": 1, "x": 2}]}),
            &json!({"note": "旧", "facts": [{"id": 1}]}),
            &json!({"facts": [{"id": 3}]}),
        );
        assert_eq!(edit, json!({"facts": [{"id": 3, "x": 2}]}));
    }
}
