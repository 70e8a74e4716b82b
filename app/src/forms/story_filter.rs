//! What of a child's story is looked at.

use domain::log::{ActivityKind, Goal, Log};
use domain::rules::RuleSet;
use domain::term::evidence::served;
use domain::term::{Term, TermPage};

/// Which entries are shown; all of them at first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoryFilter {
    /// That serve one of the five haves.
    pub goal: Option<Goal>,
    /// Of one kind.
    pub kind: Option<ActivityKind>,
    /// Of one term.
    pub term: Option<Term>,
}

impl StoryFilter {
    /// Whether an entry is shown.
    pub fn keeps(&self, log: &Log, rules: &RuleSet) -> bool {
        self.goal.is_none_or(|goal| served(log, rules).contains(&goal))
            && self.kind.is_none_or(|kind| log.body.kind == kind)
            && self.term.is_none_or(|term| term.contains(log.body.occurred_on))
    }
}

/// The terms of a child's story, the newest first: those with an entry or a page.
pub fn terms<'a>(logs: &[&Log], pages: impl IntoIterator<Item = &'a TermPage>) -> Vec<Term> {
    let days = logs.iter().map(|log| Term::of(log.body.occurred_on));
    let mut all: Vec<Term> = days.chain(pages.into_iter().map(|page| page.term)).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use domain::id::{AccountId, LogId};
    use domain::log::{LogBody, Mode};
    use domain::term::Half;
    use uuid::Uuid;

    use super::*;

    fn log(kind: ActivityKind, month: u32) -> Log {
        let on = NaiveDate::from_ymd_opt(2026, month, 9).unwrap_or_default();
        let body = LogBody::plain(vec![], kind, Mode::AtSchool, on);
        Log::first(LogId(Uuid::nil()), AccountId(Uuid::nil()), body, DateTime::default())
    }

    #[test]
    fn each_filter_leaves_what_it_names() {
        let (rules, spring) = (RuleSet::default(), Term { year: 2026, half: Half::Spring });
        let logs = [log(ActivityKind::Tutoring, 4), log(ActivityKind::Tutoring, 9), log(ActivityKind::Drill, 4)];
        let kept = |filter: StoryFilter| logs.iter().map(|log| filter.keeps(log, &rules)).collect::<Vec<_>>();
        assert_eq!(kept(StoryFilter::default()), [true; 3]);
        assert_eq!(kept(StoryFilter { goal: Some(Goal::Study), ..Default::default() }), [true, true, false]);
        assert_eq!(kept(StoryFilter { kind: Some(ActivityKind::Drill), ..Default::default() }), [false, false, true]);
        assert_eq!(kept(StoryFilter { term: Some(spring), ..Default::default() }), [true, false, true]);
    }

    #[test]
    fn the_newest_term_stands_first_and_each_once() {
        let logs = [log(ActivityKind::Drill, 4), log(ActivityKind::Drill, 9), log(ActivityKind::Drill, 5)];
        let logs: Vec<&Log> = logs.iter().collect();
        let spring = Term { year: 2026, half: Half::Spring };
        assert_eq!(terms(&logs, []), [spring.next(), spring]);
    }
}
