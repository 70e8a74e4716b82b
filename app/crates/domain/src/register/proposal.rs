//! Which mentor could take which child: a proposal that a person looks over, never a deed.
//!
//! Brothers and sisters go to one mentor where there is room, because one visit then serves them all. After that
//! whoever teaches the child's class knows it best, whoever goes to its village anyway walks no extra road,
//! and of several alike the one with the fewest children is asked. The same register gives the same proposal.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AccountId, ChildId, HouseholdId};

coded! {
    /// Why a mentor is proposed for a child: the strongest reason.
    ProposedFor {
        /// The mentor has, or is proposed for, a child of the same household.
        Sibling = "sibling",
        /// The mentor has a child of the same class.
        SameClass = "same_class",
        /// The mentor has a child of the same village.
        SameVillage = "same_village",
        /// The mentor has fewer children than others.
        Load = "load",
    }
}

/// What of a child decides who could be its mentor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The child.
    pub child: ChildId,
    /// With whom it lives.
    pub household: HouseholdId,
    /// Its class.
    pub class_name: String,
    /// Its village; `None` where the address names none.
    pub village: Option<String>,
}

/// A mentor who is there, with the children that the mentor has or will have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Available {
    /// The mentor.
    pub mentor: AccountId,
    /// The children.
    pub has: Vec<Placed>,
}

/// Who is proposed, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggested {
    /// The mentor.
    pub mentor: AccountId,
    /// Why this one.
    pub reason: ProposedFor,
}

impl Available {
    fn room(&self, limit: usize) -> usize {
        limit.saturating_sub(self.has.len())
    }

    /// The strongest reason for this mentor to take a child.
    fn reason(&self, child: &Placed) -> ProposedFor {
        let any = |alike: &dyn Fn(&Placed) -> bool| self.has.iter().any(alike);
        if any(&|other| other.household == child.household) {
            ProposedFor::Sibling
        } else if any(&|other| other.class_name == child.class_name) {
            ProposedFor::SameClass
        } else if child.village.is_some() && any(&|other| other.village == child.village) {
            ProposedFor::SameVillage
        } else {
            ProposedFor::Load
        }
    }

    /// How well the mentor fits some brothers and sisters: the less, the better.
    fn fit(&self, family: &[Placed]) -> (ProposedFor, usize, AccountId) {
        let best = family.iter().map(|child| self.reason(child)).min();
        (best.unwrap_or(ProposedFor::Load), self.has.len(), self.mentor)
    }
}

/// The best mentor with room for some brothers and sisters.
fn best(mentors: &mut [Available], family: &[Placed], limit: usize) -> Option<usize> {
    let with_room = mentors.iter().enumerate().filter(|(_, mentor)| mentor.room(limit) >= family.len());
    with_room.min_by_key(|(_, mentor)| mentor.fit(family)).map(|(at, _)| at)
}

/// Gives children to a mentor of the proposal, with the reason of each.
fn give(mentor: &mut Available, children: &[Placed], proposed: &mut BTreeMap<ChildId, Option<Suggested>>) {
    for child in children {
        let reason = mentor.reason(child);
        mentor.has.push(child.clone());
        proposed.insert(child.child, Some(Suggested { mentor: mentor.mentor, reason }));
    }
}

