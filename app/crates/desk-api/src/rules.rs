//! The county's rules: how often a child is seen and spoken to, from which day on.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::rules::{RuleBook, RuleVersion};
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// The county's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesView {
    /// The day it is looked at.
    pub today: NaiveDate,
    /// The commit of their last change, to be handed back with the next one.
    pub seen: u64,
    /// The rules in force today, those before and those to come.
    pub book: RuleBook,
}

/// The rules' desk.
#[async_trait]
pub trait RulesDesk: Send + Sync {
    /// The county's rules.
    async fn rules(&self) -> Result<RulesView, DeskError>;
    /// Sets the rules that hold from a first day on, today at the earliest: what held on a day that is over
    /// stays. A sentence that they leave out is retired. Rules that were changed since they were seen are
    /// not changed again.
    async fn set_rules(&self, seen: u64, version: RuleVersion) -> Result<(), DeskError>;
    /// Takes back rules that have not begun yet: those before them hold on.
    async fn withdraw_rules(&self, seen: u64, from: NaiveDate) -> Result<(), DeskError>;
}
