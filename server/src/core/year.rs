//! A school's next year: what stands before it, what a plan would do, and doing just that.

pub mod entering;
pub mod merging;
pub mod offers;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use desk_api::Choice;
use desk_api::year::{ClassLine, Group};
use domain::id::{ActId, ChildId, OfferId, SchoolId};
use domain::register::school_year::class_order;
use domain::register::year::{Goes, Plan, is_time, next_year, proposed, receiving};
use domain::register::{Act, Ended, Offer, OfferState, Pairing, School, SchoolYear};
use domain::term::local_day;
use storage::{By, RegisteredChild, StorageError, Unit};
use uuid::Uuid;

use super::acts::{self, Carried, Shown};
use super::{digest, named};

/// A school before its next year.
pub struct Standing {
    /// The school.
    pub own: School,
    /// The instant at which it stood so.
    pub now: DateTime<Utc>,
    /// Today in the county.
    pub today: NaiveDate,
    /// The year that comes next.
    pub year: SchoolYear,
    /// All schools of the county.
    pub schools: Vec<School>,
    /// The school's children today, by class and name.
    pub children: Vec<RegisteredChild>,
    /// Their pairings, past ones too.
    pairings: Vec<Pairing>,
    /// The children who are offered to another school and wait.
    waiting: Vec<ChildId>,
}

/// How a school stands before its next year; none when there is no such school.
pub async fn standing(unit: &mut dyn Unit, id: SchoolId, now: DateTime<Utc>) -> Result<Option<Standing>, StorageError> {
    let today = local_day(now);
    let schools = unit.schools().all().await?.whole()?;
    let Some(own) = schools.iter().find(|school| school.id == id).cloned() else { return Ok(None) };
    let children = unit.children().of_school(id, today).await?.whole()?;
    let pairings = unit.pairings().of_school(id, today).await?;
    let offers = unit.offers().of_school(id, now).await?;
    let waiting = offers.into_iter().filter(|o| o.state == OfferState::Open && o.from == id).map(|o| o.child).collect();
    let mut standing = Standing { own, now, today, year: SchoolYear::of(today), schools, children, pairings, waiting };
    standing.year = next_year(standing.open().map(|known| &known.enrolment), today);
    Ok(Some(standing))
}

impl Standing {
    /// The children who go on at the school and wait for no other.
    fn open(&self) -> impl Iterator<Item = &RegisteredChild> {
        self.children.iter().filter(|k| k.enrolment.to.is_none() && !self.waiting.contains(&k.child.id))
    }

    /// The children of whom the plan speaks, by class: who has not gone into the next year.
    fn planned(&self) -> impl Iterator<Item = &RegisteredChild> {
        let mut planned: Vec<_> = self.open().filter(|known| known.enrolment.year < self.year).collect();
        planned.sort_by_cached_key(|known| class_order(&known.enrolment.class_name));
        planned.into_iter()
    }

    /// Whether it is time to plan.
    pub fn is_time(&self) -> bool {
        is_time(self.year, self.today) && self.planned().next().is_some()
    }

    /// The classes, with what is proposed for each.
    pub fn classes(&self) -> Vec<ClassLine> {
        let mut classes: Vec<ClassLine> = vec![];
        for known in self.planned() {
            let (name, child) = (&known.enrolment.class_name, choice(known));
            match classes.iter_mut().find(|class| class.name == *name) {
                Some(class) => class.children.push(child),
                None => {
                    let goes = proposed(name, &self.own, &self.schools);
                    classes.push(ClassLine { name: name.clone(), children: vec![child], goes });
                }
            }
        }
        classes
    }

    /// All children of the school, each with its class: two may have one name.
    pub fn all(&self) -> Vec<Choice<ChildId>> {
        let mut all: Vec<_> = self.children.iter().collect();
        all.sort_by_cached_key(|known| class_order(&known.enrolment.class_name));
        let one = |known: &RegisteredChild| {
            let name = format!("{} {}", known.enrolment.class_name, known.child.name);
            Choice { id: known.child.id, name: name.trim_start().to_owned() }
        };
        all.into_iter().map(one).collect()
    }

    /// The names of the school's classes, now and as proposed for the next year.
    pub fn class_names(&self) -> Vec<String> {
        let now = self.children.iter().map(|known| known.enrolment.class_name.clone());
        let next = self.classes().into_iter().filter_map(|class| match class.goes {
            Some(Goes::To(name)) => Some(name),
            _ => None,
        });
        let mut names: Vec<String> = now.chain(next).filter(|name| !name.is_empty()).collect();
        names.sort_by_cached_key(|name| class_order(name));
        names.dedup();
        names
    }

    /// The schools to which children may go.
    pub fn receiving(&self) -> Vec<Choice<SchoolId>> {
        let all = receiving(&self.own, &self.schools).into_iter();
        all.map(|school| Choice { id: school.id, name: school.name.clone() }).collect()
    }

    /// Whether a school is another one of the county, which goes on.
    pub fn is_other(&self, school: SchoolId) -> bool {
        school != self.own.id && self.schools.iter().any(|other| other.id == school && other.goes_on())
    }

    /// Whether somebody has a child today or will have it.
    fn is_paired(&self, child: ChildId) -> bool {
        self.pairings.iter().any(|p| p.child == child && p.from_now(self.today))
    }
}

