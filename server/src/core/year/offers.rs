//! Offers between schools: accepted, declined, withdrawn; and what becomes of them when an act is taken back.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use desk_api::year::{OfferLine, TakenIn};
use domain::id::{ActId, ChildId, OfferId, SchoolId};
use domain::register::erasure::shown;
use domain::register::{Act, History, Offer, OfferState, School, enrolment};
use storage::{By, StorageError, Unit};
use uuid::Uuid;

use crate::core::acts::{self, Carried, Shown, TakenBack};

/// The first day at the other school of who is accepted today.
fn first_day(offer: &Offer, today: NaiveDate) -> NaiveDate {
    offer.year.first_day().max(today)
}

/// The offers of a school as its page shows them: those received, and those sent. Of a child that its school has
/// lost in the meantime nothing is shown to the other.
pub fn lines(
    offers: &[Offer],
    history: &History,
    schools: &[School],
    own: SchoolId,
    today: NaiveDate,
) -> (Vec<OfferLine>, Vec<OfferLine>) {
    let name_of = |id| schools.iter().find(|school| school.id == id).map(|s| s.name.clone()).unwrap_or_default();
    let line = |offer: &Offer, other| {
        let child = history.child(offer.child)?;
        let place = enrolment::on(history.enrolments_of(offer.child), today);
        let place = place.filter(|e| e.school == offer.from && e.to.is_none());
        if offer.state == OfferState::Open && place.is_none() {
            return None;
        }
        Some(OfferLine {
            id: offer.id,
            name: shown(&child.name).to_owned(),
            sex: child.sex,
            birth: child.birth,
            class_name: place.map(|e| e.class_name.clone()).unwrap_or_default(),
            school: name_of(other),
            from: first_day(offer, today),
            state: offer.state,
            reason: offer.reason.clone(),
        })
    };
    let received = offers.iter().filter(|o| o.to == own && o.state == OfferState::Open);
    let sent = offers.iter().filter(|o| o.from == own && o.state != OfferState::Withdrawn);
    (received.filter_map(|o| line(o, o.from)).collect(), sent.filter_map(|o| line(o, o.to)).collect())
}

/// The open offers to a school of children who are still where they were offered from, by the school that offers.
pub async fn waiting(
    unit: &mut dyn Unit,
    school: SchoolId,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Vec<Offer>>, StorageError> {
    let mut by_school: BTreeMap<SchoolId, Vec<Offer>> = BTreeMap::new();
    let all = unit.offers().of_school(school, now).await?.into_iter();
    for offer in all.filter(|offer| offer.to == school && offer.state == OfferState::Open) {
        let place = unit.enrolments().place(offer.child, today).await?;
        if place.is_some_and(|place| place.school == offer.from && place.to.is_none()) {
            by_school.entry(offer.from).or_default().push(offer);
        }
    }
    Ok(by_school.into_values().collect())
}

/// The offers of these that are open and were made to, or by, a school; `None` when one is not.
async fn all_open(
    unit: &mut dyn Unit,
    ids: &[OfferId],
    is_own: impl Fn(&Offer) -> bool,
) -> Result<Option<Vec<Offer>>, StorageError> {
    let mut found = vec![];
    for id in ids {
        match unit.offers().get(*id).await? {
            Some(offer) if offer.state == OfferState::Open && is_own(&offer) => found.push(offer),
            _ => return Ok(None),
        }
    }
    Ok(Some(found))
}

/// Withdraws the open offer of a child: the school that made it has the child no more, and another offers it.
pub(super) async fn give_up(unit: &mut dyn Unit, child: ChildId, at: DateTime<Utc>) -> Result<(), StorageError> {
    if let Some(open) = unit.offers().open_of(child).await? {
        unit.offers().put(&open.decided(OfferState::Withdrawn, "", None, at), OfferState::Open).await?;
    }
    Ok(())
}

/// Takes children in whom other schools offered: all, or none where one is not offered any more.
pub async fn accept(
    unit: &mut dyn Unit,
    school: SchoolId,
    taken: &[TakenIn],
    today: NaiveDate,
    by: By,
    mut fresh: impl FnMut() -> Uuid,
) -> Result<Carried, StorageError> {
    let ids: Vec<OfferId> = taken.iter().map(|one| one.offer).collect();
    let Some(offers) = all_open(unit, &ids, |offer| offer.to == school).await? else { return Ok(Carried::Changed) };
    let Some(from) = offers.iter().map(|offer| first_day(offer, today)).max() else { return Ok(Carried::Changed) };
    let children: BTreeMap<_, _> =
        offers.iter().zip(taken).map(|(offer, one)| (offer.child, one.class_name.clone())).collect();
    let (id, act) = (ActId(fresh()), Act::TakeIn { school, children, from });
    let draft = acts::preview(unit, &act, today, fresh).await?;
    // The school that offered a child must still have it.
    let is_there = |offer: &Offer| {
        let mut before = draft.enrolments.iter().filter_map(|change| change.before.as_ref());
        before.any(|e| e.child == offer.child && e.school == offer.from)
    };
    if !offers.iter().all(is_there) {
        return Ok(Carried::Changed);
    }
    let carried = acts::carry_out(unit, Shown { id, school, act, draft }, today, by).await?;
    if let Carried::Done(_) = carried {
        for offer in offers {
            let accepted = offer.decided(OfferState::Accepted, "", Some(id), by.at);
            unit.offers().put(&accepted, OfferState::Open).await?;
        }
    }
    Ok(carried)
}

/// Declines offers made to a school. `false` when one is not open any more: then none is declined.
pub async fn decline(
    unit: &mut dyn Unit,
    school: SchoolId,
    ids: &[OfferId],
    reason: &str,
    at: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let Some(offers) = all_open(unit, ids, |offer| offer.to == school).await? else { return Ok(false) };
    for offer in offers {
        unit.offers().put(&offer.decided(OfferState::Declined, reason, None, at), OfferState::Open).await?;
    }
    Ok(true)
}

/// Takes back offers that a school made. `false` when one is answered already: then none is taken back.
pub async fn withdraw(
    unit: &mut dyn Unit,
    school: SchoolId,
    ids: &[OfferId],
    at: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let Some(offers) = all_open(unit, ids, |offer| offer.from == school).await? else { return Ok(false) };
    for offer in offers {
        unit.offers().put(&offer.decided(OfferState::Withdrawn, "", None, at), OfferState::Open).await?;
    }
    Ok(true)
}

/// Takes an act back as a whole: what it offered and nobody has answered is withdrawn, what it took in is
/// offered again.
pub async fn take_back(unit: &mut dyn Unit, act: ActId, by: By) -> Result<TakenBack, StorageError> {
    let taken = acts::take_back(unit, act, by).await?;
    if taken == TakenBack::Done {
        for offer in unit.offers().of_act(act).await? {
            match offer.state {
                OfferState::Open if offer.act == act => {
                    let withdrawn = offer.decided(OfferState::Withdrawn, "", None, by.at);
                    unit.offers().put(&withdrawn, OfferState::Open).await?;
                }
                OfferState::Accepted if offer.taken_by == Some(act) => {
                    give_up(unit, offer.child, by.at).await?;
                    unit.offers().put(&offer.reopened(), OfferState::Accepted).await?;
                }
                _ => {}
            }
        }
    }
    Ok(taken)
}
