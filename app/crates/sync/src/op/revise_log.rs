//! A correction of an own entry. Fields that are absent stay as they are.

use std::str::FromStr;

use chrono::NaiveDate;
use domain::code::UNLISTED;
use domain::id::{AccountId, LogId};
use domain::log::{ActivityKind, Aid, LogBody, Met, Mode, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::understood::covers;
use super::{Operation, Written};
use crate::carry::carry;
use crate::json;
use crate::raw::Object;
use crate::row::RowKey;
use crate::view::{Snapshot, next_revision};

/// A correction of an own entry, field by field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviseLog {
    /// The entry that is corrected.
    pub log: LogId,
    /// The revision the person saw.
    pub base_revision: u32,
    /// What becomes of which fields; all others stay.
    pub patch: LogPatch,
}

impl Operation for ReviseLog {
    fn keys(&self) -> Vec<RowKey> {
        vec![RowKey::of_log(self.log)]
    }

    fn lay(&self, _: &Written, _: AccountId, view: &mut Snapshot) {
        view.edit_log(self.log, |entry| {
            let mut body = Object::read(entry.get("body")?)?;
            self.patch.put_into(&mut body)?;
            entry.put("body", body.write().ok()?);
            next_revision(entry)
        });
    }

    fn is_understood(&self) -> bool {
        let any = LogBody::plain(vec![], ActivityKind::Drill, Mode::Group, NaiveDate::default());
        let known = self.patch.0.keys().all(|name| FIELDS.contains(&name.as_str()));
        let read = self.patch.apply(&any).and_then(|body| json::tree(&body).ok());
        known && read.is_some_and(|read| covers(&read, &Value::Object(self.patch.0.clone())))
    }
}

/// The fields of an entry that a correction may change.
const FIELDS: [&str; 10] =
    ["kind", "mode", "outcome", "occurred_on", "phrases", "note", "met", "follow_up_on", "aid", "pledge"];

/// The fields of an entry that a correction changes, each with its new JSON; an empty one is taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPatch(Map<String, Value>);

impl LogPatch {
    fn with(mut self, field: &str, value: Value) -> Self {
        self.0.insert(field.to_owned(), value);
        self
    }

    /// Gives the entry another kind of activity.
    #[must_use]
    pub fn kind(self, kind: ActivityKind) -> Self {
        self.with("kind", kind.code().into())
    }

    /// Gives the entry another mode of contact.
    #[must_use]
    pub fn mode(self, mode: Mode) -> Self {
        self.with("mode", mode.code().into())
    }

    /// Gives the entry another outcome.
    #[must_use]
    pub fn outcome(self, outcome: Outcome) -> Self {
        self.with("outcome", outcome.code().into())
    }

    /// Moves the entry to another day, by the county's calendar.
    #[must_use]
    pub fn occurred_on(self, day: NaiveDate) -> Self {
        self.with("occurred_on", day.to_string().into())
    }

    /// Gives the entry other words.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        self.with("note", note.into().into())
    }

    /// Another day for the follow-up, or none.
    #[must_use]
    pub fn follow_up_on(self, day: Option<NaiveDate>) -> Self {
        self.with("follow_up_on", day.map_or(Value::Null, |day| day.to_string().into()))
    }

    /// The fields in which `new` differs from `old`. `raw` is the entry's JSON as it lies here: of its
    /// lists the codes that this version does not know stay.
    pub fn between(old: &LogBody, new: &LogBody, raw: Option<&RawValue>) -> Self {
        let raw = raw.and_then(|raw| json::read::<Map<String, Value>>(raw.get()).ok()).unwrap_or_default();
        let mut patch = Self::default();
        if old.kind != new.kind {
            patch = patch.kind(new.kind);
        }
        if old.mode != new.mode {
            patch = patch.mode(new.mode);
        }
        if old.outcome != new.outcome {
            patch = patch.outcome(new.outcome);
        }
        if old.occurred_on != new.occurred_on {
            patch = patch.occurred_on(new.occurred_on);
        }
        if old.phrases != new.phrases {
            patch = patch.with("phrases", new.phrases.iter().map(|phrase| Value::from(phrase.to_string())).collect());
        }
        if old.note != new.note {
            patch = patch.note(new.note.as_str());
        }
        if old.met != new.met {
            patch = patch.with("met", list::<Met>(new.met.iter().map(|met| met.code()), raw.get("met")));
        }
        if old.follow_up_on != new.follow_up_on {
            patch = patch.follow_up_on(new.follow_up_on);
        }
        if old.aid != new.aid {
            patch = patch.with("aid", given(old.aid.as_deref(), new.aid.as_deref(), raw.get("aid")));
        }
        if old.pledge != new.pledge {
            patch = patch.with("pledge", new.pledge.map_or(Value::Null, |pledge| pledge.code().into()));
        }
        patch
    }

    /// Whether it changes no field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The new words, if they change.
    pub fn new_note(&self) -> Option<&str> {
        self.0.get("note").and_then(Value::as_str)
    }

    /// An entry with the changed fields; none when the outcome cannot be read.
    pub fn apply(&self, body: &LogBody) -> Option<LogBody> {
        let Value::Object(mut fields) = json::tree(body).ok()? else { return None };
        for (name, value) in &self.0 {
            match value {
                Value::Null => drop(fields.remove(name)),
                value => drop(fields.insert(name.clone(), value.clone())),
            }
        }
        json::of_tree(&Value::Object(fields)).ok()
    }

    /// What is left of it where some of its fields have changed meanwhile: those stay as they are now.
    #[must_use]
    pub fn without(&self, seen: &LogBody, now: &LogBody) -> Self {
        let (Ok(seen), Ok(now)) = (json::tree(seen), json::tree(now)) else { return self.clone() };
        let stands = |name: &str| seen.get(name) == now.get(name);
        Self(
            self.0.iter().filter(|(name, _)| stands(name)).map(|(name, value)| (name.clone(), value.clone())).collect(),
        )
    }

    /// Puts the changed fields into an entry's JSON.
    fn put_into(&self, body: &mut Object) -> Option<()> {
        self.0.iter().try_for_each(|(name, value)| body.set(name, value)).ok()
    }
}

