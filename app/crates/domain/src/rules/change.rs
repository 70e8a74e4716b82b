//! What one rule set has otherwise than another, for whoever is about to set it and whoever reads it later.

use super::guide::{self, Guide};
use super::holiday::Holiday;
use super::phrase::Phrase;
use super::round::Round;
use super::rule_set::RuleSet;
use super::second_step::SecondStepOf;
use super::span::Span;
use crate::log::{ActivityKind, Goal};

/// One thing that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleChange {
    /// A number, in days.
    Span {
        /// Which.
        span: Span,
        /// What it was.
        from: u32,
        /// What it is.
        to: u32,
    },
    /// Whether a school's lead agrees to new pairings first.
    LeadApproves(bool),
    /// Of whom a second step is asked.
    SecondStep(SecondStepOf),
    /// Whether a second person agrees to codes for accounts in use.
    CodesNeedSecond(bool),
    /// Whether phones ask for the password each time.
    NoDigits(bool),
    /// Duties wait in a further holiday.
    HolidayAdded(Holiday),
    /// They no longer wait in this one.
    HolidayGone(Holiday),
    /// A further sentence is offered.
    PhraseAdded(Phrase),
    /// A sentence is no longer offered.
    PhraseRetired(Phrase),
    /// A sentence has other words.
    PhraseReworded {
        /// As it was.
        from: Phrase,
        /// As it is.
        to: Phrase,
    },
    /// The sentences are offered in another order.
    PhrasesReordered,
    /// A sentence serves others of the five haves.
    PhraseServes(Phrase),
    /// A sentence is offered with another kind of activity, or with all.
    PhraseOffered(Phrase),
    /// A further round of the year, or one that is otherwise than before.
    RoundAdded(Round),
    /// A round is no longer made as it was.
    RoundGone(Round),
    /// A kind of activity serves others of the five haves.
    Serves {
        /// The kind.
        kind: ActivityKind,
        /// All that it serves from now on.
        goals: Vec<Goal>,
    },
    /// What one of the five haves looks like at an age is said in other words.
    GuideReworded(Guide),
}

/// What is in some list and not in another.
fn beyond<T: Clone + PartialEq>(some: &[T], others: &[T]) -> Vec<T> {
    some.iter().filter(|one| !others.contains(one)).cloned().collect()
}

impl RuleSet {
    /// What has become otherwise since some earlier rules.
    pub fn changes_since(&self, earlier: &Self) -> Vec<RuleChange> {
        let spans = Span::ALL.iter().filter_map(|span| {
            let (from, to) = (span.of(earlier), span.of(self));
            (from != to).then_some(RuleChange::Span { span: *span, from, to })
        });
        let gone = beyond(&earlier.holidays, &self.holidays).into_iter().map(RuleChange::HolidayGone);
        let added = beyond(&self.holidays, &earlier.holidays).into_iter().map(RuleChange::HolidayAdded);
        let lead =
            (self.lead_approves != earlier.lead_approves).then_some(RuleChange::LeadApproves(self.lead_approves));
        let step = (self.second_step != earlier.second_step).then_some(RuleChange::SecondStep(self.second_step));
        let codes = (self.codes_need_second != earlier.codes_need_second)
            .then_some(RuleChange::CodesNeedSecond(self.codes_need_second));
        let digits = (self.no_digits != earlier.no_digits).then_some(RuleChange::NoDigits(self.no_digits));
        let yes_or_no = lead.into_iter().chain(step).chain(codes).chain(digits);
        let mut all: Vec<_> = spans.chain(yes_or_no).chain(gone).chain(added).collect();
        all.extend(beyond(&earlier.rounds, &self.rounds).into_iter().map(RuleChange::RoundGone));
        all.extend(beyond(&self.rounds, &earlier.rounds).into_iter().map(RuleChange::RoundAdded));
        self.phrase_changes(earlier, &mut all);
        self.goal_changes(earlier, &mut all);
        all
    }

    /// What the five haves are made of, and look like.
    fn goal_changes(&self, earlier: &Self, all: &mut Vec<RuleChange>) {
        for kind in ActivityKind::ALL {
            let goals = self.goals_of(*kind);
            if goals != earlier.goals_of(*kind) {
                all.push(RuleChange::Serves { kind: *kind, goals });
            }
        }
        let guides = beyond(&guide::of_county(&self.guides), &guide::of_county(&earlier.guides));
        all.extend(guides.into_iter().map(RuleChange::GuideReworded));
    }

