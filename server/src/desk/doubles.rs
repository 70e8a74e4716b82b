//! Children who may be one.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::access_log::Look;
use desk_api::doubles::{DoublesDesk, DoublesView, JoinedLine, PAIRS_SHOWN_MAX, PairLine, Record};
use domain::id::{ActId, ChildId, SchoolId};
use domain::policy::{Action, Power, Subject};
use domain::register::matching::{self, Pair};
use domain::register::phone::masked;
use domain::register::{History, Relation, enrolment, pairing};
use domain::report::AdultLine;
use storage::{Judged, Unit};

use super::error::Stop;
use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::doubles::{self, Joining, Outcome};
use crate::exchange::rows;

/// What is compared of a school or of the county.
struct Compared {
    records: Vec<matching::Record>,
    pairs: Vec<Pair>,
}

impl Desk {
    /// Compares a school's children, or all of the county, without the files that are closed and the pairs that were decided.
    async fn compare(&self, unit: &mut dyn Unit, school: Option<SchoolId>, decided: &[Judged]) -> Result<Compared, Stop> {
        let history = self.state.ledger.of(unit).await?;
        let closed: BTreeSet<ChildId> = decided.iter().filter(|one| one.same).map(|one| one.other).collect();
        let mut records = matching::records(&history, &BTreeMap::new(), self.today(), self.state.clock.now());
        records.retain(|one| !closed.contains(&one.id) && school.is_none_or(|school| one.school == Some(school)));
        let ids: Vec<ChildId> = records.iter().map(|one| one.id).collect();
        let mut numbers = BTreeMap::new();
        for one in unit.children().numbers(&ids).await? {
            numbers.extend(one.number.map(|number| (one.child, number.as_str().to_owned())));
        }
        for record in &mut records {
            record.number = numbers.remove(&record.id);
        }
        let mut pairs = matching::candidates(&records);
        let key = |one: ChildId, other: ChildId| (one.min(other), one.max(other));
        let decided: BTreeSet<_> = decided.iter().map(|judged| key(judged.one, judged.other)).collect();
        pairs.retain(|pair| !decided.contains(&key(pair.one, pair.other)));
        Ok(Compared { records, pairs })
    }

    /// One record of a pair, as it is shown.
    async fn record(
        &self,
        unit: &mut dyn Unit,
        history: &History,
        id: ChildId,
        digits: Option<String>,
    ) -> Result<Record, Stop> {
        let today = self.today();
        let (around, home) = history.around(id, None).ok_or(DeskError::NotFound)?;
        let place = enrolment::place(history.enrolments_of(id), today);
        let school = match place {
            Some(place) => rows::unless_damaged(unit.schools().get(place.school).await, place.school.0)?.flatten(),
            None => None,
        };
        let mentor = match pairing::responsible(history.pairings_of(id), today) {
            Some(pairing) => Some(name_of(unit, pairing.mentor).await?),
            None => None,
        };
        let adult = |relation: &&Relation| {
            let adult = around.adults.iter().find(|adult| adult.id == relation.adult)?;
            let line = AdultLine::of(relation, adult);
            Some(AdultLine { phone: line.phone.as_deref().map(masked), ..line })
        };
        let adults = around.relations.iter().filter(|relation| !relation.over).filter_map(adult).collect();
        let child = around.child.clone();
        Ok(Record {
            id,
            name: child.name,
            birth: child.birth,
            sex: child.sex,
            school: school.map(|school| school.name).unwrap_or_default(),
            class_name: place.map(|place| place.class_name.clone()).unwrap_or_default(),
            mentor,
            address: home.address.clone(),
            adults,
            digits,
            entered_on: child.entered_on,
        })
    }

    async fn pair_line(
        &self,
        unit: &mut dyn Unit,
        history: &History,
        pair: Pair,
        records: &[matching::Record],
    ) -> Result<PairLine, Stop> {
        let number = |id| records.iter().find(|one| one.id == id).and_then(|one| one.number.as_deref());
        let digits = number(pair.one).zip(number(pair.other)).and_then(|(one, other)| matching::differing(one, other));
        let (of_one, of_other) = digits.unzip();
        Ok(PairLine {
            one: self.record(unit, history, pair.one, of_one).await?,
            other: self.record(unit, history, pair.other, of_other).await?,
            likeness: pair.likeness,
            evidence: pair.evidence,
            bearers: pair.bearers,
        })
    }

    /// The files that were made one in a school or in the county.
    async fn joined(
        &self,
        unit: &mut dyn Unit,
        school: Option<SchoolId>,
        decided: &[Judged],
    ) -> Result<Vec<JoinedLine>, Stop> {
        let mut lines = Vec::new();
        for judged in decided.iter().filter(|judged| judged.same) {
            if let Some(school) = school
                && self.school_of_both(unit, judged.one, judged.other).await? != Some(school)
            {
                continue;
            }
            let names = (unit.children().get(judged.one).await?, unit.children().get(judged.other).await?);
            let (Some(kept), Some(closed)) = names else { continue };
            lines.push(JoinedLine {
                id: judged.id,
                kept: kept.id,
                name: kept.name,
                closed_name: closed.name,
                from: judged.from,
            });
        }
        Ok(lines)
    }

