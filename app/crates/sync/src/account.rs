//! The wire types around an account: signing in, devices, passwords, photos' progress.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, DeviceId};
use domain::policy::Grant;
use serde::{Deserialize, Serialize};

/// Signs in on a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// Sign-in name.
    pub login: String,
    /// Password.
    pub password: String,
    /// The device this browser is for the account already; none the first time.
    #[serde(default)]
    pub device: Option<DeviceId>,
    /// What to call the device.
    #[serde(default)]
    pub label: String,
}

/// Sets the first password with a one-time code, and signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activate {
    /// Sign-in name.
    pub login: String,
    /// One-time code.
    pub code: String,
    /// New password.
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
    /// Account.
    pub account: AccountId,
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Roles.
    pub grants: Vec<Grant>,
    /// The device that signed in.
    pub device: Option<DeviceId>,
}

/// The answer to a successful sign-in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who.
    pub me: Me,
    /// The device.
    pub device: DeviceId,
    /// The device's recovery key, 64 hexadecimal digits. It opens the phone's store, and nothing without the phone.
    pub recovery_key: String,
    /// The server's clock.
    pub server_time: DateTime<Utc>,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("device", &self.device).finish_non_exhaustive()
    }
}

/// A device in its owner's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// Device.
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
    /// The new one.
    pub new: String,
}

/// How far a photo has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoProgress {
    /// Bytes received without a gap. The next chunk begins here.
    pub received: u64,
    /// Whether the photo is whole and its hash fits.
    pub complete: bool,
}
