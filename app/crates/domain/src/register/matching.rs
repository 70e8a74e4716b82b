//! Whether two children of the register may be one: added weights of evidence, fixed by hand.
//!
//! Each piece of evidence adds tenths of a bit for or against (Fellegi and Sunter's way of adding). A name weighs by how
//! many bear it; what is missing weighs nothing. The identity number is evidence like the rest. Nothing here links
//! anybody: it says which pairs a person should look at, and why. Pairs come from blocks that share a name, a
//! birth date, a number or a phone, so that never all are compared with all. Names that only sound or look alike
//! count as other names: there is no table of sounds here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::child::Sex;
use super::history::History;
use super::household::village_of;
use super::{enrolment, name};
use crate::code::coded;
use crate::id::{AdultId, ChildId, HouseholdId, SchoolId};

/// Which weights these are. A change of any of them is another version.
pub const WEIGHTS: u32 = 1;
/// What speaks against any two of a county's children being one before anything is compared.
const PRIOR: i32 = -109;
/// From which weight on a pair is likely.
const LIKELY: i32 = 60;
/// From which weight on a pair is shown at all.
const SHOWN: i32 = 0;
/// Most children that share a phone or a birth date and are still compared by it: more share a school's
/// number, or the day that is written where none is known.
const BLOCK_MAX: usize = 12;
/// Most digits in which two numbers differ that may be slips of one.
const NEAR_DIGITS: usize = 4;

coded! {
    /// How a pair looks.
    Likeness {
        /// Very likely one child.
        Likely = "likely",
        /// Perhaps one child.
        Possible = "possible",
    }
}

coded! {
    /// A piece of evidence, for or against.
    Evidence {
        /// The same name.
        NameSame = "name_same",
        /// One is called as the other was before.
        NameFormer = "name_former",
        /// One character of the name differs.
        NameNear = "name_near",
        /// Another name.
        NameOther = "name_other",
        /// The same birth date.
        BirthSame = "birth_same",
        /// A slip apart: day and month changed about, or one digit.
        BirthNear = "birth_near",
        /// Another birth date.
        BirthOther = "birth_other",
        /// Another sex.
        SexOther = "sex_other",
        /// The same identity number.
        NumberSame = "number_same",
        /// The numbers differ in a few digits, as brothers' and sisters' of one day do.
        NumberNear = "number_near",
        /// Another identity number.
        NumberOther = "number_other",
        /// A phone number of the carers is the same.
        PhoneSame = "phone_same",
        /// The same village.
        VillageSame = "village_same",
    }
}

impl Evidence {
    /// Whether it speaks for one child.
    pub const fn is_for(self) -> bool {
        self.weight(1) > 0
    }

    /// Tenths of a bit. `bearers` is how many of those compared bear the name.
    const fn weight(self, bearers: usize) -> i32 {
        match self {
            Self::NameSame => match bearers {
                0..=2 => 108,
                3..=4 => 92,
                5..=9 => 78,
                _ => 65,
            },
            Self::NameFormer => 60,
            Self::NameNear => 20,
            Self::NameOther | Self::BirthOther | Self::SexOther => -60,
            Self::BirthSame => 118,
            Self::BirthNear => 30,
            Self::NumberSame => 250,
            Self::NumberNear => -50,
            Self::NumberOther => -80,
            Self::PhoneSame => 30,
            Self::VillageSame => 20,
            Self::Unlisted => 0,
        }
    }
}

/// A child as far as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The child.
    pub id: ChildId,
    /// The school that answers for it.
    pub school: Option<SchoolId>,
    /// Its name, as it is compared.
    pub name: String,
    /// Names it had before, as they are compared.
    pub former: Vec<String>,
    /// Its birth date.
    pub birth: Option<NaiveDate>,
    /// Its sex.
    pub sex: Option<Sex>,
    /// The identity number in full.
    pub number: Option<String>,
    /// The household, which brothers and sisters share.
    pub household: HouseholdId,
    /// The village in its address; empty when none is named.
    pub village: String,
    /// The phones of its parents and carers.
    pub phones: BTreeSet<String>,
    /// When it entered the register.
    pub entered_on: NaiveDate,
}

/// Two children who may be one, and what speaks for and against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The one that was in the register first.
    pub one: ChildId,
    /// The other.
    pub other: ChildId,
    /// How it looks.
    pub likeness: Likeness,
    /// The evidence, by kind.
    pub evidence: Vec<Evidence>,
    /// How many of those compared bear the name of the first.
    pub bearers: usize,
    /// The sum, to order pairs by.
    weight: i32,
}

