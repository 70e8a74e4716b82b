//! The end of a child's file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{Days, NaiveDate};
use desk_api::access_log::Look;
use desk_api::erasure::{
    AnswerLine, Asked, DueLine, ERASED_AT_ONCE_MAX, ErasureDesk, ErasureLine, ErasureView, RequestLine,
    WORDS_CHARS_MAX,
};
use desk_api::{DeskError, Input};
use domain::id::{AccountId, ChildId, RequestId, SchoolId};
use domain::log::Fault;
use domain::policy::{Action, Power, Subject};
use domain::register::History;
use domain::register::erasure::{Ground, RequestKind, Weight, shown};
use domain::term::local_day;
use storage::{Answered, Erasure, Request, StorageError, Unit};

use super::error::Stop;
use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::centre;
use crate::core::erasure::{self, closed_on};
use crate::exchange::rows::{self, readable};

/// What somebody wrote, if there is something and not too much.
fn written(text: &str, input: Input) -> Result<&str, DeskError> {
    match text.trim() {
        "" => Err(DeskError::invalid(input, Fault::Missing)),
        long if long.chars().count() > WORDS_CHARS_MAX => Err(DeskError::invalid(input, Fault::TooLong)),
        words => Ok(words),
    }
}

/// Who asked and what they said, as it lies under the child's key.
fn words(asked: &Asked) -> Result<String, StorageError> {
    serde_json::to_string(asked).map_err(|_| StorageError::Inconsistent("erasure_request.words"))
}

impl Desk {
    /// A request as it is shown. Whoever was erased has no name any more.
    async fn request_line(
        &self,
        unit: &mut dyn Unit,
        history: &History,
        schools: &BTreeMap<SchoolId, String>,
        request: Request,
    ) -> Result<RequestLine, StorageError> {
        let left_on = closed_on(history, request.child, self.today());
        let needs_other = request.answered.is_none() && self.needs_other(unit, &request).await?;
        let asked = request.words.map(|words| serde_json::from_str(&words));
        let asked = asked.transpose().map_err(|_| StorageError::Inconsistent("erasure_request.words"))?;
        let weighs = request.kind == RequestKind::Deletion && request.answered.is_none();
        let weight = if weighs { unit.erasure().weigh(&[request.child]).await?.pop() } else { None };
        let why = request.answer.unwrap_or_default();
        let answer = match request.answered {
            Some(Answered { granted, by, at }) => {
                Some(AnswerLine { granted, by: name_of(unit, by).await?, on: local_day(at), why })
            }
            None => None,
        };
        Ok(RequestLine {
            id: request.id,
            child: request.child,
            name: history.child(request.child).map(|child| shown(&child.name).to_owned()).unwrap_or_default(),
            school: schools.get(&request.school).cloned().unwrap_or_default(),
            kind: request.kind,
            asked_on: request.asked_on,
            asked,
            by: name_of(unit, request.by).await?,
            needs_other,
            left_on,
            weight,
            answer,
        })
    }

    /// Whether another person of the centre could grant what this one has written down.
    async fn needs_other(&self, unit: &mut dyn Unit, request: &Request) -> Result<bool, StorageError> {
        let own = request.by == self.who.account.id;
        Ok(own && centre::others(unit, self.who.account.id).await? > 0)
    }

    async fn school_names(&self, unit: &mut dyn Unit) -> Result<BTreeMap<SchoolId, String>, StorageError> {
        Ok(readable(unit.schools().all().await?).into_iter().map(|school| (school.id, school.name)).collect())
    }

    /// What was erased, each with the day from which on no backup holds it.
    async fn erased(&self, unit: &mut dyn Unit, backup_days: u32) -> Result<Vec<ErasureLine>, StorageError> {
        let mut lines = vec![];
        for Erasure { id, at, by, ground, weight, .. } in unit.erasure().records().await? {
            let on = local_day(at);
            let by = match by {
                Some(by) => name_of(unit, by).await?,
                None => String::new(),
            };
            let nowhere_on = on + Days::new(u64::from(backup_days) + 1);
            lines.push(ErasureLine { id, on, by, ground, weight, nowhere_on });
        }
        Ok(lines)
    }

