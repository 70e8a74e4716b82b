//! Why something did not work, for those who tried it. Each has a stable code, by which `words::error` finds
//! a sentence.

use local_store::StoreError;
use sync::{ErrorCode, Failure};

/// Something that did not work.
pub trait Problem {
    /// Its stable code, a key of the locales' section `errors`.
    fn code(&self) -> &'static str;
}

impl Problem for StoreError {
    fn code(&self) -> &'static str {
        self.code()
    }
}

/// Why a request to `/api/v1` brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestError {
    /// No answer: no network, or none in time.
    Unreachable,
    /// An answer that is not ours.
    Foreign,
    /// An answer of ours that this app cannot read.
    Unread,
    /// The request could not be written down.
    Unwritable,
    /// The server said no: status, code where it is ours, and for a gap its counter.
    Refused(u16, Option<ErrorCode>, Option<u64>),
}

impl RequestError {
    /// Of an answer that cannot be read: JSON is our server's, all else a network's own page.
    pub fn unread(json: bool) -> Self {
        if json { Self::Unread } else { Self::Foreign }
    }

    /// As the sync engine sees it.
    pub fn failure(&self) -> Failure {
        match self {
            Self::Unreachable => Failure::Unreachable,
            Self::Foreign => Failure::Foreign,
            // No operation is to blame, so none is set aside: the phone waits.
            Self::Unread => Failure::Busy,
            Self::Unwritable => Failure::Broken,
            Self::Refused(status, code, last_n) => Failure::from_status(*status, *code, *last_n),
        }
    }
}

impl Problem for RequestError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Foreign => "foreign",
            Self::Unread => "damaged",
            // The server cannot read a request; the phone's records, of which that code speaks here, are well.
            Self::Unwritable | Self::Refused(_, None | Some(ErrorCode::Unreadable), _) => "other",
            Self::Refused(_, Some(code), _) => code.code(),
        }
    }
}

/// Why signing in or unlocking did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenError {
    /// The server or the network.
    Request(RequestError),
    /// The phone's store did not do it.
    Store(StoreError),
    /// The password does not open the store on this phone.
    WrongPassword,
    /// This account has never signed in on this phone.
    NotHere,
}

impl Problem for OpenError {
    fn code(&self) -> &'static str {
        match self {
            Self::Request(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::WrongPassword => "wrong_password",
            Self::NotHere => "not_here",
        }
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<RequestError> for OpenError {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

/// Why a file could not be brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BringError {
    /// It is none of ours, or damaged.
    NotOurs,
    /// It is another account's.
    OtherAccount,
    /// It comes from another phone, and needs the password of that time.
    NeedsPassword,
    /// That was not the password.
    WrongPassword,
    /// The phone's store did not do it.
    Store(StoreError),
}

impl Problem for BringError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotOurs => "export_not_ours",
            Self::OtherAccount => "export_other_account",
            Self::NeedsPassword => "export_needs_password",
            Self::WrongPassword => "export_wrong_password",
            Self::Store(error) => error.code(),
        }
    }
}
