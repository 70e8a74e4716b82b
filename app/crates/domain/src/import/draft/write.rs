//! What is written for one child of the file.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::change::{Field, FieldChange, Value};
use super::known::{Known, KnownChild};
use crate::guardianship::{CarerKind, Fact, FactKind, FactSubject, FactValue, ParentWhere};
use crate::id::{AdultId, ChildId, EnrolmentId, FactId, HouseholdId, RelationId};
use crate::import::reading::{CarerRead, ChildRead, ParentRead};
use crate::import::said;
use crate::register::matching::differing;
use crate::register::phone::masked;
use crate::register::school_year::{MovesUp, class_key, moved_up};
use crate::register::{
    Adult, Began, Child, Ended, Enrolment, Household, IdNumber, Relation, RelationKind, SchoolYear, Written, name,
};

/// In place of two numbers in which so many digits differ that showing those would tell them.
const UNTOLD: &str = "······";

/// A home, by its address and the names of the parents: siblings share it.
type Home = (String, String, String);

/// Writes what a file brings.
pub struct Writer<'w> {
    /// The register as it is.
    known: &'w Known<'w>,
    /// When the file was compared.
    pub now: DateTime<Utc>,
    /// Makes an identifier of a name: the same name, the same identifier.
    ids: &'w dyn Fn(&str) -> Uuid,
    homes: BTreeMap<Home, HouseholdId>,
    adults: BTreeMap<HouseholdId, Vec<(RelationKind, AdultId, String)>>,
    /// Everything that is written.
    pub written: Vec<Written>,
    /// Identity numbers to keep.
    pub numbers: Vec<(ChildId, IdNumber)>,
}

fn home_of(address: &str, father: &str, mother: &str) -> Option<Home> {
    let home = (address.to_owned(), name::key(father), name::key(mother));
    (!home.0.is_empty() && !home.1.is_empty() && !home.2.is_empty()).then_some(home)
}

/// The carer in words, as the register keeps it.
fn who(carer: &CarerRead) -> String {
    said::joined(carer.relation.as_deref().unwrap_or_default(), carer.name.as_deref().unwrap_or_default())
}

/// Where a parent is by the row, over what was known.
fn place(read: &ParentRead, known: Option<&ParentWhere>) -> Option<ParentWhere> {
    let away = read.away?;
    let no_more = |known: &&ParentWhere| said::says_no_more(read.place.as_deref().unwrap_or_default(), known);
    if let Some(known) = known.filter(|known| known.away == away).filter(no_more) {
        return Some(ParentWhere { since: read.since.or(known.since), ..known.clone() });
    }
    let since = read.since.or(known.filter(|k| k.away == away).and_then(|k| k.since));
    Some(ParentWhere { away, place: read.place.clone().unwrap_or_default(), since })
}

impl<'w> Writer<'w> {
    /// A writer that has written nothing.
    pub fn new(known: &'w Known<'w>, now: DateTime<Utc>, ids: &'w dyn Fn(&str) -> Uuid) -> Self {
        let mut homes = BTreeMap::new();
        let mut adults: BTreeMap<HouseholdId, Vec<_>> = BTreeMap::new();
        for child in &known.children {
            let named = |kind| child.adult(kind).map(|a| a.adult.name.clone()).unwrap_or_default();
            let address = child.household.map(|h| h.address.clone()).unwrap_or_default();
            if let Some(home) = home_of(&address, &named(RelationKind::Father), &named(RelationKind::Mother)) {
                homes.entry(home).or_insert(child.child.household);
            }
            let kept = adults.entry(child.child.household).or_default();
            for related in &child.adults {
                let (kind, adult) = (related.relation.kind, related.adult.id);
                if !kept.iter().any(|(k, a, _)| (*k, *a) == (kind, adult)) {
                    kept.push((kind, adult, related.relation.called.clone()));
                }
            }
        }
        Self { known, now, ids, homes, adults, written: vec![], numbers: vec![] }
    }

