//! All that waits for a school, as far as its reader may see and decide it.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::access_log::Look;
use desk_api::inbox::{InboxDesk, InboxEntry, InboxView, OffersFrom, OpenFollowUp, Waiting};
use desk_api::school::DeviceToHelp;
use domain::id::{ChildId, LogId, OpId, SchoolId};
use domain::log::Log;
use domain::policy::{Action, Power, Subject};
use domain::report::InboxKind;
use domain::rules::RuleSet;
use storage::{DeviceLine, Proposal, RegisteredChild, StorageError, Unit};

use super::error::Stop;
use super::import::batch_view;
use super::{Desk, answer, disputes, name_of, term_page};
use crate::core::access_log::Deed;
use crate::core::inbox::{self, Found};
use crate::core::pairing::proposals;
use crate::exchange::rows::{self, readable};

/// What is the same for all items of a school.
struct Around {
    school: SchoolId,
    children: Vec<RegisteredChild>,
    rules: RuleSet,
}

impl Around {
    /// The school's children among some, in the order of the school.
    fn here<'a>(&'a self, some: &'a [ChildId]) -> impl Iterator<Item = &'a RegisteredChild> {
        self.children.iter().filter(|known| some.contains(&known.child.id))
    }
}

impl Desk {
    /// Whether this person may see, and whether decide, items of a kind.
    fn rights(&self, kind: InboxKind, school: SchoolId) -> (bool, bool) {
        let may = |action| self.may(action, Subject::School(school));
        match kind {
            InboxKind::LateWork | InboxKind::Dispute | InboxKind::TwoPages => (may(Action::Review), may(Action::Review)),
            InboxKind::Import => (may(Action::Import), may(Action::Import)),
            InboxKind::Pairing => (may(Action::Approve), may(Action::Approve)),
            InboxKind::Offer => (may(Action::Arrange), may(Action::Arrange)),
            // Who may be the second of two is asked for each.
            InboxKind::Countersign => (may(Action::SeeSchool), may(Action::SeeSchool)),
            InboxKind::FollowUp => (may(Action::SeeSchool), may(Action::Review)),
            InboxKind::Phone => (may(Action::SeeUnsentDevices), false),
            InboxKind::Unlisted => (false, false),
        }
    }

    /// Whether this very item may be decided by this person: no one agrees to what they proposed themselves.
    fn may_settle(&self, found: &Found, school: SchoolId) -> bool {
        let Found::Pairing(Proposal { by, .. }) = found else { return true };
        self.may(Action::Approve, Subject::Proposal { school, by: *by })
    }

    async fn open_follow_up(&self, unit: &mut dyn Unit, log: Log, around: &Around) -> Result<Waiting, StorageError> {
        let paired = match log.body.children.first() {
            Some(child) => self.is_mentor_of(unit, *child).await?,
            None => false,
        };
        let names: Vec<String> = around.here(&log.body.children).map(|known| known.child.name.clone()).collect();
        Ok(Waiting::FollowUp(OpenFollowUp {
            log: log.id,
            child: around.here(&log.body.children).next().map(|known| known.child.id),
            names: if names.is_empty() { log.body.classes.clone() } else { names },
            author: name_of(unit, log.author).await?,
            by: log.open_follow_up().unwrap_or(log.body.occurred_on),
            entry: self.entry(around.school, paired, &log, &around.rules),
        }))
    }

    async fn phone(&self, unit: &mut dyn Unit, line: DeviceLine, around: &Around) -> Result<Waiting, StorageError> {
        let own = readable(unit.pairings().of_mentor(line.account).await?);
        let own: Vec<ChildId> = own.into_iter().filter(|p| p.on(self.today())).map(|p| p.child).collect();
        Ok(Waiting::Phone(DeviceToHelp {
            id: line.id,
            label: line.label,
            owner: line.owner,
            waiting: line.waiting,
            oldest: line.oldest,
            rejected: line.rejected,
            children: around.here(&own).map(|known| known.child.name.clone()).collect(),
        }))
    }

