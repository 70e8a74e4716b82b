//! The county's rules: how often a child is seen and spoken to, from which day on.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::rules::RuleBook;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// The county's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesView {
    /// The day it is looked at.
    pub today: NaiveDate,
    /// The rules in force today, those before and those to come.
    pub book: RuleBook,
}

/// The rules' desk.
#[async_trait]
pub trait RulesDesk: Send + Sync {
    /// The county's rules.
    async fn rules(&self) -> Result<RulesView, DeskError>;
}
