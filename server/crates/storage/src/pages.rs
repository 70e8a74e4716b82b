//! Pages of children and terms: versions that append.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ChildId, PageId, SchoolId};
use domain::term::{PageDays, Term, TermPage};

use crate::{Found, StorageError};

/// The pages of the county's children. Which version is current [`domain::term::page::current`] says.
#[async_trait]
pub trait PageRepository: Send {
    /// Adds a version. One that is there stays as it was.
    async fn add(&mut self, seq: u64, page: &TermPage) -> Result<(), StorageError>;
    /// A version. `Inconsistent` when it cannot be read.
    async fn get(&mut self, id: PageId) -> Result<Option<TermPage>, StorageError>;
    /// Which of some versions there are.
    async fn known(&mut self, ids: &[PageId]) -> Result<Vec<PageId>, StorageError>;
    /// Every version of a child's page of a term, in the order of arrival.
    async fn of_child(&mut self, child: ChildId, term: Term) -> Result<Found<TermPage>, StorageError>;
    /// Every version of the pages of a term, in the order of arrival: of the county's children, or of some.
    async fn of_term(&mut self, term: Term, children: Option<&[ChildId]>) -> Result<Found<TermPage>, StorageError>;
    /// What the newest pages up to a day's term ask for, of those who are a school's children on the day; of those who
    /// have no page nothing. No page is opened for it.
    async fn days(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<(ChildId, PageDays)>, StorageError>;
    /// The versions that contradict another and that nothing has settled since, about those who are a school's children
    /// on a day, oldest first.
    async fn disputed(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<TermPage>, StorageError>;
}
