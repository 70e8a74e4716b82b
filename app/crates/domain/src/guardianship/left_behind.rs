//! Who is a left-behind child. Three definitions are in force at once and will not reconcile, so each is judged by
//! itself from what is known of the parents, and says why.
//!
//! The civil affairs definition is judged by the wording of 国发〔2016〕13号; the census of that year also asked for a
//! rural household registration, which the register does not hold.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fact::{CarerKind, Fact, FactKind, FactValue, current};
use super::whereabouts::{Parent, Whereabouts, whereabouts};
use crate::code::coded;
use crate::register::SchoolKind;
use crate::rules::RuleSet;
use crate::term::age_on;

coded! {
    /// The definitions.
    Definition {
        /// 民政 (国发〔2016〕13号)
        CivilAffairs = "civil_affairs",
        /// 学籍系统
        Registry = "registry",
        /// 本县
        County = "county",
    }
}

coded! {
    /// Whether a child is left behind by a definition.
    Holds {
        /// It is.
        Yes = "yes",
        /// It is not.
        No = "no",
        /// What the register holds does not say.
        NotKnown = "not_known",
    }
}

coded! {
    /// The national pupil registry's codes.
    RegistryFlag {
        /// 0 非留守: no parent away
        No = "0",
        /// 1 单亲留守: one parent away
        OneParent = "1",
        /// 2 双亲留守: both parents away
        BothParents = "2",
    }
}

coded! {
    /// Why a definition holds or not, or what would have to be known.
    Ground {
        /// The parent is away since a day; the definition asks for no months.
        Away = "away",
        /// The parent is away, since when is not known; the definition asks for no months.
        AwayUndated = "away_undated",
        /// The parent has been away for the months that are asked for, since a day.
        AwayLong = "away_long",
        /// The same, at the latest since a day.
        AwayLongUndated = "away_long_undated",
        /// The parent has been away since a day, not yet for the months that are asked for.
        AwayShort = "away_short",
        /// The parent is at home for a visit since a day, which does not end the absence.
        Visiting = "visiting",
        /// The parent is at home, seen there since a day.
        Home = "home",
        /// The parent has died.
        Deceased = "deceased",
        /// The parent at home can look after the child.
        Able = "able",
        /// The parent at home cannot look after the child.
        Unable = "unable",
        /// The child is too old on the day.
        Age = "age",
        /// The child is at no school of the county on the day.
        NotAtSchool = "not_at_school",
        /// The child is not in the nine years of compulsory schooling.
        NotCompulsory = "not_compulsory",
        /// Missing: where the parent is.
        WhereMissing = "where_missing",
        /// Missing: since when the parent is away.
        SinceMissing = "since_missing",
        /// Missing: how long the parent was at home before it left again on a day.
        StayMissing = "stay_missing",
        /// Missing: whether the parent at home can look after the child.
        AbleMissing = "able_missing",
        /// Missing: the child's birth date.
        BirthMissing = "birth_missing",
        /// Missing: what kind of school the child is at.
        StageMissing = "stage_missing",
    }
}

impl Ground {
    /// Whether it says what is missing.
    pub const fn is_missing(self) -> bool {
        matches!(
            self,
            Self::WhereMissing
                | Self::SinceMissing
                | Self::StayMissing
                | Self::AbleMissing
                | Self::BirthMissing
                | Self::StageMissing
        )
    }
}

/// One reason, for which parent and since which day where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What it is.
    pub ground: Ground,
    /// The parent of whom it speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// The day of which it speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
}

/// What a definition says of a child on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which definition.
    pub definition: Definition,
    /// Whether it holds.
    pub holds: Holds,
    /// The pupil registry's code, where it is known; the other definitions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<RegistryFlag>,
    /// Why; where it is not known, what is missing.
    pub reasons: Vec<Reason>,
}

/// Months a parent must have been away for the pupil registry.
pub const REGISTRY_MONTHS: u32 = 3;
/// Age in years below which the civil affairs definition applies.
pub const CIVIL_AFFAIRS_AGE: u32 = 16;
/// Age in years below which the county counts a child.
pub const COUNTY_AGE: u32 = 18;

/// What is asked of a child, beside the answers about its parents and its carer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The child's birth date, where it is known.
    pub birth: Option<NaiveDate>,
    /// The kind of school it is at on the day; `None` for a child at no school of the county.
    pub school: Option<SchoolKind>,
    /// The day.
    pub day: NaiveDate,
}

/// What is known of one parent on the day.
#[derive(Debug, Clone, Copy)]
struct Known {
    parent: Parent,
    at: Whereabouts,
}

impl Known {
    fn reason(&self, ground: Ground, day: Option<NaiveDate>) -> Reason {
        Reason { ground, parent: Some(self.parent), day }
    }

