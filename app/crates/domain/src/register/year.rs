//! A school plans its next year: what becomes of each class, and of children of whom something else becomes.
//!
//! A plan becomes the act that moves the school up and the offers of children to other schools. Who is offered
//! stays where it is until the other school has accepted it: nobody is between two schools.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::act::{Act, NextClass};
use super::enrolment::Enrolment;
use super::school::{School, SchoolKind};
use super::school_year::{MovesUp, SchoolYear, moved_up};
use crate::id::{ChildId, SchoolId};

/// What becomes of a class, or of one child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goes {
    /// Goes on in this class.
    To(String),
    /// Has finished the school and leaves the register.
    Leaves,
    /// Is offered to another school of the county.
    Offered(SchoolId),
    /// Stays as it is; somebody says later.
    Later,
}

/// What a school wants for its next year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What becomes of each class.
    pub classes: Vec<(String, Goes)>,
    /// Children of whom something else becomes than of their class.
    pub children: Vec<(ChildId, Goes)>,
}

impl Plan {
    /// What the plan says of a child in a class; `None` where it says nothing.
    pub fn goes(&self, child: ChildId, class_name: &str) -> Option<&Goes> {
        let own = self.children.iter().find(|(id, _)| *id == child).map(|(_, goes)| goes);
        own.or_else(|| self.classes.iter().find(|(name, _)| name == class_name).map(|(_, goes)| goes))
    }

    /// The act that moves the school up. `waiting` are children who are offered already: they stay.
    pub fn act(&self, school: SchoolId, year: SchoolYear, waiting: &[ChildId]) -> Act {
        let next = |goes: &Goes| match goes {
            Goes::To(name) => NextClass::To(name.clone()),
            Goes::Leaves => NextClass::Leaves,
            Goes::Offered(_) | Goes::Later => NextClass::Stays,
        };
        let classes = self.classes.iter().map(|(name, goes)| (name.clone(), next(goes))).collect();
        let mut children: BTreeMap<ChildId, NextClass> =
            self.children.iter().map(|(id, goes)| (*id, next(goes))).collect();
        children.extend(waiting.iter().map(|child| (*child, NextClass::Stays)));
        Act::MoveUp { school, year, classes, children }
    }
}

/// The school year into which a school goes next: the one that has begun, as long as somebody is still in a class
/// of one before, else the one after.
pub fn next_year<'a>(open: impl IntoIterator<Item = &'a Enrolment>, today: NaiveDate) -> SchoolYear {
    let now = SchoolYear::of(today);
    if open.into_iter().any(|e| e.year < now) { now } else { now.next() }
}

/// Whether it is time to plan a year: in the summer before it begins, and after that until it is done.
pub fn is_time(year: SchoolYear, today: NaiveDate) -> bool {
    year <= SchoolYear::of(today) || (today.year() == year.0 && (6..=8).contains(&today.month()))
}

/// Whether a school's first year follows another's last.
fn follows(kind: SchoolKind, before: SchoolKind) -> bool {
    matches!(
        (before, kind),
        (SchoolKind::Kindergarten, SchoolKind::Primary | SchoolKind::NineYear)
            | (SchoolKind::Primary, SchoolKind::Junior | SchoolKind::NineYear)
            | (SchoolKind::NineYear | SchoolKind::Junior, SchoolKind::Senior)
    )
}

/// The schools to which children of a school may go when they have finished it: those that follow, the same town's
/// first; after them all others, because some do as nobody expects.
pub fn receiving<'a>(own: &School, all: &'a [School]) -> Vec<&'a School> {
    let mut others: Vec<&School> = all.iter().filter(|school| school.id != own.id && school.goes_on()).collect();
    others.sort_by(|a, b| {
        let rank = |s: &School| (!follows(s.kind, own.kind), own.town.is_empty() || s.town != own.town);
        (rank(a), &a.name, a.id).cmp(&(rank(b), &b.name, b.id))
    });
    others
}

