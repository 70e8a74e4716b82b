//! What the register knows of a school when a file is compared with it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::past::on_record::OnRecord;
use crate::guardianship::{FactKind, Register};
use crate::id::{AccountId, AdultId, ChildId, HouseholdId, SchoolId};
use crate::register::history::History;
use crate::register::id_number::IdNumber;
use crate::register::{Adult, Child, Enrolment, Household, Pairing, Relation, RelationKind, SchoolKind, name};
use crate::rules::RuleSet;

/// An adult, and what it is to the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Related<'a> {
    /// What the adult is to the child.
    pub relation: &'a Relation,
    /// The adult.
    pub adult: &'a Adult,
}

/// A child as the register knows it.
#[derive(Debug, Clone)]
pub struct KnownChild<'a> {
    /// The child.
    pub child: &'a Child,
    /// Its household.
    pub household: Option<&'a Household>,
    /// Its class at this school; `None` for one who was here and has left.
    pub enrolment: Option<&'a Enrolment>,
    /// The last class it had here.
    pub last_class: &'a str,
    /// The adults around it.
    pub adults: Vec<Related<'a>>,
    /// The answers of whom it lives with and where its parents are, with who gave them.
    pub facts: Vec<&'a crate::guardianship::Fact>,
    /// Its mentor.
    pub pairing: Option<&'a Pairing>,
    /// Its identity number; `None` when the register has none.
    pub number: Option<&'a IdNumber>,
}

impl KnownChild<'_> {
    /// The adult of a kind of relation.
    pub fn adult(&self, kind: RelationKind) -> Option<Related<'_>> {
        self.adults.iter().copied().find(|related| related.relation.kind == kind)
    }

    /// The current answer to a question.
    pub fn fact(&self, kind: FactKind) -> Option<&crate::guardianship::Fact> {
        self.facts.iter().copied().find(|fact| fact.value.kind() == kind)
    }
}

/// A mentor's account at the school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMentor {
    /// The account.
    pub id: AccountId,
    /// Name.
    pub name: String,
    /// Phone number, digits only.
    pub phone: Option<String>,
}

/// What the register knows of a school.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The school.
    pub school: SchoolId,
    /// Its kind.
    pub kind: SchoolKind,
    /// The day on which the file is compared; what it brings begins then.
    pub today: NaiveDate,
    /// The school's children, those who have left too.
    pub children: Vec<KnownChild<'a>>,
    /// The school's mentors.
    pub mentors: Vec<KnownMentor>,
    /// What is on record of those whom rows of the past may be about; nothing where files tell of no past.
    pub past: OnRecord<'a>,
    /// The rules of the day; the defaults where nobody says which.
    pub rules: RuleSet,
    /// The children whom each of the mentors has or will have, of other schools too.
    pub given: BTreeMap<AccountId, BTreeSet<ChildId>>,
    /// Places in `children` by name and former name, as names compare.
    by_name: BTreeMap<String, Vec<usize>>,
    /// Places in `children` by identity number.
    by_number: BTreeMap<&'a str, usize>,
    /// Places in `children` by identifier.
    by_id: BTreeMap<ChildId, usize>,
    /// Places in `mentors` by name, as names compare.
    mentors_by_name: BTreeMap<String, Vec<usize>>,
}

/// The children whom each of some mentors has on a day or will have.
fn given(history: &History, today: NaiveDate, mentors: &[KnownMentor]) -> BTreeMap<AccountId, BTreeSet<ChildId>> {
    let mut given: BTreeMap<_, BTreeSet<_>> = mentors.iter().map(|mentor| (mentor.id, BTreeSet::new())).collect();
    for pairing in history.pairings().filter(|pairing| pairing.from_now(today)) {
        if let Some(children) = given.get_mut(&pairing.mentor) {
            children.insert(pairing.child);
        }
    }
    given
}

