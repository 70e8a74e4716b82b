//! Laws of offers.

use domain::id::{ActId, ChildId, OfferId, SchoolId};
use domain::register::{Offer, OfferState, SchoolYear};

use super::fixtures::{COUNTY, at, conflict, id, missing};
use crate::{Storage, StorageError};

fn offer(n: u128, child: u128) -> Offer {
    Offer {
        id: OfferId(id(n)),
        child: ChildId(id(child)),
        from: SchoolId(id(11)),
        to: SchoolId(id(12)),
        year: SchoolYear(2027),
        act: ActId(id(301)),
        offered_at: at(i64::try_from(n).unwrap_or(0)),
        state: OfferState::Open,
        reason: String::new(),
        decided_at: None,
        taken_by: None,
    }
}

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (first, second) = (offer(601, 41), offer(602, 43));
    let mut unit = storage.write(COUNTY).await?;
    unit.offers().add(&[second.clone(), first.clone()]).await?;
    assert_eq!(unit.offers().get(first.id).await?, Some(first.clone()), "an offer comes back as it was");
    assert_eq!(unit.offers().get(OfferId(id(699))).await?, None);
    let both = [first.clone(), second.clone()];
    for school in [first.from, first.to] {
        assert_eq!(unit.offers().of_school(school, at(0)).await?, both, "both schools see it, oldest first");
    }
    assert_eq!(unit.offers().of_school(SchoolId(id(13)), at(0)).await?, [], "no other does");
    assert_eq!(unit.offers().of_act(first.act).await?, both);
    assert_eq!(unit.offers().open_of(first.child).await?, Some(first.clone()));

    let taken = first.decided(OfferState::Accepted, "", Some(ActId(id(302))), at(700));
    unit.offers().put(&taken, OfferState::Open).await?;
    assert_eq!(unit.offers().of_act(ActId(id(302))).await?, std::slice::from_ref(&taken));
    assert_eq!(unit.offers().open_of(first.child).await?, None, "that is decided");
    missing(unit.offers().put(&taken, OfferState::Open).await, "offer as it was");
    let declined = second.decided(OfferState::Declined, "住在另一个镇", None, at(710));
    unit.offers().put(&declined, OfferState::Open).await?;
    assert_eq!(unit.offers().of_school(first.to, at(700)).await?, [taken.clone(), declined.clone()]);
    assert_eq!(unit.offers().of_school(first.to, at(701)).await?, [declined], "what was decided long ago is over");
    assert_eq!(unit.offers().of_school(first.to, at(711)).await?, []);
    unit.offers().put(&first.reopened(), OfferState::Accepted).await?;
    assert_eq!(unit.offers().get(first.id).await?, Some(first.clone()));
    // A child is offered to one school at a time; once that is decided, to another.
    unit.offers().add(&[offer(603, 43)]).await?;
    conflict(unit.offers().add(&[offer(604, 41)]).await);
    Ok(())
}
