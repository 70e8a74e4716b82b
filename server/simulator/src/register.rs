//! The desks' deeds, done by the functions that the desks call, with what the desks ask before.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use desk_api::pairing::{Beside, Handing};
use desk_api::year::{Entered, TakenIn, TypedChild, Who};
use domain::id::{AccountId, ActId, BatchId, ChildId, PairingId, QuestionId, SchoolId};
use domain::import::batch::BatchState;
use domain::import::draft::decision::{Asked, Decision};
use domain::import::sheet::{Cell, Sheet};
use domain::log::Goal;
use domain::register::kin::{come_to, split_off};
use domain::register::year::{Goes, Plan};
use domain::register::{Act, ActKind, Ended, History, PairingEnded, Written};
use domain::term::{Question, Term};
use server::core::acts::{self, Carried, Shown};
use server::core::doubles::{self, Joining, Outcome};
use server::core::import::{self, Step, Tools};
use server::core::pairing::handing::{Whose, hand_on, put_beside};
use server::core::questions;
use server::core::year::entering::{self, Newcomer};
use server::core::year::{self, offers};
use storage::Unit;

use crate::bug::Bug;
use crate::deed::Deed;
use crate::play::{Play, Stop, pick};
use crate::world::{COORDINATOR, MENTORS, SCHOOLS, id, mentor, school_of};

/// Acts of a school among which one is taken back.
const ACTS: u32 = 6;

/// Some days from a day on, or before it.
fn near(day: NaiveDate, days: i8) -> NaiveDate {
    let most = Days::new(u64::from(days.unsigned_abs()));
    if days < 0 { day - most } else { day + most }
}

fn school(n: u8) -> SchoolId {
    SchoolId(id(SCHOOLS[usize::from(n) % SCHOOLS.len()]))
}

