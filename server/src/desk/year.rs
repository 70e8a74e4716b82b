//! A school's next year.

mod merging;

use async_trait::async_trait;
use chrono::{Days, NaiveDate, TimeDelta};
use desk_api::access_log::Look;
use desk_api::moving::CLASS_CHARS_MAX;
use desk_api::year::merging::{MergePlan, MergePreview};
use desk_api::year::{
    ACTS_SHOWN, ANSWERS_SHOWN_DAYS, ActLine, BuiltOnLine, BuiltOnWhy, Entered, LEAVE_DAYS_MAX, PLAN_LINES_MAX,
    TYPED_CHARS_MAX, TakenIn, TypedChild, Who, YearDesk, YearPreview, YearView,
};
use desk_api::{DeskError, Input};
use domain::id::{ActId, ChildId, OfferId, SchoolId};
use domain::log::Fault;
use domain::policy::{Action, Power, Subject};
use domain::register::erasure::shown;
use domain::register::offer::REASON_CHARS_MAX;
use domain::register::year::{Goes, Plan};
use domain::register::{Act, ActKind, BuiltOn, Ended, History};
use domain::report::handover;
use storage::{DoneAct, StorageError, Unit};

use super::error::Stop;
use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::acts::{self, Carried, TakenBack};
use crate::core::import::Tools;
use crate::core::year::merging::{classes, lines as merged_lines};
use crate::core::year::{self, Standing, entering, offers};

/// `Invalid` for what is no name of a class.
fn named(class_name: &str) -> Result<(), DeskError> {
    match class_name.trim().chars().count() {
        0 => Err(DeskError::invalid(Input::ClassName, Fault::Missing)),
        1..=CLASS_CHARS_MAX => Ok(()),
        _ => Err(DeskError::invalid(Input::ClassName, Fault::TooLong)),
    }
}

/// `Invalid` for a plan that no school can have.
fn fits(plan: &Plan, standing: &Standing) -> Result<(), DeskError> {
    if plan.classes.len() + plan.children.len() > PLAN_LINES_MAX {
        return Err(DeskError::invalid(Input::Other, Fault::TooMany));
    }
    let goes = plan.classes.iter().map(|(_, goes)| goes).chain(plan.children.iter().map(|(_, goes)| goes));
    for goes in goes {
        match goes {
            Goes::To(name) => named(name)?,
            Goes::Offered(school) if !standing.is_other(*school) => return Err(DeskError::NotFound),
            Goes::Offered(_) | Goes::Leaves | Goes::Later => {}
        }
    }
    Ok(())
}

/// What an act that could not be done is answered.
fn done(carried: &Carried) -> Result<(), DeskError> {
    match carried {
        Carried::Done(_) => Ok(()),
        Carried::Unclear => Err(DeskError::invalid(Input::ClassName, Fault::Missing)),
        Carried::Changed => Err(DeskError::Changed),
    }
}

fn child_name(history: &History, child: ChildId) -> String {
    history.child(child).map(|child| shown(&child.name).to_owned()).unwrap_or_default()
}

async fn built_on(unit: &mut dyn Unit, why: BuiltOn, history: &History) -> Result<BuiltOnLine, StorageError> {
    let (why, child) = match why {
        BuiltOn::Changed(child) => (BuiltOnWhy::Changed, child),
        BuiltOn::Enrolled(child) => (BuiltOnWhy::Enrolled, child),
        BuiltOn::Paired(child) => (BuiltOnWhy::Paired, child),
        BuiltOn::Role(mentor) => return Ok(BuiltOnLine { why: BuiltOnWhy::Role, name: name_of(unit, mentor).await? }),
    };
    Ok(BuiltOnLine { why, name: child_name(history, child) })
}

