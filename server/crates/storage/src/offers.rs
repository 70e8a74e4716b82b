//! Children whom a school offers to another.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{ActId, ChildId, OfferId, SchoolId};
use domain::register::{Offer, OfferState};

use crate::StorageError;

/// The county's offers.
#[async_trait]
pub trait OfferRepository: Send {
    /// Keeps new offers. `Conflict` when a child has an open one already.
    async fn add(&mut self, offers: &[Offer]) -> Result<(), StorageError>;
    /// An offer; none when the county has no such offer.
    async fn get(&mut self, id: OfferId) -> Result<Option<Offer>, StorageError>;
    /// The open offer of a child; none when nobody offers it.
    async fn open_of(&mut self, child: ChildId) -> Result<Option<Offer>, StorageError>;
    /// The offers from and to a school that are open, and those decided since an instant, oldest first.
    async fn of_school(&mut self, school: SchoolId, since: DateTime<Utc>) -> Result<Vec<Offer>, StorageError>;
    /// The offers that an act made, and those that it took in.
    async fn of_act(&mut self, act: ActId) -> Result<Vec<Offer>, StorageError>;
    /// Puts an offer in the place of what it was. `Missing` unless it is in a state.
    async fn put(&mut self, offer: &Offer, was: OfferState) -> Result<(), StorageError>;
}
