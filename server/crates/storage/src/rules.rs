//! The versions of a county's rules.

use async_trait::async_trait;
use domain::rules::{RuleBook, RuleVersion};

use crate::{StorageError, Versioned};

/// The county's rules, each version from a first day on.
#[async_trait]
pub trait RuleRepository: Send {
    /// Every version and the commit of the last change; an empty book, of commit 0, before any was set.
    async fn book(&mut self) -> Result<Versioned<RuleBook>, StorageError>;
    /// Sets the rules that hold from a first day on, numbered `seq`; replaces those of the same first day.
    async fn put(&mut self, seq: u64, version: &RuleVersion) -> Result<(), StorageError>;
}
