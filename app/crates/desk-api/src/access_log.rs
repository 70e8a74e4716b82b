//! The access log: who looked at which file, and whether the log is whole.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
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
    /// Facts of a school's homes with two answers; the subject is the school.
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
    /// One-time codes; the subject is the school for whose teachers they are, or the account for which one is.
    #[serde(rename = "issue_codes")]
    Codes,
    /// A teacher with their phones; the subject is the account.
    #[serde(rename = "see_person")]
    Person,
    /// A lost phone was revoked, and a code issued; the subject is the account.
    #[serde(rename = "revoke_phone")]
    LostPhone,
    /// A teacher's name or number was put right; the subject is the account.
    #[serde(rename = "correct_person")]
    PersonCorrected,
    /// Somebody was named to stand in for somebody; the subject is who stands in.
    #[serde(rename = "deputise")]
    Deputy,
    /// That was ended early; the subject is who stood in.
    #[serde(rename = "end_deputyship")]
    DeputyEnded,
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
        Self::Codes,
        Self::Person,
        Self::LostPhone,
        Self::PersonCorrected,
        Self::Deputy,
        Self::DeputyEnded,
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
            Self::Codes => "issue_codes",
            Self::Person => "see_person",
            Self::LostPhone => "revoke_phone",
            Self::PersonCorrected => "correct_person",
            Self::Deputy => "deputise",
            Self::DeputyEnded => "end_deputyship",
            Self::Other => "other",
        }
    }

    /// What a code of the log means.
    pub fn of(code: &str) -> Self {
        Self::ALL.iter().copied().find(|look| look.code() == code).unwrap_or(Self::Other)
    }
}

/// One look at a file, as the auditor sees it: who, when and what kind. Of a child only the identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookLine {
    /// Its number in the county, without gaps.
    pub n: u64,
    /// When it was, by the server's clock.
    pub at: DateTime<Utc>,
    /// The name of who looked.
    pub who: String,
    /// What was looked at.
    pub look: Look,
    /// The identifier of what was looked at.
    pub subject: uuid::Uuid,
}

/// The access log's newest entries, and whether its chain is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessView {
    /// How many entries there are in all.
    pub total: u64,
    /// The newest, newest first.
    pub newest: Vec<LookLine>,
    /// The number of the first entry that does not fit the one before; `None` when the chain is whole.
    pub first_break: Option<u64>,
}

/// The access log, for the auditor.
#[async_trait]
pub trait AccessLogDesk: Send + Sync {
    /// The newest looks, and whether the chain is whole. This look is not logged.
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
}
