//! Children's files as a pull reads them. What belongs to a file is said here and nowhere else.

use std::ops::Range;

use async_trait::async_trait;
use domain::guardianship::{Fact, Status};
use domain::id::{AccountId, ChildId};
use domain::log::Log;
use domain::register::{Adult, Child, Enrolment, Household, Pairing, Relation};
use domain::term::{Question, TermPage};

use crate::{Found, StorageError, Versioned};

/// Somebody else who has a child at the same time as a reader: of the other's work nothing is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// The other's pairing.
    pub pairing: Pairing,
    /// The other's name.
    pub name: String,
}

/// One row of a child's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileRow {
    /// The child itself.
    Child(Child),
    /// The child's household.
    Household(Household),
    /// An adult of the household.
    Adult(Adult),
    /// A version of a fact about the child or its household.
    Fact(Fact),
    /// What an adult is to the child.
    Relation(Relation),
    /// A period of the child at a school.
    Enrolment(Enrolment),
    /// A pairing of the child.
    Pairing(Pairing),
    /// Somebody else who has the child at the same time.
    Colleague(Colleague),
    /// A status of the child.
    Status(Status),
    /// An entry that concerns the child.
    Log(Log),
    /// A version of the child's page of a term.
    TermPage(TermPage),
    /// What the school asks about such a page.
    Question(Question),
}

/// Which versions of rows a reader has not seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Since {
    /// Those after this one,
    pub after: u64,
    /// but for these, which the reader made.
    pub but: Range<u64>,
}

impl Since {
    /// Every version of every row.
    pub const BEGINNING: Self = Self::after(0);

    /// Every version after one.
    pub const fn after(version: u64) -> Self {
        Self { after: version, but: 0..0 }
    }
}

/// The rows of children's files, for pulls and for the desks.
#[async_trait]
pub trait FileRepository: Send {
    /// The rows of children's files that `since` lets through. An entry names only children of
    /// `visible`; of pairings come those of `mentor`, or all when none is given. Of who else has the child while `mentor`
    /// has it come name and days. A row that cannot be read is part of no file.
    async fn rows(
        &mut self,
        files: &[ChildId],
        visible: &[ChildId],
        mentor: Option<AccountId>,
        since: Since,
    ) -> Result<Found<Versioned<FileRow>>, StorageError>;
    /// The author's entries for whole classes that are in no file of `visible`, as far as `since` lets
    /// them through. They name no child.
    async fn class_sessions(
        &mut self,
        author: AccountId,
        visible: &[ChildId],
        since: Since,
    ) -> Result<Found<Versioned<Log>>, StorageError>;
}
