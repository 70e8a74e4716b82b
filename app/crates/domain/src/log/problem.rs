//! What keeps an entry from being accepted, and where it can be mended.

use serde::{Deserialize, Serialize};

use crate::code::coded;

coded! {
    /// A field of the entry form, where a problem can be mended.
    LogField {
        /// Children or classes.
        Children = "children",
        /// Day.
        OccurredOn = "occurred_on",
        /// Note.
        Note = "note",
        /// Follow-up day.
        FollowUpOn = "follow_up_on",
        /// Photos.
        Photos = "photos",
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
        /// In the future.
        InFuture = "in_future",
        /// Too long ago.
        TooOld = "too_old",
        /// Before the day of the entry.
        BeforeEntry = "before_entry",
        /// Less or more than makes sense.
        OutOfRange = "out_of_range",
    }
}

/// A field and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where to mend it.
    pub field: LogField,
    /// What is wrong.
    pub fault: Fault,
}
