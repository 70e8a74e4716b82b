//! What keeps a rule set from being accepted, and where it can be mended.

use std::collections::BTreeSet;

use super::guide::{Guide, Stage};
use super::holiday::Holiday;
use super::phrase::Phrase;
use super::round::Round;
use super::rule_set::RuleSet;
use super::serves::Serves;
use super::span::Span;
use crate::log::{ActivityKind, Goal};

/// Most characters of a holiday's name.
pub const HOLIDAY_CHARS_MAX: usize = 20;
/// Most characters of a sentence, in each language.
pub const PHRASE_CHARS_MAX: usize = 40;
/// Most holidays of a year.
pub const HOLIDAYS_MAX: usize = 12;
/// Most sentences that are offered: more are not found with a thumb.
pub const PHRASES_OFFERED_MAX: usize = 24;
/// Most sentences ever.
pub const PHRASES_MAX: usize = 500;
/// Most characters of a round's name.
pub const ROUND_CHARS_MAX: usize = 12;
/// Most rounds of a year.
pub const ROUNDS_MAX: usize = 12;
/// Most characters of a line on one of the five haves.
pub const GUIDE_CHARS_MAX: usize = 60;

/// A part of a rule set, and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleProblem {
    /// A number is less or more than makes sense.
    Span(Span),
    /// The holiday at this place has no name, or too long a one.
    HolidayName(usize),
    /// An end of the holiday at this place is no day.
    HolidayDay(usize),
    /// Together the holidays leave no day of the year.
    NoTerm,
    /// Too many holidays.
    ManyHolidays,
    /// The sentence at this place has no words, or too many.
    PhraseWords(usize),
    /// The sentence at this place is there twice.
    PhraseTwice(usize),
    /// Too many sentences.
    ManyPhrases,
    /// The round at this place has no name, or too long a one.
    RoundName(usize),
    /// The round at this place is on no days of the year, or asks for nothing.
    RoundDays(usize),
    /// Too many rounds.
    ManyRounds,
    /// What a kind of activity serves is there twice, or for no kind.
    Serves(ActivityKind),
    /// A line on one of the five haves at an age is empty or too long, or there twice.
    Guide(Goal, Stage),
}

fn is_name(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most
}

fn holidays(all: &[Holiday], found: &mut Vec<RuleProblem>) {
    for (at, holiday) in all.iter().enumerate() {
        if !is_name(&holiday.name, HOLIDAY_CHARS_MAX) {
            found.push(RuleProblem::HolidayName(at));
        }
        if !holiday.is_valid() {
            found.push(RuleProblem::HolidayDay(at));
        }
    }
    // 2024 has every day that a year can have.
    let year = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).into_iter().flat_map(|day| day.iter_days().take(366));
    if !all.is_empty() && year.into_iter().all(|day| all.iter().any(|holiday| holiday.on(day))) {
        found.push(RuleProblem::NoTerm);
    }
    if all.len() > HOLIDAYS_MAX {
        found.push(RuleProblem::ManyHolidays);
    }
}

fn phrases(all: &[Phrase], found: &mut Vec<RuleProblem>) {
    let (mut offered, mut codes) = (BTreeSet::new(), BTreeSet::new());
    for (at, phrase) in all.iter().enumerate() {
        if !is_name(&phrase.words, PHRASE_CHARS_MAX) || phrase.english.chars().count() > PHRASE_CHARS_MAX * 2 {
            found.push(RuleProblem::PhraseWords(at));
        } else if (!phrase.code.0.is_empty() && !codes.insert(&phrase.code))
            || (!phrase.retired && !offered.insert(phrase.words.trim()))
        {
            found.push(RuleProblem::PhraseTwice(at));
        }
    }
    if offered.len() > PHRASES_OFFERED_MAX || all.len() > PHRASES_MAX {
        found.push(RuleProblem::ManyPhrases);
    }
}

fn rounds(all: &[Round], found: &mut Vec<RuleProblem>) {
    for (at, round) in all.iter().enumerate() {
        if !is_name(&round.name, ROUND_CHARS_MAX) {
            found.push(RuleProblem::RoundName(at));
        }
        if !round.is_valid() || round.settles.mark().is_none() {
            found.push(RuleProblem::RoundDays(at));
        }
    }
    if all.len() > ROUNDS_MAX {
        found.push(RuleProblem::ManyRounds);
    }
}

