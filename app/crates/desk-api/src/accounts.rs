//! One-time codes, by which a person sets a password.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// A one-time code, to print or to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSlip {
    /// The name to sign in with.
    pub login: String,
    /// The code in groups of four, such as `7KPM-2XRD-9HQA`.
    pub code: String,
    /// The address with the code, as a QR picture (SVG).
    pub qr_svg: String,
    /// Until when it is good.
    pub until: DateTime<Utc>,
}

/// How a person comes into an account.
#[async_trait]
pub trait AccountsDesk: Send + Sync {
    /// Issues a one-time code for an account. It opens the account, so nobody issues one for a person
    /// with rights that reach beyond their own school.
    async fn issue_code(&self, account: AccountId) -> Result<CodeSlip, DeskError>;
}
