//! Something given to many children of a school at once, 六一慰问: what its desk fills in, and in which entries it stands.
//!
//! One act may need several entries: an entry holds [`CHILDREN_MAX`] children at most, because each phone has to judge
//! and carry it, and schools may have more. So what is given is said once, and the children are dealt out here.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::activity::ActivityKind;
use super::aid::Aid;
use super::entry::{CHILDREN_MAX, LogBody, Mode};
use super::problem::{Fault, LogField, Problem};
use crate::id::{CampaignId, ChildId, LogId};

/// Most children of one campaign: more than a school of the county has.
pub const CAMPAIGN_CHILDREN_MAX: usize = 3_000;

/// A campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Made when the form was begun, so that sending it twice makes one campaign.
    pub id: CampaignId,
    /// The day.
    pub on: NaiveDate,
    /// What each child got, on what occasion and from whom.
    pub aid: Aid,
    /// Who got it: those who were absent are not among them.
    pub children: BTreeSet<ChildId>,
}

/// What becomes of a campaign's entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dealt {
    /// Entries that stay with the children they have.
    pub stay: Vec<LogId>,
    /// Entries that are taken back: somebody in them got nothing.
    pub taken_back: Vec<LogId>,
    /// New entries, each for these children.
    pub new: Vec<Vec<ChildId>>,
}

impl Campaign {
    /// What one of its entries says, about these of its children.
    pub fn body(&self, children: Vec<ChildId>) -> LogBody {
        let aid = Aid { campaign: Some(self.id), ..self.aid.clone() };
        LogBody {
            aid: Some(Box::new(aid)),
            ..LogBody::plain(children, ActivityKind::MaterialAid, Mode::Group, self.on)
        }
    }

    /// Every problem that keeps it from being accepted; `today` is the day in the county. Who gave it must be said:
    /// the donor is thanked, and stands in the ledger.
    pub fn problems(&self, today: NaiveDate) -> Vec<Problem> {
        let some: Vec<ChildId> = self.children.iter().copied().take(CHILDREN_MAX).collect();
        let mut found = self.body(some).problems(today);
        let mut say = |wrong: bool, field, fault| {
            if wrong {
                found.push(Problem { field, fault });
            }
        };
        say(self.aid.occasion.trim().is_empty(), LogField::Occasion, Fault::Missing);
        say(self.aid.donor.trim().is_empty(), LogField::Donor, Fault::Missing);
        say(self.children.len() > CAMPAIGN_CHILDREN_MAX, LogField::Children, Fault::TooMany);
        found
    }
}

/// Deals the children who got something out to entries. Those that stand stay where all of their children got it, so
/// that nothing changes on the phones of whom nothing changed for; the others of the wanted go into new ones, in the
/// order in which they come.
pub fn deal(standing: &[(LogId, Vec<ChildId>)], wanted: &[ChildId]) -> Dealt {
    let got: BTreeSet<ChildId> = wanted.iter().copied().collect();
    let mut dealt = Dealt::default();
    let mut placed = BTreeSet::new();
    for (log, children) in standing {
        if children.iter().all(|child| got.contains(child) && !placed.contains(child)) {
            placed.extend(children.iter().copied());
            dealt.stay.push(*log);
        } else {
            dealt.taken_back.push(*log);
        }
    }
    let left: Vec<ChildId> = wanted.iter().copied().filter(|child| placed.insert(*child)).collect();
    dealt.new = left.chunks(CHILDREN_MAX).map(<[ChildId]>::to_vec).collect();
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn child(n: u32) -> ChildId {
        ChildId(Uuid::from_u128(n.into()))
    }

    fn log(n: u32) -> LogId {
        LogId(Uuid::from_u128(u128::from(n) << 64))
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 6, 1).unwrap_or_default()
    }

    fn bags(children: impl IntoIterator<Item = u32>) -> Campaign {
        let aid = Aid {
            occasion: "六一慰问".to_owned(),
            donor: "县慈善协会".to_owned(),
            gift: "书包".to_owned(),
            things_each: 1,
            fen_each: 12_000,
            ..Aid::default()
        };
        let id = CampaignId(Uuid::from_u128(7));
        Campaign { id, on: today(), aid, children: children.into_iter().map(child).collect() }
    }

    #[test]
    fn a_whole_school_is_no_problem_and_nobody_is_one() {
        assert_eq!(bags(0..400).problems(today()), []);
        assert_eq!(bags([]).problems(today()), [Problem { field: LogField::Children, fault: Fault::Missing }]);
        let many = Problem { field: LogField::Children, fault: Fault::TooMany };
        assert_eq!(bags(0..=3_000).problems(today()), [many]);
    }

    #[test]
    fn who_gave_it_and_on_what_occasion_is_said() {
        let said = |aid: Aid| {
            let problems = Campaign { aid, ..bags([1]) }.problems(today());
            problems.into_iter().map(|p| (p.field, p.fault)).collect::<Vec<_>>()
        };
        let whole = bags([1]).aid;
        assert_eq!(said(Aid { donor: " ".to_owned(), ..whole.clone() }), [(LogField::Donor, Fault::Missing)]);
        assert_eq!(said(Aid { occasion: String::new(), ..whole.clone() }), [(LogField::Occasion, Fault::Missing)]);
        assert_eq!(said(Aid { gift: String::new(), ..whole }), [(LogField::Gift, Fault::Missing)]);
        let ahead = Campaign { on: today() + Days::new(9), ..bags([1]) };
        assert_eq!(ahead.problems(today()), [Problem { field: LogField::OccurredOn, fault: Fault::InFuture }]);
    }

    #[test]
    fn whoever_came_late_gets_an_entry_and_nothing_else_changes() {
        let standing = [(log(1), vec![child(1), child(2)]), (log(2), vec![child(3)])];
        let all: Vec<ChildId> = (1..=4).map(child).collect();
        let dealt = deal(&standing, &all);
        assert_eq!(dealt, Dealt { stay: vec![log(1), log(2)], taken_back: vec![], new: vec![vec![child(4)]] });
        let one_less = deal(&standing, &[child(2), child(3)]);
        assert_eq!(one_less, Dealt { stay: vec![log(2)], taken_back: vec![log(1)], new: vec![vec![child(2)]] });
        assert_eq!(deal(&standing, &[]).taken_back, [log(1), log(2)], "taken back as a whole");
    }

    proptest! {
        /// Whatever stood and whoever got it: each of them is in one entry, nobody else is in any, and none is too large.
        #[test]
        fn each_child_who_got_something_is_in_one_entry(
            stood in proptest::collection::vec(proptest::collection::btree_set(0u32..300, 1..20), 0..6),
            got in proptest::collection::btree_set(0u32..300, 0..280),
        ) {
            let standing: Vec<(LogId, Vec<ChildId>)> =
                (0..).zip(stood).map(|(n, set)| (log(n), set.into_iter().map(child).collect())).collect();
            let wanted: Vec<ChildId> = got.into_iter().map(child).collect();
            let dealt = deal(&standing, &wanted);
            let of = |id: &LogId| standing.iter().find(|(log, _)| log == id).map(|(_, all)| all.clone()).unwrap_or_default();
            let mut placed: Vec<ChildId> = dealt.stay.iter().flat_map(of).chain(dealt.new.iter().flatten().copied()).collect();
            placed.sort_unstable();
            prop_assert_eq!(placed, wanted);
            prop_assert_eq!(dealt.stay.len() + dealt.taken_back.len(), standing.len());
            prop_assert!(dealt.new.iter().all(|some| !some.is_empty() && some.len() <= CHILDREN_MAX));
        }
    }
}