/// The children of the register as they are compared, as known at an instant. `numbers` are the identity numbers
/// that are known.
pub fn records(
    history: &History,
    numbers: &BTreeMap<ChildId, String>,
    today: NaiveDate,
    known_at: DateTime<Utc>,
) -> Vec<Record> {
    let seq = history.seq_at(known_at);
    let mut phones: BTreeMap<ChildId, BTreeSet<String>> = BTreeMap::new();
    let adults: BTreeMap<AdultId, _> = history.adults.at(seq).collect();
    for (_, relation) in history.relations.at(seq).filter(|(_, relation)| !relation.over) {
        let phone = adults.get(&relation.adult).and_then(|adult| adult.phone.clone());
        phones.entry(relation.child).or_default().extend(phone);
    }
    let mut periods: BTreeMap<ChildId, Vec<_>> = BTreeMap::new();
    history.enrolments.at(seq).for_each(|(_, e)| periods.entry(e.child).or_default().push(e));
    let homes: BTreeMap<HouseholdId, _> = history.households.at(seq).collect();
    let one = |(id, child): (ChildId, &super::Child)| Record {
        id,
        school: periods.get(&id).and_then(|all| enrolment::place(all.iter().copied(), today)).map(|e| e.school),
        name: name::key(&child.name),
        former: child.former_names.iter().map(|former| name::key(former)).collect(),
        birth: child.birth,
        sex: child.sex,
        number: numbers.get(&id).cloned(),
        household: child.household,
        village: homes
            .get(&child.household)
            .map(|home| village_of(&home.address).unwrap_or_else(|| name::key(&home.address)))
            .unwrap_or_default(),
        phones: phones.remove(&id).unwrap_or_default(),
        entered_on: child.entered_on,
    };
    history.children.at(seq).map(one).collect()
}

/// In how many places two texts of one length differ.
fn apart(one: &str, other: &str) -> Option<usize> {
    let same_length = one.chars().count() == other.chars().count();
    same_length.then(|| one.chars().zip(other.chars()).filter(|(a, b)| a != b).count())
}

fn names(one: &Record, other: &Record) -> Evidence {
    let former = |a: &Record, b: &Record| a.former.contains(&b.name);
    if one.name == other.name {
        Evidence::NameSame
    } else if former(one, other) || former(other, one) {
        Evidence::NameFormer
    } else if apart(&one.name, &other.name) == Some(1) {
        Evidence::NameNear
    } else {
        Evidence::NameOther
    }
}

fn births(one: NaiveDate, other: NaiveDate) -> Evidence {
    use chrono::Datelike as _;
    let turned = one.year() == other.year() && one.month() == other.day() && one.day() == other.month();
    let digits = |day: NaiveDate| day.format("%Y%m%d").to_string();
    if one == other {
        Evidence::BirthSame
    } else if turned || apart(&digits(one), &digits(other)) == Some(1) {
        Evidence::BirthNear
    } else {
        Evidence::BirthOther
    }
}

/// What speaks for and against two records being one child. What either does not say speaks for nothing.
fn evidence(one: &Record, other: &Record) -> Vec<Evidence> {
    let mut all = vec![names(one, other)];
    if let (Some(one), Some(other)) = (one.birth, other.birth) {
        all.push(births(one, other));
    }
    if one.sex.is_some() && other.sex.is_some() && one.sex != other.sex {
        all.push(Evidence::SexOther);
    }
    if let (Some(one), Some(other)) = (&one.number, &other.number) {
        all.push(match apart(one, other) {
            Some(0) => Evidence::NumberSame,
            Some(few) if few <= NEAR_DIGITS => Evidence::NumberNear,
            _ => Evidence::NumberOther,
        });
    }
    if one.phones.intersection(&other.phones).next().is_some() {
        all.push(Evidence::PhoneSame);
    }
    if !one.village.is_empty() && one.village == other.village {
        all.push(Evidence::VillageSame);
    }
    all
}