    /// Whether it is away; `None` when that is not known.
    fn is_away(&self) -> Option<bool> {
        match self.at {
            Whereabouts::NotKnown => None,
            Whereabouts::Away(_) => Some(true),
            Whereabouts::Home(_) | Whereabouts::Deceased => Some(false),
        }
    }

    /// Whether it has been away for some months.
    fn lasted(&self, months: u32, day: NaiveDate) -> Option<bool> {
        match self.at {
            Whereabouts::Away(absence) => absence.lasted(months, day),
            _ => self.is_away(),
        }
    }

    /// What there is to say of it, for a definition that asks for months or for none.
    fn reasons(&self, months: Option<u32>, day: NaiveDate) -> Vec<Reason> {
        match self.at {
            Whereabouts::NotKnown => vec![self.reason(Ground::WhereMissing, None)],
            Whereabouts::Home(since) => vec![self.reason(Ground::Home, Some(since))],
            Whereabouts::Deceased => vec![self.reason(Ground::Deceased, None)],
            Whereabouts::Away(absence) => {
                let (ground, since) = match (months.map(|months| absence.lasted(months, day)), absence.since()) {
                    (None, Some(since)) => (Ground::Away, Some(since)),
                    (None, None) => (Ground::AwayUndated, None),
                    (Some(Some(true)), Some(since)) => (Ground::AwayLong, Some(since)),
                    (Some(Some(true)), None) => (Ground::AwayLongUndated, Some(absence.latest)),
                    (Some(Some(false)), _) => (Ground::AwayShort, absence.earliest),
                    (Some(None), _) if absence.earliest.is_some() => (Ground::StayMissing, Some(absence.latest)),
                    (Some(None), _) => (Ground::SinceMissing, None),
                };
                let visiting = absence.visiting.map(|since| self.reason(Ground::Visiting, Some(since)));
                std::iter::once(self.reason(ground, since)).chain(visiting).collect()
            }
        }
    }
}

/// All of several conditions, as far as each is known.
fn all(conditions: &[Option<bool>]) -> Option<bool> {
    if conditions.contains(&Some(false)) { Some(false) } else { (!conditions.contains(&None)).then_some(true) }
}

fn holds(known: Option<bool>) -> Holds {
    known.map_or(Holds::NotKnown, |yes| if yes { Holds::Yes } else { Holds::No })
}

/// Whether the child is younger than some years, and the reason where that decides.
fn younger(asked: &Asked, years: u32, reasons: &mut Vec<Reason>) -> Option<bool> {
    let plain = |ground, day| Reason { ground, parent: None, day };
    let Some(birth) = asked.birth else {
        reasons.push(plain(Ground::BirthMissing, None));
        return None;
    };
    let is_younger = age_on(birth, asked.day) < years;
    if !is_younger {
        reasons.push(plain(Ground::Age, Some(birth)));
    }
    Some(is_younger)
}

/// Whether a parent who is not away cannot look after the child, by who is said to care for it.
fn is_unable(known: &Known, carer: Option<CarerKind>, reasons: &mut Vec<Reason>) -> Option<bool> {
    if known.at == Whereabouts::Deceased {
        return Some(true);
    }
    let (ground, answer) = match carer {
        Some(CarerKind::ParentIncapable) => (Ground::Unable, Some(true)),
        Some(CarerKind::ParentHome) => (Ground::Able, Some(false)),
        _ => (Ground::AbleMissing, None),
    };
    reasons.push(known.reason(ground, None));
    answer
}

