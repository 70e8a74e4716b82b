//! An entry of a child's timeline.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::LogId;
use crate::log::{ActivityKind, Aid, Log, Mode, Outcome, Pledge};
use crate::rules::{Phrase, RuleSet};

/// An entry of a child's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of an entry, whatever the others say")]
pub struct EntryLine {
    /// The entry.
    pub log: LogId,
    /// The day it happened.
    pub on: NaiveDate,
    /// The kind of activity.
    pub kind: ActivityKind,
    /// How it took place.
    pub mode: Mode,
    /// What came of it.
    pub outcome: Outcome,
    /// Whole classes that took part, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Sentences that were tapped, in the words of the rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<Phrase>,
    /// The recorder's own words; empty for none, and where they are confidential.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What was given; none where it is confidential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aid: Option<Box<Aid>>,
    /// How the parents answered the safety pledge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pledge: Option<Pledge>,
    /// Whether sentences and words are left out, because this reader may not see them.
    #[serde(default)]
    pub confidential: bool,
    /// Whether its author took it back.
    #[serde(default)]
    pub withdrawn: bool,
    /// Whether it was corrected.
    #[serde(default)]
    pub revised: bool,
    /// Whether somebody copied it from the author's notebook.
    #[serde(default)]
    pub entered_for: bool,
    /// When somebody should look again, and nobody has yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<NaiveDate>,
}

impl EntryLine {
    /// The line of an entry, with the sentences that the rules have for its codes.
    pub fn of(log: &Log, rules: &RuleSet) -> Self {
        let body = &log.body;
        Self {
            log: log.id,
            on: body.occurred_on,
            kind: body.kind,
            mode: body.mode,
            outcome: body.outcome,
            classes: body.classes.clone(),
            phrases: body.phrases.iter().map(|code| rules.phrase(code)).collect(),
            note: body.note.clone(),
            aid: body.aid.clone(),
            pledge: body.pledge,
            confidential: false,
            withdrawn: log.withdrawn,
            // A follow-up that was done is a revision too, but corrects nothing.
            revised: log.revision > 1 && log.followed_up_on.is_none(),
            entered_for: log.entered_by.is_some(),
            follow_up: log.open_follow_up(),
        }
    }

    /// The same without sentences and words, for a reader who may not see them.
    #[must_use]
    pub fn confidential(self) -> Self {
        Self { phrases: vec![], note: String::new(), aid: None, confidential: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, ChildId};
    use crate::log::LogBody;
    use chrono::DateTime;
    use uuid::Uuid;

    #[test]
    fn a_line_for_a_reader_who_may_not_has_no_word_of_the_talk() {
        let on = NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default();
        let plain = LogBody::plain(vec![ChildId(Uuid::nil())], ActivityKind::Counselling, Mode::AtSchool, on);
        let body = LogBody { note: "只说给老师听的话".to_owned(), phrases: vec!["quiet".into()], ..plain };
        let log = Log::first(LogId(Uuid::nil()), AccountId(Uuid::nil()), body, DateTime::default());
        let line = EntryLine::of(&log, &RuleSet::default());
        assert_eq!(line.note, "只说给老师听的话");
        let line = line.confidential();
        assert!(line.confidential && line.note.is_empty() && line.phrases.is_empty());
        assert_eq!(line.kind, ActivityKind::Counselling);
    }
}