    /// The school of two children; none when they are of two. A file that was closed on its first day is where the other is.
    async fn school_of_both(
        &self,
        unit: &mut dyn Unit,
        one: ChildId,
        other: ChildId,
    ) -> Result<Option<SchoolId>, Stop> {
        let place = unit.enrolments().place(one, self.today()).await?.map(|place| place.school);
        let beside = unit.enrolments().place(other, self.today()).await?.map(|place| place.school);
        Ok(place.or(beside).filter(|school| beside.is_none_or(|beside| beside == *school)))
    }

    /// The school of a pair, none when they are of two. `NotFound` for a pair that is not this person's to decide:
    /// whether there is such a child is not told.
    async fn deciding(&self, unit: &mut dyn Unit, one: ChildId, other: ChildId) -> Result<Option<SchoolId>, Stop> {
        let school = self.school_of_both(unit, one, other).await?;
        let subject = school.map_or(Subject::County, Subject::School);
        let may = one != other && self.may(Action::SettleDoubles, subject);
        let there = unit.children().get(one).await?.is_some() && unit.children().get(other).await?.is_some();
        if may && there { Ok(school) } else { Err(DeskError::NotFound.into()) }
    }

    /// Keeps what was done, or says that nothing was.
    async fn decided(&self, unit: Box<dyn Unit>, outcome: Outcome, deed: Deed<'_>) -> Result<(), Stop> {
        match outcome {
            Outcome::Done => Ok(self.keep(unit, deed).await?),
            Outcome::Changed => Err(DeskError::Changed.into()),
        }
    }
}

#[async_trait]
impl DoublesDesk for Desk {
    async fn doubles(&self, school: Option<SchoolId>) -> Result<DoublesView, DeskError> {
        answer(async {
            self.require(Action::SettleDoubles, school.map_or(Subject::County, Subject::School))?;
            let mut unit = self.read().await?;
            let decided = unit.doubles().standing().await?;
            let Compared { records, mut pairs } = self.compare(unit.as_mut(), school, &decided).await?;
            let more = pairs.len().saturating_sub(PAIRS_SHOWN_MAX);
            pairs.truncate(PAIRS_SHOWN_MAX);
            let shown: BTreeSet<ChildId> = pairs.iter().flat_map(|pair| [pair.one, pair.other]).collect();
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let mut lines = Vec::with_capacity(pairs.len());
            for pair in pairs {
                lines.push(self.pair_line(unit.as_mut(), &history, pair, &records).await?);
            }
            let joined = self.joined(unit.as_mut(), school, &decided).await?;
            drop(unit);
            let at = |id: &ChildId| records.iter().find(|one| one.id == *id).and_then(|one| one.school);
            let schools: BTreeSet<SchoolId> = shown.iter().filter_map(at).chain(school).collect();
            for school in schools {
                self.looked(Look::SchoolList, school.0).await?;
            }
            Ok(DoublesView { as_of: self.today(), pairs: lines, more, joined })
        })
        .await
    }

    async fn join_children(&self, kept: ChildId, other: ChildId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let both = self.deciding(unit.as_mut(), kept, other).await?;
            // Only who is alike becomes one: what nobody was asked, nobody answers.
            let decided = unit.doubles().standing().await?;
            let Compared { pairs, .. } = self.compare(unit.as_mut(), both, &decided).await?;
            if !pairs.iter().any(|pair| [(pair.one, pair.other), (pair.other, pair.one)].contains(&(kept, other))) {
                return Err(DeskError::Changed.into());
            }
            let fresh = || self.state.clock.uuid();
            let school = self.place_of(unit.as_mut(), kept).await?.school;
            let joining = Joining { school, kept, linked: other };
            let outcome = doubles::join(unit.as_mut(), joining, self.today(), self.by(), fresh).await?;
            self.decided(unit, outcome, Deed::new(Power::DoublesJoined, kept.0)).await
        })
        .await
    }

    async fn keep_apart(&self, one: ChildId, other: ChildId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            self.deciding(unit.as_mut(), one, other).await?;
            let id = ActId(self.state.clock.uuid());
            doubles::keep_apart(unit.as_mut(), one, other, id, self.today(), self.by()).await?;
            Ok(self.keep(unit, Deed::new(Power::KeptApart, one.0)).await?)
        })
        .await
    }

    async fn take_back_double(&self, id: ActId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let judged = unit.doubles().get(id).await?.ok_or(DeskError::NotFound)?;
            self.deciding(unit.as_mut(), judged.one, judged.other).await?;
            let fresh = || self.state.clock.uuid();
            let outcome = doubles::take_back(unit.as_mut(), &judged, self.by(), fresh).await?;
            self.decided(unit, outcome, Deed::new(Power::DoubleTakenBack, judged.one.0)).await
        })
        .await
    }
}
