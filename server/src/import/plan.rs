//! Compares what was read with the register, and writes the difference in one transaction, or nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::guardianship::{CarerKind, Fact, FactSubject, FactValue};
use domain::id::{AccountId, AdultId, ChildId, EnrolmentId, FactId, HouseholdId, PairingId, RelationId, SchoolId};
use domain::policy::{Grant, Role};
use domain::register::name;
use domain::register::school_year::class_key;
use domain::register::{
    Adult, Began, Cause, Child, Enrolment, Household, Pairing, PairingRole, Relation, RelationKind, School, SchoolKind,
    SchoolYear, Written,
};
use storage::{Account, By, SealedNumber, Storage, Unit};

use super::Place;
use super::ledger::LedgerChild;
use super::report::{Finding, Report, Trouble};
use super::roster::{Named, Row, pupils};
use crate::auth::code;
use crate::clock::Clock;
use crate::sealing::Sealer;

/// What will be written.
#[derive(Default)]
struct Plan {
    school: Option<School>,
    accounts: Vec<Account>,
    written: Vec<Written>,
    numbers: Vec<SealedNumber>,
    households: usize,
    children: usize,
    pairings: usize,
}

struct Planner<'a> {
    clock: &'a Clock,
    sealer: &'a Sealer,
    school: SchoolId,
    report: &'a mut Report,
    plan: Plan,
    /// Every child of the school by what its ways of being written have in common ([`name::key`]): known ones and new ones.
    by_name: BTreeMap<String, Vec<(ChildId, String)>>,
    homes: BTreeMap<(String, String, String), HouseholdId>,
    /// The adults of each new household, with what each child there will call them.
    adults: BTreeMap<HouseholdId, Vec<(AdultId, RelationKind, String)>>,
}

fn kind_of(name: &str) -> SchoolKind {
    match name {
        n if n.contains("幼儿园") => SchoolKind::Kindergarten,
        n if n.contains("九年") => SchoolKind::NineYear,
        n if n.contains("高级中学") || n.contains("高中") => SchoolKind::Senior,
        n if n.contains("中学") || n.contains("初中") => SchoolKind::Junior,
        _ => SchoolKind::Primary,
    }
}

/// The township in a school's name.
fn town_of(name: &str) -> String {
    name.split_once('镇').map(|(town, _)| format!("{town}镇")).unwrap_or_default()
}

/// Carries out an import.
#[expect(clippy::too_many_arguments, reason = "an import's parts, brought together once")]
pub async fn carry_out(
    storage: &dyn Storage,
    clock: &Clock,
    sealer: &Sealer,
    place: Place<'_>,
    children: Vec<LedgerChild>,
    roster: Vec<Row>,
    dry_run: bool,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut unit = storage.write(place.county.id).await?;
    unit.commits().found(&place.county.name).await?;
    let known = unit.schools().all().await?.whole()?.into_iter().find(|s| s.name == place.school);
    let fresh = known.is_none().then(|| School {
        id: SchoolId(clock.uuid()),
        name: place.school.to_owned(),
        kind: kind_of(place.school),
        town: town_of(place.school),
    });
    let school = known.or_else(|| fresh.clone()).map_or(SchoolId(clock.uuid()), |s| s.id);
    report.dry_run = dry_run;
    report.children.0 = children.len();

    let plan = Plan { school: fresh, ..Plan::default() };
    let mut planner = Planner {
        clock,
        sealer,
        school,
        report,
        plan,
        by_name: BTreeMap::new(),
        homes: BTreeMap::new(),
        adults: BTreeMap::new(),
    };
    let ledger_mentors = planner.children(unit.as_mut(), children).await?;
    planner.pairings(unit.as_mut(), roster, ledger_mentors).await?;
    let plan = planner.plan;
    report.households = plan.households;
    report.children.1 = plan.children;
    report.mentors = plan.accounts.len();
    report.pairings.1 = plan.pairings;
    if !report.accepted() || dry_run {
        report.codes.clear();
        return Ok(());
    }
    write(unit.as_mut(), &plan, clock).await?;
    unit.commit().await?;
    Ok(())
}