    /// An item as this reader sees it; none where it concerns none of the school's children any more.
    async fn waiting(&self, unit: &mut dyn Unit, found: Found, around: &Around) -> Result<Option<Waiting>, StorageError> {
        Ok(match found {
            Found::LateWork(parked) => {
                Some(Waiting::LateWork(self.late(unit, around.school, &parked, &around.rules).await?))
            }
            Found::Dispute(two) => disputes::shown(unit, two, &around.children).await?.map(Waiting::Dispute),
            Found::TwoPages(two) => term_page::shown(unit, two, &around.children).await?.map(Waiting::TwoPages),
            Found::Import(line) => {
                // What is in it is unsealed where it is opened.
                Some(Waiting::Import(batch_view(unit, &line, None).await?))
            }
            Found::Pairing(proposal) => Some(Waiting::Pairing(proposals::shown(unit, &proposal).await?)),
            Found::Countersign(asked, account) => {
                if !self.may_countersign(unit, &asked, &account).await? {
                    return Ok(None);
                }
                Some(Waiting::Countersign(Self::countersign_line(unit, &asked, account).await?))
            }
            Found::Offers(offers) => {
                let from = match offers.first() {
                    Some(offer) => unit.schools().get(offer.from).await?,
                    None => None,
                };
                let from = from.map(|school| OffersFrom { to: around.school, school: school.name, count: offers.len() });
                from.map(Waiting::Offers)
            }
            Found::FollowUp(log) => Some(self.open_follow_up(unit, log, around).await?),
            Found::Phone(line) => Some(self.phone(unit, line, around).await?),
        })
    }

    /// Writes to the access log what of children's files the list shows.
    async fn looked_through(&self, entries: &[InboxEntry], school: SchoolId) -> Result<(), StorageError> {
        for (kinds, look) in [
            ([InboxKind::LateWork].as_slice(), Look::LateWork),
            ([InboxKind::Dispute, InboxKind::TwoPages].as_slice(), Look::Disputes),
            ([InboxKind::Pairing, InboxKind::FollowUp, InboxKind::Phone].as_slice(), Look::SchoolList),
        ] {
            if entries.iter().any(|entry| kinds.contains(&entry.item.kind)) {
                self.looked(look, school.0).await?;
            }
        }
        Ok(())
    }

    /// Whether this person may say for an entry that somebody has looked again: for one of its children.
    async fn may_follow_up(&self, unit: &mut dyn Unit, log: &Log) -> Result<bool, Stop> {
        for child in unit.logs().children(log.id).await? {
            let place = unit.enrolments().place(child, self.today()).await?;
            if place.is_some_and(|place| self.may(Action::Review, Subject::School(place.school))) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[async_trait]
impl InboxDesk for Desk {
    async fn inbox(&self, school: SchoolId) -> Result<InboxView, DeskError> {
        answer(async {
            self.require(Action::SeeSchool, Subject::School(school))?;
            let (today, now) = (self.today(), self.state.clock.now());
            let mut unit = self.read().await?;
            let name = unit.schools().get(school).await?.ok_or(DeskError::NotFound)?.name;
            let sees = |kind: &InboxKind| self.rights(*kind, school).0;
            let kinds: Vec<InboxKind> = InboxKind::ALL.iter().copied().filter(sees).collect();
            let found = inbox::of_school(unit.as_mut(), school, &kinds, today, now).await?;
            let mut entries = Vec::with_capacity(found.len());
            if !found.is_empty() {
                let children = readable(unit.children().of_school(school, today).await?);
                let rules = rows::rules(unit.as_mut()).await?.value.on(today);
                let around = Around { school, children, rules };
                for (item, found) in found {
                    let may_decide = self.rights(item.kind, school).1 && self.may_settle(&found, school);
                    let waiting = self.waiting(unit.as_mut(), found, &around).await?;
                    entries.extend(waiting.map(|waiting| InboxEntry { item, may_decide, waiting }));
                }
            }
            drop(unit);
            self.looked_through(&entries, school).await?;
            Ok(InboxView { name, as_of: today, entries })
        })
        .await
    }

    async fn followed_up(&self, log: LogId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let found = unit.logs().get(log).await?.ok_or(DeskError::NotFound)?;
            if !self.may_follow_up(unit.as_mut(), &found).await? {
                return Err(DeskError::NotFound.into());
            }
            let (op, today) = (OpId(self.state.clock.uuid()), self.today());
            if !inbox::followed_up(unit.as_mut(), log, today, op, self.by()).await? {
                return Err(DeskError::Changed.into());
            }
            Ok(self.keep(unit, Deed::new(Power::FollowedUp, log.0)).await?)
        })
        .await
    }
}
