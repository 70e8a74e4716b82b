//! For the teacher: pages of notebooks are copied in their mentors' names.

use async_trait::async_trait;
use chrono::NaiveDate;
use desk_api::access_log::Look;
use desk_api::notebook::{Copied, Entered, NotebookDesk, NotebookView, Slip};
use desk_api::{DeskError, Input, InputProblem};
use domain::guardianship::register_on;
use domain::id::{AccountId, LogId, OpId, SchoolId};
use domain::log::{Fault, Log, LogField, Problem};
use domain::policy::{Action, Grant, Power, Role, Subject};
use domain::register::successor;
use domain::rules::RuleSet;
use domain::term::day_begins;
use storage::{Account, Unit};
use sync::{RecordLog, Settlement};

use super::error::Stop;
use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::{coverage, notebook};
use crate::exchange::rows::{self, readable};

/// Where something wrong with an entry can be mended.
fn input(problem: Problem) -> InputProblem {
    let input = match problem.field {
        LogField::Children => Input::Children,
        LogField::OccurredOn => Input::Day,
        LogField::Note => Input::Note,
        LogField::Gift => Input::Gift,
        LogField::Donor => Input::Donor,
        LogField::Things => Input::Things,
        LogField::Amount => Input::Amount,
        LogField::Kind | LogField::Mode | LogField::Outcome | LogField::FollowUpOn => Input::Entry,
        _ => Input::Other,
    };
    InputProblem { input, fault: problem.fault }
}

/// The schools at which somebody is a mentor.
fn schools_of(mentor: &Account) -> impl Iterator<Item = SchoolId> {
    mentor.grants.iter().filter(|grant| grant.role == Role::Mentor).filter_map(|grant: &Grant| grant.school)
}

impl Desk {
    /// `Forbidden` unless this person may copy the mentor's page of that day; `Invalid` where a child was not the
    /// mentor's then.
    async fn may_copy(&self, unit: &mut dyn Unit, mentor: &Account, copied: &Copied) -> Result<(), Stop> {
        let day = copied.body.occurred_on;
        let mut own = true;
        // What was a school's that has closed is copied where its mentors are now.
        let schools = readable(unit.schools().all().await?);
        for child in &copied.body.children {
            let place = unit.enrolments().place(*child, day).await?.ok_or(DeskError::NotFound)?;
            let page = |paired| Subject::Notebook { mentor: &mentor.grants, school: successor(&schools, place.school), paired };
            self.require(Action::EnterFor, page(true))?;
            let paired = notebook::had(unit, mentor.id, *child, day).await?;
            own &= self.may(Action::EnterFor, page(paired));
        }
        if copied.body.children.is_empty()
            && !schools_of(mentor).any(|school| self.may(Action::EnterFor, Subject::School(school)))
        {
            return Err(DeskError::Forbidden.into());
        }
        if own { Ok(()) } else { Err(DeskError::invalid(Input::Children, Fault::NotTheirs).into()) }
    }

    /// An entry that was copied, as its copier sees it.
    async fn entered(&self, unit: &mut dyn Unit, log: &Log, rules: &RuleSet) -> Result<Entered, Stop> {
        let (mut children, mut school) = (vec![], None);
        let schools = readable(unit.schools().all().await?);
        for child in &log.body.children {
            let known = rows::unless_damaged(unit.children().get(*child).await, child.0)?.flatten();
            children.extend(known.map(|child| child.name));
            school = unit.enrolments().place(*child, log.body.occurred_on).await?.map(|place| successor(&schools, place.school)).or(school);
        }
        let school = school.ok_or(DeskError::NotFound)?;
        Ok(Entered {
            log: log.id,
            mentor: name_of(unit, log.author).await?,
            children,
            line: self.entry(school, false, log, rules),
            at: log.captured_at,
            can_undo: notebook::can_undo(log, self.who.account.id),
        })
    }
}