    fn phrase_changes(&self, earlier: &Self, all: &mut Vec<RuleChange>) {
        let before = |phrase: &Phrase| earlier.phrases.iter().find(|old| old.code == phrase.code);
        let mut kept = Vec::new();
        for phrase in &self.phrases {
            let was = before(phrase).filter(|old| !old.retired);
            match (was, phrase.retired) {
                (None, true) => {}
                (None, false) => all.push(RuleChange::PhraseAdded(phrase.clone())),
                (Some(_), true) => all.push(RuleChange::PhraseRetired(phrase.clone())),
                (Some(old), false) => {
                    kept.push(&phrase.code);
                    if (&old.words, &old.english) != (&phrase.words, &phrase.english) {
                        all.push(RuleChange::PhraseReworded { from: old.clone(), to: phrase.clone() });
                    }
                    if phrase.serves != old.serves {
                        all.push(RuleChange::PhraseServes(phrase.clone()));
                    }
                    if phrase.kind != old.kind {
                        all.push(RuleChange::PhraseOffered(phrase.clone()));
                    }
                }
            }
        }
        let order = earlier.offered().map(|old| &old.code).filter(|code| kept.contains(code));
        if !order.eq(kept.iter().copied()) {
            all.push(RuleChange::PhrasesReordered);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_otherwise_than_itself() {
        assert_eq!(RuleSet::default().changes_since(&RuleSet::default()), []);
    }

    #[test]
    fn what_has_become_otherwise_is_named() {
        let old = RuleSet::default();
        let mut new = RuleSet { talk_every_days: 10, ..old.clone() };
        new.holidays[0].to = (2, 28);
        new.phrases[0].words = "作业都做完了".to_owned();
        new.phrases[1].retired = true;
        new.phrases.push(Phrase::new("p1", "想爸妈了", ""));
        let changes = new.changes_since(&old);
        assert_eq!(
            changes,
            [
                RuleChange::Span { span: Span::Talk, from: 15, to: 10 },
                RuleChange::HolidayGone(old.holidays[0].clone()),
                RuleChange::HolidayAdded(new.holidays[0].clone()),
                RuleChange::PhraseReworded { from: old.phrases[0].clone(), to: new.phrases[0].clone() },
                RuleChange::PhraseRetired(new.phrases[1].clone()),
                RuleChange::PhraseAdded(Phrase::new("p1", "想爸妈了", "")),
            ]
        );
    }

    #[test]
    fn what_the_five_haves_are_made_of_is_named_too() {
        use super::super::{Season, Serves, Settles};
        let old = RuleSet::default();
        let mut new = RuleSet { page_days: 14, guides: guide::usual(), ..old.clone() };
        assert_eq!(new.changes_since(&old).len(), 1, "the usual lines written down are the usual lines");
        let drill = Serves { kind: ActivityKind::Drill, goals: vec![Goal::Virtue] };
        let same = Serves { kind: ActivityKind::Tutoring, goals: vec![Goal::Study] };
        new.serves = vec![drill.clone(), same];
        new.phrases[0].serves = vec![Goal::Study];
        new.guides[3].more = "很久没打电话".to_owned();
        let before = new.rounds.remove(0);
        new.rounds.push(Round::new("国庆前", Season::BeforeHolidays(7), Settles::Safety));
        let changes = new.changes_since(&old);
        assert_eq!(
            changes,
            [
                RuleChange::Span { span: Span::TermPage, from: 21, to: 14 },
                RuleChange::RoundGone(before),
                RuleChange::RoundAdded(new.rounds[4].clone()),
                RuleChange::PhraseServes(new.phrases[0].clone()),
                RuleChange::Serves { kind: ActivityKind::Drill, goals: drill.goals },
                RuleChange::GuideReworded(new.guides[3].clone()),
            ]
        );
    }

    #[test]
    fn with_which_kind_a_sentence_is_offered_is_named() {
        let old = RuleSet::default();
        let mut new = old.clone();
        new.phrases[0].kind = Some(ActivityKind::Tutoring);
        let of_safety = new.phrases.iter().position(|phrase| phrase.kind == Some(ActivityKind::SafetyLesson));
        let of_safety = of_safety.unwrap_or_default();
        new.phrases[of_safety].kind = None;
        let offered = |at: usize| RuleChange::PhraseOffered(new.phrases[at].clone());
        assert_eq!(new.changes_since(&old), [offered(0), offered(of_safety)]);
    }

    #[test]
    fn another_order_is_a_change() {
        let old = RuleSet::default();
        let mut new = old.clone();
        new.phrases.swap(0, 1);
        assert_eq!(new.changes_since(&old), [RuleChange::PhrasesReordered]);
    }
}
