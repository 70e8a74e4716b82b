//! The rule sets of a county, each from a first day on. What held on a day holds for that day for ever.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::guide;
use super::phrase::Phrase;
use super::rule_set::RuleSet;
use crate::log::PhraseCode;

/// A rule set and the first day for which it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleVersion {
    /// The first day for which it holds; it holds until the next version's.
    pub from: NaiveDate,
    /// What is asked from that day on.
    pub rules: RuleSet,
}

/// All versions, by first day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleBook {
    versions: Vec<RuleVersion>,
}

impl RuleBook {
    /// A book of some versions. Of two with one first day the later in the list holds.
    pub fn new(versions: Vec<RuleVersion>) -> Self {
        let mut book = Self::default();
        for version in versions {
            book.put(version);
        }
        book
    }

    /// Adds a version, or replaces the one with its first day.
    pub fn put(&mut self, version: RuleVersion) {
        let at = self.versions.partition_point(|v| v.from < version.from);
        if self.versions.get(at).is_some_and(|v| v.from == version.from) {
            self.versions.remove(at);
        }
        self.versions.insert(at, version);
    }

    /// The rules of a day; the defaults before the first version.
    pub fn on(&self, day: NaiveDate) -> RuleSet {
        self.version_on(day).map(|v| v.rules.clone()).unwrap_or_default()
    }

    /// The version in force on a day.
    pub fn version_on(&self, day: NaiveDate) -> Option<&RuleVersion> {
        self.versions.iter().rev().find(|v| v.from <= day)
    }

    /// Every version, oldest first.
    pub fn versions(&self) -> &[RuleVersion] {
        &self.versions
    }

    /// The rules that a version of this first day takes the place of: those in force then, without those that
    /// begin on the very day.
    pub fn before(&self, from: NaiveDate) -> RuleSet {
        from.pred_opt().map(|day| self.on(day)).unwrap_or_default()
    }

    /// Gives each new sentence of some rules a code, and keeps every sentence that was ever offered, retired
    /// where the rules leave it out: an entry may have it.
    pub fn keep_phrases(&self, rules: &mut RuleSet, mut fresh: impl FnMut() -> String) {
        for phrase in rules.phrases.iter_mut().filter(|phrase| phrase.code.0.is_empty()) {
            phrase.code = PhraseCode(fresh());
        }
        for old in self.versions.iter().rev().flat_map(|version| &version.rules.phrases) {
            if rules.phrases.iter().all(|phrase| phrase.code != old.code) {
                rules.phrases.push(Phrase { retired: true, ..old.clone() });
            }
        }
    }

    /// What somebody needs who looks at no day before this one: the version in force then, and all later ones.
    #[must_use]
    pub fn from_day(&self, day: NaiveDate) -> Self {
        let first = self.versions.iter().rposition(|v| v.from <= day).unwrap_or(0);
        Self { versions: self.versions.get(first..).unwrap_or_default().to_vec() }
    }

    /// The same with the usual lines on the five haves where the county has written none: who gets it need not know
    /// them.
    #[must_use]
    pub fn with_guides(mut self) -> Self {
        for version in &mut self.versions {
            version.rules.guides = guide::of_county(&version.rules.guides);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(m: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, 1).unwrap_or_default()
    }

    fn version(month: u32, talk: u32) -> RuleVersion {
        RuleVersion { from: day(month), rules: RuleSet { talk_every_days: talk, ..RuleSet::default() } }
    }

    #[test]
    fn each_day_has_the_rules_that_held_then() {
        let book = RuleBook::new(vec![version(9, 7), version(3, 20), version(9, 10)]);
        let talk = |m| book.on(day(m)).talk_every_days;
        assert_eq!([talk(1), talk(3), talk(8), talk(9), talk(12)], [15, 20, 20, 10, 10]);
        assert_eq!(book.versions().len(), 2);
        assert_eq!(book.from_day(day(5)), book);
        assert_eq!(book.from_day(day(10)).versions().len(), 1);
        assert_eq!(book.before(day(9)).talk_every_days, 20);
    }

    #[test]
    fn a_sentence_that_was_once_offered_stays_to_be_read() {
        let book = RuleBook::new(vec![version(3, 20)]);
        let mut rules = RuleSet { phrases: vec![Phrase::new("", "想爸妈了", "")], ..RuleSet::default() };
        book.keep_phrases(&mut rules, || "p1".to_owned());
        assert_eq!(rules.phrase(&"p1".into()).words, "想爸妈了");
        assert_eq!(rules.phrase(&"quiet".into()).words, "近来话少");
        assert_eq!(rules.offered().count(), 1);
    }
}