/// All children of the register, closed files too.
pub(crate) fn all_children(history: &History) -> Vec<ChildId> {
    let mut all: Vec<ChildId> = SCHOOLS.iter().flat_map(|n| history.ever_at(SchoolId(id(*n)))).collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Play {
    pub(crate) async fn history(&self, unit: &mut dyn Unit) -> Result<Arc<History>, Stop> {
        Ok(self.world.service.state().ledger.of(unit).await?)
    }

    async fn any_child(&self, unit: &mut dyn Unit, n: u8) -> Result<Option<ChildId>, Stop> {
        Ok(pick(&all_children(self.history(unit).await?.as_ref()), n))
    }

    /// A child who has a place, with its school and class.
    async fn placed(&self, unit: &mut dyn Unit, n: u8) -> Result<Option<(ChildId, domain::register::Enrolment)>, Stop> {
        let Some(child) = self.any_child(unit, n).await? else { return Ok(None) };
        Ok(unit.enrolments().place(child, self.world.today()).await?.map(|place| (child, place)))
    }

    /// Does a deed. What the desk would not do is left.
    pub(crate) async fn deed(&mut self, deed: &Deed) -> Result<(), Stop> {
        let mut unit = self.world.write().await?;
        let done = match deed {
            Deed::Join { kept, other } => self.join(unit.as_mut(), *kept, *other).await?,
            Deed::TakeApart { which } => self.take_apart(unit.as_mut(), *which).await?,
            Deed::Rename { school: s, class, days } => self.rename(unit.as_mut(), school(*s), *class, *days).await?,
            Deed::ChangeClass { child, class, days } => self.change_class(unit.as_mut(), *child, *class, *days).await?,
            Deed::Year { school: s, offered } => self.next_year(unit.as_mut(), *s, *offered).await?,
            Deed::Answer { school: s, how } => self.answer_offers(unit.as_mut(), school(*s), *how).await?,
            Deed::TakeBack { school: s, which } => self.take_back_act(unit.as_mut(), school(*s), *which).await?,
            Deed::Exit { child, why, days } => self.exit(unit.as_mut(), *child, *why, *days).await?,
            Deed::Enter { school: s, child, days } => self.enter(unit.as_mut(), school(*s), *child, *days).await?,
            Deed::Import { school: s, shift, whole } => self.import(unit.as_mut(), school(*s), *shift, *whole).await?,
            Deed::TakeBackImport { school: s, which } => self.import_back(unit.as_mut(), school(*s), *which).await?,
            Deed::Rehouse { child, with, how } => self.rehouse(unit.as_mut(), *child, *with, *how).await?,
            Deed::HandAhead { child, mentor, days } => self.hand_ahead(unit.as_mut(), *child, *mentor, *days).await?,
            Deed::Beside { child, mentor, days } => self.beside(unit.as_mut(), *child, *mentor, *days).await?,
            Deed::Ask { child, how } => self.ask(unit.as_mut(), *child, *how).await?,
        };
        if done {
            unit.commit().await?;
            self.tally.deeds[deed.kind()] += 1;
        }
        Ok(())
    }

    /// Asks about one of the five haves or the plan, or says that the oldest question is settled.
    async fn ask(&mut self, unit: &mut dyn Unit, child: u8, how: u8) -> Result<bool, Stop> {
        let Some((child, _)) = self.placed(unit, child).await? else { return Ok(false) };
        let by = self.world.coordinator();
        let known = unit.questions().of_child(child).await?.rows;
        if how.is_multiple_of(3)
            && let Some(open) = known.iter().find(|one| one.closed_at.is_none())
        {
            return Ok(questions::close(unit, open, by).await?);
        }
        let question = Question {
            id: QuestionId(self.world.id()),
            child,
            term: Term::of(self.world.today()),
            about: Goal::ALL.get(usize::from(how) % (Goal::ALL.len() + 1)).copied(),
            text: format!("问{how}"),
            asked_by: AccountId(id(COORDINATOR)),
            asked_at: by.at,
            closed_at: None,
        };
        Ok(questions::ask(unit, &question, by).await? == questions::Outcome::Done)
    }

    async fn join(&mut self, unit: &mut dyn Unit, kept: u8, other: u8) -> Result<bool, Stop> {
        let (Some((kept, place)), Some(linked)) = (self.placed(unit, kept).await?, self.any_child(unit, other).await?)
        else {
            return Ok(false);
        };
        let (today, by, world) = (self.world.today(), self.world.coordinator(), &mut self.world);
        let joining = Joining { school: place.school, kept, linked };
        let done = doubles::join(unit, joining, today, by, || world.id()).await? == Outcome::Done;
        if done && self.world.service.bug == Some(Bug::LeavesEntriesBehind) {
            let seq = unit.commits().newest().await?;
            unit.logs().release(seq, kept, linked).await?;
        }
        Ok(done)
    }

    async fn take_apart(&mut self, unit: &mut dyn Unit, which: u8) -> Result<bool, Stop> {
        let standing: Vec<_> = unit.doubles().standing().await?.into_iter().filter(|judged| judged.same).collect();
        let Some(judged) = pick(&standing.iter().collect::<Vec<_>>(), which) else { return Ok(false) };
        let (by, world) = (self.world.coordinator(), &mut self.world);
        Ok(doubles::take_back(unit, judged, by, || world.id()).await? == Outcome::Done)
    }

    async fn rename(&mut self, unit: &mut dyn Unit, school: SchoolId, class: u8, days: i8) -> Result<bool, Stop> {
        let today = self.world.today();
        let classes = unit.schools().classes(school, today).await?;
        let Some(class) = pick(&classes.iter().collect::<Vec<_>>(), class) else { return Ok(false) };
        let members = unit.children().of_classes(school, std::slice::from_ref(class), today).await?;
        let renamed = format!("{}新", class.trim_end_matches('新'));
        let renamed = if renamed == *class { class.trim_end_matches('新').to_owned() } else { renamed };
        let children = members.into_iter().map(|child| (child, renamed.clone())).collect();
        let act = Act::SplitClass { school, children, from: near(today, days) };
        self.carry_out(unit, school, act).await
    }

    async fn change_class(&mut self, unit: &mut dyn Unit, child: u8, class: u8, days: i8) -> Result<bool, Stop> {
        let Some((child, place)) = self.placed(unit, child).await? else { return Ok(false) };
        let (today, by) = (self.world.today(), self.world.coordinator());
        let (classes, from) = (unit.schools().classes(place.school, today).await?, near(today, days));
        let Some(class) = pick(&classes.iter().collect::<Vec<_>>(), class).filter(|_| from > place.from) else {
            return Ok(false);
        };
        let world = &mut self.world;
        let done = year::change_class(unit, (child, place.school), class, from, by, || world.id()).await?;
        Ok(matches!(done, Carried::Done(_)))
    }

    async fn carry_out(&mut self, unit: &mut dyn Unit, school: SchoolId, act: Act) -> Result<bool, Stop> {
        let (today, by, world) = (self.world.today(), self.world.coordinator(), &mut self.world);
        let draft = acts::preview(unit, &act, today, || world.id()).await?;
        if draft.enrolments.is_empty() {
            return Ok(false);
        }
        let shown = Shown { id: ActId(world.id()), school, act, draft };
        Ok(matches!(acts::carry_out(unit, shown, today, by).await?, Carried::Done(_)))
    }

    async fn next_year(&mut self, unit: &mut dyn Unit, n: u8, offered: u8) -> Result<bool, Stop> {
        let (today, by, now) = (self.world.today(), self.world.coordinator(), self.world.service.now());
        let Some(standing) = year::standing(unit, school(n), now).await? else { return Ok(false) };
        let classes: Vec<(String, Goes)> = standing
            .classes()
            .into_iter()
            .map(|class| (class.name.clone(), class.goes.unwrap_or(Goes::To(format!("{}升", class.name)))))
            .collect();
        let other = school(n.wrapping_add(1));
        let all: Vec<ChildId> = standing.children.iter().map(|known| known.child.id).collect();
        let is_offered = |at: usize| (at + usize::from(offered)).is_multiple_of(3);
        let children = all.into_iter().enumerate().filter(|(at, _)| is_offered(*at));
        let children = children.map(|(_, child)| (child, Goes::Offered(other))).collect();
        let plan = Plan { classes, children };
        let act = ActId(self.world.id());
        let planned = year::plan(unit, &standing, &plan, act).await?;
        if planned.shown.draft.enrolments.is_empty() && planned.offers.is_empty() {
            return Ok(false);
        }
        Ok(matches!(year::carry_out(unit, planned, today, by).await?, Carried::Done(_)))
    }

    async fn answer_offers(&mut self, unit: &mut dyn Unit, school: SchoolId, how: u8) -> Result<bool, Stop> {
        let (today, now, by) = (self.world.today(), self.world.service.now(), self.world.coordinator());
        let waiting = offers::waiting(unit, school, today, now).await?;
        let Some(some) = waiting.first().filter(|some| !some.is_empty()) else { return Ok(false) };
        let ids: Vec<_> = some.iter().map(|offer| offer.id).collect();
        match how % 5 {
            0 => Ok(offers::decline(unit, school, &ids, "没有床位", now).await?),
            1 => Ok(offers::withdraw(unit, some[0].from, &ids, now).await?),
            _ => {
                let taken = |offer| TakenIn { offer, class_name: "七年级1班".to_owned() };
                let (taken, world): (Vec<TakenIn>, _) = (ids.into_iter().map(taken).collect(), &mut self.world);
                let done = offers::accept(unit, school, &taken, today, by, || world.id()).await?;
                Ok(matches!(done, Carried::Done(_)))
            }
        }
    }

    async fn take_back_act(&mut self, unit: &mut dyn Unit, school: SchoolId, which: u8) -> Result<bool, Stop> {
        let mut acts = unit.acts().of_school(school, ACTS).await?;
        acts.retain(|act| act.act.kind() != ActKind::SameChild && act.taken_back.is_none());
        let Some(act) = pick(&acts.iter().map(|act| act.id).collect::<Vec<_>>(), which) else { return Ok(false) };
        Ok(offers::take_back(unit, act, self.world.coordinator()).await? == acts::TakenBack::Done)
    }

    async fn exit(&mut self, unit: &mut dyn Unit, child: u8, why: u8, days: i8) -> Result<bool, Stop> {
        let Some((child, place)) = self.placed(unit, child).await? else { return Ok(false) };
        let (last, by) = (near(self.world.today(), days), self.world.coordinator());
        if last < place.from {
            return Ok(false);
        }
        let why = [Ended::LeftCounty, Ended::NotLeftBehind, Ended::Graduated][usize::from(why) % 3];
        let world = &mut self.world;
        let done = year::leave(unit, (child, place.school), why, last, by, || world.id()).await?;
        Ok(matches!(done, Carried::Done(done) if !done.draft.enrolments.is_empty()))
    }

    async fn enter(&mut self, unit: &mut dyn Unit, school: SchoolId, child: u8, days: i8) -> Result<bool, Stop> {
        let history = self.history(unit).await?;
        let before = pick(&all_children(&history), child).filter(|_| !child.is_multiple_of(8));
        let name = before.and_then(|child| history.child(child)).map(|child| child.name.clone());
        let typed = TypedChild {
            name: name.unwrap_or_else(|| "新来".to_owned()),
            class_name: "三年级1班".to_owned(),
            ..TypedChild::default()
        };
        let (from, by, state) = (near(self.world.today(), days), self.world.coordinator(), self.world.service.state());
        let tools = Tools { clock: &state.clock, keys: &state.keys };
        let newcomer = Newcomer { school, typed: &typed, from, who: Who::NotSaid };
        let mut entered = entering::enter(unit, tools, &history, newcomer, by).await?;
        if let Some(Entered::Alike(alike)) = &entered {
            let who = before.filter(|child| alike.iter().any(|one| one.child == *child)).map_or(Who::New, Who::Same);
            let newcomer = Newcomer { who, ..newcomer };
            entered = entering::enter(unit, tools, &history, newcomer, by).await?;
        }
        Ok(matches!(entered, Some(Entered::Done(_))))
    }

    async fn import(&mut self, unit: &mut dyn Unit, school: SchoolId, shift: u8, whole: bool) -> Result<bool, Stop> {
        let (today, by, state) = (self.world.today(), self.world.coordinator(), self.world.service.state());
        let (history, tools) = (self.history(unit).await?, Tools { clock: &state.clock, keys: &state.keys });
        let all = unit.children().of_school(school, today).await?.whole()?;
        let mut rows = vec![vec![Cell::text("姓名"), Cell::text("班级")]];
        for (at, known) in all.iter().enumerate() {
            // One of a few is missing, another stands in a class of another name.
            match (at + usize::from(shift)) % 4 {
                0 => {}
                1 => rows.push(vec![Cell::text(&known.child.name), Cell::text("六年级9班")]),
                _ => rows.push(vec![Cell::text(&known.child.name), Cell::text(&known.enrolment.class_name)]),
            }
        }
        rows.push(vec![Cell::text(&format!("新生{shift}")), Cell::text("三年级1班")]);
        let sheet = Sheet { first_row: 1, first_column: 1, rows, ..Sheet::default() };
        let batch = import::begin(unit, tools, school, by.actor).await?;
        let Some(mut opened) = import::open(unit, batch).await? else { return Ok(false) };
        import::step(unit, &mut opened, Step::Add(vec![sheet])).await?;
        import::step(unit, &mut opened, Step::Whole(whole)).await?;
        let asked = import::compare(unit, tools, &history, &opened).await?.staged.questions;
        let said = asked.into_iter().map(|question| {
            let said = match question.asked {
                Asked::WhoIs { candidates, .. } => {
                    candidates.first().map_or(Decision::New, |c| Decision::Same(c.child))
                }
                Asked::Gone { .. } if shift.is_multiple_of(2) => Decision::Left { why: Ended::LeftCounty, last: today },
                _ => Decision::Keep,
            };
            (question.id, Some(said))
        });
        import::step(unit, &mut opened, Step::Decide(said.collect())).await?;
        let compared = import::compare(unit, tools, &history, &opened).await?;
        if compared.staged.open() > 0 || compared.staged.written.is_empty() {
            return Ok(false);
        }
        import::apply(unit, tools, &history, &mut opened, &compared.staged, by).await?;
        Ok(true)
    }

    async fn import_back(&mut self, unit: &mut dyn Unit, school: SchoolId, which: u8) -> Result<bool, Stop> {
        let (by, history) = (self.world.coordinator(), self.history(unit).await?);
        let all = unit.batches().of_school(school).await?.into_iter();
        let applied: Vec<BatchId> = all.filter(|line| line.state == BatchState::Applied).map(|line| line.id).collect();
        let Some(batch) = pick(&applied, which) else { return Ok(false) };
        let Some(mut opened) = import::open(unit, batch).await? else { return Ok(false) };
        Ok(import::take_back(unit, &history, &mut opened, by).await? == import::TakenBack::Done)
    }

    async fn rehouse(&mut self, unit: &mut dyn Unit, child: u8, with: u8, how: u8) -> Result<bool, Stop> {
        let (history, by) = (self.history(unit).await?, self.world.coordinator());
        let all = all_children(&history);
        let (Some(child), Some(with)) = (pick(&all, child), pick(&all, with)) else { return Ok(false) };
        let Some((_, home)) = history.around(with, None) else { return Ok(false) };
        let Some((around, own)) = history.around(child, Some(home.id)) else { return Ok(false) };
        let world = &mut self.world;
        let written: Vec<Written> = match how % 3 {
            0 if own.id != home.id => come_to(&around, home, || world.id()),
            1 if history.of_household(own.id).count() > 1 => split_off(&around, own, || world.id()),
            2 => history.back_home(child).unwrap_or_default(),
            _ => vec![],
        };
        if written.is_empty() {
            return Ok(false);
        }
        let seq = unit.commits().next(by).await?;
        unit.register().write(seq, &written).await?;
        Ok(true)
    }

    async fn hand_ahead(&mut self, unit: &mut dyn Unit, child: u8, to: u8, days: u8) -> Result<bool, Stop> {
        let Some((child, place)) = self.placed(unit, child).await? else { return Ok(false) };
        let (today, by, pairing) = (self.world.today(), self.world.coordinator(), PairingId(self.world.id()));
        let colleagues: Vec<_> = (0..MENTORS).filter(|m| school_of(*m) == place.school).map(mentor).collect();
        let from = today + Days::new(u64::from(days));
        let handing =
            Handing { to: pick(&colleagues, to).filter(|_| !to.is_multiple_of(4)), from, why: PairingEnded::Handed };
        let whose = Whose { child, school: place.school, today };
        Ok(hand_on(unit, whose, &handing, by, pairing).await?.is_none())
    }

    async fn beside(&mut self, unit: &mut dyn Unit, child: u8, second: u8, days: u8) -> Result<bool, Stop> {
        let Some((child, place)) = self.placed(unit, child).await? else { return Ok(false) };
        let (today, by, pairing) = (self.world.today(), self.world.coordinator(), PairingId(self.world.id()));
        let colleagues: Vec<_> = (0..MENTORS).filter(|m| school_of(*m) == place.school).map(mentor).collect();
        let Some(mentor) = pick(&colleagues, second) else { return Ok(false) };
        let beside = Beside { mentor, from: today, to: today + Days::new(u64::from(days)) };
        let whose = Whose { child, school: place.school, today };
        Ok(put_beside(unit, whose, &beside, by, pairing).await?.is_none())
    }
}
