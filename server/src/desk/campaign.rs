//! What a school gives to many children at once.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{NaiveDate, TimeDelta};
use desk_api::access_log::Look;
use desk_api::campaign::{CampaignDesk, CampaignView, Given};
use desk_api::out::TableView;
use desk_api::{DeskError, Input, InputProblem};
use domain::guardianship::register_on;
use domain::id::{AccountId, CampaignId, ChildId, LogId, SchoolId};
use domain::log::{Campaign, Fault, LogField, Problem};
use domain::policy::{Action, Power, Subject};
use domain::register::School;
use domain::report::thanks::thanks;
use storage::{Donation, Unit};

use super::error::Stop;
use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::campaign::{self, Places};
use crate::core::out::donations;
use crate::exchange::rows::readable;

/// For how many days back it is shown what was given: this school year and the one before.
const SHOWN_DAYS: i64 = 730;

/// Where something wrong with a campaign can be mended.
fn input(problem: Problem) -> InputProblem {
    let input = match problem.field {
        LogField::Children => Input::Children,
        LogField::OccurredOn => Input::Day,
        LogField::Occasion => Input::Occasion,
        LogField::Donor => Input::Donor,
        LogField::Gift => Input::Gift,
        LogField::Things => Input::Things,
        LogField::Amount => Input::Amount,
        _ => Input::Other,
    };
    InputProblem { input, fault: problem.fault }
}

impl Desk {
    /// A campaign as the page shows it.
    async fn given(
        &self,
        unit: &mut dyn Unit,
        school: &School,
        campaign: Campaign,
        by: AccountId,
    ) -> Result<Given, Stop> {
        let lines = thanks(&school.name, &campaign.aid, campaign.on, campaign.children.len(), self.today());
        Ok(Given { by: name_of(unit, by).await?, thanks: lines.join("\n"), campaign })
    }

    /// The entries of a campaign that stand, of which this person's school must be the one.
    async fn standing(
        &self,
        unit: &mut dyn Unit,
        school: SchoolId,
        id: CampaignId,
    ) -> Result<(Vec<Donation>, Option<Campaign>), Stop> {
        let entries = unit.donations().of_campaign(id).await?.whole()?;
        let found = campaign::whole(&entries);
        if let Some(found) = &found {
            let history = self.state.ledger.of(unit).await?;
            let schools = readable(unit.schools().all().await?);
            if !Places::of(&history, &schools).is_of(school, found) {
                return Err(DeskError::NotFound.into());
            }
        }
        Ok((entries, found))
    }

    /// The children of a campaign in the order of the school's lists. `Invalid` where one was not at the school that
    /// day; who was given something before stays, wherever the register says now that they were.
    async fn in_order(
        &self,
        unit: &mut dyn Unit,
        school: SchoolId,
        campaign: &Campaign,
        before: Option<&Campaign>,
    ) -> Result<Vec<ChildId>, Stop> {
        let history = self.state.ledger.of(unit).await?;
        let schools = readable(unit.schools().all().await?);
        let register = register_on(&history, campaign.on);
        let here = campaign::children(&register, &schools, school);
        let mut order: Vec<ChildId> =
            here.iter().map(|child| child.id).filter(|child| campaign.children.contains(child)).collect();
        let known: BTreeSet<ChildId> = order.iter().copied().collect();
        let others: Vec<ChildId> = campaign.children.difference(&known).copied().collect();
        // Whoever had it then stays in it; on another day it is asked anew whose children they were.
        let same_day = before.filter(|before| before.on == campaign.on);
        let had = |child: &ChildId| same_day.is_some_and(|before| before.children.contains(child));
        if !others.iter().all(had) {
            return Err(DeskError::invalid(Input::Children, Fault::NotTheirs).into());
        }
        order.extend(others);
        Ok(order)
    }

    /// What the donor of a campaign is told, on a page of its own.
    pub async fn thanks_page(&self, id: CampaignId) -> Result<Vec<String>, DeskError> {
        answer(async {
            let mut unit = self.read().await?;
            let found = campaign::whole(&unit.donations().of_campaign(id).await?.whole()?);
            let found = found.ok_or(DeskError::NotFound)?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let schools = readable(unit.schools().all().await?);
            let places = Places::of(&history, &schools);
            let own = schools.iter().find(|school| places.is_of(school.id, &found));
            let school = own.ok_or(DeskError::NotFound)?;
            self.require_found(Action::Export, Subject::School(school.id))?;
            Ok(thanks(&school.name, &found.aid, found.on, found.children.len(), self.today()))
        })
        .await
    }

