//! A child's file: phone numbers masked, confidential notes left out, each look written down.

use async_trait::async_trait;
use desk_api::{Choice, DeskError};
use desk_api::access_log::Look;
use desk_api::child_file::{ChildFile, ChildFileDesk, EarlierVersion, LeadsTo};
use domain::guardianship::FactValue;
use domain::id::{AdultId, ChildId, LogId, SchoolId};
use domain::log::Log;
use domain::policy::{Action, Subject};
use domain::register::phone::masked;
use domain::report::EntryLine;
use domain::rules::RuleSet;
use storage::{Revision, Unit};

use super::error::Stop;
use super::{Desk, answer, left_behind, name_of};
use crate::core::child_file::{self, File};
use crate::core::doubles;
use crate::core::pairing::handing;
use crate::exchange::rows;

/// A fact without a readable phone number.
pub(super) fn mask(value: &mut FactValue) {
    if let FactValue::Phone { number, .. } = value {
        *number = number.as_deref().map(masked);
    }
}

impl Desk {
    /// The child's file and whether the reader is its mentor; the reader may see the file.
    pub(super) async fn readable(&self, unit: &mut dyn Unit, id: ChildId) -> Result<(File, bool), Stop> {
        let school = self.place_of(unit, id).await?.school;
        let paired = self.is_mentor_of(unit, id).await?;
        self.require_found(Action::SeeChildFile, Subject::Child { school, paired })?;
        Ok((child_file::read(unit, id).await?.ok_or(DeskError::NotFound)?, paired))
    }

    /// Where a file leads that was closed into another; the other only to who may see it.
    async fn leads_to(&self, unit: &mut dyn Unit, id: ChildId) -> Result<Option<LeadsTo>, Stop> {
        let kept = doubles::kept(&unit.doubles().links().await?, id);
        if kept == id {
            return Ok(None);
        }
        let Some(place) = unit.enrolments().place(kept, self.today()).await? else {
            return Ok(Some(LeadsTo { kept: None }));
        };
        let paired = self.is_mentor_of(unit, kept).await?;
        let sees = self.may(Action::SeeChildFile, Subject::Child { school: place.school, paired });
        let child = if sees { unit.children().get(kept).await? } else { None };
        Ok(Some(LeadsTo { kept: child.map(|child| Choice { id: kept, name: child.name }) }))
    }

    /// An entry as far as the reader may see it.
    pub(super) fn entry(&self, school: SchoolId, paired: bool, log: &Log, rules: &RuleSet) -> EntryLine {
        let line = EntryLine::of(log, rules);
        let subject = Subject::Entry { school, held: paired, kind: log.body.kind };
        if self.may(Action::ReadNote, subject) { line } else { line.confidential() }
    }
}

#[async_trait]
impl ChildFileDesk for Desk {
    async fn child_file(&self, id: ChildId) -> Result<ChildFile, DeskError> {
        answer(async {
            let today = self.today();
            let mut unit = self.read().await?;
            let (file, paired) = self.readable(unit.as_mut(), id).await?;
            let place = file.place_on(today).ok_or(DeskError::NotFound)?;
            let (school, class_name) = (place.school, place.class_name.clone());
            let mentor = match file.mentor_on(today) {
                Some(mentor) => Some(name_of(unit.as_mut(), mentor).await?),
                None => None,
            };
            let rules = rows::rules(unit.as_mut()).await?.value.on(today);
            let name = rows::unless_damaged(unit.schools().get(school).await, school.0)?.flatten().map(|s| s.name);
            let mut pairings = handing::lines(unit.as_mut(), &file.pairings).await?;
            pairings.reverse();
            let left_behind = left_behind::judged(unit.as_mut(), &file, today).await?;
            let leads_to = self.leads_to(unit.as_mut(), id).await?;
            drop(unit);
            if !paired {
                self.looked(Look::ChildFile, id.0).await?;
            }
            let mut facts = file.fact_lines();
            for line in &mut facts {
                mask(&mut line.value);
            }
            let mut adults = file.adult_lines();
            for adult in &mut adults {
                adult.phone = adult.phone.as_deref().map(masked);
            }
            Ok(ChildFile {
                as_of: today,
                leaves_county: file.leaves_county(school, today),
                school_id: school,
                school: name.unwrap_or_default(),
                class_name,
                mentor,
                pairings,
                flower: file.flower(today, &rules),
                due: file.due(today, &rules),
                left_behind,
                facts,
                adults,
                entries: file.logs.iter().map(|log| self.entry(school, paired, log, &rules)).collect(),
                address: file.address,
                child: file.child,
                leads_to,
            })
        })
        .await
    }

    async fn earlier_versions(&self, id: ChildId, log: LogId) -> Result<Vec<EarlierVersion>, DeskError> {
        answer(async {
            let today = self.today();
            let mut unit = self.read().await?;
            let (file, paired) = self.readable(unit.as_mut(), id).await?;
            let school = file.school_on(today).ok_or(DeskError::NotFound)?;
            if !file.logs.iter().any(|own| own.id == log) {
                return Err(DeskError::NotFound.into());
            }
            let rules = rows::rules(unit.as_mut()).await?.value.on(today);
            let mut all = unit.logs().revisions(log).await?;
            all.pop();
            drop(unit);
            if !paired {
                self.looked(Look::Versions, log.0).await?;
            }
            let earlier = |was: Revision| EarlierVersion {
                received_at: was.received_at,
                line: self.entry(school, paired, &was.log, &rules),
            };
            Ok(all.into_iter().map(earlier).collect())
        })
        .await
    }

    async fn reveal_phone(&self, child: ChildId, adult: AdultId) -> Result<String, DeskError> {
        answer(async {
            let mut unit = self.read().await?;
            let (file, paired) = self.readable(unit.as_mut(), child).await?;
            drop(unit);
            let school = file.school_on(self.today()).ok_or(DeskError::NotFound)?;
            self.require_found(Action::RevealPhone, Subject::Child { school, paired })?;
            let phone = file.adult_lines().into_iter().find(|a| a.id == adult).and_then(|a| a.phone);
            let phone = phone.ok_or(DeskError::NotFound)?;
            if !paired {
                self.looked(Look::Phone, adult.0).await?;
            }
            Ok(phone)
        })
        .await
    }
}
