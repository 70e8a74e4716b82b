//! Schools, teachers, households and children of the demo county.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, Utc};
use domain::guardianship::{
    Away, CareQuality, CarerKind, Fact, FactSubject, FactValue, HomeState, ParentWhere, PhoneState,
};
use domain::id::{AccountId, AdultId, ChildId, EnrolmentId, FactId, HouseholdId, PairingId, RelationId, SchoolId};
use domain::policy::{Grant, Role};
use domain::register::id_number::IdNumber;
use domain::register::{
    Adult, Began, Child, Enrolment, Household, Pairing, PairingEnded, PairingRole, Relation, RelationKind, School,
    SchoolKind, SchoolYear, Sex, Written,
};
use domain::term::{Term, local_day};
use storage::{Account, ChildNumber};

use super::names::{CHILD_NAMES, MEN, PLACES, SURNAMES, TOWNS, VILLAGES, WOMEN};
use super::{CHILDREN, Dice, MENTORS, SCHOOLS, Setting};

/// The whole county.
#[derive(Default)]
pub struct County {
    pub schools: Vec<School>,
    pub accounts: Vec<Account>,
    pub households: Vec<Household>,
    pub adults: Vec<Adult>,
    pub relations: Vec<Relation>,
    pub children: Vec<Child>,
    pub enrolments: Vec<Enrolment>,
    pub numbers: Vec<ChildNumber>,
    pub pairings: Vec<Pairing>,
    pub facts: Vec<Fact>,
    /// The places among those born on a day that are taken in identity numbers.
    born: BTreeSet<(NaiveDate, u32)>,
}

impl County {
    /// What is written into the register.
    pub fn written(&self) -> Vec<Written> {
        let mut all = Vec::new();
        all.extend(self.households.iter().cloned().map(Written::Household));
        all.extend(self.adults.iter().cloned().map(Written::Adult));
        all.extend(self.children.iter().cloned().map(Written::Child));
        all.extend(self.relations.iter().cloned().map(Written::Relation));
        all.extend(self.enrolments.iter().cloned().map(Written::Enrolment));
        all.extend(self.pairings.iter().cloned().map(Written::Pairing));
        all.extend(self.facts.iter().cloned().map(Written::Fact));
        all
    }
}

/// A region that no register uses.
const REGION: u32 = 610_999;
const SIBLINGS_PERCENT: u32 = 24;
const UNPAIRED_PERCENT: u32 = 1;
/// At the first school: homes whose mentor left, and homes that came a few days ago and have none yet.
const HOMES_LEFT: usize = 2;
const HOMES_NEW: usize = 2;
/// Most children that a mentor has by the usual rules.
const FEW: usize = 3;

/// Makes everybody.
pub fn make(dice: &mut Dice, setting: &Setting<'_>) -> County {
    let mut county = County::default();
    schools(dice, &mut county);
    let mentors = teachers(dice, &mut county, setting);
    while county.children.len() < CHILDREN {
        let school = if county.children.is_empty() { 0 } else { dice.below(SCHOOLS) };
        household(dice, &mut county, setting, school);
    }
    let today = local_day(setting.now);
    pair(dice, &mut county, &mentors, today);
    somebody_left(dice, &mut county, setting, today);
    registered_twice(&mut county);
    nobody_idle(&mut county, &mentors);
    county
}

fn schools(dice: &mut Dice, county: &mut County) {
    let kinds = [
        (SchoolKind::NineYear, "九年制学校"),
        (SchoolKind::Primary, "中心小学"),
        (SchoolKind::Kindergarten, "中心幼儿园"),
        (SchoolKind::Junior, "初级中学"),
    ];
    for at in 0..SCHOOLS {
        // The first is 松岭镇九年制学校, the school of the demo accounts.
        let town = TOWNS[(at + 1) % TOWNS.len()];
        let (kind, word) = kinds[(at / TOWNS.len()) % kinds.len()];
        let last = at + 1 == SCHOOLS;
        let (kind, name) = if last {
            (SchoolKind::Senior, "青石县高级中学".to_owned())
        } else {
            (kind, format!("{town}{word}"))
        };
        county.schools.push(School { id: SchoolId(dice.uuid()), name, kind, town: town.to_owned(), merged: None });
    }
}

