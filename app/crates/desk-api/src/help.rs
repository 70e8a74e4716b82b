//! Help for one teacher: a phone that is lost, a number that is new, a name that is written wrongly.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, DeviceId};
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
    /// The day on which it was stopped; none of one that is in use.
    pub stopped_on: Option<NaiveDate>,
}

/// A child whose file a phone could hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldLine {
    /// The child.
    pub child: ChildId,
    /// Its name.
    pub name: String,
    /// Its class; empty for a child who is at no school any more.
    pub class_name: String,
    /// The first day on which the phone could hold it.
    pub since: NaiveDate,
    /// The last day; none while the child is its owner's.
    pub until: Option<NaiveDate>,
}

/// What a phone that is lost held, as far as is known. When it was last heard of is told here and nowhere else: only of a
/// phone that is lost, and the look is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostPhoneView {
    /// The phone.
    pub phone: PhoneLine,
    /// Whose it is.
    pub account: AccountId,
    /// Their name.
    pub owner: String,
    /// Their school.
    pub school: String,
    /// When it was last heard of; none where it never was.
    pub last_contact: Option<DateTime<Utc>>,
    /// How many operations waited on it then.
    pub unsent: u32,
    /// When the oldest of them was saved.
    pub oldest: Option<DateTime<Utc>>,
    /// Whose files it could hold, of the schools that are this desk's.
    pub children: Vec<HeldLine>,
    /// How many more, of other schools. The centre knows whose.
    #[serde(default)]
    pub elsewhere: usize,
    /// What the families are told, in paragraphs.
    pub notice: Vec<String>,
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
    /// Those that were stopped, newest first.
    pub stopped: Vec<PhoneLine>,
}

/// Help for one teacher.
#[async_trait]
pub trait HelpDesk: Send + Sync {
    /// A person with their phones. The look is written to the access log.
    async fn person(&self, account: AccountId) -> Result<PersonView, DeskError>;
    /// What a lost phone held, whether it was stopped yet or not. The look is written to the access log.
    async fn phone(&self, phone: DeviceId) -> Result<LostPhoneView, DeskError>;
    /// A phone is lost: it is revoked at once, and a new code is issued, or asked for, to come in on another one. `Changed`
    /// where it was revoked already.
    async fn lost_phone(&self, account: AccountId, phone: DeviceId) -> Result<Issued, DeskError>;
    /// Puts name and number right; the account and all that is in it stay. `Changed` where they are not any more as
    /// they were seen.
    async fn correct_person(&self, account: AccountId, seen: Identity, now: Identity) -> Result<(), DeskError>;
}