/// Compares two records; `None` for a pair that nobody needs to look at.
fn compared(one: &Record, other: &Record, bearers: usize) -> Option<Pair> {
    if one.id == other.id {
        return None;
    }
    let all = evidence(one, other);
    let has = |which| all.contains(&which);
    // Brothers and sisters share household, phone and village, and twins the birth date as well: none of that
    // makes them one child while they are called differently.
    let of_one_family = one.household == other.household || has(Evidence::PhoneSame);
    let called_alike = has(Evidence::NameSame) || has(Evidence::NameFormer);
    if of_one_family && !called_alike && !has(Evidence::NumberSame) {
        return None;
    }
    let weight = PRIOR + all.iter().map(|one| one.weight(bearers)).sum::<i32>();
    if weight < SHOWN {
        return None;
    }
    let is_certain = called_alike
        && has(Evidence::BirthSame)
        && !has(Evidence::NumberNear)
        && !has(Evidence::NumberOther)
        && !has(Evidence::SexOther);
    let likeness = if is_certain && weight >= LIKELY { Likeness::Likely } else { Likeness::Possible };
    let first_is_older = (one.entered_on, one.id) <= (other.entered_on, other.id);
    let (one, other) = if first_is_older { (one.id, other.id) } else { (other.id, one.id) };
    Some(Pair { one, other, likeness, evidence: all, bearers, weight })
}

/// How many of some records bear each name.
fn bearers(records: &[Record]) -> BTreeMap<&str, usize> {
    let mut count = BTreeMap::new();
    for record in records {
        *count.entry(record.name.as_str()).or_default() += 1;
    }
    count
}

/// By what two records come to be compared.
fn blocks(record: &Record) -> impl Iterator<Item = (u8, String)> + '_ {
    let names = std::iter::once(&record.name).chain(&record.former).map(|name| (0, name.clone()));
    let number = record.number.iter().map(|number| (1, number.clone()));
    let birth = record.birth.iter().map(|birth| (2, birth.to_string()));
    names.chain(number).chain(birth).chain(record.phones.iter().map(|phone| (3, phone.clone())))
}

/// The pairs among some records that a person should look at, the likeliest first. Nothing beside these records
/// has a say in it, not even how often a name is borne.
pub fn candidates(records: &[Record]) -> Vec<Pair> {
    let count = bearers(records);
    let mut by: BTreeMap<(u8, String), Vec<usize>> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        blocks(record).for_each(|key| by.entry(key).or_default().push(at));
    }
    let wide = |(kind, _): &(u8, String)| *kind >= 2;
    let mut pairs = BTreeSet::new();
    for (_, block) in by.iter().filter(|(key, block)| !wide(key) || block.len() <= BLOCK_MAX) {
        for (n, one) in block.iter().enumerate() {
            pairs.extend(block.iter().skip(n + 1).map(|other| (*one.min(other), *one.max(other))));
        }
    }
    let compare = |(one, other): (usize, usize)| {
        let (one, other) = (records.get(one)?, records.get(other)?);
        compared(one, other, count.get(one.name.as_str()).copied().unwrap_or(1))
    };
    let mut found: Vec<Pair> = pairs.into_iter().filter_map(compare).collect();
    found.sort_unstable_by_key(|pair| (pair.likeness, std::cmp::Reverse(pair.weight), pair.one, pair.other));
    found
}

