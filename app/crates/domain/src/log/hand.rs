//! Whose hand writes an entry down: its author's on the phone, or a coordinator's who copies a page of the
//! author's notebook. It is the author's entry either way.

use chrono::NaiveDate;

use super::activity::ActivityKind;
use super::entry::{LogBody, Mode, Outcome};
use super::problem::{Fault, LogField, Problem};

/// Who writes an entry down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// Its author.
    Own,
    /// Somebody who copies the author's notebook.
    Anothers,
}

impl LogBody {
    /// Every problem that keeps its author's correction from being accepted; `before` is what was said. Its day may be long
    /// ago, as long as it stays the same.
    pub fn problems_of_correction(&self, before: &Self, today: NaiveDate) -> Vec<Problem> {
        let too_old = Problem { field: LogField::OccurredOn, fault: Fault::TooOld };
        let mut found = self.problems_from(Hand::Own, today);
        found.retain(|problem| *problem != too_old || self.occurred_on != before.occurred_on);
        found
    }

    /// Every problem that keeps an entry from being accepted from a hand.
    ///
    /// What a school gave to many at once is its desk's, and in nobody's log.
    /// Whoever copies a notebook names children, not classes, and has no photos. Of a talk they enter day, kind
    /// and outcome: what was said stays with the mentor, whatever the form offers.
    pub fn problems_from(&self, hand: Hand, today: NaiveDate) -> Vec<Problem> {
        let mut found = self.problems(today);
        let mut say = |wrong: bool, field, fault| {
            let problem = Problem { field, fault };
            if wrong && !found.contains(&problem) {
                found.push(problem);
            }
        };
        say(self.campaign().is_some(), LogField::Gift, Fault::NotTheirs);
        if hand == Hand::Own {
            return found;
        }
        say(self.children.is_empty() || !self.classes.is_empty(), LogField::Children, Fault::Missing);
        say(self.kind == ActivityKind::Unlisted, LogField::Kind, Fault::Missing);
        say(self.mode == Mode::Unlisted, LogField::Mode, Fault::Missing);
        say(self.outcome == Outcome::Unlisted, LogField::Outcome, Fault::Missing);
        say(!self.photos.is_empty(), LogField::Photos, Fault::TooMany);
        let words = !self.note.is_empty() || !self.phrases.is_empty();
        let more = words || !self.met.is_empty() || !self.unchanged.is_empty() || self.aid.is_some();
        say(more && self.kind.attributes().confidential, LogField::Note, Fault::Confidential);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ChildId;
    use crate::log::{Met, PhraseCode};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default()
    }

    fn plain(kind: ActivityKind) -> LogBody {
        LogBody::plain(vec![ChildId(Uuid::nil())], kind, Mode::AtSchool, today())
    }

    #[test]
    fn a_notebook_names_its_children_and_codes() {
        let whole =
            LogBody { children: vec![], classes: vec!["一年级1班".to_owned()], ..plain(ActivityKind::Drill) };
        assert_eq!(whole.problems_from(Hand::Own, today()), []);
        let said = whole.problems_from(Hand::Anothers, today());
        assert_eq!(said, [Problem { field: LogField::Children, fault: Fault::Missing }]);
        let unknown = LogBody { mode: Mode::Unlisted, outcome: Outcome::Unlisted, ..plain(ActivityKind::Unlisted) };
        let fields: Vec<_> = unknown.problems_from(Hand::Anothers, today()).iter().map(|p| p.field).collect();
        assert_eq!(fields, [LogField::Kind, LogField::Mode, LogField::Outcome]);
    }

    proptest! {
        /// Whatever is written beside a talk, another hand cannot hand it in; without it the talk goes in.
        #[test]
        fn the_words_of_a_talk_stay_with_the_mentor(
            note in "[a-z谈心]{0,3}", phrase in any::<bool>(), met in any::<bool>(), kind in 0..ActivityKind::ALL.len(),
        ) {
            let kind = ActivityKind::ALL[kind];
            let phrases: Vec<PhraseCode> = phrase.then(|| "quiet".into()).into_iter().collect();
            let met: Vec<Met> = met.then_some(Met::Carer).into_iter().collect();
            let says = !note.is_empty() || !phrases.is_empty() || !met.is_empty();
            let body = LogBody { phrases, note, met, ..plain(kind) };
            let refused = !body.problems_from(Hand::Anothers, today()).is_empty();
            prop_assert_eq!(refused, says && kind.attributes().confidential);
            prop_assert!(body.problems_from(Hand::Own, today()).is_empty());
        }
    }
}
