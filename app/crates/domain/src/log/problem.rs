//! What keeps an entry from being accepted, and where it can be mended.

use serde::{Deserialize, Serialize};

use crate::code::coded;

coded! {
    /// A field of the entry form, where a problem can be mended.
    LogField {
        /// Children and classes, of which one must be chosen.
        Children = "children",
        /// The kind of activity.
        Kind = "kind",
        /// How the contact took place.
        Mode = "mode",
        /// What came of it.
        Outcome = "outcome",
        /// The day it happened.
        OccurredOn = "occurred_on",
        /// The recorder's own words.
        Note = "note",
        /// The day on which somebody should look again.
        FollowUpOn = "follow_up_on",
        /// The answers that a home visit found changed.
        Facts = "facts",
        /// The photos that go with it.
        Photos = "photos",
        /// On what occasion something was given.
        Occasion = "occasion",
        /// Who gave what was given.
        Donor = "donor",
        /// What was given.
        Gift = "gift",
        /// How many things each child got.
        Things = "things",
        /// How much money each child got.
        Amount = "amount",
    }
}

coded! {
    /// What is wrong with a field.
    Fault {
        /// Nothing was chosen.
        Missing = "missing",
        /// More than the limit.
        TooMany = "too_many",
        /// Longer than the limit.
        TooLong = "too_long",
        /// Further in the future than a wrong clock explains ([`super::CLOCK_SLACK_DAYS`]).
        InFuture = "in_future",
        /// Longer ago than [`super::BACKDATE_DAYS_MAX`] days.
        TooOld = "too_old",
        /// Before the day of the entry.
        BeforeEntry = "before_entry",
        /// Words of a talk, which stay with whoever spoke with the child.
        Confidential = "confidential",
        /// What is not done with whole classes.
        NotForClasses = "not_for_classes",
        /// Nobody may have it on that day.
        NotTheirs = "not_theirs",
        /// Less or more than makes sense.
        OutOfRange = "out_of_range",
    }
}

/// A field and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where to mend it.
    pub field: LogField,
    /// Why what is there is not accepted.
    pub fault: Fault,
}
