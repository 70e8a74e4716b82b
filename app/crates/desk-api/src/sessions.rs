//! Where somebody is signed in at desks, and the accounts of those who work for the county as a whole: who ends what.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::code::coded;
use domain::id::AccountId;
use domain::policy::Role;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::DeskError;

coded! {
    /// Why somebody's account or sessions are ended by another.
    WhyEnded {
        /// They work here no longer.
        LeftOffice = "left_office",
        /// Somebody else may know the password, or have what belongs to the second step.
        Exposed = "exposed",
        /// A desk was left open.
        LeftOpen = "left_open",
        /// Another reason.
        OtherReason = "other_reason",
    }
}

/// A browser in which somebody is signed in at a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// By which it is ended.
    pub id: Uuid,
    /// When it began.
    pub since: DateTime<Utc>,
    /// When it was used last, to the minute.
    pub seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// Somebody who works for the county as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyPerson {
    /// The account.
    pub id: AccountId,
    /// The person's name.
    pub name: String,
    /// The name to sign in with.
    pub login: String,
    /// What they are in the county.
    pub roles: Vec<Role>,
    /// Whether a password has been set.
    pub active: bool,
    /// Whether the account has ended.
    pub ended: bool,
    /// In how many browsers they are signed in at a desk.
    pub sessions: usize,
    /// Whether it is who asks.
    pub me: bool,
}

/// Sessions at desks, and the accounts of the county's own people.
#[async_trait]
pub trait SessionsDesk: Send + Sync {
    /// Where the signed-in person is signed in at desks, the one used last first.
    async fn own_sessions(&self) -> Result<Vec<SessionLine>, DeskError>;
    /// Ends one of those. One that has ended already is none the worse for it.
    async fn end_own_session(&self, id: Uuid) -> Result<(), DeskError>;
    /// Who works for the county as a whole, by name; the centre looks.
    async fn county_people(&self) -> Result<Vec<CountyPerson>, DeskError>;
    /// Ends the account of one of them, by another person of the centre. `Changed` where nobody would be left there.
    async fn end_county_account(&self, account: AccountId, why: WhyEnded) -> Result<(), DeskError>;
    /// Ends all sessions of somebody else at desks, by a person of the centre.
    async fn end_sessions(&self, account: AccountId, why: WhyEnded) -> Result<(), DeskError>;
}
