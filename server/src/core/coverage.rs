//! Which children have been seen, and for which something is due: the same rules and the same credits
//! for a school's list and the county's counts as for the phone.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::guardianship::status::pauses;
use domain::guardianship::stay::nearest;
use domain::guardianship::{
    Alarm, ChildAsOf, Fact, FactKind, FactValue, Register, alarms, parents_to_call, register_on,
};
use domain::id::{AccountId, ChildId, SchoolId};
use domain::register::school_year::in_class;
use domain::register::{History, Pairing, pairing};
use domain::report::{ChildLine, SchoolLine, TodayLine};
use domain::rules::RuleSet;
use domain::term::due::{Due, LastDays, Situation, contact_by, due, is_unseen, is_visited};
use domain::term::hazard::{findings, found_on};
use domain::term::need::Standing;
use domain::term::{PageDays, Term, TermPage, page};
use storage::{StorageError, Unit};

use crate::exchange::rows::{self, readable};

/// What is due, and what was done, for the children of a day.
struct Seen<'a> {
    register: Register<'a>,
    days: BTreeMap<ChildId, LastDays>,
    /// What the children's pages ask for, where one school's are read.
    pages: BTreeMap<ChildId, PageDays>,
    /// Those of the children in whose homes a visit found a danger: the page says whether it has taken it up.
    opened: BTreeMap<ChildId, TermPage>,
    rules: RuleSet,
    today: NaiveDate,
}

impl<'a> Seen<'a> {
    async fn read(
        unit: &mut dyn Unit,
        history: &'a History,
        school: Option<SchoolId>,
        today: NaiveDate,
    ) -> Result<Self, StorageError> {
        let rules = rows::rules(unit).await?.value.on(today);
        // The longest of the database's work, and of ours: ours is done while the database does its own.
        let credits = unit.credits();
        let (days, register) = tokio::join!(credits.last_days(school, today), async { register_on(history, today) });
        let days = readable(days?).into_iter().collect();
        let pages = match school {
            Some(school) => readable(unit.pages().days(school, today).await?).into_iter().collect(),
            // The county's counts are of who was seen and visited, which no page says.
            None => BTreeMap::new(),
        };
        let opened = opened(unit, &register, &pages).await?;
        Ok(Self { register, days, pages, opened, rules, today })
    }

    fn done(&self, child: ChildId) -> LastDays {
        self.days.get(&child).copied().unwrap_or_default()
    }

    /// What decides a child's duties besides the rules and what was done.
    fn situation(&self, child: &ChildAsOf<'_>) -> Situation {
        let value = |kind| self.register.fact(child.child, kind).map(|fact| &fact.value);
        let quality = match value(FactKind::Carer) {
            Some(FactValue::Carer { quality, .. }) => *quality,
            _ => None,
        };
        Situation {
            since: pairing::since(child.child, child.pairings.iter().copied(), self.today),
            quality,
            pauses: pauses(child.stays.iter().copied()),
            parents_to_call: parents_to_call(value(FactKind::Parents), child.relations.iter().copied()),
            farewell: pairing::farewell(child.pairings.iter().copied(), self.today),
            page: self.pages.get(&child.child.id).copied(),
            found_on: found_on(at_home(&self.register, child), self.opened.get(&child.child.id)),
        }
    }

    fn due(&self, child: &ChildAsOf<'_>) -> Vec<Due> {
        due(&self.rules, &self.done(child.child.id), &self.situation(child), self.today)
    }

    fn contact_by(&self, child: &ChildAsOf<'_>) -> Option<NaiveDate> {
        contact_by(&self.rules, &self.done(child.child.id), &self.situation(child), self.today)
    }

    fn alarms(&self, child: &ChildAsOf<'_>) -> Vec<Alarm> {
        let facts = FactKind::ALL.iter().filter_map(|kind| self.register.fact(child.child, *kind));
        alarms(facts.map(|fact| &fact.value), child.child.birth, self.today)
    }

