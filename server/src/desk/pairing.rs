//! Children are given to mentors.

use async_trait::async_trait;
use chrono::{Days, NaiveDate};
use desk_api::access_log::Look;
use desk_api::pairing::{
    BESIDE_DAYS_MAX, Beside, FROM_DAYS_AHEAD_MAX, Handing, HandingView, Matched, PAIRS_MAX, PROPOSALS_MAX, PairingDesk,
    PairingsView, Unfit, UnfitWhy,
};
use desk_api::{DeskError, Input};
use domain::id::{ChildId, ProposalId, SchoolId};
use domain::log::Fault;
use domain::policy::{Action, Power, Subject};

use storage::{StorageError, Unit};

use super::error::Stop;
use super::{Desk, answer};
use crate::core::access_log::Deed;
use crate::core::pairing::proposals::Wish;
use crate::core::pairing::{self, handing, proposals};
use crate::exchange::rows;

impl Desk {
    /// Whether what this person wishes needs nobody else. Who is lead as well still needs another's look.
    fn agrees_at_once(&self, school: SchoolId) -> bool {
        self.may(Action::Approve, Subject::Proposal { school, by: self.who.account.id })
    }

    /// Whether a new pairing of this person's waits for the school's lead.
    async fn asks_lead(&self, unit: &mut dyn Unit, school: SchoolId) -> Result<bool, StorageError> {
        Ok(!self.agrees_at_once(school) && proposals::lead_approves(unit, self.today()).await?)
    }

    /// Does what is wished, or lays it before the lead where the rules ask for that. What does not fit is answered,
    /// and then nothing is done.
    async fn wish(&self, school: SchoolId, wish: Wish) -> Result<Vec<Unfit>, Stop> {
        let mut unit = self.write().await?;
        let fresh = || self.state.clock.uuid();
        let waits = !self.agrees_at_once(school) && wish.asks_lead(unit.as_mut(), self.today()).await?;
        let unfit = proposals::carry_out(unit.as_mut(), school, &wish, self.today(), self.by(), fresh).await?;
        if !unfit.is_empty() {
            return Ok(unfit);
        }
        let deed = if waits {
            // It fits; it was only tried.
            drop(unit);
            unit = self.write().await?;
            if unit.proposals().of_school(school).await?.len() >= PROPOSALS_MAX {
                return Err(DeskError::invalid(Input::Proposals, Fault::TooMany).into());
            }
            let (id, by, now) = (ProposalId(fresh()), self.who.account.id, self.state.clock.now());
            proposals::lay(unit.as_mut(), id, school, &wish, by, now).await?;
            Deed::new(Power::PairingProposed, id.0)
        } else {
            match &wish {
                Wish::Pairs { .. } => Deed::new(Power::PairingsAccepted, school.0),
                Wish::HandOn { child, handing } => Deed::new(Power::HandedOn, child.0).because(handing.why.code()),
                Wish::PutBeside { child, .. } => Deed::new(Power::PutBeside, child.0),
            }
        };
        self.keep(unit, deed).await?;
        Ok(unfit)
    }

    /// A pairing begins today or in the days that can be looked ahead.
    fn require_ahead(&self, from: NaiveDate) -> Result<(), DeskError> {
        let today = self.today();
        let fits = from >= today && from <= today + Days::new(FROM_DAYS_AHEAD_MAX);
        if fits { Ok(()) } else { Err(DeskError::invalid(Input::PairingDay, Fault::OutOfRange)) }
    }
}

#[async_trait]
impl PairingDesk for Desk {
    async fn mentors_for(&self, child: ChildId) -> Result<HandingView, DeskError> {
        answer(async {
            let today = self.today();
            let mut unit = self.read().await?;
            let school = self.transferable(unit.as_mut(), child).await?.school;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let running: Vec<_> = history.pairings_of(child).filter(|p| p.from_now(today)).cloned().collect();
            Ok(HandingView {
                as_of: today,
                farewell_days: rows::rules(unit.as_mut()).await?.value.on(today).farewell_days,
                pairings: handing::lines(unit.as_mut(), &running).await?,
                mentors: pairing::mentors(unit.as_mut(), &history, school, today).await?,
                asks_lead: self.asks_lead(unit.as_mut(), school).await?,
            })
        })
        .await
    }