fn civil_affairs(asked: &Asked, parents: &[Known; 2], carer: Option<CarerKind>) -> Verdict {
    let mut reasons: Vec<Reason> = parents.iter().flat_map(|one| one.reasons(None, asked.day)).collect();
    let by_parents = match parents {
        [one, other] => match (one.is_away(), other.is_away()) {
            (Some(true), Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            (Some(true), Some(false)) => is_unable(other, carer, &mut reasons),
            (Some(false), Some(true)) => is_unable(one, carer, &mut reasons),
            // Whoever is at home and able decides, wherever the other is.
            (Some(false), None) => is_unable(one, carer, &mut reasons).filter(|unable| !unable),
            (None, Some(false)) => is_unable(other, carer, &mut reasons).filter(|unable| !unable),
            (None, _) | (_, None) => None,
        },
    };
    let known = all(&[by_parents, younger(asked, CIVIL_AFFAIRS_AGE, &mut reasons)]);
    Verdict { definition: Definition::CivilAffairs, holds: holds(known), flag: None, reasons }
}

/// How many parents have been away long enough, and of how many that is not known.
fn long_away(parents: &[Known; 2], months: u32, day: NaiveDate) -> (usize, usize) {
    let lasted = parents.map(|one| one.lasted(months, day));
    let of = |answer| lasted.iter().filter(|one| **one == answer).count();
    (of(Some(true)), of(None))
}

fn registry(asked: &Asked, parents: &[Known; 2]) -> Verdict {
    let plain = |ground| Reason { ground, parent: None, day: None };
    let mut reasons: Vec<Reason> =
        parents.iter().flat_map(|one| one.reasons(Some(REGISTRY_MONTHS), asked.day)).collect();
    let (long, open) = long_away(parents, REGISTRY_MONTHS, asked.day);
    let by_parents = if long > 0 { Some(true) } else { (open == 0).then_some(false) };
    let stage = match asked.school {
        None => (Some(false), Some(Ground::NotAtSchool)),
        Some(SchoolKind::Primary | SchoolKind::NineYear | SchoolKind::Junior) => (Some(true), None),
        Some(SchoolKind::Kindergarten | SchoolKind::Senior) => (Some(false), Some(Ground::NotCompulsory)),
        Some(SchoolKind::Unlisted) => (None, Some(Ground::StageMissing)),
    };
    reasons.extend(stage.1.map(plain));
    let known = all(&[by_parents, stage.0]);
    let flag = match (known, long, open) {
        (Some(false), ..) => Some(RegistryFlag::No),
        (Some(true), 1, 0) => Some(RegistryFlag::OneParent),
        (Some(true), 2, _) => Some(RegistryFlag::BothParents),
        _ => None,
    };
    Verdict { definition: Definition::Registry, holds: holds(known), flag, reasons }
}

fn county(asked: &Asked, parents: &[Known; 2], months: u32) -> Verdict {
    let mut reasons: Vec<Reason> = parents.iter().flat_map(|one| one.reasons(Some(months), asked.day)).collect();
    let (long, open) = long_away(parents, months, asked.day);
    let by_parents = if long > 0 { Some(true) } else { (open == 0).then_some(false) };
    if asked.school.is_none() {
        reasons.push(Reason { ground: Ground::NotAtSchool, parent: None, day: None });
    }
    let known = all(&[by_parents, Some(asked.school.is_some()), younger(asked, COUNTY_AGE, &mut reasons)]);
    Verdict { definition: Definition::County, holds: holds(known), flag: None, reasons }
}

/// What the definitions say of a child on a day, by all answers about it as far as they were known, and the rules of
/// that day. Where a definition decides, what is missing all the same is left out.
pub fn verdicts(asked: &Asked, answers: &[&Fact], rules: &RuleSet) -> Vec<Verdict> {
    let known = |parent| Known { parent, at: whereabouts(answers, parent, rules.home_visit_days_max, asked.day) };
    let parents = [known(Parent::Father), known(Parent::Mother)];
    let told = answers.iter().copied().filter(|fact| fact.seen_on <= asked.day);
    let carer = current(told, FactKind::Carer).and_then(|fact| match fact.value {
        FactValue::Carer { kind, .. } => Some(kind),
        _ => None,
    });
    let mut all = vec![
        civil_affairs(asked, &parents, carer),
        registry(asked, &parents),
        county(asked, &parents, rules.county_away_months),
    ];
    for verdict in all.iter_mut().filter(|verdict| verdict.holds != Holds::NotKnown) {
        verdict.reasons.retain(|reason| !reason.ground.is_missing());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Away, FactSubject, ParentWhere};
    use super::super::whereabouts::tests::{answer, day};
    use super::*;
    use crate::id::{ChildId, FactId};
    use proptest::prelude::*;
    use uuid::Uuid;

    const TODAY: i64 = 200;

    fn asked() -> Asked {
        Asked { birth: NaiveDate::from_ymd_opt(2016, 1, 1), school: Some(SchoolKind::Primary), day: day(TODAY) }
    }

    /// Where both are, and since when.
    fn parents(father: (Away, Option<i64>), mother: (Away, Option<i64>)) -> Fact {
        let at = |(away, since): (Away, Option<i64>)| ParentWhere { away, place: String::new(), since: since.map(day) };
        Fact { value: FactValue::Parents { father: at(father), mother: at(mother) }, ..answer(TODAY, Away::Home, None) }
    }

    fn carer(kind: CarerKind) -> Fact {
        Fact {
            id: FactId(Uuid::from_u128(1)),
            subject: FactSubject::Child(ChildId(Uuid::nil())),
            value: FactValue::Carer { kind, who: String::new(), quality: None },
            ..answer(TODAY, Away::Home, None)
        }
    }

    fn holds_of(asked: &Asked, facts: &[Fact]) -> [Holds; 3] {
        let all = verdicts(asked, &facts.iter().collect::<Vec<_>>(), &RuleSet::default());
        [all[0].holds, all[1].holds, all[2].holds]
    }

    #[test]
    fn the_three_disagree_where_one_parent_is_away() {
        use Holds::{No, NotKnown, Yes};
        let one = parents((Away::OutOfProvince, Some(0)), (Away::Home, None));
        assert_eq!(
            holds_of(&asked(), std::slice::from_ref(&one)),
            [NotKnown, Yes, Yes],
            "nobody said who cares for it"
        );
        assert_eq!(holds_of(&asked(), &[one.clone(), carer(CarerKind::ParentHome)]), [No, Yes, Yes]);
        assert_eq!(holds_of(&asked(), &[one.clone(), carer(CarerKind::ParentIncapable)]), [Yes, Yes, Yes]);
        let dead = parents((Away::OutOfProvince, Some(0)), (Away::Deceased, None));
        assert_eq!(holds_of(&asked(), &[dead]), [Yes, Yes, Yes]);
        let both = parents((Away::Abroad, Some(190)), (Away::Abroad, Some(190)));
        assert_eq!(holds_of(&asked(), std::slice::from_ref(&both)), [Yes, No, No], "not yet for three months");
        let little = Asked { school: Some(SchoolKind::Kindergarten), ..asked() };
        assert_eq!(holds_of(&little, std::slice::from_ref(&one)), [NotKnown, No, Yes]);
        let grown = Asked { birth: NaiveDate::from_ymd_opt(2010, 1, 1), ..asked() };
        assert_eq!(holds_of(&grown, &[one]), [No, Yes, Yes]);
        assert_eq!(holds_of(&asked(), &[]), [NotKnown; 3]);
        let gone = parents((Away::Deceased, None), (Away::Deceased, None));
        assert_eq!(holds_of(&asked(), &[gone]), [No; 3], "an orphan is another thing");
    }

    #[test]
    fn what_is_missing_is_said_only_where_it_decides() {
        let fact = parents((Away::OutOfProvince, None), (Away::Home, None));
        let all = verdicts(&asked(), &[&fact, &carer(CarerKind::ParentHome)], &RuleSet::default());
        let grounds = |at: usize| all[at].reasons.iter().map(|r| r.ground).collect::<Vec<_>>();
        assert_eq!(grounds(0), [Ground::AwayUndated, Ground::Home, Ground::Able]);
        assert_eq!(grounds(1), [Ground::SinceMissing, Ground::Home]);
        assert_eq!((all[1].holds, all[1].flag), (Holds::NotKnown, None));
        let fact = parents((Away::OutOfProvince, None), (Away::Abroad, Some(0)));
        let all = verdicts(&asked(), &[&fact], &RuleSet::default());
        assert_eq!((all[1].holds, all[1].flag), (Holds::Yes, None), "one parent or both is not known");
        assert!(all[1].reasons.iter().all(|reason| !reason.ground.is_missing()));
    }

    fn any_away() -> impl Strategy<Value = (Away, Option<i64>)> {
        let away =
            prop::sample::select(vec![Away::Home, Away::InCounty, Away::OutOfProvince, Away::Deceased, Away::Unknown]);
        (away, proptest::option::of(-200i64..TODAY))
    }

    proptest! {
        #[test]
        fn who_knows_less_is_never_told_the_opposite(father in any_away(), mother in any_away(), born in 2005i32..2024) {
            let asked = Asked { birth: NaiveDate::from_ymd_opt(born, 5, 5), ..asked() };
            let more = holds_of(&asked, &[parents(father, mother), carer(CarerKind::ParentHome)]);
            let less = [
                holds_of(&Asked { birth: None, ..asked }, &[parents(father, mother), carer(CarerKind::ParentHome)]),
                holds_of(&asked, &[parents((father.0, None), mother), carer(CarerKind::ParentHome)]),
                holds_of(&asked, &[parents((Away::Unknown, None), mother), carer(CarerKind::ParentHome)]),
                holds_of(&asked, &[parents(father, mother)]),
            ];
            for one in less {
                for (less, more) in one.into_iter().zip(more) {
                    prop_assert!(less == Holds::NotKnown || less == more || more == Holds::NotKnown, "{less} {more}");
                }
            }
        }

        #[test]
        fn every_answer_has_its_reasons(father in any_away(), mother in any_away()) {
            for verdict in verdicts(&asked(), &[&parents(father, mother)], &RuleSet::default()) {
                prop_assert!(!verdict.reasons.is_empty());
                let missing = verdict.reasons.iter().any(|reason| reason.ground.is_missing());
                prop_assert_eq!(missing, verdict.holds == Holds::NotKnown);
            }
        }
    }
}