    /// The days on which that was learnt from which alarms follow.
    fn learnt(&self, child: &ChildAsOf<'_>, alarms: &[Alarm]) -> Vec<(Alarm, NaiveDate)> {
        let day = |alarm: Alarm| self.register.fact(child.child, alarm.attributes().fact).map(|fact| fact.seen_on);
        alarms.iter().filter_map(|alarm| Some((*alarm, day(*alarm)?))).collect()
    }

    /// What the child needs, by everything that is known.
    fn standing(&self, child: &ChildAsOf<'_>) -> Standing {
        let (done, situation) = (self.done(child.child.id), self.situation(child));
        Standing::of(&self.rules, &done, &situation, self.alarms(child), child.responsible().is_some(), self.today)
    }

    /// Who looks after the child.
    fn carer(&self, child: &ChildAsOf<'_>) -> Option<FactValue> {
        self.register.fact(child.child, FactKind::Carer).map(|fact| fact.value.clone())
    }
}

/// Every answer about a child's home.
fn at_home<'r, 'a>(register: &'r Register<'a>, child: &ChildAsOf<'_>) -> &'r [&'a Fact] {
    register.answers(FactKind::Home.subject(child.child))
}

/// The newest pages of the children in whose homes a visit found a danger; no other is opened.
async fn opened(
    unit: &mut dyn Unit,
    register: &Register<'_>,
    pages: &BTreeMap<ChildId, PageDays>,
) -> Result<BTreeMap<ChildId, TermPage>, StorageError> {
    let mut asked: BTreeMap<Term, Vec<ChildId>> = BTreeMap::new();
    for (id, page) in pages {
        if register.child(*id).is_some_and(|child| !findings(at_home(register, child)).is_empty()) {
            asked.entry(page.term).or_default().push(*id);
        }
    }
    let mut opened = BTreeMap::new();
    for (term, children) in asked {
        let written = readable(unit.pages().of_term(term, Some(&children)).await?);
        let newest = |child: ChildId| Some((child, page::current(&written, child, term)?.clone()));
        opened.extend(children.into_iter().filter_map(newest));
    }
    Ok(opened)
}

/// The names of mentors, those of a school known beforehand.
struct Names(BTreeMap<AccountId, String>);

impl Names {
    async fn of_school(unit: &mut dyn Unit, school: SchoolId) -> Result<Self, StorageError> {
        Ok(Self(unit.accounts().of_school(school).await?.into_iter().map(|a| (a.id, a.name)).collect()))
    }

    /// The name of a child's mentor; none for a child without one.
    async fn mentor(&mut self, unit: &mut dyn Unit, child: &ChildAsOf<'_>) -> Result<Option<String>, StorageError> {
        let Some(mentor) = child.responsible().map(|pairing| pairing.mentor) else { return Ok(None) };
        if let Some(name) = self.0.get(&mentor) {
            return Ok(Some(name.clone()));
        }
        let name = unit.accounts().get(mentor).await?.map(|a| a.name).unwrap_or_default();
        self.0.insert(mentor, name.clone());
        Ok(Some(name))
    }
}

/// The county's schools with counts of children, in the order of the register.
pub async fn schools(
    unit: &mut dyn Unit,
    history: &History,
    today: NaiveDate,
) -> Result<Vec<SchoolLine>, StorageError> {
    let seen = Seen::read(unit, history, None, today).await?;
    let schools = readable(unit.schools().all().await?);
    let names: BTreeMap<SchoolId, String> = schools.iter().map(|s| (s.id, s.name.clone())).collect();
    let line = |s: domain::register::School| SchoolLine {
        merged_into: s.merged.and_then(|merged| names.get(&merged.into).cloned()),
        id: s.id,
        name: s.name,
        town: s.town,
        children: 0,
        unpaired: 0,
        seen: 0,
        visited: 0,
    };
    let mut lines: Vec<SchoolLine> = schools.into_iter().map(line).collect();
    let places: BTreeMap<SchoolId, usize> = lines.iter().enumerate().map(|(at, line)| (line.id, at)).collect();
    for child in seen.register.enrolled() {
        let place = child.enrolment.and_then(|e| places.get(&e.school));
        let Some(line) = place.and_then(|at| lines.get_mut(*at)) else { continue };
        line.children += 1;
        line.unpaired += u64::from(child.responsible().is_none());
        line.seen += u64::from(!is_unseen(seen.contact_by(child), today));
        line.visited += u64::from(is_visited(&seen.done(child.child.id), today));
    }
    Ok(lines)
}

/// A school's children on a day, by class and name.
pub async fn children(
    unit: &mut dyn Unit,
    history: &History,
    school: SchoolId,
    today: NaiveDate,
) -> Result<Vec<ChildLine>, StorageError> {
    let seen = Seen::read(unit, history, Some(school), today).await?;
    let mut names = Names::of_school(unit, school).await?;
    let mut lines = Vec::new();
    for child in seen.register.enrolled() {
        let Some(enrolment) = child.enrolment.filter(|e| e.school == school) else { continue };
        let mentor = names.mentor(unit, child).await?;
        let done = seen.done(child.child.id);
        lines.push(ChildLine {
            id: child.child.id,
            name: child.child.name.clone(),
            class_name: enrolment.class_name.clone(),
            mentor,
            last_visit: done.home_visit,
            last_contact: done.contact,
            contact_by: seen.contact_by(child),
            full_plan: child.child.full_plan,
            due: seen.due(child),
            carer: seen.carer(child),
        });
    }
    lines.sort_by_cached_key(|line| in_class(&line.class_name, &line.name, line.id));
    Ok(lines)
}

/// The last pairing of who was responsible for a child before a day, where it can be read.
async fn last_pairing(
    unit: &mut dyn Unit,
    child: &ChildAsOf<'_>,
    today: NaiveDate,
) -> Result<Option<Pairing>, StorageError> {
    let id = child.child.id;
    let all = rows::unless_damaged(unit.pairings().of_child(id).await, id.0)?.unwrap_or_default();
    let begun = |p: &Pairing| p.is_primary() && !p.period().is_empty() && p.from <= today;
    Ok(all.into_iter().filter(begun).max_by_key(|p| (p.to, p.id)))
}

/// Since when a child without a mentor has none.
fn since_when(child: &ChildAsOf<'_>, last: Option<&Pairing>) -> NaiveDate {
    let day_after = last.and_then(|pairing| pairing.to).and_then(|to| to.succ_opt());
    day_after.map_or(child.child.entered_on, |day| day.max(child.child.entered_on))
}

/// What is to be done today at a school.
pub struct Today {
    /// How many children are at the school.
    pub enrolled: u64,
    /// Those who need something or for whom duties wait, by class and name.
    pub children: Vec<TodayLine>,
    /// The rules by which it was counted.
    pub rules: RuleSet,
}

/// What a school's children need on a day.
pub async fn today(
    unit: &mut dyn Unit,
    history: &History,
    school: SchoolId,
    today: NaiveDate,
) -> Result<Today, StorageError> {
    let seen = Seen::read(unit, history, Some(school), today).await?;
    let mut names = Names::of_school(unit, school).await?;
    let (mut enrolled, mut children) = (0, Vec::new());
    for child in seen.register.enrolled() {
        let Some(enrolment) = child.enrolment.filter(|e| e.school == school) else { continue };
        enrolled += 1;
        let standing = seen.standing(child);
        if standing.first(today).is_none() {
            continue;
        }
        let last = if standing.paired { None } else { last_pairing(unit, child, today).await? };
        children.push(TodayLine {
            id: child.child.id,
            name: child.child.name.clone(),
            class_name: enrolment.class_name.clone(),
            mentor: names.mentor(unit, child).await?,
            carer: seen.carer(child),
            unpaired_since: (!standing.paired).then(|| since_when(child, last.as_ref())),
            ended: last.and_then(|pairing| pairing.ended),
            learnt: seen.learnt(child, &standing.alarms),
            last_talk: seen.done(child.child.id).talk,
            standing,
            stay: nearest(child.stays.iter().copied(), today).cloned(),
        });
    }
    children.sort_by_cached_key(|line| in_class(&line.class_name, &line.name, line.id));
    Ok(Today { enrolled, children, rules: seen.rules })
}