    async fn hand_on(&self, child: ChildId, handing: Handing) -> Result<Option<UnfitWhy>, DeskError> {
        answer(async {
            let school = self.transferable(self.read().await?.as_mut(), child).await?.school;
            self.require_ahead(handing.from)?;
            if !handing.why.attributes().is_given {
                return Err(DeskError::invalid(Input::Other, Fault::Missing).into());
            }
            Ok(self.wish(school, Wish::HandOn { child, handing }).await?.first().map(|unfit| unfit.why))
        })
        .await
    }

    async fn put_beside(&self, child: ChildId, beside: Beside) -> Result<Option<UnfitWhy>, DeskError> {
        answer(async {
            let school = self.transferable(self.read().await?.as_mut(), child).await?.school;
            self.require_ahead(beside.from)?;
            if beside.to < beside.from || beside.to > beside.from + Days::new(BESIDE_DAYS_MAX) {
                return Err(DeskError::invalid(Input::LastDay, Fault::OutOfRange).into());
            }
            Ok(self.wish(school, Wish::PutBeside { child, beside }).await?.first().map(|unfit| unfit.why))
        })
        .await
    }

    async fn decide_proposal(&self, id: ProposalId, accept: bool) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let proposal = unit.proposals().get(id).await?.ok_or(DeskError::NotFound)?;
            let second_look = Subject::Proposal { school: proposal.school, by: proposal.by };
            // Whoever may propose sees it, and may take it back.
            if !self.may(Action::Pair, Subject::School(proposal.school)) {
                self.require_found(Action::Approve, second_look)?;
            } else if accept {
                self.require(Action::Approve, second_look)?;
            }
            let (fresh, who) = (|| self.state.clock.uuid(), self.who.account.id);
            let is_open = proposal.decision.is_none();
            let decided = is_open
                && proposals::decide(unit.as_mut(), &proposal, accept, self.today(), self.by(), who, fresh).await?;
            if !decided {
                return Err(DeskError::Changed.into());
            }
            // Whoever proposed it is told.
            let power = if accept { Power::ProposalAgreed } else { Power::ProposalDeclined };
            Ok(self.keep(unit, Deed::new(power, id.0).to(proposal.by)).await?)
        })
        .await
    }

    async fn pairings(&self, id: SchoolId) -> Result<PairingsView, DeskError> {
        answer(async {
            self.require(Action::Pair, Subject::School(id))?;
            let today = self.today();
            let mut unit = self.read().await?;
            let school = unit.schools().get(id).await?.ok_or(DeskError::NotFound)?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let pairing::Standing { limit, troubles, children, mentors } =
                pairing::standing(unit.as_mut(), &history, id, today).await?;
            let asks_lead = self.asks_lead(unit.as_mut(), id).await?;
            let mut waiting = vec![];
            for proposal in unit.proposals().of_school(id).await? {
                waiting.push(proposals::shown(unit.as_mut(), &proposal).await?);
            }
            drop(unit);
            self.looked(Look::SchoolList, id.0).await?;
            Ok(PairingsView { name: school.name, as_of: today, limit, asks_lead, waiting, troubles, children, mentors })
        })
        .await
    }

    async fn accept_pairings(
        &self,
        school: SchoolId,
        from: NaiveDate,
        pairs: Vec<Matched>,
    ) -> Result<Vec<Unfit>, DeskError> {
        answer(async {
            self.require(Action::Pair, Subject::School(school))?;
            self.require_ahead(from)?;
            if pairs.len() > PAIRS_MAX {
                return Err(DeskError::invalid(Input::Other, Fault::TooMany).into());
            }
            self.wish(school, Wish::Pairs { from, pairs }).await
        })
        .await
    }
}