fn account(dice: &mut Dice, setting: &Setting<'_>, login: String, name: String, grants: Vec<Grant>) -> Account {
    let phone = phone(dice);
    Account {
        id: AccountId(dice.uuid()),
        county: setting.county,
        login,
        name,
        phone: Some(phone),
        password_hash: Some(setting.password_hash.to_owned()),
        activation: None,
        activation_until: None,
        disabled: false,
        grants,
    }
}

fn phone(dice: &mut Dice) -> String {
    // 1390000, 1590000 and 1880000 with any tail: numbers of the sample lists, nobody's.
    let head = dice.pick(&["139000", "159000", "188000"]);
    format!("{head}{:05}", dice.below(100_000))
}

fn name_of(dice: &mut Dice, given: &[&str]) -> String {
    format!("{}{}", dice.pick(SURNAMES), dice.pick(given))
}

fn teacher_name(dice: &mut Dice) -> String {
    name_of(dice, &[MEN, WOMEN].concat())
}

/// Mentors by school, in the order of the schools.
fn teachers(dice: &mut Dice, county: &mut County, setting: &Setting<'_>) -> Vec<Vec<AccountId>> {
    let mut mentors = vec![Vec::new(); SCHOOLS];
    for n in 0..MENTORS {
        let at = if n == 0 { 0 } else { n % SCHOOLS };
        let school = Some(county.schools[at].id);
        let (login, name) = if n == 0 {
            ("mentor".to_owned(), "李老师".to_owned())
        } else {
            (format!("t{n:04}"), teacher_name(dice))
        };
        let made = account(dice, setting, login, name, vec![Grant { role: Role::Mentor, school }]);
        mentors[at].push(made.id);
        county.accounts.push(made);
    }
    for at in 0..SCHOOLS {
        for (role, word, kept) in [(Role::Coordinator, "c", "coordinator"), (Role::SchoolLead, "l", "lead")] {
            let login = if at == 0 { kept.to_owned() } else { format!("{word}{at:02}") };
            let name = teacher_name(dice);
            let school = Some(county.schools[at].id);
            county.accounts.push(account(dice, setting, login, name, vec![Grant { role, school }]));
        }
    }
    for n in 0..5 {
        let login = if n == 0 { "centre".to_owned() } else { format!("centre{n}") };
        let name = teacher_name(dice);
        county.accounts.push(account(dice, setting, login, name, vec![Grant { role: Role::Centre, school: None }]));
    }
    let name = teacher_name(dice);
    let grants = vec![Grant { role: Role::Auditor, school: None }];
    county.accounts.push(account(dice, setting, "auditor".to_owned(), name, grants));
    mentors
}

const GRADES: &[&str] = &["一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"];

/// A class and a birth date that fit the kind of school.
fn class_and_birth(dice: &mut Dice, kind: SchoolKind, today: NaiveDate) -> (String, NaiveDate) {
    let room = dice.below(3) + 1;
    let (class, age) = match kind {
        SchoolKind::Kindergarten => {
            let at = dice.below(3);
            (format!("{}{room}班", ["小班", "中班", "大班"][at]), 3 + at)
        }
        SchoolKind::Senior => {
            let at = dice.below(3);
            (format!("{}{room}班", ["高一", "高二", "高三"][at]), 15 + at)
        }
        SchoolKind::Primary | SchoolKind::NineYear | SchoolKind::Junior | SchoolKind::Unlisted => {
            let (first, count) = match kind {
                SchoolKind::Primary => (0, 6),
                SchoolKind::Junior => (6, 3),
                _ => (0, 9),
            };
            let at = first + dice.below(count);
            (format!("{}{room}班", GRADES[at]), 6 + at)
        }
    };
    // Children of a school year are born between two Septembers.
    let year = Term::of(today).start().year() - i32::try_from(age).unwrap_or(0);
    let september = NaiveDate::from_ymd_opt(year, 8, 31).unwrap_or(today);
    (class, september - Days::new(dice.below(365) as u64))
}

