//! The desks' side of the server, one file a feature: it asks the policy, calls `core`, writes the
//! access log. What is asked and answered is `desk-api`'s.
//! Every file of this folder is a part of it, without a line here.

automod::dir!(pub "src/desk");

use std::sync::Arc;

use chrono::NaiveDate;
use desk_api::access_log::Look;
use desk_api::{DeskError, Desks};
use domain::id::{AccountId, ChildId, CountyId};
use domain::policy::{Action, Subject, can};
use domain::register::{Cause, Enrolment};
use storage::{By, StorageError, Unit};

use crate::AppState;
use crate::auth::SignedIn;
use crate::core;
use crate::core::access_log::{Deed, Onlooker, record};
use crate::defences::Defence;
use crate::events::{self, Event};
use crate::exchange::rows::readable;
use error::Stop;

/// The desks of one signed-in person.
pub struct Desk {
    state: AppState,
    who: SignedIn,
    /// This person, for the access log: all of one call is of one instant.
    onlooker: Onlooker,
}

impl Desk {
    /// The desks of a signed-in person.
    pub fn of(state: AppState, who: SignedIn) -> Arc<dyn Desks> {
        Arc::new(Self::new(state, who))
    }

    /// The same, for the server's own addresses beside the desks' calls.
    pub fn new(state: AppState, who: SignedIn) -> Self {
        let onlooker = state.onlooker(who.account.county, who.account.id);
        Self { state, who, onlooker }
    }

    /// Whether the policy lets this person do it.
    fn may(&self, action: Action, subject: Subject<'_>) -> bool {
        can(&self.who.actor(), action, subject) || !self.state.has(Defence::DeskPolicy)
    }

    /// Asks the policy; `Forbidden` when it says no.
    fn require(&self, action: Action, subject: Subject<'_>) -> Result<(), DeskError> {
        if self.may(action, subject) { Ok(()) } else { Err(DeskError::Forbidden) }
    }

    /// The same for what was found by its identifier: whether there is such a thing is told nobody who may not do it.
    fn require_found(&self, action: Action, subject: Subject<'_>) -> Result<(), DeskError> {
        if self.may(action, subject) {
            return Ok(());
        }
        events::tell(Event::Refused, None, "not_to_be_known");
        Err(DeskError::NotFound)
    }

    /// Asks that the password was just given; `ConfirmFirst` when it is to be given again.
    fn confirmed(&self) -> Result<(), DeskError> {
        if !self.state.has(Defence::PasswordAgain) {
            return Ok(());
        }
        self.who.confirmed(self.onlooker.at).map_err(|_| DeskError::ConfirmFirst)
    }

    /// The person's county, in which every unit of work is opened.
    fn home(&self) -> CountyId {
        self.who.account.county
    }

    fn today(&self) -> NaiveDate {
        self.state.clock.today()
    }

    /// Whether this person is a child's mentor today.
    async fn is_mentor_of(&self, unit: &mut dyn Unit, child: ChildId) -> Result<bool, StorageError> {
        let mine = readable(unit.pairings().of_mentor(self.who.account.id).await?);
        Ok(mine.iter().any(|p| p.child == child && p.on(self.today())))
    }

    /// The place of a child that this person may give to a mentor or send to another school.
    async fn transferable(&self, unit: &mut dyn Unit, child: ChildId) -> Result<Enrolment, Stop> {
        let place = self.place_of(unit, child).await?;
        self.require_found(Action::Transfer, Subject::Child { school: place.school, paired: false })?;
        Ok(place)
    }

    /// Whose child it is today.
    async fn place_of(&self, unit: &mut dyn Unit, child: ChildId) -> Result<Enrolment, Stop> {
        Ok(unit.enrolments().place(child, self.today()).await?.ok_or(DeskError::NotFound)?)
    }

    /// This person, for the commit of what is done now.
    fn by(&self) -> By {
        By { at: self.state.clock.now(), actor: Some(self.who.account.id), cause: Cause::Desk }
    }

    /// A unit of work that only reads.
    async fn read(&self) -> Result<Box<dyn Unit>, StorageError> {
        self.state.storage.read(self.home()).await
    }

    /// A unit of work that may write.
    async fn write(&self) -> Result<Box<dyn Unit>, StorageError> {
        self.state.storage.write(self.home()).await
    }

    /// Writes this person's look to the access log.
    async fn looked(&self, look: Look, subject: uuid::Uuid) -> Result<(), StorageError> {
        record(self.state.storage.as_ref(), &self.onlooker, look, subject).await
    }

    /// Writes this person's act of power to the access log, in the transaction that does it.
    async fn did(&self, unit: &mut dyn Unit, deed: Deed<'_>) -> Result<(), StorageError> {
        core::access_log::did(unit, &self.onlooker, deed).await
    }

    /// The same, and keeps what was done: those whose pairings it wrote are told.
    async fn keep(&self, mut unit: Box<dyn Unit>, deed: Deed<'_>) -> Result<(), StorageError> {
        self.did(unit.as_mut(), deed).await?;
        core::access_log::told_mentors(unit.as_mut(), &self.onlooker).await?;
        unit.commit().await
    }
}

/// The answer of some work at a desk.
async fn answer<T>(work: impl Future<Output = Result<T, Stop>> + Send) -> Result<T, DeskError> {
    work.await.map_err(DeskError::from)
}

/// A person's name; empty when there is no such account.
async fn name_of(unit: &mut dyn Unit, account: AccountId) -> Result<String, StorageError> {
    Ok(unit.accounts().get(account).await?.map(|a| a.name).unwrap_or_default())
}
