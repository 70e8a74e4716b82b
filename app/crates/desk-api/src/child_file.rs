//! A child's file as a desk may see it.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AdultId, ChildId, LogId, SchoolId};
use domain::register::Child;
use domain::report::{AdultLine, EntryLine, FactLine};
use domain::term::due::Due;
use domain::term::flower::Flower;
use serde::{Deserialize, Serialize};

use crate::left_behind::LeftBehind;
use crate::pairing::PairingLine;
use crate::{Choice, DeskError};

/// Where a file leads that was closed because two were one child's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadsTo {
    /// The child whose file was kept; none for a reader who may not see that file.
    pub kept: Option<Choice<ChildId>>,
}

/// A child's file: phone numbers masked, what this reader may not see left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildFile {
    /// The child, in the newest version.
    pub child: Child,
    /// Where it leads, when it was closed into another.
    pub leads_to: Option<LeadsTo>,
    /// The day it is true for.
    pub as_of: NaiveDate,
    /// The school that answers for the child.
    pub school_id: SchoolId,
    /// That school's official name.
    pub school: String,
    /// The last day of a child that goes, or went lately, to another county: it can be handed over on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves_county: Option<NaiveDate>,
    /// The class as the school writes it; empty when not known.
    pub class_name: String,
    /// The mentor's name; none when the child is not paired.
    pub mentor: Option<String>,
    /// Where the child lives.
    pub address: String,
    /// The flower of this term.
    pub flower: Flower,
    /// What is due for the child, as on its mentor's phone.
    pub due: Vec<Due>,
    /// Whether the child is left behind, by each definition.
    pub left_behind: LeftBehind,
    /// What is known of the home.
    pub facts: Vec<FactLine>,
    /// Parents and carers who are related to the child.
    pub adults: Vec<AdultLine>,
    /// The child's pairings, the newest first; past ones and those to come too.
    pub pairings: Vec<PairingLine>,
    /// The timeline, newest first.
    pub entries: Vec<EntryLine>,
}

/// A state of an entry, as it was until it was corrected or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierVersion {
    /// When it arrived, by the server's clock.
    pub received_at: DateTime<Utc>,
    /// The entry as it was, as far as this reader may see it.
    pub line: EntryLine,
}

/// A child's file, and what is shown in full only when somebody asks.
#[async_trait]
pub trait ChildFileDesk: Send + Sync {
    /// A child's file. A look by anybody but the child's mentor is written to the access log.
    async fn child_file(&self, child: ChildId) -> Result<ChildFile, DeskError>;
    /// The states of an entry of the child before the one that holds, oldest first. `NotFound` for an entry that is not
    /// in the file. A look by anybody but the child's mentor is written to the access log.
    async fn earlier_versions(&self, child: ChildId, log: LogId) -> Result<Vec<EarlierVersion>, DeskError>;
    /// A phone number in full. A look by anybody but the child's mentor is written to the access log.
    async fn reveal_phone(&self, child: ChildId, adult: AdultId) -> Result<String, DeskError>;
}