/// What was given as JSON, with what of it this version does not know.
fn given(old: Option<&Aid>, new: Option<&Aid>, raw: Option<&Value>) -> Value {
    let tree = |aid: Option<&Aid>| aid.and_then(|aid| json::tree(aid).ok());
    match (tree(old), tree(new), raw) {
        (Some(old), Some(new), Some(raw)) => carry(raw, &old, &new),
        (_, new, _) => new.unwrap_or_default(),
    }
}

/// Codes as JSON, and after them those of an earlier list that this version does not know.
fn list<T: FromStr>(codes: impl Iterator<Item = &'static str>, before: Option<&Value>) -> Value {
    let unknown = before.and_then(Value::as_array).into_iter().flatten();
    let unknown = unknown.filter(|value| value.as_str().is_none_or(|code| code.parse::<T>().is_err()));
    codes.filter(|code| *code != UNLISTED).map(Value::from).chain(unknown.cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body() -> LogBody {
        LogBody {
            classes: vec!["三年级2班".to_owned()],
            note: "演练".to_owned(),
            follow_up_on: Some(NaiveDate::default()),
            ..LogBody::plain(vec![], ActivityKind::Drill, Mode::Group, NaiveDate::default())
        }
    }

    #[test]
    fn a_patch_carries_the_difference_and_nothing_else() {
        let old = body();
        let new = LogBody { note: "演练顺利".to_owned(), follow_up_on: None, ..body() };
        let patch = LogPatch::between(&old, &new, None);
        let json = serde_json::to_string(&patch).unwrap_or_default();
        assert_eq!(json, r#"{"follow_up_on":null,"note":"演练顺利"}"#);
        let read: LogPatch = serde_json::from_str(&json).unwrap_or_default();
        assert_eq!(read.apply(&old), Some(new));
        assert!(LogPatch::between(&old, &old, None).is_empty());
    }

    #[test]
    fn what_has_changed_since_stays_as_it_is_now() {
        let now = LogBody { note: "后来改的".to_owned(), ..body() };
        let patch = LogPatch::default().note("早先改的").outcome(Outcome::Concern);
        let left = patch.without(&body(), &now);
        assert_eq!(left, LogPatch::default().outcome(Outcome::Concern));
        assert_eq!(patch.without(&body(), &body()), patch);
    }

    #[test]
    fn disjoint_corrections_merge() {
        let merged = LogPatch::default().outcome(Outcome::Concern).apply(&body());
        let merged = merged.and_then(|body| LogPatch::default().note("有孩子哭了").apply(&body)).unwrap_or_else(body);
        assert_eq!((merged.outcome, merged.note.as_str()), (Outcome::Concern, "有孩子哭了"));
    }

    #[test]
    fn what_was_given_is_corrected_with_what_a_later_version_said_of_it() {
        let raw = serde_json::value::to_raw_value(&serde_json::json!({"aid": {"gift": "书包", "colour": "red"}})).ok();
        let given = |gift: &str| Some(Box::new(Aid { gift: gift.to_owned(), things_each: 1, ..Aid::default() }));
        let old = LogBody { aid: Some(Box::new(Aid { gift: "书包".to_owned(), ..Aid::default() })), ..body() };
        let patch = LogPatch::between(&old, &LogBody { aid: given("棉衣"), ..body() }, raw.as_deref());
        let said = &patch.0["aid"];
        assert_eq!((&said["gift"], &said["colour"], &said["things_each"]), (&"棉衣".into(), &"red".into(), &1.into()));
        assert_eq!(patch.apply(&old).map(|body| body.aid), Some(given("棉衣")));
        let none = LogPatch::between(&old, &body(), raw.as_deref());
        assert_eq!(none.apply(&old), Some(body()), "taken away as a whole");
    }

    #[test]
    fn a_list_keeps_the_words_of_a_later_version() {
        let raw = serde_json::value::to_raw_value(&serde_json::json!({"met": ["child", "pet"]})).ok();
        let old = LogBody { met: vec![Met::Child, Met::Unlisted], ..body() };
        let new = LogBody { met: vec![Met::Unlisted, Met::Carer], ..body() };
        let patch = LogPatch::between(&old, &new, raw.as_deref());
        assert_eq!(serde_json::to_string(&patch).unwrap_or_default(), r#"{"met":["carer","pet"]}"#);
    }
}