    /// The unit's hand for what this person records.
    fn giving<'a>(&self, fresh: &'a (dyn Fn() -> uuid::Uuid + Send + Sync)) -> campaign::Hand<'a> {
        campaign::Hand { account: self.who.account.id, by: self.by(), fresh }
    }
}

/// A campaign with what was typed around its words left out, and in no other's name.
fn trimmed(mut campaign: Campaign) -> Campaign {
    for text in [&mut campaign.aid.occasion, &mut campaign.aid.donor, &mut campaign.aid.gift] {
        *text = text.trim().to_owned();
    }
    campaign.aid.campaign = None;
    campaign
}

#[async_trait]
impl CampaignDesk for Desk {
    async fn campaigns(&self, school: SchoolId, day: Option<NaiveDate>) -> Result<CampaignView, DeskError> {
        answer(async {
            self.require(Action::EnterFor, Subject::School(school))?;
            let today = Desk::today(self);
            let day = day.unwrap_or(today);
            let mut unit = self.read().await?;
            let found = unit.schools().get(school).await?.ok_or(DeskError::NotFound)?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let schools = readable(unit.schools().all().await?);
            let register = register_on(&history, day);
            let children = campaign::children(&register, &schools, school);
            let days = (today - TimeDelta::days(SHOWN_DAYS), today + TimeDelta::days(SHOWN_DAYS));
            let mut given = vec![];
            for (one, by) in campaign::since(unit.as_mut(), &Places::of(&history, &schools), school, days).await? {
                given.push(self.given(unit.as_mut(), &found, one, by).await?);
            }
            drop(unit);
            self.looked(Look::SchoolList, school.0).await?;
            Ok(CampaignView { name: found.name, today, day, children, given })
        })
        .await
    }

    async fn give(&self, school: SchoolId, campaign: Campaign, before: Option<Campaign>) -> Result<Given, DeskError> {
        answer(async {
            self.require(Action::EnterFor, Subject::School(school))?;
            let mut unit = self.write().await?;
            let found = unit.schools().get(school).await?.ok_or(DeskError::NotFound)?;
            let mut wanted = trimmed(campaign);
            let problems = wanted.problems(self.today());
            if !problems.is_empty() {
                return Err(DeskError::Invalid(problems.into_iter().map(input).collect()).into());
            }
            let (entries, stands) = self.standing(unit.as_mut(), school, wanted.id).await?;
            let author = entries.first().map_or(self.who.account.id, |entry| entry.author);
            wanted.children = campaign::led_to(unit.as_mut(), &wanted.children, stands.as_ref()).await?;
            if stands.as_ref() == Some(&wanted) {
                // Sent again, because the answer did not arrive.
                return self.given(unit.as_mut(), &found, wanted, author).await;
            }
            let is_gone = stands.is_none() && unit.logs().get(LogId(wanted.id.0)).await?.is_some();
            if stands != before || is_gone {
                return Err(DeskError::Changed.into());
            }
            let order = self.in_order(unit.as_mut(), school, &wanted, before.as_ref()).await?;
            let fresh = || self.state.clock.uuid();
            if !campaign::write(unit.as_mut(), &wanted, &order, &entries, &self.giving(&fresh)).await? {
                return Err(DeskError::Changed.into());
            }
            let power = if stands.is_some() { Power::GiftCorrected } else { Power::GiftRecorded };
            let id = wanted.id.0;
            let given = self.given(unit.as_mut(), &found, wanted, author).await?;
            self.keep(unit, Deed::new(power, id)).await?;
            Ok(given)
        })
        .await
    }

    async fn county_gifts(&self) -> Result<TableView, DeskError> {
        answer(async {
            self.require(Action::SeeCounty, Subject::County)?;
            let mut unit = self.read().await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let table = donations::of_county(unit.as_mut(), &history, self.today()).await?;
            let mut view = TableView::from(&self.marked(table));
            // The county sums; who was given something the school has.
            view.rows.iter_mut().flatten().for_each(|cell| cell.children.clear());
            Ok(view)
        })
        .await
    }

    async fn take_back_gift(&self, school: SchoolId, campaign: CampaignId) -> Result<(), DeskError> {
        answer(async {
            self.require(Action::EnterFor, Subject::School(school))?;
            let mut unit = self.write().await?;
            let (entries, stands) = self.standing(unit.as_mut(), school, campaign).await?;
            let stands = stands.ok_or(DeskError::NotFound)?;
            let fresh = || self.state.clock.uuid();
            let none = Campaign { children: BTreeSet::new(), ..stands };
            if !campaign::write(unit.as_mut(), &none, &[], &entries, &self.giving(&fresh)).await? {
                return Err(DeskError::Changed.into());
            }
            Ok(self.keep(unit, Deed::new(Power::GiftTakenBack, campaign.0)).await?)
        })
        .await
    }
}
