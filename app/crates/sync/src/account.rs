//! The wire types around an account: signing in, devices, passwords, photos' progress.

#[cfg(feature = "desk")]
use chrono::NaiveDate;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, DeviceId};
#[cfg(feature = "desk")]
use domain::policy::Actor;
use domain::policy::Grant;
use serde::{Deserialize, Serialize};

/// Signs in on a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The sign-in name as it was typed; case and blanks around it do not matter.
    pub login: String,
    /// The password as it was typed.
    pub password: String,
    /// The device this browser is for the account already; none the first time.
    #[serde(default)]
    pub device: Option<DeviceId>,
    /// What to call the device.
    #[serde(default)]
    pub label: String,
    /// Whether it is for the desks. Whoever has no work there signs in on a phone all the same.
    #[serde(default)]
    pub desk: bool,
}

/// Sets the first password with a one-time code, and signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activate {
    /// The sign-in name as it was typed; case and blanks around it do not matter.
    pub login: String,
    /// The one-time code from the school; dashes, blanks and case do not matter.
    pub code: String,
    /// The password to be set.
    pub password: String,
    /// As in [`SignIn`].
    #[serde(default)]
    pub device: Option<DeviceId>,
    /// As in [`SignIn`].
    #[serde(default)]
    pub label: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Who signed in.
    pub account: AccountId,
    /// The name that the person signs in with, in small letters.
    pub login: String,
    /// The person's name, as the school wrote it.
    pub name: String,
    /// What the person may do today, and where: for good, or because they stand in for somebody.
    pub grants: Vec<Grant>,
    /// The device that signed in.
    pub device: Option<DeviceId>,
    /// For whom the person stands in today, and who stands in for the person.
    #[cfg(feature = "desk")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stand_ins: Vec<StandIn>,
    /// How many codes are left on the card of the second step, where they are few.
    #[cfg(feature = "desk")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_left: Option<u32>,
}

#[cfg(feature = "desk")]
impl Me {
    /// The person, for the policy.
    pub fn actor(&self) -> Actor {
        let lent: Vec<Grant> = self.stand_ins.iter().filter(|one| one.lent).map(|one| one.grant).collect();
        let own = self.grants.iter().filter(|grant| !lent.contains(grant)).copied().collect();
        Actor { account: self.account, grants: own, lent }
    }
}

/// Somebody stands in for somebody, as one of the two reads it.
#[cfg(feature = "desk")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// In which role.
    pub grant: Grant,
    /// The name of the other.
    pub with: String,
    /// The last day.
    pub until: NaiveDate,
    /// Whether the reader is who stands in.
    pub lent: bool,
}

/// The answer to a successful sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who signed in, and what they may do.
    pub me: Me,
    /// The session, where it is a phone's. A desk's lies in a cookie that no script reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneSession>,
    /// When the server answered, by its clock.
    pub server_time: DateTime<Utc>,
}

/// A session on a phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneSession {
    /// The device that the session is of: the one named, or a new one.
    pub device: DeviceId,
    /// The device's recovery key, 64 hexadecimal digits. It opens the phone's store, and nothing without the phone.
    pub recovery_key: String,
    /// By which the phone names the session, in the header `Authorization`. The phone keeps it sealed.
    pub token: String,
}

impl std::fmt::Debug for PhoneSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PhoneSession").field("device", &self.device).finish_non_exhaustive()
    }
}

/// A device in its owner's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// By which the server knows it.
    pub id: DeviceId,
    /// What it is called.
    pub label: String,
    /// When it was first used.
    pub added_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub this: bool,
    /// Whether it was revoked.
    pub revoked: bool,
    /// How many entries waited on it at the last exchange.
    pub waiting: u32,
}

/// Changes the own password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The password until now.
    pub old: String,
    /// The password from now on.
    pub new: String,
}

/// The answer to a change of password: the session goes on under another name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordChanged {
    /// The phone's new token; none at a desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

impl std::fmt::Debug for PasswordChanged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordChanged").finish_non_exhaustive()
    }
}

/// What somebody is asked who has given the right password at a desk.
#[cfg(feature = "desk")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepAsked {
    /// The number that the authenticator shows.
    Authenticator,
    /// The code of a number on the card.
    Card(u32),
    /// One of the codes for who has lost the card: all of the card were used.
    Recovery,
    /// To set up a second step, which the rules ask for.
    SetUp,
}

/// Who has given the right password, and what is asked of them.
#[cfg(feature = "desk")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// The person's name.
    pub name: String,
    /// What is asked.
    pub asked: StepAsked,
}

/// A code of the second step, as it was typed.
#[cfg(feature = "desk")]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCode {
    /// Blanks, dashes and wide digits do not matter.
    pub code: String,
}

/// What somebody has, or wants to have, for the second step.
#[cfg(feature = "desk")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepChoice {
    /// An authenticator on a phone.
    Authenticator,
    /// A printed card with codes.
    Card,
}

/// Begins to set up a second step.
#[cfg(feature = "desk")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftStep {
    /// What it is to be.
    pub choice: StepChoice,
}

/// A second step that is not set up before a code of it was typed. It is shown this once.
#[cfg(feature = "desk")]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewStep {
    /// For an authenticator.
    Authenticator {
        /// The key, to be typed where no picture can be read.
        key: String,
        /// The same as a picture.
        qr_svg: String,
    },
    /// The codes of a card, from number 1 on. The first is asked for.
    Card(Vec<String>),
}

/// The answer when a second step was set up.
#[cfg(feature = "desk")]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepSet {
    /// Codes for who loses card or authenticator. They are shown this once.
    pub recovery: Vec<String>,
}

/// The own second step.
#[cfg(feature = "desk")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnStep {
    /// What it is; none where there is none.
    pub kind: Option<StepChoice>,
    /// When it was set up.
    pub set_at: Option<DateTime<Utc>>,
    /// How many codes of the card are good still.
    pub card_left: u32,
    /// How many of those for who has lost it.
    pub recovery_left: u32,
    /// Whether the rules ask for one.
    pub is_asked: bool,
}

/// Gives the password again, before something for which it is asked.
#[cfg(feature = "desk")]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// The password as it was typed.
    pub password: String,
}

/// How far a photo has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoProgress {
    /// Bytes received without a gap. The next chunk begins here.
    pub received: u64,
    /// Whether the photo is whole and its hash fits.
    pub complete: bool,
}
