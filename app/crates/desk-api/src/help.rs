//! Help for one teacher: a phone that is lost, a number that is new, a name that is written wrongly.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, DeviceId};
use serde::{Deserialize, Serialize};

use crate::DeskError;
use crate::accounts::Issued;

/// Longest name of a person, in characters.
pub const NAME_CHARS_MAX: usize = 40;

/// A browser on a phone or computer, with what is needed to tell it from others and no more: nothing here says when
/// it was used, or how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneLine {
    /// By which it is said to be lost.
    pub id: DeviceId,
    /// What it is called, such as "Android Chrome".
    pub label: String,
    /// The day on which it was added.
    pub added_on: NaiveDate,
}

/// How a person is called and reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The name, as colleagues read it.
    pub name: String,
    /// The phone number; empty where none is known.
    pub phone: String,
}

/// A person who may be helped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// The account.
    pub id: AccountId,
    /// Name and number, as they are now.
    pub identity: Identity,
    /// The name to sign in with.
    pub login: String,
    /// Whether the sign-in name is the number, so that it changes with it.
    pub signs_in_by_number: bool,
    /// Whether a password has been set. Without one, a code is what is needed.
    pub active: bool,
    /// The phones and computers that are in use, newest first.
    pub phones: Vec<PhoneLine>,
}

/// Help for one teacher.
#[async_trait]
pub trait HelpDesk: Send + Sync {
    /// A person with their phones. The look is written to the access log.
    async fn person(&self, account: AccountId) -> Result<PersonView, DeskError>;
    /// A phone is lost: it is revoked at once, and a new code is issued, or asked for, to come in on another one. `Changed`
    /// where it was revoked already.
    async fn lost_phone(&self, account: AccountId, phone: DeviceId) -> Result<Issued, DeskError>;
    /// Puts name and number right; the account and all that is in it stay. `Changed` where they are not any more as
    /// they were seen.
    async fn correct_person(&self, account: AccountId, seen: Identity, now: Identity) -> Result<(), DeskError>;
}
