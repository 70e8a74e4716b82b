//! Something given to many children of a school at once. It stands in entries of whoever recorded it, as many as it
//! needs, which reach the children's files, their mentors' phones and what is counted like any others.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use desk_api::notebook::PageChild;
use domain::guardianship::Register;
use domain::id::{AccountId, CampaignId, ChildId, LogId, OpId, SchoolId};
use domain::log::campaign::{Dealt, deal};
use domain::log::{Aid, Campaign, Log};
use domain::register::school_year::in_class;
use domain::register::{Enrolment, History, School, enrolment, successor};
use domain::term::clocked;
use storage::{By, Donation, NewLog, StorageError, Unit};
use uuid::Uuid;

use super::doubles;

/// A school's children of the register's day, by class and name, those too of a school that has become part of it.
pub fn children(register: &Register<'_>, schools: &[School], school: SchoolId) -> Vec<PageChild> {
    let here = register.enrolled().filter_map(|child| {
        let enrolment = child.enrolment.filter(|e| successor(schools, e.school) == school)?;
        let (id, name) = (child.child.id, child.child.name.clone());
        // Who was erased has no name.
        (!name.is_empty()).then(|| PageChild { id, name, class_name: enrolment.class_name.clone() })
    });
    let mut all: Vec<PageChild> = here.collect();
    all.sort_by_cached_key(|line| in_class(&line.class_name, &line.name, line.id));
    all
}

/// A campaign as its entries say it; none without entries.
pub fn whole(entries: &[Donation]) -> Option<Campaign> {
    let first = entries.first()?;
    let id = first.aid.campaign?;
    let children = entries.iter().flat_map(|entry| entry.children.iter().copied()).collect();
    // Once nobody is left of an entry it says no more who gave what: another one may.
    let speaks = entries.iter().find(|entry| !entry.aid.donor.is_empty()).unwrap_or(first);
    let aid = Aid { campaign: None, ..speaks.aid.clone() };
    Some(Campaign { id, on: first.on, aid, children })
}

/// At which school each child was on any day, as the school is called today.
pub struct Places<'a> {
    schools: &'a [School],
    periods: BTreeMap<ChildId, Vec<&'a Enrolment>>,
}

impl<'a> Places<'a> {
    /// Of all children of the county.
    pub fn of(history: &'a History, schools: &'a [School]) -> Self {
        let mut periods: BTreeMap<ChildId, Vec<&Enrolment>> = BTreeMap::new();
        history.enrolments().for_each(|one| periods.entry(one.child).or_default().push(one));
        Self { schools, periods }
    }

    /// The school of a child on a day, or where it was last, or came first: what was given in a summer between two
    /// schools is some school's, or the county's sum would lack it.
    pub fn school(&self, child: ChildId, day: NaiveDate) -> Option<SchoolId> {
        let periods = self.periods.get(&child)?;
        let place = enrolment::place(periods.iter().copied(), day);
        let first = || periods.iter().copied().min_by_key(|period| (period.from, period.id));
        place.or_else(first).map(|place| successor(self.schools, place.school))
    }

    /// Whether those who were given something were at a school on that day, and none at another.
    pub fn is_of(&self, school: SchoolId, campaign: &Campaign) -> bool {
        let at: BTreeSet<SchoolId> =
            campaign.children.iter().filter_map(|child| self.school(*child, campaign.on)).collect();
        at.len() == 1 && at.contains(&school)
    }
}