impl<'a> Known<'a> {
    /// What the register says of a school on a day.
    pub fn of(
        history: &'a History,
        register: &Register<'a>,
        school: (SchoolId, SchoolKind),
        today: NaiveDate,
        numbers: &'a BTreeMap<ChildId, IdNumber>,
        mentors: Vec<KnownMentor>,
    ) -> Self {
        let last = history.seq();
        let adults: BTreeMap<AdultId, &Adult> = history.adults.at(last).collect();
        let households: BTreeMap<HouseholdId, &Household> = history.households.at(last).collect();
        let mut classes: BTreeMap<ChildId, &Enrolment> = BTreeMap::new();
        for (_, period) in history.enrolments.at(last) {
            if period.school == school.0 && !period.period().is_empty() && period.from <= today {
                let newest = classes.entry(period.child).or_insert(period);
                if newest.from <= period.from {
                    *newest = period;
                }
            }
        }
        let children: Vec<KnownChild<'a>> = register
            .all_children()
            .filter_map(|child| {
                let last_class = classes.get(&child.child.id)?;
                let facts = [FactKind::Carer, FactKind::Parents];
                Some(KnownChild {
                    child: child.child,
                    household: households.get(&child.child.household).copied(),
                    enrolment: child.enrolment.filter(|e| e.school == school.0),
                    last_class: &last_class.class_name,
                    adults: child
                        .relations
                        .iter()
                        .filter_map(|relation| Some(Related { relation, adult: adults.get(&relation.adult).copied()? }))
                        .collect(),
                    facts: facts.into_iter().filter_map(|kind| register.fact(child.child, kind)).collect(),
                    pairing: child.responsible(),
                    number: numbers.get(&child.child.id),
                })
            })
            .collect();
        let mut known = Self {
            school: school.0,
            kind: school.1,
            today,
            children,
            mentors,
            past: OnRecord::default(),
            rules: RuleSet::default(),
            given: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_number: BTreeMap::new(),
            by_id: BTreeMap::new(),
            mentors_by_name: BTreeMap::new(),
        };
        known.given = given(history, today, &known.mentors);
        for (at, mentor) in known.mentors.iter().enumerate() {
            known.mentors_by_name.entry(name::key(&mentor.name)).or_default().push(at);
        }
        for (at, child) in known.children.iter().enumerate() {
            for name in [&child.child.name].into_iter().chain(&child.child.former_names) {
                known.by_name.entry(name::key(name)).or_default().push(at);
            }
            known.by_number.extend(child.number.map(|number| (number.as_str(), at)));
            known.by_id.insert(child.child.id, at);
        }
        known
    }

    /// The same with closed files leading to the child who was kept: by the names and the number of such a file it is
    /// that child who is meant. One that leads to a child of whom the school knows nothing is left as it is.
    #[must_use]
    pub fn leading(mut self, leads: impl Fn(ChildId) -> ChildId) -> Self {
        let place = |at: usize| {
            let kept = leads(self.children.get(at)?.child.id);
            self.by_id.get(&kept).copied()
        };
        for places in self.by_name.values_mut() {
            let mut met = BTreeSet::new();
            for at in places.iter_mut() {
                *at = place(*at).unwrap_or(*at);
            }
            places.retain(|at| met.insert(*at));
        }
        for at in self.by_number.values_mut() {
            *at = place(*at).unwrap_or(*at);
        }
        self
    }

    /// The mentors who bear a name, given as names compare.
    pub fn mentors_by_key(&self, key: &str) -> impl Iterator<Item = &KnownMentor> {
        let places = self.mentors_by_name.get(key).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|at| self.mentors.get(*at))
    }

    /// A child by its identifier.
    pub fn child(&self, id: ChildId) -> Option<&KnownChild<'a>> {
        self.by_id.get(&id).and_then(|at| self.children.get(*at))
    }

    /// The child with an identity number.
    pub fn with_number(&self, number: &str) -> Option<&KnownChild<'a>> {
        self.by_number.get(number).and_then(|at| self.children.get(*at))
    }

    /// The children who bear a name or bore it, each once, in the order of the register.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &KnownChild<'a>> {
        let places = self.by_name.get(&name::key(name)).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|at| self.children.get(*at))
    }
}