#[async_trait]
impl NotebookDesk for Desk {
    async fn notebook(&self, school: SchoolId, day: Option<NaiveDate>) -> Result<NotebookView, DeskError> {
        answer(async {
            self.require(Action::EnterFor, Subject::School(school))?;
            let today = Desk::today(self);
            let day = day.unwrap_or(today);
            let mut unit = self.read().await?;
            let name = unit.schools().get(school).await?.ok_or(DeskError::NotFound)?.name;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let accounts = unit.accounts().of_school(school).await?;
            let schools = readable(unit.schools().all().await?);
            let register = register_on(&history, day);
            let pages = notebook::pages(&register, &schools, school, accounts);
            let rules = rows::rules(unit.as_mut()).await?.value.on(today);
            let mut entered = vec![];
            for log in readable(unit.logs().entered(self.who.account.id, day_begins(today)).await?) {
                entered.push(self.entered(unit.as_mut(), &log, &rules).await?);
            }
            drop(unit);
            self.looked(Look::SchoolList, school.0).await?;
            Ok(NotebookView { name, today, day, pages, entered })
        })
        .await
    }

    async fn enter(&self, copied: Copied) -> Result<Entered, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let mentor = unit.accounts().get(copied.mentor).await?.filter(|mentor| !mentor.disabled);
            let mentor = mentor.ok_or(DeskError::NotFound)?;
            self.may_copy(unit.as_mut(), &mentor, &copied).await?;
            let rules = rows::rules(unit.as_mut()).await?.value.on(self.today());
            let (by, now) = (self.who.account.id, self.state.clock.now());
            if let Some(before) = unit.logs().get(copied.log).await? {
                // Sent again, because the answer did not arrive.
                let same = before.author == mentor.id && before.entered_by == Some(by) && before.body == copied.body;
                return if same { self.entered(unit.as_mut(), &before, &rules).await } else { Err(DeskError::Changed.into()) };
            }
            let new = RecordLog { log: copied.log, body: copied.body, facts: vec![] };
            match notebook::enter(unit.as_mut(), &mentor, new, OpId(self.state.clock.uuid()), by, now).await? {
                Settlement::Applied { .. } => {}
                Settlement::Rejected(rejection) if !rejection.problems.is_empty() => {
                    return Err(DeskError::Invalid(rejection.problems.into_iter().map(input).collect()).into());
                }
                _ => return Err(DeskError::Changed.into()),
            }
            let log = unit.logs().get(copied.log).await?.ok_or(DeskError::Changed)?;
            let entered = self.entered(unit.as_mut(), &log, &rules).await?;
            self.keep(unit, Deed::new(Power::EntryCopied, copied.log.0)).await?;
            Ok(entered)
        })
        .await
    }

    async fn take_back_entry(&self, log: LogId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let found = unit.logs().get(log).await?.ok_or(DeskError::NotFound)?;
            if found.entered_by != Some(self.who.account.id) {
                return Err(DeskError::Forbidden.into());
            }
            let op = OpId(self.state.clock.uuid());
            if !notebook::take_back(unit.as_mut(), log, op, self.by()).await? {
                return Err(DeskError::Changed.into());
            }
            Ok(self.keep(unit, Deed::new(Power::EntryTakenBack, log.0)).await?)
        })
        .await
    }

    async fn slip(&self, mentor: AccountId) -> Result<Slip, DeskError> {
        answer(async {
            let today = Desk::today(self);
            let mut unit = self.read().await?;
            let mentor = unit.accounts().get(mentor).await?.ok_or(DeskError::NotFound)?;
            let school = schools_of(&mentor).find(|school| self.may(Action::SeeSchool, Subject::School(*school)));
            let id = school.ok_or(DeskError::Forbidden)?;
            // It is printed.
            self.confirmed()?;
            let school = unit.schools().get(id).await?.ok_or(DeskError::NotFound)?.name;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let mut children = coverage::children(unit.as_mut(), &history, id, today).await?;
            let own = readable(unit.pairings().of_mentor(mentor.id).await?);
            children.retain(|child| own.iter().any(|pairing| pairing.child == child.id && pairing.on(today)));
            drop(unit);
            self.looked(Look::SchoolList, id.0).await?;
            Ok(Slip { mentor: mentor.name, school, as_of: today, children })
        })
        .await
    }
}