async fn act_line(
    unit: &mut dyn Unit,
    act: &DoneAct,
    why: Option<BuiltOn>,
    history: &History,
    today: NaiveDate,
) -> Result<ActLine, StorageError> {
    let commit = unit.commits().get(act.seq).await?.ok_or(StorageError::Inconsistent("act.seq"))?;
    let by = match commit.actor {
        Some(who) => name_of(unit, who).await?,
        None => String::new(),
    };
    let children = act.draft.children();
    let is_taken_back = act.taken_back.is_some();
    let goes = match &act.act {
        Act::Leave { child, why: Ended::LeftCounty, .. } => Some(*child),
        _ => None,
    };
    let hands_over = goes.filter(|child| {
        !is_taken_back && handover::leaving(history.enrolments_of(*child), act.school, today).is_some()
    });
    let built = match why.filter(|_| !is_taken_back) {
        Some(why) => Some(built_on(unit, why, history).await?),
        None => None,
    };
    let only = children.iter().next().filter(|_| children.len() == 1);
    Ok(ActLine {
        id: act.id,
        kind: act.act.kind(),
        at: commit.at,
        by,
        count: children.len(),
        name: only.map(|child| child_name(history, *child)).unwrap_or_default(),
        hands_over,
        is_taken_back,
        built_on: built,
    })
}

impl Desk {
    /// How a school stands, for somebody who may arrange its year.
    async fn to_arrange(&self, unit: &mut dyn Unit, school: SchoolId) -> Result<Standing, Stop> {
        Ok(year::standing(unit, school, self.state.clock.now()).await?.ok_or(DeskError::NotFound)?)
    }

    /// Whether this person may answer so many offers of a school.
    fn may_answer(&self, school: SchoolId, offers: usize) -> Result<(), DeskError> {
        self.may_arrange(school)?;
        if offers > PLAN_LINES_MAX { Err(DeskError::invalid(Input::Other, Fault::TooMany)) } else { Ok(()) }
    }

    fn may_arrange(&self, school: SchoolId) -> Result<(), DeskError> {
        self.require(Action::Arrange, Subject::School(school))
    }
}

#[async_trait]
impl YearDesk for Desk {
    async fn year(&self, school: SchoolId) -> Result<YearView, DeskError> {
        answer(async {
            self.may_arrange(school)?;
            let today = self.today();
            let mut unit = self.read().await?;
            let standing = self.to_arrange(unit.as_mut(), school).await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let since = self.state.clock.now() - TimeDelta::days(ANSWERS_SHOWN_DAYS);
            let all = unit.offers().of_school(school, since).await?;
            let (received, sent) = offers::lines(&all, &history, &standing.schools, school, today);
            let mut done = unit.acts().of_school(school, ACTS_SHOWN).await?;
            done.retain(|act| act.act.kind() != ActKind::SameChild);
            let mut lines = Vec::with_capacity(done.len());
            for (act, why) in done.iter().zip(acts::built_on(unit.as_mut(), &history, &done).await?) {
                lines.push(act_line(unit.as_mut(), act, why, &history, today).await?);
            }
            let (merged_into, took_over) = merged_lines(&standing.schools, school);
            let can_merge = if self.merges() && standing.own.goes_on() {
                Some(classes(unit.as_mut(), school, today).await?)
            } else {
                None
            };
            drop(unit);
            self.looked(Look::SchoolList, school.0).await?;
            Ok(YearView {
                merged_into,
                took_over,
                can_merge,
                as_of: today,
                year: standing.year,
                is_time: standing.is_time(),
                classes: standing.classes(),
                children: standing.all(),
                class_names: standing.class_names(),
                schools: standing.receiving(),
                name: standing.own.name,
                received,
                sent,
                acts: lines,
            })
        })
        .await
    }

    async fn preview_year(&self, school: SchoolId, plan: Plan) -> Result<YearPreview, DeskError> {
        answer(async {
            self.may_arrange(school)?;
            let mut unit = self.read().await?;
            let standing = self.to_arrange(unit.as_mut(), school).await?;
            fits(&plan, &standing)?;
            let act = ActId(self.state.clock.uuid());
            let planned = year::plan(unit.as_mut(), &standing, &plan, act).await?;
            let seen = planned.seen()?;
            let year::Planned { groups, kept, ended, waiting, unclear, .. } = planned;
            drop(unit);
            self.looked(Look::SchoolList, school.0).await?;
            Ok(YearPreview { act, seen, groups, kept, ended, waiting, unclear })
        })
        .await
    }

