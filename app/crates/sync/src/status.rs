//! The status line, computed from what the server has acknowledged and from nothing else.

use chrono::{DateTime, Utc};

use crate::op::Written;

/// What the status line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Everything was acknowledged; when the last exchange ended well.
    AllSent {
        /// When.
        at: DateTime<Utc>,
    },
    /// Nothing waits, and no exchange has ended well since the app was set up on this device.
    NeverSynced,
    /// Something waits.
    Waiting {
        /// How many operations.
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

/// What the status line is computed from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Unsent operations.
    pub outbox: Vec<(u64, Written)>,
    /// Refused operations not yet looked at.
    pub rejected: usize,
    /// When the last exchange ended well.
    pub last_good: Option<DateTime<Utc>>,
}

/// Computes the status line.
pub fn status(facts: &Facts) -> Status {
    let waiting = facts.outbox.len();
    let oldest = facts.outbox.iter().map(|(_, op)| op.captured_at).min();
    match (facts.rejected, oldest, facts.last_good) {
        (rejected @ 1.., _, _) => Status::Attention { rejected, waiting },
        (_, Some(oldest), _) => Status::Waiting { count: waiting, oldest },
        (_, None, Some(at)) => Status::AllSent { at },
        (_, None, None) => Status::NeverSynced,
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
        let mut facts = Facts { last_good: Some(at), ..Facts::default() };
        assert_eq!(status(&facts), Status::AllSent { at });
        facts.outbox = vec![(2, op(900)), (1, op(100))];
        let oldest = DateTime::from_timestamp(100, 0).unwrap_or_default();
        assert_eq!(status(&facts), Status::Waiting { count: 2, oldest });
        facts.rejected = 1;
        assert_eq!(status(&facts), Status::Attention { rejected: 1, waiting: 2 });
        assert_eq!(status(&Facts::default()), Status::NeverSynced);
    }
}
