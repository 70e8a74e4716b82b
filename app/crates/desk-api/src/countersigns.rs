//! What somebody asks for an account and a second person agrees to.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::CountersignId;
use domain::policy::Countersigned;
use serde::{Deserialize, Serialize};

use crate::DeskError;
use crate::accounts::CodeSlip;

/// Something that is asked for an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountersignLine {
    /// By which it is decided about.
    pub id: CountersignId,
    /// What is asked.
    pub what: Countersigned,
    /// The name of whose account it is.
    pub name: String,
    /// The name that they sign in with.
    pub login: String,
    /// The name of who asks.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether a second person has agreed.
    pub agreed: bool,
}

/// What waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountersignsView {
    /// Today in the county.
    pub as_of: NaiveDate,
    /// What this reader may agree to.
    pub waiting: Vec<CountersignLine>,
    /// What this reader asked for.
    pub mine: Vec<CountersignLine>,
}

/// What two people do together.
#[async_trait]
pub trait CountersignsDesk: Send + Sync {
    /// What waits for this person, and what they asked for.
    async fn countersigns(&self) -> Result<CountersignsView, DeskError>;
    /// Asks that the second step of somebody who has lost it be taken away. `Changed` where they have none.
    async fn ask_reset(&self, login: String) -> Result<(), DeskError>;
    /// Agrees to what somebody else asked, or declines it; who asked may take it back. A lost second step is taken away
    /// at once, with all sessions of the account. `Changed` when it was decided already.
    async fn countersign(&self, id: CountersignId, accept: bool) -> Result<(), DeskError>;
    /// Takes the code that this person asked for and a second one agreed to. It is shown this once.
    async fn take_code(&self, id: CountersignId) -> Result<CodeSlip, DeskError>;
}