    /// The identifier of a name.
    pub fn id(&self, name: &str) -> Uuid {
        (self.ids)(name)
    }

    /// A child whom the register does not know.
    pub fn new_child(&mut self, key: &str, read: &ChildRead) -> ChildId {
        let (id, today) = (ChildId(self.id(&format!("child {key}"))), self.known.today);
        let household = self.household(key, read);
        let plain = Child::new(id, household, name::kept(&read.name), today);
        let former_names = read.former_name.iter().map(|former| name::kept(former)).collect();
        let child = Child { former_names, sex: read.sex, birth: read.birth, boarding: read.boarding, ..plain };
        self.written.push(Written::Child(child));
        self.enrol(id, key, read.class_name.clone().unwrap_or_default(), today, Began::Entered);
        for (kind, adult, called) in self.adults.get(&household).cloned().unwrap_or_default() {
            self.relate(id, adult, kind, called);
        }
        let facts = [carer_value(&read.carer, None), parents_value(read, None)];
        facts.into_iter().flatten().for_each(|value| self.say(id, key, value));
        self.number(id, read);
        id
    }

    fn number(&mut self, child: ChildId, read: &ChildRead) {
        let number = read.id_number.as_deref().and_then(|number| IdNumber::parse(number).ok());
        self.numbers.extend(number.map(|number| (child, number)));
    }

    fn enrol(&mut self, child: ChildId, key: &str, class_name: String, from: NaiveDate, began: Began) {
        self.written.push(Written::Enrolment(Enrolment {
            id: EnrolmentId(self.id(&format!("enrolment {key}"))),
            child,
            school: self.known.school,
            year: SchoolYear::of(from),
            class_name,
            from,
            began,
            to: None,
            ended: None,
        }));
    }

    fn relate(&mut self, child: ChildId, adult: AdultId, kind: RelationKind, called: String) {
        let id = RelationId(self.id(&format!("relation {child} {adult} {kind}")));
        self.written.push(Written::Relation(Relation { called, ..Relation::plain(id, child, adult, kind) }));
    }

    fn say(&mut self, child: ChildId, key: &str, value: FactValue) {
        self.written.push(Written::Fact(Fact {
            id: FactId(self.id(&format!("fact {key} {}", value.kind()))),
            subject: FactSubject::Child(child),
            value,
            seen_on: self.known.today,
            author: None,
            captured_at: self.now,
            disputes: None,
            unsaid: false,
        }));
    }

    /// The household of a new child: siblings have the same parents at the same address.
    fn household(&mut self, key: &str, read: &ChildRead) -> HouseholdId {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let home = home_of(&text(&read.address), &text(&read.father.name), &text(&read.mother.name));
        if let Some(id) = home.as_ref().and_then(|home| self.homes.get(home)) {
            return *id;
        }
        let id = HouseholdId(self.id(&format!("household {key}")));
        self.homes.extend(home.map(|home| (home, id)));
        self.written.push(Written::Household(Household { id, address: text(&read.address) }));
        for (kind, called, name, phone) in people(read) {
            if name.is_some() || phone.is_some() {
                self.adult(id, kind, called.to_owned(), name, phone);
            }
        }
        id
    }

    fn adult(
        &mut self,
        household: HouseholdId,
        kind: RelationKind,
        called: String,
        name: Option<&str>,
        phone: Option<&str>,
    ) -> AdultId {
        let id = AdultId(self.id(&format!("adult {household} {kind}")));
        let name = name.map(name::kept).unwrap_or_default();
        self.written.push(Written::Adult(Adult { id, household, name, phone: phone.map(str::to_owned) }));
        self.adults.entry(household).or_default().push((kind, id, called));
        id
    }

