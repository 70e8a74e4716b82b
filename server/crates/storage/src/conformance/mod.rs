//! The laws of [`crate::Storage`], one suite a trait, run on every engine. It panics at the first law
//! that is broken, and when a method of a trait was never called.

mod access;
mod accounts;
mod acts;
mod batches;
mod borders;
mod children;
mod commits;
mod counted;
mod countersigns;
mod credits;
mod deputies;
mod desk;
mod devices;
mod directory;
mod donations;
mod doubles;
mod enrolments;
pub mod erasure;
mod facts;
mod feedback;
mod figures;
mod files;
pub mod fixtures;
mod households;
mod logs;
mod notices;
mod offers;
mod ops;
mod outs;
mod pages;
mod pairings;
mod parking;
mod photos;
mod proposals;
mod questions;
mod register;
mod rules;
mod schools;
mod second_steps;
mod sessions;
mod statuses;
mod unit;

pub use counted::Counted;

use crate::{Storage, StorageError};

/// Checks every law on an empty database. Each suite stands on what those before it wrote.
pub async fn run(storage: &dyn Storage) -> Result<(), StorageError> {
    let counted = Counted::new(storage);
    commits::laws(&counted).await?;
    schools::laws(&counted).await?;
    accounts::laws(&counted).await?;
    register::laws(&counted).await?;
    children::laws(&counted).await?;
    households::laws(&counted).await?;
    enrolments::laws(&counted).await?;
    acts::laws(&counted).await?;
    offers::laws(&counted).await?;
    batches::laws(&counted).await?;
    batches::recipes(&counted).await?;
    pairings::laws(&counted).await?;
    statuses::laws(&counted).await?;
    rules::laws(&counted).await?;
    unit::laws(&counted).await?;
    devices::laws(&counted).await?;
    sessions::laws(&counted).await?;
    directory::laws(&counted).await?;
    ops::laws(&counted).await?;
    ops::kept(&counted).await?;
    credits::laws(&counted).await?;
    donations::laws(&counted).await?;
    logs::laws(&counted).await?;
    doubles::laws(&counted).await?;
    facts::laws(&counted).await?;
    pages::laws(&counted).await?;
    questions::laws(&counted).await?;
    files::laws(&counted).await?;
    files::colleagues(&counted).await?;
    files::class_sessions(&counted).await?;
    desk::laws(&counted).await?;
    parking::laws(&counted).await?;
    proposals::laws(&counted).await?;
    second_steps::laws(&counted).await?;
    countersigns::laws(&counted).await?;
    deputies::laws(&counted).await?;
    photos::laws(&counted).await?;
    feedback::laws(&counted).await?;
    outs::laws(&counted).await?;
    figures::laws(&counted).await?;
    access::laws(&counted).await?;
    notices::laws(&counted).await?;
    borders::laws(&counted).await?;
    erasure::laws(&counted).await?;
    accounts::end(&counted).await?;
    let never = counted.never_called();
    assert!(never.is_empty(), "{}: nothing here calls {never:?}", storage.engine());
    Ok(())
}
