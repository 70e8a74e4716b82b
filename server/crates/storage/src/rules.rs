//! The versions of a county's rules.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::rules::{RuleBook, RuleVersion};

use crate::{StorageError, Unreadable};

/// The rules as they are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptRules {
    /// The commit of the last change, whether it can be read or not; 0 before any.
    pub seq: u64,
    /// Every version that can be read.
    pub value: RuleBook,
    /// Versions that cannot, under the county's identifier: until they are mended those before them hold. The
    /// caller reports them.
    pub unreadable: Vec<Unreadable>,
}

/// The county's rules, each version from a first day on.
#[async_trait]
pub trait RuleRepository: Send {
    /// Every version and the commit of the last change.
    async fn book(&mut self) -> Result<KeptRules, StorageError>;
    /// Sets the rules that hold from a first day on, numbered `seq`; replaces those of the same first day.
    async fn put(&mut self, seq: u64, version: &RuleVersion) -> Result<(), StorageError>;
    /// Takes the rules of a first day out of the book, numbered `seq`. `Missing` when none begin on that day.
    async fn withdraw(&mut self, seq: u64, from: NaiveDate) -> Result<(), StorageError>;
}
