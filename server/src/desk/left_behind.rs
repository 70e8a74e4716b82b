//! Whether a child is left behind, by each of the definitions.

use async_trait::async_trait;
use chrono::NaiveDate;
use desk_api::DeskError;
use desk_api::access_log::Look;
use desk_api::left_behind::{LeftBehind, LeftBehindDesk};
use domain::id::ChildId;
use storage::Unit;

use super::error::Stop;
use super::{Desk, answer};
use crate::core::child_file::File;
use crate::exchange::rows;

/// Whether a child is left behind on a day, by the rules of that day.
pub(super) async fn judged(unit: &mut dyn Unit, file: &File, day: NaiveDate) -> Result<LeftBehind, Stop> {
    let rules = rows::rules(unit).await?.value.on(day);
    let kind = match file.school_attended(day) {
        Some(school) => rows::unless_damaged(unit.schools().get(school).await, school.0)?.flatten().map(|s| s.kind),
        None => None,
    };
    Ok(LeftBehind {
        day,
        visit_days: rules.home_visit_days_max,
        county_months: rules.county_away_months,
        verdicts: file.left_behind(day, kind, &rules),
    })
}

#[async_trait]
impl LeftBehindDesk for Desk {
    async fn left_behind(&self, id: ChildId, day: NaiveDate) -> Result<LeftBehind, DeskError> {
        answer(async {
            let mut unit = self.read().await?;
            let (file, paired) = self.readable(unit.as_mut(), id).await?;
            let judged = judged(unit.as_mut(), &file, day).await?;
            drop(unit);
            if !paired {
                self.looked(Look::ChildFile, id.0).await?;
            }
            Ok(judged)
        })
        .await
    }
}
