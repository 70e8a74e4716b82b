//! What was done towards each of the five haves in a term, as a list that can be opened. It is derived from entries and
//! from what the register knows; nobody types it, and nothing counts twice.

use chrono::NaiveDate;

use super::calendar::Term;
use crate::guardianship::{Away, Fact, FactKind, FactValue, current};
use crate::id::LogId;
use crate::log::{ActivityKind, Goal, Log, Mark, credit};
use crate::register::Child;
use crate::rules::RuleSet;

/// One thing that was done, or is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// The child boards at school: bed and meals, whether or not somebody writes an entry about it.
    Boarding,
    /// An entry of the log.
    Entry {
        /// The day it happened.
        on: NaiveDate,
        /// Which.
        log: LogId,
        /// Of which kind.
        kind: ActivityKind,
    },
}

/// Whether one of the five haves can apply to a child. Where both parents have died, nobody can bring it closer to them.
pub fn applies<'a>(goal: Goal, facts: impl IntoIterator<Item = &'a Fact>) -> bool {
    if goal != Goal::Family {
        return goal != Goal::Unlisted;
    }
    let parents = current(facts, FactKind::Parents).map(|fact| &fact.value);
    !matches!(parents, Some(FactValue::Parents { father, mother })
        if father.away == Away::Deceased && mother.away == Away::Deceased)
}

/// Which of the five haves an entry serves: its kind's by the county's mapping, those of the sentences that were
/// tapped, and the family's where child or mentor spoke with the parents. None for what counts for nothing.
pub fn served(log: &Log, rules: &RuleSet) -> Vec<Goal> {
    let Some(credit) = credit(log) else { return vec![] };
    let said = log.body.phrases.iter().flat_map(|code| rules.phrase(code).serves);
    let mut goals: Vec<Goal> = rules.goals_of(credit.kind).iter().copied().chain(said).collect();
    if credit.marks.has(Mark::FamilyContact) {
        goals.push(Goal::Family);
    }
    Goal::ALL.iter().copied().filter(|goal| goals.contains(goal)).collect()
}

/// What there is for one of the five haves in a term, the newest first; what the register knows comes before.
pub fn evidence(goal: Goal, child: &Child, logs: &[&Log], rules: &RuleSet, term: Term) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = logs
        .iter()
        .filter(|log| term.contains(log.body.occurred_on) && served(log, rules).contains(&goal))
        .map(|log| Piece::Entry { on: log.body.occurred_on, log: log.id, kind: log.body.kind })
        .collect();
    crate::few::sort_few(&mut pieces, |piece| std::cmp::Reverse(*piece));
    if goal == Goal::Material && child.boarding == Some(true) {
        pieces.insert(0, Piece::Boarding);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, ChildId, HouseholdId};
    use crate::log::{LogBody, Met, Mode, Outcome};
    use crate::rules::Serves;
    use crate::term::calendar::Half;
    use chrono::{DateTime, Days};
    use proptest::prelude::*;
    use uuid::Uuid;

    const TERM: Term = Term { year: 2026, half: Half::Autumn };

    fn child(boarding: Option<bool>) -> Child {
        let id = ChildId(Uuid::nil());
        Child { boarding, ..Child::new(id, HouseholdId(Uuid::nil()), "舒睿".to_owned(), TERM.start()) }
    }

    fn log(n: u128, kind: ActivityKind, days: u64) -> Log {
        let body = LogBody::plain(vec![ChildId(Uuid::nil())], kind, Mode::AtSchool, TERM.start() + Days::new(days));
        Log::first(LogId(Uuid::from_u128(n)), AccountId(Uuid::nil()), body, DateTime::default())
    }

    fn count(goal: Goal, logs: &[Log], rules: &RuleSet) -> usize {
        let logs: Vec<&Log> = logs.iter().collect();
        evidence(goal, &child(None), &logs, rules, TERM).len()
    }

    #[test]
    fn one_entry_may_serve_several_and_the_centre_says_which() {
        let mut talk = log(1, ActivityKind::Counselling, 3);
        talk.body.met = vec![Met::Mother];
        let usual = RuleSet::default();
        assert_eq!(served(&talk, &usual), [Goal::Mind, Goal::Family]);
        let serves = vec![Serves { kind: ActivityKind::Counselling, goals: vec![Goal::Virtue, Goal::Mind] }];
        assert_eq!(served(&talk, &RuleSet { serves, ..usual }), [Goal::Mind, Goal::Family, Goal::Virtue]);
    }

    #[test]
    fn a_sentence_that_was_tapped_serves_what_the_centre_says() {
        let mut rules = RuleSet::default();
        rules.phrases[0].serves = vec![Goal::Study];
        let mut talk = log(1, ActivityKind::Drill, 3);
        talk.body.phrases = vec![rules.phrases[0].code.clone()];
        assert_eq!(served(&talk, &rules), [Goal::Study]);
    }

    #[test]
    fn nobody_met_is_no_evidence() {
        let mut visit = log(1, ActivityKind::FamilyCare, 3);
        visit.body.outcome = Outcome::NotMet;
        assert_eq!(served(&visit, &RuleSet::default()), []);
    }

    #[test]
    fn boarding_counts_without_an_entry() {
        let rules = RuleSet::default();
        assert_eq!(evidence(Goal::Material, &child(Some(true)), &[], &rules, TERM), [Piece::Boarding]);
        assert_eq!(evidence(Goal::Material, &child(Some(false)), &[], &rules, TERM), []);
    }

    #[test]
    fn the_newest_comes_first() {
        let logs = [log(1, ActivityKind::Tutoring, 3), log(2, ActivityKind::Tutoring, 9)];
        let logs: Vec<&Log> = logs.iter().collect();
        let found = evidence(Goal::Study, &child(None), &logs, &RuleSet::default(), TERM);
        assert!(matches!(found[0], Piece::Entry { log, .. } if log == logs[1].id));
    }

    fn any_log() -> impl Strategy<Value = Log> {
        (0..ActivityKind::ALL.len(), 0u64..400, any::<u128>(), any::<bool>()).prop_map(|(kind, days, n, met)| {
            let mut log = log(n, ActivityKind::ALL[kind], days);
            log.body.met = if met { vec![Met::Father] } else { vec![] };
            log
        })
    }

    proptest! {
        #[test]
        fn a_further_entry_never_lowers_evidence_and_its_withdrawal_restores_it(
            logs in proptest::collection::vec(any_log(), 0..12), further in any_log(),
        ) {
            let rules = RuleSet::default();
            let more: Vec<Log> = logs.iter().cloned().chain([further.clone()]).collect();
            let taken_back: Vec<Log> = logs.iter().cloned().chain([Log { withdrawn: true, ..further }]).collect();
            for goal in Goal::ALL {
                let before = count(*goal, &logs, &rules);
                prop_assert!(count(*goal, &more, &rules) >= before);
                prop_assert_eq!(count(*goal, &taken_back, &rules), before);
            }
        }
    }
}