/// A child to choose.
fn choice(known: &RegisteredChild) -> Choice<ChildId> {
    Choice { id: known.child.id, name: known.child.name.clone() }
}

/// What a plan would do.
pub struct Planned {
    /// The act that moves the school up.
    pub shown: Shown,
    /// The children who are offered to other schools.
    pub offers: Vec<Offer>,
    /// The children, by class and by what becomes of them.
    pub groups: Vec<Group>,
    /// How many children keep their mentor.
    pub kept: usize,
    /// The names of those whose pairing ends.
    pub ended: Vec<String>,
    /// The names of those whose pairing ends when they are accepted.
    pub waiting: Vec<String>,
    /// The classes of which the plan says nothing.
    pub unclear: Vec<String>,
}

impl Planned {
    /// What it does, in short: another summary, another deed.
    pub fn seen(&self) -> Result<String, StorageError> {
        let offers: Vec<_> = self.offers.iter().map(|offer| (offer.id, offer.child, offer.to)).collect();
        digest(&(&self.shown.act, &self.shown.draft, offers))
    }
}

/// What a plan would do by the register as it is now. `act` names what it makes: the same again for the same.
pub async fn plan(unit: &mut dyn Unit, standing: &Standing, plan: &Plan, act: ActId) -> Result<Planned, StorageError> {
    let (own, year) = (standing.own.id, standing.year);
    let (mut groups, mut offers, mut unclear): (Vec<Group>, Vec<Offer>, Vec<String>) = (vec![], vec![], vec![]);
    let (mut kept, mut waiting) = (0, vec![]);
    for known in standing.planned() {
        let (child, class_name) = (known.child.id, &known.enrolment.class_name);
        let Some(goes) = plan.goes(child, class_name) else {
            if !unclear.contains(class_name) {
                unclear.push(class_name.clone());
            }
            continue;
        };
        match groups.iter_mut().find(|group| group.class_name == *class_name && group.goes == *goes) {
            Some(group) => group.names.push(known.child.name.clone()),
            None => groups.push(Group {
                class_name: class_name.clone(),
                goes: goes.clone(),
                names: vec![known.child.name.clone()],
            }),
        }
        if let Goes::Offered(to) = goes {
            let id = OfferId(named(act.0, &format!("offer {child}")));
            offers.push(Offer {
                id,
                child,
                from: own,
                to: *to,
                year,
                act,
                offered_at: standing.now,
                state: OfferState::Open,
                reason: String::new(),
                decided_at: None,
                taken_by: None,
            });
        }
        match goes {
            Goes::Offered(_) if standing.is_paired(child) => waiting.push(known.child.name.clone()),
            Goes::To(_) | Goes::Later if standing.is_paired(child) => kept += 1,
            _ => {}
        }
    }
    let deed = plan.act(own, year, &standing.waiting);
    let mut made = 0_u32;
    let fresh = || {
        made += 1;
        named(act.0, &format!("enrolment {made}"))
    };
    let draft = acts::preview(unit, &deed, standing.today, fresh).await?;
    let leaves = |known: &&RegisteredChild| draft.pairings.iter().any(|c| c.after.child == known.child.id);
    let ended = standing.children.iter().filter(leaves).map(|known| known.child.name.clone()).collect();
    let shown = Shown { id: act, school: own, act: deed, draft };
    Ok(Planned { shown, offers, groups, kept, ended, waiting, unclear })
}

/// Does what a plan would do, in the unit's one transaction.
pub async fn carry_out(
    unit: &mut dyn Unit,
    planned: Planned,
    today: NaiveDate,
    by: By,
) -> Result<Carried, StorageError> {
    if !planned.unclear.is_empty() {
        return Ok(Carried::Unclear);
    }
    let carried = acts::carry_out(unit, planned.shown, today, by).await?;
    if let Carried::Done(_) = carried {
        for offer in &planned.offers {
            offers::give_up(unit, offer.child, by.at).await?;
        }
        unit.offers().add(&planned.offers).await?;
    }
    Ok(carried)
}

/// A child changes into another class of its school from a day on.
pub async fn change_class(
    unit: &mut dyn Unit,
    (child, school): (ChildId, SchoolId),
    class_name: &str,
    from: NaiveDate,
    by: By,
    mut fresh: impl FnMut() -> Uuid,
) -> Result<Carried, StorageError> {
    let children = BTreeMap::from([(child, class_name.to_owned())]);
    let (id, act) = (ActId(fresh()), Act::SplitClass { school, children, from });
    let draft = acts::preview(unit, &act, from, fresh).await?;
    if draft.enrolments.is_empty() {
        return Ok(Carried::Changed);
    }
    acts::carry_out(unit, Shown { id, school, act, draft }, from, by).await
}

/// A child leaves the register after a last day.
pub async fn leave(
    unit: &mut dyn Unit,
    (child, school): (ChildId, SchoolId),
    why: Ended,
    last: NaiveDate,
    by: By,
    mut fresh: impl FnMut() -> Uuid,
) -> Result<Carried, StorageError> {
    let (id, act) = (ActId(fresh()), Act::Leave { child, why, last });
    let draft = acts::preview(unit, &act, last, fresh).await?;
    acts::carry_out(unit, Shown { id, school, act, draft }, last, by).await
}