/// The campaigns of a school since a day, the newest first, each with who recorded it.
pub async fn since(
    unit: &mut dyn Unit,
    places: &Places<'_>,
    school: SchoolId,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<(Campaign, AccountId)>, StorageError> {
    let given = crate::exchange::rows::readable(unit.donations().of_period(days.0, days.1).await?);
    let ids: BTreeSet<CampaignId> = given.iter().filter_map(|one| one.aid.campaign).collect();
    let mut all = vec![];
    for id in ids {
        let entries: Vec<Donation> = given.iter().filter(|one| one.aid.campaign == Some(id)).cloned().collect();
        let by = entries.first().map(|entry| entry.author);
        all.extend(whole(&entries).filter(|campaign| places.is_of(school, campaign)).zip(by));
    }
    all.sort_by_key(|(campaign, _)| std::cmp::Reverse((campaign.on, campaign.id)));
    Ok(all)
}

/// Who writes, and by what new identifiers.
pub struct Hand<'a> {
    /// Who records it, in whose name it stands.
    pub account: AccountId,
    /// Who writes, for the commit.
    pub by: By,
    /// Makes an identifier.
    pub fresh: &'a (dyn Fn() -> Uuid + Send + Sync),
}

/// The children whose files take it: of a closed file the kept child, unless it stands there already.
pub async fn led_to(
    unit: &mut dyn Unit,
    children: &BTreeSet<ChildId>,
    stands: Option<&Campaign>,
) -> Result<BTreeSet<ChildId>, StorageError> {
    let links = unit.doubles().links().await?;
    let had = |child: &ChildId| stands.is_some_and(|stands| stands.children.contains(child));
    Ok(children.iter().map(|child| if had(child) { *child } else { doubles::kept(&links, *child) }).collect())
}

/// Lets a campaign stand in entries: those of before that still hold stay, with what is said now; of the others the
/// children go into new ones. `order` is the order of the children. `false` when an entry is not as it was.
pub async fn write(
    unit: &mut dyn Unit,
    campaign: &Campaign,
    order: &[ChildId],
    before: &[Donation],
    hand: &Hand<'_>,
) -> Result<bool, StorageError> {
    let standing: Vec<(LogId, Vec<ChildId>)> = before.iter().map(|one| (one.log, one.children.clone())).collect();
    let dealt = deal(&standing, order);
    let seq = unit.commits().next(hand.by).await?;
    for (log, withdrawn) in
        dealt.stay.iter().map(|log| (*log, false)).chain(dealt.taken_back.iter().map(|log| (*log, true)))
    {
        let Some(mut log) = unit.logs().get(log).await?.filter(|log| !log.withdrawn) else { return Ok(false) };
        let said = campaign.body(log.body.children.clone());
        if !withdrawn && log.body == said {
            continue;
        }
        log.withdrawn = withdrawn;
        if !withdrawn {
            log.body = said;
        }
        log.revision += 1;
        unit.logs().revise(seq, &log, OpId((hand.fresh)()), hand.by.at).await?;
    }
    let new = fresh(unit, campaign, &dealt, before.is_empty(), seq, hand).await?;
    unit.logs().add(&new, hand.by.at).await?;
    Ok(true)
}

/// The new entries. The first of a campaign has the campaign's identifier, so that one sent twice is known again, also
/// when it was taken back in between.
async fn fresh(
    unit: &mut dyn Unit,
    campaign: &Campaign,
    dealt: &Dealt,
    is_first: bool,
    seq: u64,
    hand: &Hand<'_>,
) -> Result<Vec<NewLog>, StorageError> {
    let all: Vec<Uuid> = dealt.new.iter().flatten().map(|child| child.0).collect();
    let erased: BTreeSet<Uuid> = unit.erasure().erased(&all).await?.into_iter().collect();
    let mut new = vec![];
    for children in &dealt.new {
        let id = if is_first && new.is_empty() { campaign.id.0 } else { (hand.fresh)() };
        // Who was erased opens nothing any more, and is still counted.
        let is_open = children.iter().any(|child| !erased.contains(&child.0));
        let named = if is_open { children.clone() } else { vec![] };
        let log = Log::first(LogId(id), hand.account, campaign.body(named), clocked(hand.by.at));
        new.push(NewLog { log, children: children.clone(), op: None, seq });
    }
    Ok(new)
}
