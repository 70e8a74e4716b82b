//! Who lives in one household: a child comes to its brothers and sisters, or goes to a household of its own.
//!
//! What adults are to a child is the child's own, so its carers go with it: as the very same adults where the
//! new household has them already, else as adults of the new household beside those of the old.

use uuid::Uuid;

use super::history::Written;
use super::{Adult, Child, Household, Relation, name};
use crate::id::{AdultId, HouseholdId};

/// A child and those around it, as they are now.
#[derive(Debug, Clone)]
pub struct Around<'a> {
    /// The child.
    pub child: &'a Child,
    /// What adults are to it.
    pub relations: Vec<&'a Relation>,
    /// The adults of the old household and of the new one.
    pub adults: Vec<&'a Adult>,
}

/// What is written for a child to belong to a household. `fresh` makes identifiers.
pub fn come_to(around: &Around<'_>, home: &Household, mut fresh: impl FnMut() -> Uuid) -> Vec<Written> {
    // The household is written again, so that it reaches whoever has the child's file.
    let child = Child { household: home.id, ..around.child.clone() };
    let mut written = vec![Written::Household(home.clone()), Written::Child(child)];
    let mut there: Vec<Adult> = around.adults.iter().filter(|a| a.household == home.id).map(|a| (*a).clone()).collect();
    for relation in around.relations.iter().filter(|relation| !relation.over) {
        let Some(adult) = around.adults.iter().find(|adult| adult.id == relation.adult) else { continue };
        if adult.household == home.id {
            continue;
        }
        let is_same = |other: &&Adult| {
            !adult.name.is_empty() && name::same(&other.name, &adult.name) && other.phone == adult.phone
        };
        let id = if let Some(known) = there.iter().find(is_same) {
            known.id
        } else {
            let copy = Adult { id: AdultId(fresh()), household: home.id, ..(*adult).clone() };
            written.push(Written::Adult(copy.clone()));
            let id = copy.id;
            there.push(copy);
            id
        };
        written.push(Written::Relation(Relation { adult: id, ..(*relation).clone() }));
    }
    written
}

/// What is written for a child to have a household of its own, at the same address.
pub fn split_off(around: &Around<'_>, home: &Household, mut fresh: impl FnMut() -> Uuid) -> Vec<Written> {
    let own = Household { id: HouseholdId(fresh()), address: home.address.clone() };
    come_to(around, &own, fresh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ChildId, RelationId};
    use crate::register::RelationKind;
    use chrono::NaiveDate;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn adult(n: u128, home: u128, phone: &str) -> Adult {
        let household = HouseholdId(id(home));
        Adult { id: AdultId(id(n)), household, name: "罗桂兰".to_owned(), phone: Some(phone.to_owned()) }
    }

    fn home(n: u128) -> Household {
        Household { id: HouseholdId(id(n)), address: "上坝村".to_owned() }
    }

    fn fresh() -> impl FnMut() -> Uuid {
        let mut n = 900;
        move || {
            n += 1;
            id(n)
        }
    }

    #[test]
    fn a_carer_whom_the_new_household_has_is_that_one_and_another_comes_along() {
        let child = Child::new(ChildId(id(1)), HouseholdId(id(31)), "孩子".to_owned(), NaiveDate::default());
        let relation = Relation {
            called: "奶奶".to_owned(),
            may_be_told: false,
            ..Relation::plain(RelationId(id(71)), child.id, AdultId(id(51)), RelationKind::Carer)
        };
        let (own, same, other) = (adult(51, 31, "1"), adult(52, 32, "1"), adult(53, 33, "2"));
        let around = |beside| Around { child: &child, relations: vec![&relation], adults: vec![&own, beside] };
        let related = |written: &[Written]| {
            written.iter().find_map(|one| if let Written::Relation(r) = one { Some(r.clone()) } else { None })
        };
        let joined = come_to(&around(&same), &home(32), fresh());
        assert_eq!(
            related(&joined),
            Some(Relation { adult: same.id, ..relation.clone() }),
            "and what was forbidden still is"
        );
        assert_eq!(joined.len(), 3);
        let joined = come_to(&around(&other), &home(33), fresh());
        assert_eq!(related(&joined).map(|r| r.adult), Some(AdultId(id(901))));
        assert!(joined.contains(&Written::Adult(Adult {
            id: AdultId(id(901)),
            household: HouseholdId(id(33)),
            ..own.clone()
        })));
        let split = split_off(&around(&other), &home(31), fresh());
        assert!(split.contains(&Written::Household(home(901))), "a household of its own, at the same address");
        assert!(!split.iter().any(|one| matches!(one, Written::Adult(a) if a.id == own.id)), "who stays is left alone");
    }
}