fn parent_where(dice: &mut Dice, away: bool, today: NaiveDate) -> ParentWhere {
    if !away {
        return ParentWhere { away: Away::Home, place: String::new(), since: None };
    }
    if dice.percent(1) {
        return ParentWhere {
            away: Away::LostContact,
            place: String::new(),
            since: today.checked_sub_months(Months::new(14)),
        };
    }
    let (place, in_province) = dice.weighted(PLACES);
    let months = 4 + u32::try_from(dice.below(60)).unwrap_or(0);
    ParentWhere {
        away: if in_province { Away::InProvince } else { Away::OutOfProvince },
        place: place.to_owned(),
        since: today.checked_sub_months(Months::new(months)),
    }
}

const CARERS: &[((CarerKind, &str), u32)] = &[
    ((CarerKind::PaternalGrandparents, "奶奶"), 34),
    ((CarerKind::PaternalGrandparents, "爷爷"), 20),
    ((CarerKind::MaternalGrandparents, "外婆"), 16),
    ((CarerKind::MaternalGrandparents, "外公"), 8),
    ((CarerKind::ParentHome, "妈妈"), 14),
    ((CarerKind::Relative, "姑姑"), 3),
    ((CarerKind::Relative, "伯父"), 2),
    ((CarerKind::Neighbour, "邻居"), 1),
    ((CarerKind::ParentIncapable, "爸爸"), 1),
    ((CarerKind::Nobody, ""), 1),
];

/// Who looks after the children of a home, and where the parents are.
struct Care {
    carer: CarerKind,
    relation: &'static str,
    quality: CareQuality,
    father: ParentWhere,
    mother: ParentWhere,
}

/// The first home is that of the demo accounts: with the grandmother, both parents in 广东东莞.
fn care(dice: &mut Dice, first: bool, today: NaiveDate) -> Care {
    if first {
        let away = ParentWhere {
            away: Away::OutOfProvince,
            place: "广东东莞".to_owned(),
            since: today.checked_sub_months(Months::new(20)),
        };
        return Care {
            carer: CarerKind::PaternalGrandparents,
            relation: "奶奶",
            quality: CareQuality::Good,
            father: away.clone(),
            mother: away,
        };
    }
    let quality = [(CareQuality::Good, 62), (CareQuality::Fair, 32), (CareQuality::Poor, 6)];
    let ((carer, relation), quality) = (dice.weighted(CARERS), dice.weighted(&quality));
    let father = parent_where(dice, carer != CarerKind::ParentIncapable, today);
    let mother = parent_where(dice, carer != CarerKind::ParentHome, today);
    Care { carer, relation, quality, father, mother }
}

/// One adult of a home, and what everybody there calls them.
struct Around {
    adult: Adult,
    kind: RelationKind,
    called: &'static str,
}

fn around(
    dice: &mut Dice,
    home: HouseholdId,
    kind: RelationKind,
    name: &str,
    called: &'static str,
    phone: bool,
) -> Around {
    let phone = phone.then(|| self::phone(dice));
    let adult = Adult { id: AdultId(dice.uuid()), household: home, name: name.to_owned(), phone };
    Around { adult, kind, called }
}

/// Parents and carer; the carer's name and whether the father can be reached come with them.
fn adults(dice: &mut Dice, home: HouseholdId, care: &Care, surname: &str, first: bool) -> (Vec<Around>, String, bool) {
    let father = format!("{surname}{}", dice.pick(MEN));
    let reachable = !dice.percent(7);
    let mut all = vec![around(dice, home, RelationKind::Father, &father, "爸爸", reachable)];
    let mother = name_of(dice, WOMEN);
    let mother_reachable = !dice.percent(9);
    all.push(around(dice, home, RelationKind::Mother, &mother, "妈妈", mother_reachable));
    let carer = match care.carer {
        CarerKind::ParentHome => mother,
        CarerKind::Nobody | CarerKind::ParentIncapable => String::new(),
        _ => {
            let given = if matches!(care.relation, "爷爷" | "外公" | "伯父" | "邻居") { MEN } else { WOMEN };
            let name = if first { "罗桂兰".to_owned() } else { name_of(dice, given) };
            let has_phone = first || !dice.percent(11);
            all.push(around(dice, home, RelationKind::Carer, &name, care.relation, has_phone));
            name
        }
    };
    (all, carer, reachable)
}

