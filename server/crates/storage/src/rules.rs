//! The rule set.

use async_trait::async_trait;
use domain::rules::RuleSet;

use crate::{StorageError, Versioned};

/// The county's rule set.
#[async_trait]
pub trait RuleRepository: Send {
    /// The rule set and the commit that set it; the defaults, of commit 0, before any was set.
    async fn get(&mut self) -> Result<Versioned<RuleSet>, StorageError>;
    /// Sets the rule set, numbered `seq`.
    async fn set(&mut self, seq: u64, rules: &RuleSet) -> Result<(), StorageError>;
}