async fn write(unit: &mut dyn Unit, plan: &Plan, clock: &Clock) -> anyhow::Result<()> {
    if let Some(school) = &plan.school {
        unit.schools().add(std::slice::from_ref(school)).await?;
    }
    if plan.written.is_empty() && plan.accounts.is_empty() {
        return Ok(());
    }
    let seq = unit.commits().next(By { at: clock.now(), actor: None, cause: Cause::Import }).await?;
    unit.accounts().add(&plan.accounts).await?;
    unit.register().write(seq, &plan.written).await?;
    unit.children().keep_numbers(&plan.numbers).await?;
    Ok(())
}

impl Planner<'_> {
    /// Plans children that are not in the register. Returns the mentor that the ledger names for each child.
    async fn children(
        &mut self,
        unit: &mut dyn Unit,
        children: Vec<LedgerChild>,
    ) -> anyhow::Result<Vec<(ChildId, LedgerChild)>> {
        let mut by_digest = BTreeMap::new();
        let mut by_person = BTreeMap::new();
        for known in unit.children().of_school(self.school, self.clock.today()).await?.whole()? {
            let (child, class) = (known.child, known.enrolment.class_name);
            for name in std::iter::once(&child.name).chain(&child.former_names) {
                let name = name::key(name);
                self.by_name.entry(name.clone()).or_default().push((child.id, class.clone()));
                by_person.insert((name, class_key(&class), child.birth), (child.id, 0));
            }
            if let Some(digest) = known.id_digest {
                by_digest.insert(digest, (child.id, 0));
            }
        }
        let mut mentors = Vec::new();
        for read in children {
            let digest = read.id_number.as_ref().map(|n| self.sealer.digest(n));
            let person = (name::key(&read.name), class_key(&read.class_name), read.birth);
            let same_number = digest.as_ref().and_then(|d| by_digest.get(d));
            let found = same_number.or_else(|| by_person.get(&person)).copied();
            let id = match found {
                // Row 0 is the register; any other is a row of this file.
                Some((id, 0)) => id,
                Some((_, row)) => {
                    self.say(&read, "姓名", read.name.clone(), Trouble::Duplicate(row));
                    continue;
                }
                None => {
                    let id = self.child(&read, digest.clone());
                    self.by_name.entry(name::key(&read.name)).or_default().push((id, read.class_name.clone()));
                    id
                }
            };
            by_person.entry(person).or_insert((id, read.row));
            if let Some(digest) = digest {
                by_digest.entry(digest).or_insert((id, read.row));
            }
            mentors.push((id, read));
        }
        Ok(mentors)
    }

    fn say(&mut self, read: &LedgerChild, column: &str, text: String, trouble: Trouble) {
        let (place, row, column) = (read.place.clone(), read.row, column.to_owned());
        self.report.findings.push(Finding { place, row, column, read: text, trouble });
    }

    fn child(&mut self, read: &LedgerChild, digest: Option<String>) -> ChildId {
        let household = self.household(read);
        let (id, today) = (ChildId(self.clock.uuid()), self.clock.today());
        let child = Child {
            sex: read.sex,
            birth: read.birth,
            boarding: read.boarding,
            ..Child::new(id, household, name::kept(&read.name), today)
        };
        let enrolment = Enrolment {
            id: EnrolmentId(self.clock.uuid()),
            child: id,
            school: self.school,
            year: SchoolYear::of(today),
            class_name: read.class_name.clone(),
            from: today,
            began: Began::Entered,
            to: None,
            ended: None,
        };
        self.plan.written.extend([Written::Child(child), Written::Enrolment(enrolment)]);
        self.relations(id, household);
        self.facts(id, read);
        let sealed = read.id_number.as_ref().and_then(|n| self.sealer.seal(n, self.clock.random()));
        self.plan.numbers.push(SealedNumber { child: id, sealed, digest });
        self.plan.children += 1;
        id
    }

    /// What the adults of the household are to a child.
    fn relations(&mut self, child: ChildId, household: HouseholdId) {
        for (adult, kind, called) in self.adults.get(&household).into_iter().flatten() {
            let plain = Relation::plain(RelationId(self.clock.uuid()), child, *adult, *kind);
            self.plan.written.push(Written::Relation(Relation { called: called.clone(), ..plain }));
        }
    }

    /// Who cares for a child, and where its parents are.
    fn facts(&mut self, child: ChildId, read: &LedgerChild) {
        let mut values = Vec::new();
        if let Some(kind) = read.carer {
            let who = format!("{} {}", read.relation, read.carer_name).trim().to_owned();
            values.push(FactValue::Carer { kind, who, quality: read.quality });
        }
        values.push(FactValue::Parents { father: read.father.place.clone(), mother: read.mother.place.clone() });
        for value in values {
            self.plan.written.push(Written::Fact(Fact {
                id: FactId(self.clock.uuid()),
                subject: FactSubject::Child(child),
                value,
                seen_on: self.clock.today(),
                author: None,
                captured_at: self.clock.now(),
                disputes: None,
                unsaid: false,
            }));
        }
    }

    /// The household: siblings have the same parents at the same address.
    fn household(&mut self, read: &LedgerChild) -> HouseholdId {
        let key = (read.address.clone(), name::key(&read.father.name), name::key(&read.mother.name));
        let told = !key.0.is_empty() && !key.1.is_empty() && !key.2.is_empty();
        if let (true, Some(home)) = (told, self.homes.get(&key)) {
            return *home;
        }
        let id = HouseholdId(self.clock.uuid());
        self.homes.insert(key, id);
        self.plan.written.push(Written::Household(Household { id, address: read.address.clone() }));
        self.plan.households += 1;
        let mut people = vec![
            (RelationKind::Father, &read.father.name, "爸爸", &read.father.phone),
            (RelationKind::Mother, &read.mother.name, "妈妈", &read.mother.phone),
        ];
        if read.carer != Some(CarerKind::ParentHome) {
            people.push((RelationKind::Carer, &read.carer_name, read.relation.as_str(), &read.carer_phone));
        }
        for (kind, name, called, phone) in people {
            if name.is_empty() && phone.is_none() {
                continue;
            }
            let adult = AdultId(self.clock.uuid());
            let kept = Adult { id: adult, household: id, name: name::kept(name), phone: phone.clone() };
            self.plan.written.push(Written::Adult(kept));
            self.adults.entry(id).or_default().push((adult, kind, called.to_owned()));
        }
        id
    }

    /// The child that a roster means.
    fn meant(&mut self, row: &Row, named: &Named) -> Option<ChildId> {
        let (read, trouble) = match named {
            Named::Unclear(text) => (text.clone(), Trouble::Unclear),
            Named::Pupil { name, class_name } => {
                let known = self.by_name.get(&name::key(name)).map(Vec::as_slice).unwrap_or_default();
                let wanted = class_name.as_deref().map(class_key);
                let fits = |class: &str| wanted.as_ref().is_none_or(|wanted| *wanted == class_key(class));
                // Who was renamed may stand here under both names.
                let found: BTreeSet<ChildId> =
                    known.iter().filter(|(_, class)| fits(class)).map(|(id, _)| *id).collect();
                let trouble = match found.len() {
                    1 => return found.first().copied(),
                    0 => Trouble::UnknownChild,
                    _ => Trouble::Ambiguous,
                };
                (class_name.as_ref().map_or_else(|| name.clone(), |class| format!("{name}({class})")), trouble)
            }
        };
        self.say_of(row, read, trouble);
        None
    }

    fn say_of(&mut self, row: &Row, read: String, trouble: Trouble) {
        let (place, column) = (row.place.clone(), row.column.clone());
        self.report.findings.push(Finding { place, row: row.number, column, read, trouble });
    }

    /// Plans mentors and pairings. The roster comes before what the ledger says.
    async fn pairings(
        &mut self,
        unit: &mut dyn Unit,
        roster: Vec<Row>,
        ledger: Vec<(ChildId, LedgerChild)>,
    ) -> anyhow::Result<()> {
        let today = self.clock.today();
        let mut paired: BTreeMap<ChildId, AccountId> = BTreeMap::new();
        for known in unit.pairings().of_school(self.school, today).await?.into_iter().filter(|p| p.on(today)) {
            paired.insert(known.child, known.mentor);
        }
        let mut mentors: BTreeMap<String, AccountId> = BTreeMap::new();
        for account in unit.accounts().of_school(self.school).await? {
            if account.grants.iter().any(|g| g.role == Role::Mentor) {
                mentors.insert(name::key(&account.name), account.id);
            }
        }
        let mut in_roster: BTreeMap<ChildId, String> = BTreeMap::new();
        for row in &roster {
            let named = pupils(&row.pupils, |name| self.by_name.contains_key(&name::key(name)));
            self.report.pairings.0 += named.len();
            for pupil in &named {
                let Some(child) = self.meant(row, pupil) else { continue };
                in_roster.insert(child, row.mentor.clone());
                let mentor = self.mentor(unit, &mut mentors, &row.mentor, row.mentor_phone.clone()).await?;
                match paired.get(&child) {
                    Some(known) if *known == mentor => {}
                    Some(_) => self.say_of(row, pupil.text().to_owned(), Trouble::AlreadyPaired),
                    None => {
                        paired.insert(child, mentor);
                        self.pair(child, mentor);
                    }
                }
            }
        }
        for (child, read) in ledger {
            match in_roster.get(&child) {
                Some(mentor) if !read.mentor.is_empty() && !name::same(mentor, &read.mentor) => {
                    self.say(&read, "结对教师", read.mentor.clone(), Trouble::MentorDiffers);
                }
                None if !read.mentor.is_empty() && !paired.contains_key(&child) => {
                    let mentor = self.mentor(unit, &mut mentors, &read.mentor, None).await?;
                    paired.insert(child, mentor);
                    self.pair(child, mentor);
                    self.report.pairings.0 += 1;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn pair(&mut self, child: ChildId, mentor: AccountId) {
        self.plan.written.push(Written::Pairing(Pairing {
            id: PairingId(self.clock.uuid()),
            child,
            mentor,
            role: PairingRole::Primary,
            from: self.clock.today(),
            to: None,
            ended: None,
        }));
        self.plan.pairings += 1;
    }

    /// The mentor's account, made where there is none. The sign-in name is the phone number, which the
    /// teacher knows; without one it is drawn.
    async fn mentor(
        &mut self,
        unit: &mut dyn Unit,
        mentors: &mut BTreeMap<String, AccountId>,
        name: &str,
        phone: Option<String>,
    ) -> anyhow::Result<AccountId> {
        if let Some(known) = mentors.get(&name::key(name)) {
            return Ok(*known);
        }
        let mut login = phone.clone().unwrap_or_else(|| self.drawn_login());
        while unit.accounts().login_taken(&login).await? || self.plan.accounts.iter().any(|a| a.login == login) {
            login = self.drawn_login();
        }
        let code = code::make(self.clock.random());
        let account = Account {
            id: AccountId(self.clock.uuid()),
            county: unit.county(),
            login: login.clone(),
            name: name::kept(name),
            phone,
            password_hash: None,
            activation: Some(code::digest(&code)),
            activation_until: Some(self.clock.now() + TimeDelta::days(code::VALID_DAYS)),
            disabled: false,
            grants: vec![Grant { role: Role::Mentor, school: Some(self.school) }],
        };
        mentors.insert(name::key(name), account.id);
        self.report.codes.push((name.to_owned(), login, code));
        let id = account.id;
        self.plan.accounts.push(account);
        Ok(id)
    }

    fn drawn_login(&self) -> String {
        let [a, b, c] = self.clock.random::<3>();
        format!("js{:06}", (u32::from(a) << 16 | u32::from(b) << 8 | u32::from(c)) % 1_000_000)
    }
}
