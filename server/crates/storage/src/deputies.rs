//! Who stands in for somebody who is away.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, DeputyshipId, SchoolId};
use domain::policy::Deputyship;

use crate::StorageError;

/// The times in which somebody of the county stands in for somebody else. None is ever removed.
#[async_trait]
pub trait DeputyRepository: Send {
    /// Adds one.
    async fn add(&mut self, deputyship: &Deputyship) -> Result<(), StorageError>;
    /// One, over or not; none when the county has no such.
    async fn get(&mut self, id: DeputyshipId) -> Result<Option<Deputyship>, StorageError>;
    /// Those in which an account is away or stands in, and which hold on a day or will later, by their first day.
    async fn of_account(&mut self, account: AccountId, day: NaiveDate) -> Result<Vec<Deputyship>, StorageError>;
    /// The same of a school.
    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<Deputyship>, StorageError>;
    /// Ends one early. `Missing` without it, and when it was ended already.
    async fn end(&mut self, id: DeputyshipId, at: DateTime<Utc>) -> Result<(), StorageError>;
}