    async fn do_year(&self, school: SchoolId, plan: Plan, act: ActId, seen: String) -> Result<(), DeskError> {
        answer(async {
            self.may_arrange(school)?;
            let mut unit = self.write().await?;
            let standing = self.to_arrange(unit.as_mut(), school).await?;
            fits(&plan, &standing)?;
            let planned = year::plan(unit.as_mut(), &standing, &plan, act).await?;
            if planned.seen()? != seen {
                return Err(DeskError::Changed.into());
            }
            let carried = year::carry_out(unit.as_mut(), planned, self.today(), self.by()).await?;
            done(&carried)?;
            Ok(self.keep(unit, Deed::new(Power::YearDone, school.0)).await?)
        })
        .await
    }

    async fn preview_merging(&self, school: SchoolId, plan: MergePlan) -> Result<MergePreview, DeskError> {
        answer(async {
            let shown = self.merging_shown(school, &plan).await?;
            self.looked(Look::SchoolList, school.0).await?;
            Ok(shown)
        })
        .await
    }

    async fn merge_schools(
        &self,
        school: SchoolId,
        plan: MergePlan,
        act: ActId,
        seen: String,
    ) -> Result<(), DeskError> {
        answer(self.merged(school, &plan, act, &seen)).await
    }

    async fn accept_offers(&self, school: SchoolId, taken: Vec<TakenIn>) -> Result<(), DeskError> {
        answer(async {
            self.may_answer(school, taken.len())?;
            let mut taken = taken;
            for one in &mut taken {
                named(&one.class_name)?;
                one.class_name = one.class_name.trim().to_owned();
            }
            let mut unit = self.write().await?;
            let (today, by) = (self.today(), self.by());
            let fresh = || self.state.clock.uuid();
            let carried = offers::accept(unit.as_mut(), school, &taken, today, by, fresh).await?;
            done(&carried)?;
            Ok(self.keep(unit, Deed::new(Power::OffersAccepted, school.0)).await?)
        })
        .await
    }

    async fn decline_offers(&self, school: SchoolId, offers: Vec<OfferId>, reason: String) -> Result<(), DeskError> {
        answer(async {
            self.may_answer(school, offers.len())?;
            let reason = reason.trim();
            let fault = match reason.chars().count() {
                0 => Some(Fault::Missing),
                1..=REASON_CHARS_MAX => None,
                _ => Some(Fault::TooLong),
            };
            if let Some(fault) = fault {
                return Err(DeskError::invalid(Input::Reason, fault).into());
            }
            let mut unit = self.write().await?;
            if !offers::decline(unit.as_mut(), school, &offers, reason, self.state.clock.now()).await? {
                return Err(DeskError::Changed.into());
            }
            Ok(self.keep(unit, Deed::new(Power::OffersDeclined, school.0)).await?)
        })
        .await
    }

    async fn withdraw_offers(&self, school: SchoolId, offers: Vec<OfferId>) -> Result<(), DeskError> {
        answer(async {
            self.may_answer(school, offers.len())?;
            let mut unit = self.write().await?;
            if !offers::withdraw(unit.as_mut(), school, &offers, self.state.clock.now()).await? {
                return Err(DeskError::Changed.into());
            }
            Ok(self.keep(unit, Deed::new(Power::OffersWithdrawn, school.0)).await?)
        })
        .await
    }