    /// A child whom the register knows: what the row says otherwise is written, and told.
    pub fn known_child(
        &mut self,
        key: &str,
        known: &KnownChild<'_>,
        read: &ChildRead,
        takes_number: bool,
    ) -> Vec<FieldChange> {
        let mut changes = vec![];
        self.person(known, read, &mut changes);
        self.class(key, known, read, &mut changes);
        self.address(known, read, &mut changes);
        self.people(known, read, &mut changes);
        self.facts(key, known, read, &mut changes);
        match (known.number, read.id_number.as_deref()) {
            (None, Some(_)) => {
                let new = Value::Text(String::new());
                changes.push(FieldChange { field: Field::IdNumber, old: None, new, kept: false });
                self.number(known.child.id, read);
            }
            (Some(number), Some(other)) if takes_number && number.as_str() != other => {
                let (old, new) = differing(number.as_str(), other).unwrap_or_else(|| (UNTOLD.into(), UNTOLD.into()));
                let (old, new) = (Some(Value::Text(old)), Value::Text(new));
                changes.push(FieldChange { field: Field::IdNumber, old, new, kept: false });
                self.number(known.child.id, read);
            }
            _ => {}
        }
        changes
    }

    fn person(&mut self, known: &KnownChild<'_>, read: &ChildRead, changes: &mut Vec<FieldChange>) {
        let mut child = known.child.clone();
        let read_name = name::kept(&read.name);
        if !name::same(&child.name, &read_name) && !child.former_names.iter().any(|f| name::same(f, &read_name)) {
            changed(changes, Field::Name, Some(Value::Text(child.name.clone())), Value::Text(read_name.clone()));
            child.former_names.push(std::mem::replace(&mut child.name, read_name));
        }
        if let Some(sex) = read.sex.filter(|sex| child.sex != Some(*sex)) {
            changed(changes, Field::Sex, child.sex.map(Value::Sex), Value::Sex(sex));
            child.sex = Some(sex);
        }
        if let Some(birth) = read.birth.filter(|birth| says_more(*birth, child.birth)) {
            changed(changes, Field::Birth, child.birth.map(Value::Day), Value::Day(birth));
            child.birth = Some(birth);
        }
        if let Some(boarding) = read.boarding.filter(|boarding| child.boarding != Some(*boarding)) {
            changed(changes, Field::Boarding, child.boarding.map(Value::Yes), Value::Yes(boarding));
            child.boarding = Some(boarding);
        }
        if child != *known.child {
            self.written.push(Written::Child(child));
        }
    }

    fn class(&mut self, key: &str, known: &KnownChild<'_>, read: &ChildRead, changes: &mut Vec<FieldChange>) {
        let today = self.known.today;
        let Some(now) = known.enrolment else {
            let class = read.class_name.clone().unwrap_or_else(|| known.last_class.to_owned());
            changed(changes, Field::Class, None, Value::Text(class.clone()));
            return self.enrol(known.child.id, key, class, today, Began::Entered);
        };
        let year = SchoolYear::of(today);
        let class = read.class_name.clone().unwrap_or_default();
        if class.is_empty() || (class_key(&class) == class_key(&now.class_name)) {
            return;
        }
        changed(changes, Field::Class, Some(Value::Text(now.class_name.clone())), Value::Text(class.clone()));
        let (began, ended, first) = if now.year < year {
            (Began::MovedUp, Ended::MovedUp, year.first_day())
        } else {
            (Began::ChangedClass, Ended::ChangedClass, today)
        };
        let first = first.max(now.from);
        if let Some(last) = first.pred_opt() {
            self.written.push(Written::Enrolment(now.ending(last, ended)));
            self.enrol(known.child.id, key, class, first, began);
        }
    }

    fn address(&mut self, known: &KnownChild<'_>, read: &ChildRead, changes: &mut Vec<FieldChange>) {
        let Some(address) = read.address.as_ref().filter(|a| known.household.is_none_or(|h| h.address != **a)) else {
            return;
        };
        let old = known.household.map(|h| h.address.clone()).filter(|a| !a.is_empty());
        changed(changes, Field::Address, old.map(Value::Text), Value::Text(address.clone()));
        let household = Household { id: known.child.household, address: address.clone() };
        self.written.push(Written::Household(household));
    }