/// What is proposed for a class; `None` where a person must say.
///
/// Children of a last year go to the one school of their town that follows, where there is just one. Whoever has
/// finished the ninth or twelfth year leaves: what follows is chosen by marks, not by town.
pub fn proposed(class_name: &str, own: &School, all: &[School]) -> Option<Goes> {
    match moved_up(class_name, own.kind) {
        MovesUp::To(name) => Some(Goes::To(name)),
        MovesUp::NotKnown => None,
        MovesUp::Leaves if matches!(own.kind, SchoolKind::Kindergarten | SchoolKind::Primary) => {
            let near = |s: &&School| s.id != own.id && s.goes_on() && s.town == own.town && follows(s.kind, own.kind);
            let mut near = all.iter().filter(near);
            near.next().filter(|_| near.next().is_none()).map(|school| Goes::Offered(school.id))
        }
        MovesUp::Leaves => Some(Goes::Leaves),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::EnrolmentId;
    use crate::register::Began;
    use uuid::Uuid;

    fn day(year: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, m, d).unwrap_or_default()
    }

    fn school(n: u128, kind: SchoolKind, town: &str) -> School {
        School { id: SchoolId(Uuid::from_u128(n)), name: format!("校{n}"), kind, town: town.to_owned(), merged: None }
    }

    fn in_year(year: i32) -> Enrolment {
        Enrolment {
            id: EnrolmentId(Uuid::nil()),
            child: ChildId(Uuid::nil()),
            school: SchoolId(Uuid::nil()),
            year: SchoolYear(year),
            class_name: String::new(),
            from: day(year, 9, 1),
            began: Began::Entered,
            to: None,
            ended: None,
        }
    }

    #[test]
    fn a_year_is_planned_in_the_summer_and_until_it_is_done() {
        let (old, new) = (in_year(2025), in_year(2026));
        assert_eq!(next_year([&old], day(2026, 8, 20)), SchoolYear(2026));
        assert_eq!(next_year([&old, &new], day(2026, 9, 20)), SchoolYear(2026), "not all have moved up");
        assert_eq!(next_year([&new], day(2026, 9, 20)), SchoolYear(2027));
        assert!(is_time(SchoolYear(2026), day(2026, 8, 20)));
        assert!(is_time(SchoolYear(2026), day(2026, 11, 1)), "late");
        assert!(!is_time(SchoolYear(2027), day(2026, 9, 20)));
        assert!(!is_time(SchoolYear(2026), day(2026, 5, 31)));
    }

    #[test]
    fn a_last_year_is_proposed_to_the_one_school_of_its_town_that_follows() {
        let own = school(1, SchoolKind::Primary, "松岭镇");
        let junior = school(2, SchoolKind::Junior, "松岭镇");
        let far = school(3, SchoolKind::Junior, "云溪镇");
        let nursery = school(4, SchoolKind::Kindergarten, "松岭镇");
        let all = [far.clone(), nursery.clone(), own.clone(), junior.clone()];
        assert_eq!(proposed("六年级1班", &own, &all), Some(Goes::Offered(junior.id)));
        assert_eq!(proposed("五年级1班", &own, &all), Some(Goes::To("六年级1班".to_owned())));
        assert_eq!(proposed("火箭班", &own, &all), None);
        assert_eq!(proposed("大班", &nursery, &all), Some(Goes::Offered(own.id)));
        assert_eq!(proposed("初三1班", &junior, &all), Some(Goes::Leaves));
        let second = [all.as_slice(), &[school(5, SchoolKind::NineYear, "松岭镇")]].concat();
        assert_eq!(proposed("六年级1班", &own, &second), None, "there are two");
        let order: Vec<SchoolId> = receiving(&own, &all).into_iter().map(|s| s.id).collect();
        assert_eq!(order, [junior.id, far.id, nursery.id]);
    }

    #[test]
    fn a_child_is_said_more_of_than_its_class() {
        let (one, two) = (ChildId(Uuid::from_u128(1)), ChildId(Uuid::from_u128(2)));
        let class = "五年级1班".to_owned();
        let plan = Plan {
            classes: vec![(class.clone(), Goes::To("六年级1班".to_owned()))],
            children: vec![(one, Goes::To(class.clone()))],
        };
        assert_eq!(plan.goes(one, &class), Some(&Goes::To(class.clone())), "repeats the year");
        assert_eq!(plan.goes(two, &class), Some(&Goes::To("六年级1班".to_owned())));
        assert_eq!(plan.goes(two, "四年级1班"), None);
        let Act::MoveUp { children, .. } = plan.act(SchoolId(Uuid::nil()), SchoolYear(2026), &[two]) else {
            panic!("a school moves up")
        };
        assert_eq!(children.get(&two), Some(&NextClass::Stays), "who is offered waits");
        assert_eq!(children.get(&one), Some(&NextClass::To(class)));
    }
}