    /// The school whose child it is, or was, for somebody who writes down what is asked of its file.
    fn asked_at(&self, history: &History, child: ChildId) -> Result<SchoolId, DeskError> {
        let school = erasure::school(history, child, self.today()).ok_or(DeskError::NotFound)?;
        self.require_found(Action::TakeRequest, Subject::School(school))?;
        Ok(school)
    }

    /// Commits what was erased, and carries it on: into the file beside the key, out of memory, off the disk.
    async fn keep_erased(
        &self,
        mut unit: Box<dyn Unit>,
        erased: &[Erasure],
        last: Option<Deed<'_>>,
    ) -> Result<(), Stop> {
        let mut deeds = vec![];
        for one in erased {
            deeds.push(Deed::new(Power::ChildErased, one.child.0).because(one.ground.code()));
            // Their phones let go of what they had begun to write of it.
            let mentors: BTreeSet<AccountId> =
                unit.pairings().of_child(one.child).await?.into_iter().map(|pairing| pairing.mentor).collect();
            deeds.extend(mentors.into_iter().map(|mentor| Deed::new(Power::ErasureTold, one.child.0).to(mentor)));
        }
        deeds.extend(last);
        let Some(end) = deeds.pop() else { return Err(DeskError::Changed.into()) };
        for deed in deeds {
            self.did(unit.as_mut(), deed).await?;
        }
        self.keep(unit, end).await?;
        self.state.erasures.write(self.home(), erased);
        self.state.ledger.of(self.read().await?.as_mut()).await?;
        let storage = Arc::clone(&self.state.storage);
        // It may take a while on a large database, and nobody waits for it.
        tokio::spawn(async move {
            if let Err(error) = storage.scrub().await {
                tracing::error!(%error, "what was erased may still lie on the disk; the next erasure tries again");
            }
        });
        Ok(())
    }
}

#[async_trait]
impl ErasureDesk for Desk {
    async fn erasure(&self) -> Result<ErasureView, DeskError> {
        answer(async {
            self.require(Action::Erase, Subject::County)?;
            let today = self.today();
            let mut open = self.read().await?;
            let unit = open.as_mut();
            let history = self.state.ledger.of(unit).await?;
            let rules = rows::rules(unit).await?.value.on(today).clone();
            let schools = self.school_names(unit).await?;
            let all = erasure::due(unit, &history, today).await?;
            let ids: Vec<ChildId> = all.iter().map(|due| due.child).collect();
            let weights: Vec<Weight> = unit.erasure().weigh(&ids).await?;
            let due = all.into_iter().zip(weights).map(|(due, weight)| DueLine {
                child: due.child,
                name: history.child(due.child).map(|child| child.name.clone()).unwrap_or_default(),
                school: schools.get(&due.school).cloned().unwrap_or_default(),
                left_on: due.left_on,
                due_on: due.due_on,
                weight,
            });
            let due = due.collect();
            let mut requests = vec![];
            for request in unit.erasure().requests().await? {
                requests.push(self.request_line(unit, &history, &schools, request).await?);
            }
            requests.sort_by_key(|line| line.answer.is_some());
            let done = self.erased(unit, rules.backup_days).await?;
            drop(open);
            self.looked(Look::Erasures, self.home().0).await?;
            let (after_days, backup_days) = (rules.erase_after_days, rules.backup_days);
            Ok(ErasureView { today, after_days, backup_days, due, requests, done })
        })
        .await
    }