    fn people(&mut self, known: &KnownChild<'_>, read: &ChildRead, changes: &mut Vec<FieldChange>) {
        for (kind, called, name, phone) in people(read) {
            let fields = match kind {
                RelationKind::Father => (Field::FatherName, Field::FatherPhone),
                RelationKind::Mother => (Field::MotherName, Field::MotherPhone),
                _ => (Field::CarerName, Field::CarerPhone),
            };
            let (text, number) = (|t: &str| Value::Text(t.to_owned()), |t: &str| Value::Text(masked(t)));
            // Who is known to look after the child by a later answer is not who was once written down.
            let is_known = kind == RelationKind::Carer && phone.is_none() && names_known_carer(known, read);
            if is_known && known.adult(kind).is_none_or(|a| !name.is_some_and(|n| name::same(n, &a.adult.name))) {
                continue;
            }
            let Some(related) = known.adult(kind) else {
                if name.is_some() || phone.is_some() {
                    let adult = self.adult(known.child.household, kind, called.to_owned(), name, phone);
                    self.relate(known.child.id, adult, kind, called.to_owned());
                    let new = [(fields.0, name.map(text)), (fields.1, phone.map(number))];
                    for (field, value) in new {
                        changes.extend(value.map(|new| FieldChange { field, old: None, new, kept: false }));
                    }
                }
                continue;
            };
            let mut adult = related.adult.clone();
            if let Some(name) = name.filter(|name| !name::same(name, &adult.name)) {
                let old = (!adult.name.is_empty()).then(|| text(&adult.name));
                changed(changes, fields.0, old, text(name));
                adult.name = name::kept(name);
            }
            if let Some(phone) = phone.filter(|phone| adult.phone.as_deref() != Some(*phone)) {
                changed(changes, fields.1, adult.phone.as_deref().map(number), number(phone));
                adult.phone = Some(phone.to_owned());
            }
            if adult != *related.adult {
                self.written.push(Written::Adult(adult));
            }
        }
    }

    fn facts(&mut self, key: &str, known: &KnownChild<'_>, read: &ChildRead, changes: &mut Vec<FieldChange>) {
        let carer = known.fact(FactKind::Carer);
        let said = carer_value(&read.carer, carer.map(|fact| &fact.value));
        // What is written down of the carer already is no answer anew.
        let is_written = carer.is_none() && read.carer.quality.is_none() && is_written_down(known, &read.carer);
        if let Some(value) = said.filter(|_| !is_written) {
            let shown = |value: &FactValue| match value {
                FactValue::Carer { kind, who, quality } => {
                    Some(Value::Carer { kind: *kind, who: who.clone(), quality: *quality })
                }
                _ => None,
            };
            let old = carer.map(|fact| &fact.value);
            if let Some(new) = shown(&value).filter(|_| old != Some(&value)) {
                let kept = carer.is_some_and(|fact| fact.author.is_some());
                changes.push(FieldChange { field: Field::Carer, old: old.and_then(shown), new, kept });
                (!kept).then(|| self.say(known.child.id, key, value));
            }
        }
        let parents = known.fact(FactKind::Parents);
        let Some(value) = parents_value(read, parents.map(|fact| &fact.value)) else { return };
        let kept = parents.is_some_and(|fact| fact.author.is_some());
        let before = changes.len();
        if let FactValue::Parents { father, mother } = &value {
            let old = match parents.map(|fact| &fact.value) {
                Some(FactValue::Parents { father, mother }) => (Some(father), Some(mother)),
                _ => (None, None),
            };
            for (field, old, new) in [(Field::FatherPlace, old.0, father), (Field::MotherPlace, old.1, mother)] {
                if old != Some(new) && (old.is_some() || *new != ParentWhere::unknown()) {
                    let old = old.cloned().map(Value::Parent);
                    changes.push(FieldChange { field, old, new: Value::Parent(new.clone()), kept });
                }
            }
        }
        if changes.len() > before && !kept {
            self.say(known.child.id, key, value);
        }
    }
}

