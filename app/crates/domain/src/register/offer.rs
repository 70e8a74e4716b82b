//! A child is offered to another school of the county, by name. Until that school accepts, it stays where it is.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::school_year::SchoolYear;
use crate::code::coded;
use crate::id::{ActId, ChildId, OfferId, SchoolId};

/// Most characters of the reason for which a school declines.
pub const REASON_CHARS_MAX: usize = 200;

coded! {
    /// What became of an offer.
    OfferState {
        /// The other school has not answered.
        Open = "open",
        /// It has taken the child in.
        Accepted = "accepted",
        /// It has not, and says why.
        Declined = "declined",
        /// The school that offered has taken it back.
        Withdrawn = "withdrawn",
    }
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Of this offer alone.
    pub id: OfferId,
    /// The child.
    pub child: ChildId,
    /// The school that offers it.
    pub from: SchoolId,
    /// The school to which it is offered.
    pub to: SchoolId,
    /// The school year in which the child would begin there.
    pub year: SchoolYear,
    /// The act with which it was offered; the offer ends with it.
    pub act: ActId,
    /// When it was offered.
    pub offered_at: DateTime<Utc>,
    /// What became of it.
    pub state: OfferState,
    /// Why it was declined.
    pub reason: String,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// The act that took the child in.
    pub taken_by: Option<ActId>,
}

impl Offer {
    /// The same, decided.
    #[must_use]
    pub fn decided(&self, state: OfferState, reason: &str, taken_by: Option<ActId>, at: DateTime<Utc>) -> Self {
        Self { state, reason: reason.to_owned(), decided_at: Some(at), taken_by, ..self.clone() }
    }

    /// The same, open again: what had decided it was taken back.
    #[must_use]
    pub fn reopened(&self) -> Self {
        Self { state: OfferState::Open, reason: String::new(), decided_at: None, taken_by: None, ..self.clone() }
    }
}
