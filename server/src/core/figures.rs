//! Figures of a school or of the county: they are put together here, and counted by `domain::report`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::guardianship::{ChildAsOf, FactKind, Register, register_on};
use domain::id::{AccountId, ChildId, SchoolId};
use domain::register::erasure::shown;
use domain::register::{Enrolment, History, School, enrolment};
use domain::report::activities::{Told, by_kind, by_school};
use domain::report::annual::{Filled, Gap, Gift, Given};
use domain::report::haves::{self, Line as HaveLine};
use domain::report::not_reached::{self, Done, Line};
use domain::report::{Annual, Chosen, OutKind, Reached, Table, Timespan};
use domain::term::evidence::applies;
use domain::term::{Term, TermPage, page};
use storage::{StorageError, Unit};

use super::doubles;
use crate::exchange::rows::readable;

/// What stands in the place of a school's name on what is the county's.
const WHOLE: &str = "全县";

/// Of what figures are asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The school; none for the county.
    pub school: Option<&'a School>,
    /// What is chosen.
    pub chosen: Chosen,
    /// Today.
    pub today: NaiveDate,
}

impl Asked<'_> {
    fn whose(&self) -> &str {
        self.school.map_or(WHOLE, |school| school.name.as_str())
    }

    fn is_of(&self, school: SchoolId) -> bool {
        self.school.is_none_or(|own| own.id == school)
    }

    /// The days of which something can be told already.
    fn days(&self) -> Timespan {
        self.chosen.span.until(self.today)
    }
}

/// Which file is a child's, and which school answered for it when.
struct Places<'a> {
    kept: BTreeMap<ChildId, ChildId>,
    enrolments: BTreeMap<ChildId, Vec<&'a Enrolment>>,
}

impl<'a> Places<'a> {
    async fn read(unit: &mut dyn Unit, history: &'a History) -> Result<Self, StorageError> {
        let links = unit.doubles().links().await?;
        let kept = links.iter().map(|link| (link.linked, doubles::kept(&links, link.linked))).collect();
        let mut places = Self { kept, enrolments: BTreeMap::new() };
        for period in history.enrolments().filter(|period| !period.period().is_empty()) {
            // What was done when there were two files was done for the one child.
            places.enrolments.entry(places.child(period.child)).or_default().push(period);
        }
        Ok(places)
    }

    /// The child whose file it is: of two files of one child the kept one.
    fn child(&self, file: ChildId) -> ChildId {
        self.kept.get(&file).copied().unwrap_or(file)
    }

    /// The school that answered for a child on a day; of a day before it came, the first that did.
    fn school(&self, child: ChildId, day: NaiveDate) -> Option<SchoolId> {
        let all = self.enrolments.get(&child)?;
        let place = enrolment::place(all.iter().copied(), day);
        place.or_else(|| all.iter().copied().min_by_key(|period| (period.from, period.id))).map(|period| period.school)
    }

    /// The files of the children who were ever at a school.
    fn files_at(&self, school: SchoolId) -> Vec<ChildId> {
        let of = |all: &[&Enrolment]| all.iter().any(|period| period.school == school);
        let here: BTreeSet<ChildId> =
            self.enrolments.iter().filter(|(_, all)| of(all)).map(|(child, _)| *child).collect();
        let closed = self.kept.iter().filter(|(_, kept)| here.contains(kept)).map(|(file, _)| *file);
        closed.chain(here.iter().copied()).collect()
    }
}

/// The children of a day, at the school that answers for each.
fn children<'r>(
    register: &'r Register<'r>,
    places: &Places<'_>,
    asked: &Asked<'_>,
) -> BTreeMap<ChildId, &'r ChildAsOf<'r>> {
    let began = |child: &ChildAsOf<'_>| child.enrolment.map(|period| (period.from, period.id));
    let mut all: BTreeMap<ChildId, &ChildAsOf<'_>> = BTreeMap::new();
    for child in register.enrolled() {
        // Two files of one child are one child, also on a day on which nobody knew it.
        let one = all.entry(places.child(child.child.id)).or_insert(child);
        if began(one) < began(child) {
            *one = child;
        }
    }
    all.retain(|_, child| child.enrolment.is_some_and(|period| asked.is_of(period.school)));
    all
}

/// What was done in some days for the children of the county, or for those who were ever at a school, wherever they
/// were then.
async fn reached(unit: &mut dyn Unit, places: &Places<'_>, asked: &Asked<'_>) -> Result<Vec<Reached>, StorageError> {
    let files = asked.school.map(|school| places.files_at(school.id));
    let days = asked.days();
    let found = readable(unit.credits().between(days.from, days.to, files.as_deref()).await?);
    let one = |one: storage::Counting| {
        let child = places.child(one.child);
        places.school(child, one.credit.on).map(|school| Reached { child, log: one.log, school, credit: one.credit })
    };
    Ok(found.into_iter().filter_map(one).collect())
}

