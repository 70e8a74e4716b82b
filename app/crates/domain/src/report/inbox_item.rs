//! What waits for somebody at a school: one list of all that is not done by itself.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::code::attributed;

/// For how many days work may lie on a phone before the school hears of it. Until then it is in the hills, not in trouble.
pub const UNSENT_DAYS: i64 = 3;

/// What follows from a kind of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InboxAttributes {
    /// Whether somebody decides about it; otherwise it is a quiet note, below all others.
    pub is_decided: bool,
}

const DECIDED: InboxAttributes = InboxAttributes { is_decided: true };
const NOTE: InboxAttributes = InboxAttributes { is_decided: false };

attributed! {
    /// A kind of item.
    InboxKind: InboxAttributes, otherwise NOTE, {
        /// Work on a child who had moved on by the day it was done.
        LateWork = "late_work" => DECIDED,
        /// Two answers to one question.
        Dispute = "dispute" => DECIDED,
        /// Two pages of one child and term.
        TwoPages = "two_pages" => DECIDED,
        /// School files that are not taken over yet.
        Import = "import" => DECIDED,
        /// Pairings that a coordinator proposes.
        Pairing = "pairing" => DECIDED,
        /// What somebody asks for an account and a second person agrees to.
        Countersign = "countersign" => DECIDED,
        /// Children whom another school offers.
        Offer = "offer" => DECIDED,
        /// A follow-up whose day has passed.
        FollowUp = "follow_up" => DECIDED,
        /// A phone on which work has lain for long.
        Phone = "phone" => NOTE,
    }
}

/// Something that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InboxItem {
    /// What it is.
    pub kind: InboxKind,
    /// The operation, fact, page, batch, proposal, offer, entry or device.
    pub id: Uuid,
    /// Since when it waits.
    pub since: DateTime<Utc>,
}

impl InboxItem {
    /// By what items are ordered: what is to be decided first, and of that what waits longest.
    pub fn order(&self) -> (bool, DateTime<Utc>, InboxKind, Uuid) {
        (!self.kind.attributes().is_decided, self.since, self.kind, self.id)
    }
}

/// Whether work that was saved at an instant has lain on a phone for long.
pub fn has_lain(oldest: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - oldest >= TimeDelta::days(UNSENT_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::default() + TimeDelta::hours(hours)
    }

    #[test]
    fn work_lies_for_long_after_three_whole_days() {
        assert!(!has_lain(at(0), at(71)) && has_lain(at(0), at(72)));
        assert!(!has_lain(at(9), at(0)), "a phone's clock may be ahead");
    }

    proptest! {
        #[test]
        fn what_is_to_be_decided_stands_above_every_note_and_the_longest_waiting_first(
            all in prop::collection::vec((0..InboxKind::ALL.len(), 0..1000i64, any::<u128>()), 0..20),
        ) {
            let item = |(kind, hours, id): (usize, i64, u128)| InboxItem {
                kind: InboxKind::ALL[kind], id: Uuid::from_u128(id), since: at(hours),
            };
            let mut items: Vec<InboxItem> = all.into_iter().map(item).collect();
            items.sort_by_key(InboxItem::order);
            for pair in items.windows(2) {
                let decided = |item: &InboxItem| item.kind.attributes().is_decided;
                prop_assert!(decided(&pair[0]) || !decided(&pair[1]));
                prop_assert!(decided(&pair[0]) != decided(&pair[1]) || pair[0].since <= pair[1].since);
            }
        }
    }
}
