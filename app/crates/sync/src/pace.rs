//! What to do after an exchange that brought no usable reply: when to try again, with how much.

use crate::limits::{BACK_OFF_SECONDS_MAX, PUSH_OPS_MAX};
use crate::protocol::ErrorCode;

/// Why an exchange brought no reply that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// No answer at all.
    Unreachable,
    /// The session has ended; the outbox stays.
    SignedOut,
    /// This device was revoked.
    Revoked,
    /// The account may not sync, for example because it has no mentor role any more.
    Forbidden,
    /// The request was too large for something on the way.
    TooLarge,
    /// The server, or something before it, asked to wait.
    Busy,
    /// The server failed over this request and may fail over it again.
    Broken,
    /// An answer that is not ours, such as a sign-in page of the network.
    Foreign,
    /// This app is too old for the server.
    TooOld,
    /// The device's counter and the server's do not fit, for example after a restored backup. With
    /// the last number that the server knows.
    Gap(u64),
    /// The phone itself could not write what the server answered.
    NoRoom,
}

impl Failure {
    /// Reads an HTTP status and, where there is one, our error code and counter.
    pub fn from_status(status: u16, code: Option<ErrorCode>, last_n: Option<u64>) -> Self {
        match (status, code, last_n) {
            (_, Some(ErrorCode::DeviceRevoked), _) => Self::Revoked,
            (_, Some(ErrorCode::TooOld), _) => Self::TooOld,
            (_, Some(ErrorCode::Gap), Some(last_n)) => Self::Gap(last_n),
            (401, Some(ErrorCode::SignedOut), _) => Self::SignedOut,
            (403, Some(ErrorCode::Forbidden | ErrorCode::Disabled), _) => Self::Forbidden,
            (413, ..) => Self::TooLarge,
            (429 | 502..=504, ..) => Self::Busy,
            (500..=599, ..) => Self::Broken,
            _ => Self::Foreign,
        }
    }
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Try again after so many seconds.
    Wait(u32),
    /// Try again at once, with what [`Pace`] says now.
    Now,
    /// Give the outbox new numbers, from the one after this, and try again at once.
    Renumber(u64),
    /// Do nothing by itself: the person has to sign in, to update the app or to seek help.
    Stop,
}

/// Times in a row that the server may fail over one operation before that one is set aside.
const TRIES_BEFORE_SETTING_ASIDE: u32 = 3;

/// How much to send, and how often it went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    /// Most operations of the next request.
    pub batch: usize,
    /// Whether the next request sets its one operation aside.
    pub set_aside: bool,
    failures: u32,
    alone: u32,
    renumbered: bool,
}

impl Default for Pace {
    fn default() -> Self {
        Self { batch: PUSH_OPS_MAX, set_aside: false, failures: 0, alone: 0, renumbered: false }
    }
}

impl Pace {
    /// A request was answered: whatever stood in the way is behind us.
    pub fn went_well(&mut self) {
        *self = Self::default();
    }

    /// Decides what to do after a failure of a request with `ops` operations. `jitter` is a random number.
    pub fn failed(&mut self, failure: Failure, ops: usize, jitter: u32) -> Next {
        match failure {
            Failure::SignedOut | Failure::Revoked | Failure::TooOld | Failure::Forbidden => Next::Stop,
            Failure::Gap(last_n) if !self.renumbered => {
                self.renumbered = true;
                Next::Renumber(last_n)
            }
            Failure::TooLarge if ops > 1 => {
                self.batch = ops / 2;
                Next::Now
            }
            Failure::Broken => {
                // Which one does the server fail over? Halve until it stands alone.
                self.batch = (ops / 2).max(1);
                if ops == 1 {
                    self.alone += 1;
                    self.set_aside = self.alone >= TRIES_BEFORE_SETTING_ASIDE;
                }
                self.wait(jitter)
            }
            Failure::TooLarge
            | Failure::Unreachable
            | Failure::Busy
            | Failure::Foreign
            | Failure::Gap(_)
            | Failure::NoRoom => self.wait(jitter),
        }
    }

    fn wait(&mut self, jitter: u32) -> Next {
        self.failures = self.failures.saturating_add(1);
        // Whatever comes next may have another cause: counters that do not fit are mended once more.
        self.renumbered = false;
        let base = 4u32.saturating_mul(1 << self.failures.min(7)).min(BACK_OFF_SECONDS_MAX);
        Next::Wait(base / 2 + jitter % (base / 2 + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn foreign_pages_are_not_taken_for_an_ended_session() {
        assert_eq!(Failure::from_status(401, None, None), Failure::Foreign);
        assert_eq!(Failure::from_status(401, Some(ErrorCode::SignedOut), None), Failure::SignedOut);
        assert_eq!(Failure::from_status(200, None, None), Failure::Foreign);
        assert_eq!(Failure::from_status(502, None, None), Failure::Busy);
        assert_eq!(Failure::from_status(500, Some(ErrorCode::Internal), None), Failure::Broken);
        assert_eq!(Failure::from_status(409, Some(ErrorCode::Gap), Some(7)), Failure::Gap(7));
    }

    #[test]
    fn a_request_too_large_is_halved_at_once_and_one_operation_waits() {
        let mut pace = Pace::default();
        assert_eq!(pace.failed(Failure::TooLarge, 8, 0), Next::Now);
        assert_eq!(pace.batch, 4);
        assert!(matches!(pace.failed(Failure::TooLarge, 1, 0), Next::Wait(_)));
    }

    #[test]
    fn an_operation_the_server_fails_over_is_found_by_halving_and_set_aside() {
        let mut pace = Pace::default();
        let mut tries = 0;
        while !pace.set_aside {
            let ops = pace.batch.min(40);
            assert!(matches!(pace.failed(Failure::Broken, ops, 0), Next::Wait(_)));
            tries += 1;
            assert!(tries < 12, "{pace:?}");
        }
        pace.went_well();
        assert_eq!(pace, Pace::default());
    }

    #[test]
    fn a_counter_that_does_not_fit_is_mended_once_and_then_waits() {
        let mut pace = Pace::default();
        assert_eq!(pace.failed(Failure::Gap(4), 2, 0), Next::Renumber(4));
        assert!(matches!(pace.failed(Failure::Gap(4), 2, 0), Next::Wait(_)));
    }

    proptest! {
        #[test]
        fn waiting_never_exceeds_five_minutes(failures in 1u32..200, jitter: u32) {
            let mut pace = Pace::default();
            for _ in 0..failures {
                match pace.failed(Failure::Unreachable, 1, jitter) {
                    Next::Wait(seconds) => prop_assert!((1..=BACK_OFF_SECONDS_MAX).contains(&seconds)),
                    other => prop_assert!(false, "{other:?}"),
                }
            }
        }
    }
}