/// The same of the days on which the school answered for them.
async fn reached_there(
    unit: &mut dyn Unit,
    places: &Places<'_>,
    asked: &Asked<'_>,
) -> Result<Vec<Reached>, StorageError> {
    let mut reached = reached(unit, places, asked).await?;
    reached.retain(|one| asked.is_of(one.school));
    Ok(reached)
}

/// What was given in some days to the children for whom the school answered then.
async fn gifts(unit: &mut dyn Unit, places: &Places<'_>, asked: &Asked<'_>) -> Result<Vec<Gift>, StorageError> {
    let days = asked.days();
    let all = unit.donations().amounts(days.from, days.to).await?.into_iter();
    let all = all.map(|one| Gift { child: places.child(one.child), log: one.log, on: one.on, fen: one.fen });
    let there = |gift: &Gift| places.school(gift.child, gift.on).is_some_and(|school| asked.is_of(school));
    Ok(all.filter(there).collect())
}

/// The names of children.
fn names(history: &History, children: impl IntoIterator<Item = ChildId>) -> BTreeMap<ChildId, String> {
    let ids: BTreeSet<ChildId> = children.into_iter().collect();
    let name = |id| history.child(id).map(|child| shown(&child.name).to_owned()).unwrap_or_default();
    ids.into_iter().map(|id| (id, name(id))).collect()
}

/// The schools that are asked for: those that were schools of their own in these days, in the order of the register.
async fn schools(unit: &mut dyn Unit, asked: &Asked<'_>) -> Result<Vec<(SchoolId, String)>, StorageError> {
    let from = asked.chosen.span.from;
    let there = |school: &School| school.merged.is_none_or(|merged| merged.from > from);
    let all = readable(unit.schools().all().await?).into_iter();
    Ok(all.filter(|school| asked.is_of(school.id) && there(school)).map(|school| (school.id, school.name)).collect())
}

/// The names of mentors: those who have a role at the schools, and others that are asked for.
async fn mentors(
    unit: &mut dyn Unit,
    schools: &[(SchoolId, String)],
    mut asked: BTreeSet<AccountId>,
) -> Result<Vec<(AccountId, String)>, StorageError> {
    let mut all = vec![];
    for (school, _) in schools {
        let people = unit.accounts().of_school(*school).await?.into_iter();
        all.extend(people.filter(|one| asked.remove(&one.id)).map(|one| (one.id, one.name)));
    }
    for id in asked {
        all.extend(unit.accounts().get(id).await?.map(|one| (one.id, one.name)));
    }
    Ok(all)
}

/// 关爱活动统计表.
async fn activities(unit: &mut dyn Unit, history: &History, asked: &Asked<'_>) -> Result<Table, StorageError> {
    let places = Places::read(unit, history).await?;
    let reached = reached_there(unit, &places, asked).await?;
    let names = names(history, reached.iter().map(|one| one.child));
    let (whose, span, as_of) = (asked.whose(), asked.chosen.span, asked.today);
    let told = Told { whose, span, as_of, reached: &reached, names: &names };
    if asked.school.is_some() {
        return Ok(by_kind(&told));
    }
    Ok(by_school(&told, asked.chosen.activity, &schools(unit, asked).await?))
}

/// 还没记下的孩子.
async fn not_reached(unit: &mut dyn Unit, history: &History, asked: &Asked<'_>) -> Result<Table, StorageError> {
    let days = asked.days();
    let places = Places::read(unit, history).await?;
    // What was done for a child elsewhere was done for it all the same.
    let done = Done::of(&reached(unit, &places, asked).await?, days);
    let register = register_on(history, days.to);
    let here = children(&register, &places, asked);
    let schools = schools(unit, asked).await?;
    let of = |child: &ChildAsOf<'_>| child.responsible().map(|pairing| pairing.mentor);
    let teachers: BTreeSet<AccountId> = here.values().filter_map(|child| of(child)).collect();
    let teachers = mentors(unit, &schools, teachers).await?;
    let teachers: BTreeMap<AccountId, String> = teachers.into_iter().collect();
    let order: BTreeMap<SchoolId, usize> = schools.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    let line = |(id, child): (ChildId, &ChildAsOf<'_>)| {
        let period = child.enrolment?;
        let at = order.get(&period.school).copied();
        let line = Line {
            child: id,
            school: at.and_then(|at| schools.get(at)).map(|(_, name)| name.clone()).unwrap_or_default(),
            class_name: period.class_name.clone(),
            name: shown(&child.child.name).to_owned(),
            mentor: of(child).and_then(|mentor| teachers.get(&mentor)).cloned().unwrap_or_default(),
            lacks: done.lacks(id),
            why: not_reached::why(child, days),
        };
        Some((at, line))
    };
    let mut lines: Vec<(Option<usize>, Line)> = here.into_iter().filter_map(line).collect();
    lines.sort_by_cached_key(|(at, line)| (*at, not_reached::order(line)));
    let lines = lines.into_iter().map(|(_, line)| line).collect();
    let when = (asked.chosen.span, asked.today);
    Ok(not_reached::not_reached(asked.whose(), when, asked.chosen.lack, asked.school.is_none(), lines))
}