fn changed(changes: &mut Vec<FieldChange>, field: Field, old: Option<Value>, new: Value) {
    changes.push(FieldChange { field, old, new, kept: false });
}

/// Whether a birth date says more than the one that is known, or another thing: the first of a month may be the month only.
fn says_more(read: NaiveDate, known: Option<NaiveDate>) -> bool {
    use chrono::Datelike as _;
    known.is_none_or(|known| {
        let same_month = (known.year(), known.month()) == (read.year(), read.month());
        known != read && !(same_month && read.day() == 1)
    })
}

/// The adults of a row: what each is to the child, in words, and name and phone.
fn people(read: &ChildRead) -> Vec<(RelationKind, &str, Option<&str>, Option<&str>)> {
    let mut all = vec![
        // A number of the family whose owner nobody names is written where it will be tried first.
        (
            RelationKind::Father,
            "爸爸",
            read.father.name.as_deref(),
            read.father.phone.as_deref().or(read.family_phone.as_deref()),
        ),
        (RelationKind::Mother, "妈妈", read.mother.name.as_deref(), read.mother.phone.as_deref()),
    ];
    if read.carer.kind != Some(CarerKind::ParentHome) {
        let called = read.carer.relation.as_deref().unwrap_or_default();
        all.push((RelationKind::Carer, called, read.carer.name.as_deref(), read.carer.phone.as_deref()));
    }
    all
}

/// Whether a carer is the one who is written down among the adults, whom no answer names.
fn is_written_down(known: &KnownChild<'_>, carer: &CarerRead) -> bool {
    let related = known.adult(RelationKind::Carer);
    related.is_some_and(|one| who(carer) == said::joined(&one.relation.called, &one.adult.name))
}

/// Whether a row names the carer whom the register knows by the newest answer.
fn names_known_carer(known: &KnownChild<'_>, read: &ChildRead) -> bool {
    match known.fact(FactKind::Carer).map(|fact| &fact.value) {
        Some(FactValue::Carer { kind, who: known, .. }) => said::is_known_carer(&who(&read.carer), *kind, known),
        _ => false,
    }
}

fn carer_value(read: &CarerRead, known: Option<&FactValue>) -> Option<FactValue> {
    let (known_kind, known_who, known_quality) = match known {
        Some(FactValue::Carer { kind, who, quality }) => (Some(*kind), Some(who.clone()), *quality),
        _ => (None, None, None),
    };
    let said = who(read);
    if let (Some(kind), Some(who)) = (known_kind, &known_who)
        && said::is_known_carer(&said, kind, who)
    {
        return Some(FactValue::Carer { kind, who: who.clone(), quality: read.quality.or(known_quality) });
    }
    let who = if said.is_empty() { known_who.unwrap_or_default() } else { said };
    Some(FactValue::Carer { kind: read.kind.or(known_kind)?, who, quality: read.quality.or(known_quality) })
}

fn parents_value(read: &ChildRead, known: Option<&FactValue>) -> Option<FactValue> {
    let (father, mother) = match known {
        Some(FactValue::Parents { father, mother }) => (Some(father), Some(mother)),
        _ => (None, None),
    };
    let said = (place(&read.father, father), place(&read.mother, mother));
    if said == (None, None) {
        return None;
    }
    let or_known = |said: Option<ParentWhere>, known: Option<&ParentWhere>| {
        said.or_else(|| known.cloned()).unwrap_or_else(ParentWhere::unknown)
    };
    Some(FactValue::Parents { father: or_known(said.0, father), mother: or_known(said.1, mother) })
}

/// Whether the class of a row is the known one a year later.
pub fn has_moved_up(known: &Known<'_>, old: &str, new: &str) -> bool {
    matches!(moved_up(old, known.kind), MovesUp::To(next) if class_key(&next) == class_key(new))
}
