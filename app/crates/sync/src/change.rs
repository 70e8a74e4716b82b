//! What a person did: the content of an operation.

use chrono::NaiveDate;
use domain::guardianship::FactValue;
use domain::id::{FactId, HouseholdId, LogId};
use domain::log::{ActivityKind, LogBody, Met, Mode, Outcome, Phrase};
use serde::{Deserialize, Deserializer, Serialize};

/// One action of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A new entry, with the facts a home visit found changed.
    RecordLog {
        /// Made when the form opened, so that a double tap is one entry.
        log: LogId,
        /// What was filled in.
        body: LogBody,
        /// Changed facts; they append.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        facts: Vec<NewFact>,
    },
    /// A correction of an own entry. Fields that are absent stay as they are.
    ReviseLog {
        /// Which entry.
        log: LogId,
        /// The revision the person saw.
        base_revision: u32,
        /// The changed fields.
        patch: LogPatch,
    },
    /// An own entry is taken back. It stays in the history.
    WithdrawLog {
        /// Which entry.
        log: LogId,
    },
    /// A follow-up was done.
    FollowUp {
        /// The entry that asked for it.
        log: LogId,
        /// When it was done.
        done_on: NaiveDate,
    },
    /// Words to the people who keep the system.
    Feedback {
        /// The words.
        text: String,
    },
}

/// A new version of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFact {
    /// Identifier.
    pub id: FactId,
    /// Household it is about.
    pub household: HouseholdId,
    /// The answer.
    pub value: FactValue,
    /// The version that the recorder saw before; none when nothing was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<FactId>,
}

/// The fields of an entry that a correction changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPatch {
    /// Kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ActivityKind>,
    /// Mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_on: Option<NaiveDate>,
    /// Phrases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrases: Option<Vec<Phrase>>,
    /// Note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// People met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<Vec<Met>>,
    /// Follow-up day; `Some(None)` takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub follow_up_on: Option<Option<NaiveDate>>,
}

/// Reads a field that is present, `null` included, as `Some`.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

/// `Some(new)` where the two differ.
fn changed<T: PartialEq + Clone>(old: &T, new: &T) -> Option<T> {
    (old != new).then(|| new.clone())
}

impl LogPatch {
    /// The fields in which `new` differs from `old`.
    pub fn between(old: &LogBody, new: &LogBody) -> Self {
        Self {
            kind: changed(&old.kind, &new.kind),
            mode: changed(&old.mode, &new.mode),
            outcome: changed(&old.outcome, &new.outcome),
            occurred_on: changed(&old.occurred_on, &new.occurred_on),
            phrases: changed(&old.phrases, &new.phrases),
            note: changed(&old.note, &new.note),
            met: changed(&old.met, &new.met),
            follow_up_on: changed(&old.follow_up_on, &new.follow_up_on),
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Puts the changed fields into an entry.
    pub fn apply(&self, body: &mut LogBody) {
        fn put<T: Clone>(to: &mut T, from: &Option<T>) {
            if let Some(value) = from {
                *to = value.clone();
            }
        }
        put(&mut body.kind, &self.kind);
        put(&mut body.mode, &self.mode);
        put(&mut body.outcome, &self.outcome);
        put(&mut body.occurred_on, &self.occurred_on);
        put(&mut body.phrases, &self.phrases);
        put(&mut body.note, &self.note);
        put(&mut body.met, &self.met);
        put(&mut body.follow_up_on, &self.follow_up_on);
    }
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
        let patch = LogPatch::between(&old, &new);
        let json = serde_json::to_string(&patch).unwrap_or_default();
        assert_eq!(json, r#"{"note":"演练顺利","follow_up_on":null}"#);
        let read: LogPatch = serde_json::from_str(&json).unwrap_or_default();
        let mut merged = old.clone();
        read.apply(&mut merged);
        assert_eq!(merged, new);
        assert!(LogPatch::between(&old, &old).is_empty());
    }

    #[test]
    fn disjoint_corrections_merge() {
        let mut merged = body();
        LogPatch { outcome: Some(Outcome::Concern), ..LogPatch::default() }.apply(&mut merged);
        LogPatch { note: Some("有孩子哭了".to_owned()), ..LogPatch::default() }.apply(&mut merged);
        assert_eq!((merged.outcome, merged.note.as_str()), (Outcome::Concern, "有孩子哭了"));
    }
}
