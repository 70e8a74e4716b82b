//! The status line, computed from what the server has acknowledged and from nothing else.

use chrono::{DateTime, Utc};

use crate::op::Written;

/// What the status line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusLine {
    /// Everything was acknowledged.
    AllSent {
        /// When the last exchange ended well.
        at: DateTime<Utc>,
    },
    /// Nothing waits, and no exchange has ended well since the app was set up on this device.
    NeverSynced,
    /// Work waits to be sent, and nothing was refused.
    Waiting {
        /// How many operations wait.
        count: usize,
        /// When the oldest was saved.
        oldest: DateTime<Utc>,
    },
    /// The server refused something that the person has not looked at. It comes before all else.
    Attention {
        /// How many operations were refused.
        rejected: usize,
        /// How many wait besides.
        waiting: usize,
    },
}

/// Computes the status line from the unsent operations, the number of refused ones that the person has not looked
/// at, and when the last exchange ended well.
pub fn status(outbox: &[(u64, Written)], rejected: usize, last_good: Option<DateTime<Utc>>) -> StatusLine {
    let waiting = outbox.len();
    let oldest = outbox.iter().map(|(_, op)| op.captured_at).min();
    match (rejected, oldest, last_good) {
        (rejected @ 1.., _, _) => StatusLine::Attention { rejected, waiting },
        (_, Some(oldest), _) => StatusLine::Waiting { count: waiting, oldest },
        (_, None, Some(at)) => StatusLine::AllSent { at },
        (_, None, None) => StatusLine::NeverSynced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::{Feedback, Op};
    use domain::id::OpId;
    use uuid::Uuid;

    fn op(secs: i64) -> Written {
        let op = Op {
            op_id: OpId(Uuid::nil()),
            captured_at: DateTime::from_timestamp(secs, 0).unwrap_or_default(),
            change: Feedback { text: "好".to_owned() }.into(),
        };
        op.try_into().unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn all_sent_is_said_only_when_nothing_waits() {
        let at = DateTime::from_timestamp(500, 0).unwrap_or_default();
        assert_eq!(status(&[], 0, None), StatusLine::NeverSynced);
        assert_eq!(status(&[], 0, Some(at)), StatusLine::AllSent { at });
        let outbox = [(2, op(900)), (1, op(100))];
        let oldest = DateTime::from_timestamp(100, 0).unwrap_or_default();
        assert_eq!(status(&outbox, 0, Some(at)), StatusLine::Waiting { count: 2, oldest });
        assert_eq!(status(&outbox, 1, Some(at)), StatusLine::Attention { rejected: 1, waiting: 2 });
    }
}