/// 五有学期汇总表. Of what is chosen only the first day's term is asked: it has one reference day, its last, or today.
async fn five_haves(unit: &mut dyn Unit, history: &History, asked: &Asked<'_>) -> Result<Table, StorageError> {
    let term = Term::of(asked.chosen.span.from);
    let asked = Asked { chosen: Chosen::of(Timespan::from(term)), ..*asked };
    let day = asked.days().to;
    let places = Places::read(unit, history).await?;
    let register = register_on(history, day);
    let here = children(&register, &places, &asked);
    let ids: Vec<ChildId> = here.keys().copied().collect();
    // A school's table opens the pages of its own children and no others.
    let own = asked.school.map(|_| ids.as_slice());
    let mut pages: BTreeMap<ChildId, Vec<TermPage>> = BTreeMap::new();
    for page in readable(unit.pages().of_term(term, own).await?) {
        pages.entry(page.child).or_default().push(page);
    }
    let line = |(id, child): (&ChildId, &&ChildAsOf<'_>)| {
        let page = page::current(pages.get(id).into_iter().flatten(), *id, term);
        let kept = register.child(*id).map_or(child.child, |kept| kept.child);
        let parents = register.fact(kept, FactKind::Parents);
        HaveLine::of(*id, shown(&kept.name), page.map(|page| &page.body), |goal| applies(goal, parents))
    };
    let lines: Vec<HaveLine> = here.iter().map(line).collect();
    Ok(haves::haves(asked.whose(), term, day, &lines))
}

/// The figures of a year, with everything that was filled in of it, the last first. Of what is chosen only the first day's
/// year is asked.
pub async fn annual(
    unit: &mut dyn Unit,
    history: &History,
    asked: &Asked<'_>,
) -> Result<(Annual, Vec<Filled>), StorageError> {
    use chrono::Datelike as _;
    let year = asked.chosen.span.from.year();
    let asked = Asked { chosen: Chosen::of(Timespan::year(year)), ..*asked };
    let day = asked.days().to;
    let places = Places::read(unit, history).await?;
    let register = register_on(history, day);
    let here = children(&register, &places, &asked);
    let schools = schools(unit, &asked).await?;
    let teachers = here.values().flat_map(|child| &child.pairings).map(|pairing| pairing.mentor).collect();
    let teachers = mentors(unit, &schools, teachers).await?;
    let with_children: BTreeSet<SchoolId> =
        here.values().filter_map(|child| child.enrolment).map(|e| e.school).collect();
    let of_county = asked.school.is_none();
    let filled = if of_county { unit.figures().filled(year).await? } else { vec![] };
    let annual = Annual {
        year,
        as_of: day,
        whose: asked.whose().to_owned(),
        schools: schools
            .into_iter()
            .filter(|(id, _)| of_county && with_children.contains(id))
            .map(|(_, name)| name)
            .collect(),
        teachers: teachers.into_iter().map(|(_, name)| name).collect(),
        children: here.keys().copied().collect(),
        paired: here.iter().filter(|(_, child)| child.responsible().is_some()).map(|(id, _)| *id).collect(),
        entries: 0,
        reached: vec![],
        kinds: vec![],
        given: Given::default(),
        filled: filled.clone(),
        gaps: if of_county { Gap::ALL } else { &[] },
    };
    let reached = reached_there(unit, &places, &asked).await?;
    let gifts = gifts(unit, &places, &asked).await?;
    Ok((annual.counting(&reached, &gifts), filled))
}

/// The table of a year's figures, with the names of the children whom it counts.
pub fn annual_table(history: &History, annual: &Annual) -> Table {
    let children = annual.children.iter().chain(&annual.reached).chain(&annual.given.children).copied();
    Table { names: names(history, children), ..annual.table() }
}

/// The table of some figures; none for what are no figures.
pub async fn table(
    unit: &mut dyn Unit,
    history: &History,
    kind: OutKind,
    asked: &Asked<'_>,
) -> Result<Option<Table>, StorageError> {
    Ok(Some(match kind {
        OutKind::Activities => activities(unit, history, asked).await?,
        OutKind::NotReached => not_reached(unit, history, asked).await?,
        OutKind::Haves => five_haves(unit, history, asked).await?,
        OutKind::Annual => annual_table(history, &annual(unit, history, asked).await?.0),
        _ => return Ok(None),
    }))
}