fn fact(dice: &mut Dice, county: &mut County, subject: FactSubject, value: FactValue, seen_on: NaiveDate) {
    let id = FactId(dice.uuid());
    let captured_at = DateTime::<Utc>::from_naive_utc_and_offset(seen_on.and_hms_opt(4, 0, 0).unwrap_or_default(), Utc);
    county.facts.push(Fact { id, subject, value, seen_on, author: None, captured_at, disputes: None, unsaid: false });
}

fn household(dice: &mut Dice, county: &mut County, setting: &Setting<'_>, school: usize) {
    let today = local_day(setting.now);
    let first = county.children.is_empty();
    let town = county.schools[school].town.clone();
    let home = HouseholdId(dice.uuid());
    county
        .households
        .push(Household { id: home, address: format!("{town}{}{}组", dice.pick(VILLAGES), dice.below(8) + 1) });
    let surname = if first { "舒" } else { dice.pick(SURNAMES) };
    let care = care(dice, first, today);
    let (adults, carer, reachable) = adults(dice, home, &care, surname, first);
    let hazard = !first && dice.percent(4);
    let hazards = if hazard { *dice.pick(&["电线老化", "房后有滑坡", "水井没有盖"]) } else { "" };
    let seen_on = Term::of(today).previous().start() + Days::new(7);
    let of_home = FactSubject::Household(home);
    let phone = if reachable { PhoneState::Works } else { PhoneState::None };
    fact(dice, county, of_home, FactValue::Phone { state: phone, number: None }, seen_on);
    let state = if hazard { HomeState::Hazard } else { HomeState::Safe };
    fact(dice, county, of_home, FactValue::Home { state, hazards: hazards.to_owned() }, seen_on);

    let mut siblings = if first || dice.percent(SIBLINGS_PERCENT) { 2 } else { 1 };
    if siblings == 2 && !first && dice.percent(8) {
        siblings = 3;
    }
    for n in 0..siblings {
        if county.children.len() == CHILDREN {
            break;
        }
        let given = match (first, n) {
            (true, 0) => "睿",
            (true, _) => "一诺",
            _ => dice.pick(CHILD_NAMES),
        };
        let child = child(dice, county, setting, school, home, format!("{surname}{given}"));
        for one in &adults {
            let id = RelationId(dice.uuid());
            let plain = Relation::plain(id, child, one.adult.id, one.kind);
            county.relations.push(Relation { called: one.called.to_owned(), ..plain });
        }
        let who = format!("{} {carer}", care.relation).trim().to_owned();
        let value = FactValue::Carer { kind: care.carer, who, quality: Some(care.quality) };
        fact(dice, county, FactSubject::Child(child), value, seen_on);
        let value = FactValue::Parents { father: care.father.clone(), mother: care.mother.clone() };
        fact(dice, county, FactSubject::Child(child), value, seen_on);
    }
    county.adults.extend(adults.into_iter().map(|one| one.adult));
}

fn child(
    dice: &mut Dice,
    county: &mut County,
    setting: &Setting<'_>,
    school: usize,
    household: HouseholdId,
    name: String,
) -> ChildId {
    let today = local_day(setting.now);
    let school = county.schools[school].clone();
    let (class_name, birth) = class_and_birth(dice, school.kind, today);
    let sequence = 980 + u32::try_from(dice.below(20)).unwrap_or(0);
    // Of those born on one day each has its own number; two on, it is the same sex.
    let of_the_day = (0..10).map(|n| 980 + (sequence - 980 + 2 * n) % 20);
    let sequence = of_the_day.into_iter().find(|n| county.born.insert((birth, *n))).unwrap_or(sequence);
    let number = IdNumber::build(REGION, birth, sequence);
    // Thrown once more, so that who is in the county stays as it was.
    dice.uuid();
    let boards = matches!(school.kind, SchoolKind::Junior | SchoolKind::Senior | SchoolKind::NineYear);
    let entered_on = Term::of(today).previous().start() + Days::new(dice.below(10) as u64);
    let id = ChildId(dice.uuid());
    let child = Child {
        sex: Some(number.as_ref().map_or(Sex::Female, IdNumber::sex)),
        birth: Some(birth),
        boarding: Some(boards && dice.percent(45)),
        ..Child::new(id, household, name, entered_on)
    };
    county.enrolments.push(Enrolment {
        id: EnrolmentId(dice.uuid()),
        child: child.id,
        school: school.id,
        // The county is entered as it stands: nobody wrote down the classes of the year before.
        year: SchoolYear::of(today),
        class_name,
        from: entered_on,
        began: Began::Entered,
        to: None,
        ended: None,
    });
    if let Some(number) = number {
        let digest = Some((setting.digest)(&number));
        county.numbers.push(ChildNumber { child: child.id, number: Some(number), digest });
    }
    county.children.push(child);
    id
}