/// A mentor for every child as far as the limit allows; `None` for a child for whom nobody has room. Every child
/// is in it once.
pub fn propose(children: &[Placed], mentors: &[Available], limit: usize) -> BTreeMap<ChildId, Option<Suggested>> {
    let mut mentors: Vec<Available> = mentors.to_vec();
    let mut families: BTreeMap<HouseholdId, BTreeMap<ChildId, Placed>> = BTreeMap::new();
    for child in children {
        families.entry(child.household).or_default().insert(child.child, child.clone());
    }
    let mut families: Vec<Vec<Placed>> = families.into_values().map(|f| f.into_values().collect()).collect();
    // First those whose brother or sister has a mentor, then the large families: the small fit in anywhere.
    let has_sibling = |family: &[Placed]| {
        let home = family.first().map(|child| child.household);
        mentors.iter().any(|mentor| mentor.has.iter().any(|other| Some(other.household) == home))
    };
    families.sort_by_cached_key(|f| (!has_sibling(f), Reverse(f.len()), f.first().map(|child| child.child)));
    let mut proposed = BTreeMap::new();
    for family in families {
        let together = best(&mut mentors, &family, limit).and_then(|at| mentors.get_mut(at));
        if let Some(mentor) = together {
            give(mentor, &family, &mut proposed);
            continue;
        }
        for child in family {
            let one = std::slice::from_ref(&child);
            match best(&mut mentors, one, limit).and_then(|at| mentors.get_mut(at)) {
                Some(mentor) => give(mentor, one, &mut proposed),
                None => drop(proposed.insert(child.child, None)),
            }
        }
    }
    proposed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::household::village_of;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn placed(n: u128, home: u128, class: &str, village: &str) -> Placed {
        Placed {
            child: ChildId(Uuid::from_u128(n)),
            household: HouseholdId(Uuid::from_u128(home)),
            class_name: class.to_owned(),
            village: village_of(village),
        }
    }

    fn mentor(n: u128, has: &[Placed]) -> Available {
        Available { mentor: AccountId(Uuid::from_u128(n)), has: has.to_vec() }
    }

    fn said(proposed: &BTreeMap<ChildId, Option<Suggested>>, n: u128) -> Option<(u128, ProposedFor)> {
        proposed[&ChildId(Uuid::from_u128(n))].map(|s| (s.mentor.0.as_u128(), s.reason))
    }

    #[test]
    fn the_strongest_reason_decides() {
        let mentors = [
            mentor(1, &[placed(11, 1, "一班", "上坝村")]),
            mentor(2, &[placed(12, 2, "二班", "下坝村")]),
            mentor(3, &[]),
        ];
        let wanting = [
            placed(21, 1, "二班", "下坝村"),
            placed(22, 22, "二班", "上坝村"),
            placed(23, 23, "三班", "上坝村一组"),
            placed(24, 24, "四班", "高山村"),
        ];
        let proposed = propose(&wanting, &mentors, 3);
        assert_eq!(said(&proposed, 21), Some((1, ProposedFor::Sibling)));
        assert_eq!(said(&proposed, 23), Some((1, ProposedFor::SameVillage)));
        assert_eq!(said(&proposed, 22), Some((2, ProposedFor::SameClass)));
        assert_eq!(said(&proposed, 24), Some((3, ProposedFor::Load)));
    }

    #[test]
    fn brothers_and_sisters_stay_together_and_who_finds_no_room_is_said() {
        let mentors = [mentor(1, &[placed(11, 9, "一班", "")]), mentor(2, &[])];
        let wanting = [placed(21, 1, "一班", ""), placed(22, 1, "二班", ""), placed(23, 3, "三班", "")];
        let proposed = propose(&wanting, &mentors, 2);
        assert_eq!(said(&proposed, 21), Some((2, ProposedFor::Load)));
        assert_eq!(said(&proposed, 22), Some((2, ProposedFor::Sibling)));
        assert_eq!(said(&proposed, 23), Some((1, ProposedFor::Load)));
        let one = propose(&wanting, &mentors[..1], 2);
        assert_eq!(one.values().filter(|s| s.is_some()).count(), 1);
        assert_eq!(one.len(), 3);
    }

    fn children(from: u128, most: usize) -> impl Strategy<Value = Vec<Placed>> {
        prop::collection::vec((0u128..12, 0usize..4, 0usize..3), 0..most).prop_map(move |all| {
            let one = |(n, (home, class, village)): (usize, (u128, usize, usize))| {
                placed(
                    from + n as u128,
                    home,
                    ["一班", "二班", "三班", "四班"][class],
                    ["上坝村", "下坝村", ""][village],
                )
            };
            all.into_iter().enumerate().map(one).collect()
        })
    }

    proptest! {
        #[test]
        fn never_over_the_limit_each_child_once_nobody_else_proposed_and_always_the_same(
            wanting in children(1_000, 20),
            loads in prop::collection::vec(children(0, 6), 0..6),
            limit in 1usize..6,
        ) {
            let mentors: Vec<_> = loads.iter().enumerate().map(|(n, has)| mentor(n as u128 + 1, has)).collect();
            let proposed = propose(&wanting, &mentors, limit);
            prop_assert_eq!(proposed.len(), wanting.len());
            prop_assert!(wanting.iter().all(|child| proposed.contains_key(&child.child)));
            let given = |id: AccountId| proposed.values().flatten().filter(|s| s.mentor == id).count();
            for mentor in &mentors {
                prop_assert!(given(mentor.mentor) <= mentor.room(limit));
            }
            prop_assert_eq!(mentors.iter().map(|m| given(m.mentor)).sum::<usize>(), proposed.values().flatten().count());
            let room: usize = mentors.iter().map(|m| m.room(limit)).sum();
            prop_assert_eq!(proposed.values().flatten().count(), room.min(wanting.len()), "nobody waits beside room");
            let turned = |all: &[Placed]| all.iter().rev().cloned().collect::<Vec<_>>();
            let others: Vec<_> = mentors.iter().rev().cloned().collect();
            prop_assert_eq!(propose(&turned(&wanting), &others, limit), proposed);
        }

        #[test]
        fn the_first_family_is_split_only_where_nobody_has_room_for_it(
            size in 1usize..5,
            loads in prop::collection::vec(0usize..5, 1..5),
            limit in 1usize..5,
        ) {
            let family: Vec<_> = (0..size).map(|n| placed(1_000 + n as u128, 77, "一班", "")).collect();
            let has = |load: usize| (0..load).map(|n| placed(n as u128, 500 + n as u128, "二班", "")).collect::<Vec<_>>();
            let mentors: Vec<_> = loads.iter().enumerate().map(|(n, load)| mentor(n as u128 + 1, &has(*load))).collect();
            let proposed = propose(&family, &mentors, limit);
            let whose: std::collections::BTreeSet<_> = proposed.values().map(|s| s.map(|s| s.mentor)).collect();
            let roomy = mentors.iter().any(|m| m.room(limit) >= size);
            prop_assert!(!roomy || (whose.len() == 1 && !whose.contains(&None)));
        }
    }
}
