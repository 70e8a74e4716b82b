//! Figures of a school or of the county: whom care has reached, of whom nothing is written down, and the year's report.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::SchoolId;
use domain::report::annual::Gap;
use domain::report::{Chosen, OutKind};
use serde::{Deserialize, Serialize};

use crate::DeskError;
use crate::out::TableView;

/// A gap as it was filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledLine {
    /// How many.
    pub count: Option<u64>,
    /// How much money, in fen.
    pub fen: Option<u64>,
    /// The name of who filled it in.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A gap of a year's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapLine {
    /// Which.
    pub gap: Gap,
    /// Everything that was filled in, the last first.
    pub filled: Vec<FilledLine>,
}

/// A year's report, besides its table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnualView {
    /// The paragraph to paste.
    pub paragraph: String,
    /// What the register does not hold; a school's has none.
    pub gaps: Vec<GapLine>,
}

/// Figures as they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresView {
    /// The table.
    pub table: TableView,
    /// What a year's report has besides.
    pub annual: Option<AnnualView>,
}

/// What is filled in of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filling {
    /// The calendar year.
    pub year: i32,
    /// Which gap.
    pub gap: Gap,
    /// How many.
    pub count: Option<u64>,
    /// How much money, in fen.
    pub fen: Option<u64>,
}

/// The figures.
#[async_trait]
pub trait FiguresDesk: Send + Sync {
    /// Figures of a school, or of the county.
    async fn figures(&self, school: Option<SchoolId>, kind: OutKind, chosen: Chosen) -> Result<FiguresView, DeskError>;
    /// Fills in what a year's report tells and the register does not hold. What was filled in before stays on record.
    async fn fill_figure(&self, filling: Filling) -> Result<(), DeskError>;
}