/// Takes the last child out again, with what is of it alone.
fn without_last(county: &mut County) {
    let Some(last) = county.children.pop() else { return };
    county.enrolments.retain(|e| e.child != last.id);
    county.numbers.retain(|number| number.child != last.id);
    county.pairings.retain(|p| p.child != last.id);
    county.relations.retain(|relation| relation.child != last.id);
    county.facts.retain(|fact| fact.subject != FactSubject::Child(last.id));
    if county.children.iter().all(|child| child.household != last.household) {
        county.households.retain(|home| home.id != last.household);
        county.adults.retain(|adult| adult.household != last.household);
        county.facts.retain(|fact| fact.subject != FactSubject::Household(last.household));
    }
}

/// One child of the second school stands in the register twice, as happens when lists are handed in by two people: it
/// takes the place of the last child, so that the register has as many files as the report tells of children, until
/// somebody says that the two are one. Throws no dice, so that everything else stays as it is.
fn registered_twice(county: &mut County) {
    without_last(county);
    let Some(school) = county.schools.get(1).map(|school| school.id) else { return };
    let Some(enrolment) = county.enrolments.iter().find(|e| e.school == school).cloned() else { return };
    let Some(child) = county.children.iter().find(|child| child.id == enrolment.child).cloned() else { return };
    let Some(home) = county.households.iter().find(|home| home.id == child.household).cloned() else { return };
    let next = |id: uuid::Uuid| uuid::Uuid::from_u128(id.as_u128() ^ 1);
    let home = Household { id: HouseholdId(next(home.id.0)), ..home };
    let entered_on = child.entered_on + Days::new(40);
    let double = Child { id: ChildId(next(child.id.0)), household: home.id, entered_on, ..child };
    county.enrolments.push(Enrolment {
        id: EnrolmentId(next(enrolment.id.0)),
        child: double.id,
        from: entered_on,
        ..enrolment
    });
    county.households.push(home);
    county.children.push(double);
}

/// Pairs by school, siblings with the same mentor, everybody with somebody but for a few.
fn pair(dice: &mut Dice, county: &mut County, mentors: &[Vec<AccountId>], today: NaiveDate) {
    let from = Term::of(today).previous().start() + Days::new(10);
    let mut next = vec![0; SCHOOLS];
    let mut last: Option<(HouseholdId, AccountId)> = None;
    for (n, (child, enrolment)) in county.children.iter().zip(&county.enrolments).enumerate() {
        let at = county.schools.iter().position(|s| s.id == enrolment.school).unwrap_or(0);
        let mentor = match last {
            Some((home, mentor)) if home == child.household => mentor,
            _ => {
                let mentor = mentors[at][next[at] % mentors[at].len()];
                next[at] += 1;
                mentor
            }
        };
        last = Some((child.household, mentor));
        if n > 1 && dice.percent(UNPAIRED_PERCENT) {
            continue;
        }
        county.pairings.push(Pairing {
            id: PairingId(dice.uuid()),
            child: child.id,
            mentor,
            role: PairingRole::Primary,
            from,
            to: None,
            ended: None,
            told_on: None,
        });
    }
}

/// The homes of each mentor.
fn homes_of(county: &County) -> BTreeMap<AccountId, Vec<HouseholdId>> {
    let homes: BTreeMap<ChildId, HouseholdId> = county.children.iter().map(|c| (c.id, c.household)).collect();
    let mut all: BTreeMap<AccountId, Vec<HouseholdId>> = BTreeMap::new();
    for pairing in county.pairings.iter().filter(|p| p.to.is_none()) {
        let own = all.entry(pairing.mentor).or_default();
        own.extend(homes.get(&pairing.child).filter(|home| !own.contains(home)));
    }
    all
}

