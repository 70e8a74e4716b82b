//! The access log: who looked at which file, who did what by a power over others, and whether the log is whole.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::policy::Power;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    /// A child's file; the subject is the child.
    #[serde(rename = "see_child_file")]
    ChildFile,
    /// What an entry was before it was corrected; the subject is the entry.
    #[serde(rename = "see_versions")]
    Versions,
    /// A phone number in full; the subject is the adult.
    #[serde(rename = "reveal_phone")]
    Phone,
    /// A school's list of children; the subject is the school.
    #[serde(rename = "see_school_list")]
    SchoolList,
    /// A picture; it is the subject.
    #[serde(rename = "see_photo")]
    Photo,
    /// Late work that waits for a school, which is the subject.
    #[serde(rename = "see_late_work")]
    LateWork,
    /// Facts of a school's homes with two answers, and children's pages of a term of which there are two; the subject is the
    /// school.
    #[serde(rename = "see_disputes")]
    Disputes,
    /// A batch of school files, with the children in it; it is the subject.
    #[serde(rename = "see_import")]
    Import,
    /// A table or a file that was taken out; the subject is what was written down of it.
    #[serde(rename = "take_out")]
    Out,
    /// The same with identity and phone numbers.
    #[serde(rename = "take_out_with_numbers")]
    OutWithNumbers,
    /// A teacher with their phones; the subject is the account.
    #[serde(rename = "see_person")]
    Person,
    /// What a lost phone held; it is the subject.
    #[serde(rename = "see_lost_phone")]
    LostPhone,
    /// Whose files are up for erasure, and what guardians ask; the subject is the county, or the child whose requests
    /// were looked at.
    #[serde(rename = "see_erasures")]
    Erasures,
    /// Figures, with the names of the children they count; the subject is the school or the county.
    #[serde(rename = "see_figures")]
    Figures,
    /// What this version has no name for.
    #[serde(other, rename = "other")]
    Other,
}

impl Look {
    /// Every kind of look, with a code of its own.
    pub const ALL: &'static [Self] = &[
        Self::ChildFile,
        Self::Versions,
        Self::Phone,
        Self::SchoolList,
        Self::Photo,
        Self::LateWork,
        Self::Disputes,
        Self::Import,
        Self::Out,
        Self::OutWithNumbers,
        Self::Person,
        Self::LostPhone,
        Self::Erasures,
        Self::Figures,
        Self::Other,
    ];

    /// The stable code, as the log keeps it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ChildFile => "see_child_file",
            Self::Versions => "see_versions",
            Self::Phone => "reveal_phone",
            Self::SchoolList => "see_school_list",
            Self::Photo => "see_photo",
            Self::LateWork => "see_late_work",
            Self::Disputes => "see_disputes",
            Self::Import => "see_import",
            Self::Out => "take_out",
            Self::OutWithNumbers => "take_out_with_numbers",
            Self::Person => "see_person",
            Self::LostPhone => "see_lost_phone",
            Self::Erasures => "see_erasures",
            Self::Figures => "see_figures",
            Self::Other => "other",
        }
    }

    /// What a code of the log means.
    pub fn of(code: &str) -> Self {
        Self::ALL.iter().copied().find(|look| look.code() == code).unwrap_or(Self::Other)
    }
}

/// What an entry of the log says was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Logged {
    /// Something was looked at.
    Look(Look),
    /// Something was done by a power over others.
    Act(Power),
}

impl Logged {
    /// What a code of the log means.
    pub fn of(code: &str) -> Self {
        code.parse().map_or_else(|_| Self::Look(Look::of(code)), Self::Act)
    }
}

/// Why an entry does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MisfitKind {
    /// It is not bound to the one before: it was changed, or one before it is missing.
    Entry,
    /// The log does not end where its head says: entries are missing from here on.
    Head,
    /// It is not what was written down outside the database.
    WrittenDown,
    /// What a later version says.
    #[serde(other)]
    Other,
}

/// The first entry that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misfit {
    /// Its number.
    pub n: u64,
    /// Why it does not fit.
    pub kind: MisfitKind,
}

/// One entry, as the auditor sees it: who, when, what and to whom. Of a child only the identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookLine {
    /// Its number in the county, without gaps.
    pub n: u64,
    /// When it was, by the server's clock.
    pub at: DateTime<Utc>,
    /// The name of who did it.
    pub who: String,
    /// What was done.
    pub what: Logged,
    /// The identifier of what it was done to.
    pub subject: uuid::Uuid,
    /// The name of whom it affected; empty for nobody in particular.
    pub affected: String,
    /// The code of the reason; empty for none.
    pub reason: String,
}

/// The access log's newest entries, and whether its chain is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessView {
    /// How many entries there are in all.
    pub total: u64,
    /// The newest, newest first.
    pub newest: Vec<LookLine>,
    /// After which entry the check began: up to there an earlier one found all whole.
    pub after: u64,
    /// The first entry that does not fit; `None` when all from there on does.
    pub misfit: Option<Misfit>,
    /// After which entry what was written down outside the database begins; none where it has the whole log.
    #[serde(default)]
    pub written_after: Option<u64>,
}

/// The access log, for the auditor.
#[async_trait]
pub trait AccessLogDesk: Send + Sync {
    /// The newest entries, and whether the chain is whole. This look is not logged.
    async fn access_log(&self) -> Result<AccessView, DeskError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_sent_under_the_code_that_the_log_keeps() {
        for look in Look::ALL {
            assert_eq!(serde_json::to_value(look).ok(), Some(look.code().into()));
            assert_eq!(Look::of(look.code()), *look);
        }
        assert_eq!(serde_json::from_str::<Look>("\"of_next_year\"").ok(), Some(Look::Other));
    }

    #[test]
    fn no_code_means_two_things() {
        for look in Look::ALL {
            assert_eq!(Logged::of(look.code()), Logged::Look(*look));
        }
        for power in Power::ALL {
            assert_eq!(Logged::of(power.code()), Logged::Act(*power));
        }
    }
}