/// Two numbers with only the digits that differ; `None` when so many differ that the numbers would be told.
pub fn differing(one: &str, other: &str) -> Option<(String, String)> {
    let few = apart(one, other)?;
    let hidden = |own: &str, beside: &str| {
        own.chars().zip(beside.chars()).map(|(a, b)| if a == b { '·' } else { a }).collect::<String>()
    };
    (1..=NEAR_DIGITS).contains(&few).then(|| (hidden(one, other), hidden(other, one)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::IdNumber;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2016, 1 + n % 12, 1 + n % 28).unwrap_or_default()
    }

    fn record(n: u128, name: &str, birth: Option<u32>) -> Record {
        Record {
            id: ChildId(Uuid::from_u128(n)),
            school: None,
            name: name.to_owned(),
            former: vec![],
            birth: birth.map(day),
            sex: None,
            number: None,
            household: HouseholdId(Uuid::from_u128(n)),
            village: String::new(),
            phones: BTreeSet::new(),
            entered_on: day(0),
        }
    }

    /// The number of a child of one day; `nth` is its place among those born there that day.
    fn number(birth: u32, nth: u32) -> Option<String> {
        IdNumber::build(610_922, day(birth), nth).map(|number| number.as_str().to_owned())
    }

    #[test]
    fn a_rare_name_with_the_birth_date_is_likely_and_a_name_alone_is_nothing() {
        let all = [record(1, "罗小满", Some(3)), record(2, "罗小满", Some(3)), record(3, "罗小满", Some(200))];
        let found = candidates(&all);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].one, found[0].likeness), (all[0].id, Likeness::Likely));
        assert_eq!(found[0].evidence, [Evidence::NameSame, Evidence::BirthSame]);
        let crowd: Vec<Record> = (0..20).map(|n| record(n, "王芳", None)).collect();
        assert_eq!(candidates(&crowd), [], "of a common name nobody is asked");
    }

    #[test]
    fn twins_are_two_children() {
        let twin = |n, name: &str, nth| Record {
            household: HouseholdId(Uuid::from_u128(9)),
            phones: BTreeSet::from(["13800000001".to_owned()]),
            village: "松岭镇青山村".to_owned(),
            number: number(3, nth),
            ..record(n, name, Some(3))
        };
        assert_eq!(candidates(&[twin(1, "李大双", 1), twin(2, "李小双", 2)]), []);
        let unnumbered = |n, name| Record { number: None, ..twin(n, name, 1) };
        assert_eq!(candidates(&[unnumbered(1, "李大双"), unnumbered(2, "李小双")]), []);
    }

    #[test]
    fn only_the_digits_that_differ_are_told() {
        let (one, other) = (number(3, 1).unwrap_or_default(), number(3, 2).unwrap_or_default());
        let (left, right) = differing(&one, &other).unwrap_or_default();
        assert!(left.starts_with("··············") && left != right, "{left} {right}");
        assert_eq!(differing(&one, &one), None);
        assert_eq!(differing(&one, "610922199912310018"), None);
    }

    fn any_record(n: u128) -> impl Strategy<Value = Record> {
        let name = prop::sample::select(vec!["罗小满", "罗小明", "王芳", "王方", "阿依古丽·买买提"]);
        let phones = proptest::collection::btree_set(prop::sample::select(vec!["1".to_owned(), "2".to_owned()]), 0..2);
        (name, proptest::option::of(0u32..4), 0u32..4, any::<bool>(), phones, 1u128..4, any::<bool>()).prop_map(
            move |(name, birth, nth, numbered, phones, home, girl)| Record {
                number: birth.filter(|_| numbered).and_then(|birth| number(birth, nth)),
                phones,
                household: HouseholdId(Uuid::from_u128(home)),
                village: format!("{home}村"),
                sex: Some(if girl { Sex::Female } else { Sex::Male }),
                ..record(n, name, birth)
            },
        )
    }

    proptest! {
        #[test]
        fn it_is_the_same_whoever_comes_first(one in any_record(1), other in any_record(2)) {
            prop_assert_eq!(candidates(&[one.clone(), other.clone()]), candidates(&[other, one]));
        }

        #[test]
        fn namesakes_of_another_birth_are_never_certain(one in any_record(1), other in any_record(2)) {
            for pair in candidates(&[one.clone(), other.clone()]) {
                if one.birth != other.birth || one.birth.is_none() {
                    prop_assert_eq!(pair.likeness, Likeness::Possible);
                }
            }
        }

        #[test]
        fn twins_with_neighbouring_numbers_are_never_certain(one in any_record(1), birth in 0u32..4, nth in 0u32..90) {
            let twin = |n, nth| Record { id: ChildId(Uuid::from_u128(n)), birth: Some(day(birth)), number: number(birth, nth), ..one.clone() };
            for pair in candidates(&[twin(1, nth), twin(2, nth + 1)]) {
                prop_assert_eq!(pair.likeness, Likeness::Possible);
            }
        }

        #[test]
        fn what_is_found_by_blocks_is_found_by_comparing_all(all in proptest::collection::vec(any_record(0), 0..9)) {
            let all: Vec<Record> = all.into_iter().enumerate().map(|(n, one)| Record { id: ChildId(Uuid::from_u128(n as u128)), ..one }).collect();
            let found: BTreeSet<_> = candidates(&all).into_iter().map(|pair| (pair.one, pair.other)).collect();
            for (n, one) in all.iter().enumerate() {
                for other in all.iter().skip(n + 1) {
                    let bearers = all.iter().filter(|record| record.name == one.name).count();
                    let asked = compared(one, other, bearers).map(|pair| (pair.one, pair.other));
                    prop_assert!(asked.is_none_or(|pair| found.contains(&pair)));
                }
            }
        }
    }
}