/// Every mentor has a child, as in the report: who has none takes a home from the colleague with the most, and where a
/// school has fewer homes than mentors, at another school. The first school stays as it is. Throws no dice.
fn nobody_idle(county: &mut County, mentors: &[Vec<AccountId>]) {
    let mut homes = homes_of(county);
    for (at, own) in mentors.iter().enumerate() {
        for idle in own {
            let count = |mentor: &AccountId| homes.get(mentor).map_or(0, Vec::len);
            if count(idle) > 0 {
                continue;
            }
            let most =
                |at: usize| mentors.get(at).and_then(|all| all.iter().max_by_key(|mentor| count(mentor))).copied();
            let there = most(at).filter(|giver| count(giver) > 1).map(|_| at);
            let elsewhere = || (1..mentors.len()).max_by_key(|at| most(*at).map_or(0, |giver| count(&giver)));
            let Some(place) = there.or_else(elsewhere) else { continue };
            let Some((giver, home)) = most(place).and_then(|giver| Some((giver, *homes.get(&giver)?.last()?))) else {
                continue;
            };
            let of_home: BTreeSet<ChildId> =
                county.children.iter().filter(|c| c.household == home).map(|c| c.id).collect();
            for pairing in county.pairings.iter_mut().filter(|p| p.mentor == giver && of_home.contains(&p.child)) {
                pairing.mentor = *idle;
            }
            let school = county.schools.get(place).map(|school| school.id);
            let moved = county.accounts.iter_mut().find(|account| account.id == *idle);
            moved.into_iter().flat_map(|account| &mut account.grants).for_each(|grant| grant.school = school);
            homes = homes_of(county);
        }
    }
}

/// At the first school a mentor has left, whose children nobody has yet, and some children have just come. The one
/// who left is one more than the mentors there are. Only mentors who keep other children give theirs away, and
/// whoever has too many keeps them, so that the school's list of troubles has that too.
fn somebody_left(dice: &mut Dice, county: &mut County, setting: &Setting<'_>, today: NaiveDate) {
    let school = county.schools[0].id;
    let left_on = today - Days::new(9);
    let grants = vec![Grant { role: Role::Mentor, school: Some(school) }];
    let name = teacher_name(dice);
    let left = Account { disabled: true, ..account(dice, setting, format!("t{MENTORS:04}"), name, grants) };
    let homes: BTreeMap<ChildId, HouseholdId> = county.children.iter().map(|c| (c.id, c.household)).collect();
    let here: BTreeSet<ChildId> = county.enrolments.iter().filter(|e| e.school == school).map(|e| e.child).collect();
    let mut of_mentor: BTreeMap<AccountId, Vec<HouseholdId>> = BTreeMap::new();
    for pairing in county.pairings.iter().filter(|p| here.contains(&p.child)) {
        of_mentor.entry(pairing.mentor).or_default().extend(homes.get(&pairing.child));
    }
    let spare = of_mentor.values().filter(|all| all.len() <= FEW && all.first() != all.last());
    let spare: Vec<HouseholdId> = spare.filter_map(|all| all.last().copied()).take(HOMES_LEFT + HOMES_NEW).collect();
    let (orphaned, new) = spare.split_at(HOMES_LEFT.min(spare.len()));
    // Of one home the elder child has a mentor already and the younger has just come to school.
    let two = of_mentor.values().find(|all| all.len() == 2 && all.first() == all.last());
    let youngest = two.and_then(|home| {
        let of_home = county.children.iter().filter(|c| Some(&c.household) == home.first());
        of_home.max_by_key(|c| c.birth).map(|c| c.id)
    });
    let of = |some: &[HouseholdId], child| homes.get(&child).is_some_and(|home| some.contains(home));
    let is_new = |child| of(new, child) || Some(child) == youngest;
    county.pairings.retain(|p| !is_new(p.child));
    for pairing in county.pairings.iter_mut().filter(|p| of(orphaned, p.child)) {
        pairing.mentor = left.id;
        *pairing = pairing.ending(left_on, PairingEnded::MentorLeft);
    }
    for child in county.children.iter_mut().filter(|c| is_new(c.id)) {
        child.entered_on = today - Days::new(4);
        if let Some(place) = county.enrolments.iter_mut().find(|e| e.child == child.id) {
            place.from = child.entered_on;
        }
    }
    county.accounts.push(left);
}