    async fn leave(&self, child: ChildId, why: Ended, last: NaiveDate) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let place = self.place_of(unit.as_mut(), child).await?;
            self.require_found(Action::Arrange, Subject::School(place.school))?;
            if !why.is_exit() {
                return Err(DeskError::invalid(Input::Reason, Fault::Missing).into());
            }
            let (today, most) = (self.today(), Days::new(LEAVE_DAYS_MAX));
            if last < place.from || last < today - most || last > today + most {
                return Err(DeskError::invalid(Input::LastDay, Fault::OutOfRange).into());
            }
            let whose = (child, place.school);
            let fresh = || self.state.clock.uuid();
            let carried = year::leave(unit.as_mut(), whose, why, last, self.by(), fresh).await?;
            done(&carried)?;
            Ok(self.keep(unit, Deed::new(Power::ChildLeft, child.0).because(why.code())).await?)
        })
        .await
    }

    async fn change_class(&self, child: ChildId, class_name: String, from: NaiveDate) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let place = self.place_of(unit.as_mut(), child).await?;
            self.require_found(Action::Arrange, Subject::School(place.school))?;
            named(&class_name)?;
            let (today, most) = (self.today(), Days::new(LEAVE_DAYS_MAX));
            if from <= place.from || from < today - most || from > today + most {
                return Err(DeskError::invalid(Input::StartDay, Fault::OutOfRange).into());
            }
            let whose = (child, place.school);
            let fresh = || self.state.clock.uuid();
            let carried = year::change_class(unit.as_mut(), whose, class_name.trim(), from, self.by(), fresh).await?;
            done(&carried)?;
            Ok(self.keep(unit, Deed::new(Power::ClassChanged, child.0)).await?)
        })
        .await
    }

    async fn enter_child(
        &self,
        school: SchoolId,
        child: TypedChild,
        from: NaiveDate,
        who: Who,
    ) -> Result<Entered, DeskError> {
        answer(async {
            self.may_arrange(school)?;
            named(&child.class_name)?;
            if child.all().iter().any(|text| text.chars().count() > TYPED_CHARS_MAX) {
                return Err(DeskError::invalid(Input::Other, Fault::TooLong).into());
            }
            let (today, most) = (self.today(), Days::new(LEAVE_DAYS_MAX));
            if from < today - most || from > today + most {
                return Err(DeskError::invalid(Input::StartDay, Fault::OutOfRange).into());
            }
            let mut unit = self.write().await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let tools = Tools { clock: &self.state.clock, keys: &self.state.keys };
            let newcomer = entering::Newcomer { school, typed: &child, from, who };
            let entered = entering::enter(unit.as_mut(), tools, &history, newcomer, self.by()).await?;
            let entered = entered.ok_or(DeskError::NotFound)?;
            if let Entered::Done(child) = entered {
                self.keep(unit, Deed::new(Power::ChildEntered, child.0)).await?;
            } else {
                drop(unit);
                self.looked(Look::SchoolList, school.0).await?;
            }
            Ok(entered)
        })
        .await
    }

    async fn take_back_act(&self, act: ActId) -> Result<Option<BuiltOnLine>, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let kept = unit.acts().get(act).await?.ok_or(DeskError::NotFound)?;
            self.require_found(Action::Arrange, Subject::School(kept.school))?;
            // Two files that became one are taken apart where they were put together.
            // Two schools that became one are the centre's to take apart.
            let is_theirs = match kept.act.kind() {
                ActKind::SameChild => false,
                ActKind::MergeSchools => self.merges(),
                _ => true,
            };
            if !is_theirs {
                return Err(DeskError::NotFound.into());
            }
            match offers::take_back(unit.as_mut(), act, self.by()).await? {
                TakenBack::Done => {
                    self.tell_apart(unit.as_mut(), &kept).await?;
                    self.keep(unit, Deed::new(Power::ActTakenBack, act.0)).await?;
                    Ok(None)
                }
                TakenBack::NotThere => Err(DeskError::Changed.into()),
                TakenBack::BuiltOn(why) => {
                    let history = self.state.ledger.of(unit.as_mut()).await?;
                    Ok(Some(built_on(unit.as_mut(), why, &history).await?))
                }
            }
        })
        .await
    }
}