/// What the five haves are made of, and look like: each kind and each age at most once, so that there is a bound.
fn haves(serves: &[Serves], guides: &[Guide], found: &mut Vec<RuleProblem>) {
    for (at, one) in serves.iter().enumerate() {
        let is_twice = serves.iter().take(at).any(|before| before.kind == one.kind);
        if is_twice || !ActivityKind::ALL.contains(&one.kind) || one.goals.len() > Goal::ALL.len() {
            found.push(RuleProblem::Serves(one.kind));
        }
    }
    for (at, one) in guides.iter().enumerate() {
        let is_twice = guides.iter().take(at).any(|before| (before.goal, before.stage) == (one.goal, one.stage));
        let is_known = Goal::ALL.contains(&one.goal) && Stage::ALL.contains(&one.stage);
        let is_said = [&one.enough, &one.more].iter().all(|line| is_name(line, GUIDE_CHARS_MAX));
        if is_twice || !is_known || !is_said {
            found.push(RuleProblem::Guide(one.goal, one.stage));
        }
    }
}

impl RuleSet {
    /// What is wrong with it; nothing when it can be set.
    pub fn problems(&self) -> Vec<RuleProblem> {
        let out_of_range = |span: &&Span| !span.range().contains(&span.of(self));
        let mut found: Vec<_> = Span::ALL.iter().filter(out_of_range).map(|span| RuleProblem::Span(*span)).collect();
        holidays(&self.holidays, &mut found);
        phrases(&self.phrases, &mut found);
        rounds(&self.rounds, &mut found);
        haves(&self.serves, &self.guides, &mut found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_a_county_without_its_own_are_without_fault() {
        assert_eq!(RuleSet::default().problems(), []);
    }

    #[test]
    fn each_fault_is_named_at_its_place() {
        let mut rules = RuleSet { talk_every_days: 0, ..RuleSet::default() };
        rules.holidays = vec![Holiday::new("春假", (4, 1), (4, 3)), Holiday::new(" ", (2, 30), (3, 1))];
        rules.phrases[3].words = rules.phrases[0].words.clone();
        rules.phrases[4].words.clear();
        let problems = rules.problems();
        assert_eq!(
            problems,
            [
                RuleProblem::Span(Span::Talk),
                RuleProblem::HolidayName(1),
                RuleProblem::HolidayDay(1),
                RuleProblem::PhraseTwice(3),
                RuleProblem::PhraseWords(4)
            ]
        );
        rules.phrases[3].retired = true;
        assert!(!rules.problems().contains(&RuleProblem::PhraseTwice(3)), "what is retired is offered by none");
    }

    #[test]
    fn what_the_year_and_the_haves_ask_for_is_looked_at_too() {
        use super::super::{Season, Settles, guide};
        let mut rules = RuleSet { guides: guide::usual(), ..RuleSet::default() };
        assert_eq!(rules.problems(), []);
        rules.rounds[1].name = " ".to_owned();
        rules.rounds[2].season = Season::Days { from: (2, 30), to: (3, 1) };
        rules.rounds[3].settles = Settles::Unlisted;
        rules.rounds[4].season = Season::BeforeHolidays(0);
        let drill = Serves { kind: ActivityKind::Drill, goals: vec![] };
        rules.serves = vec![drill.clone(), drill];
        rules.guides[0].enough.clear();
        rules.guides[1].more = "长".repeat(GUIDE_CHARS_MAX + 1);
        let (first, second) = (&rules.guides[0], &rules.guides[1]);
        assert_eq!(
            rules.problems(),
            [
                RuleProblem::RoundName(1),
                RuleProblem::RoundDays(2),
                RuleProblem::RoundDays(3),
                RuleProblem::RoundDays(4),
                RuleProblem::Serves(ActivityKind::Drill),
                RuleProblem::Guide(first.goal, first.stage),
                RuleProblem::Guide(second.goal, second.stage),
            ]
        );
    }

    #[test]
    fn a_year_has_some_term() {
        let rules = RuleSet { holidays: vec![Holiday::new("全年", (1, 1), (12, 31))], ..RuleSet::default() };
        assert_eq!(rules.problems(), [RuleProblem::NoTerm]);
    }
}