    async fn erase(&self, children: Vec<ChildId>) -> Result<(), DeskError> {
        answer(async {
            self.require(Action::Erase, Subject::County)?;
            self.confirmed()?;
            let (today, asked) = (self.today(), children.iter().copied().collect::<BTreeSet<ChildId>>());
            if asked.is_empty() || asked.len() > ERASED_AT_ONCE_MAX {
                return Err(DeskError::invalid(Input::Children, Fault::OutOfRange).into());
            }
            let mut unit = self.write().await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let due = erasure::due(unit.as_mut(), &history, today).await?.into_iter();
            let due: Vec<(ChildId, Option<NaiveDate>)> = due
                .filter(|due| due.due_on <= today && asked.contains(&due.child))
                .map(|due| (due.child, Some(due.left_on)))
                .collect();
            if due.len() < asked.len() {
                return Err(DeskError::Changed.into());
            }
            let fresh = || self.state.clock.uuid();
            let erased = erasure::erase(unit.as_mut(), &due, Ground::Rule, self.by(), fresh).await?;
            self.keep_erased(unit, &erased, None).await
        })
        .await
    }

    async fn take_request(
        &self,
        child: ChildId,
        kind: RequestKind,
        asked_on: NaiveDate,
        asked: Asked,
    ) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let school = self.asked_at(&history, child)?;
            let text = |text: &str| written(text, Input::Request).map(str::to_owned);
            let asked = Asked { who: text(&asked.who)?, relation: text(&asked.relation)?, words: text(&asked.words)? };
            if asked_on > self.today() || kind == RequestKind::Unlisted {
                return Err(DeskError::invalid(Input::Request, Fault::OutOfRange).into());
            }
            let request = Request {
                id: RequestId(self.state.clock.uuid()),
                child,
                school,
                kind,
                asked_on,
                words: Some(words(&asked)?),
                by: self.who.account.id,
                at: self.state.clock.now(),
                answered: None,
                answer: None,
            };
            unit.erasure().ask(&request).await?;
            Ok(self.keep(unit, Deed::new(Power::RequestTaken, child.0).because(kind.code())).await?)
        })
        .await
    }

    async fn requests(&self, child: ChildId) -> Result<Vec<RequestLine>, DeskError> {
        answer(async {
            let mut open = self.read().await?;
            let unit = open.as_mut();
            let history = self.state.ledger.of(unit).await?;
            self.asked_at(&history, child)?;
            let schools = self.school_names(unit).await?;
            let mut lines = vec![];
            for request in unit.erasure().requests().await?.into_iter().filter(|request| request.child == child) {
                lines.push(self.request_line(unit, &history, &schools, request).await?);
            }
            drop(open);
            if !lines.is_empty() {
                self.looked(Look::Erasures, child.0).await?;
            }
            Ok(lines)
        })
        .await
    }

    async fn decide_request(&self, id: RequestId, grant: bool, why: String) -> Result<(), DeskError> {
        answer(async {
            self.require(Action::Erase, Subject::County)?;
            self.confirmed()?;
            let why = written(&why, Input::Reason)?;
            let mut unit = self.write().await?;
            let request = unit.erasure().request(id).await?.ok_or(DeskError::NotFound)?;
            if request.answered.is_some() {
                return Err(DeskError::Changed.into());
            }
            if grant && self.needs_other(unit.as_mut(), &request).await? {
                return Err(DeskError::Forbidden.into());
            }
            let answered = Answered { granted: grant, by: self.who.account.id, at: self.state.clock.now() };
            unit.erasure().decide(id, &answered, why).await?;
            let power = match grant {
                true if request.by == self.who.account.id => Power::RequestGrantedAlone,
                true => Power::RequestGranted,
                false => Power::RequestDeclined,
            };
            let deed = Deed::new(power, request.child.0).to(request.by).because(request.kind.code());
            if !grant || request.kind != RequestKind::Deletion {
                return Ok(self.keep(unit, deed).await?);
            }
            let history = self.state.ledger.of(unit.as_mut()).await?;
            // While a child is at a school the county must know it, by law: first the school says that it has left.
            let closed = closed_on(&history, request.child, self.today()).ok_or(DeskError::Changed)?;
            let whom = [(request.child, Some(closed))];
            let fresh = || self.state.clock.uuid();
            let erased = erasure::erase(unit.as_mut(), &whom, Ground::Request, self.by(), fresh).await?;
            self.keep_erased(unit, &erased, Some(deed)).await
        })
        .await
    }
}
