//! Figures of a school or of the county, for who leads the school and for the centre.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use async_trait::async_trait;
use desk_api::access_log::Look;
use desk_api::figures::{AnnualView, FiguresDesk, FiguresView, FilledLine, Filling, GapLine};
use desk_api::out::TableView;
use desk_api::{DeskError, Input};
use domain::id::{AccountId, SchoolId};
use domain::policy::{Action, Power, Subject};
use domain::register::School;
use domain::report::annual::{Filled, Gap, problem};
use domain::report::{Annual, Chosen, OutKind, Timespan};
use storage::{StorageError, Unit};

use super::error::Stop;
use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::figures::{self, Asked};
use crate::core::out;

impl Desk {
    /// The school of which figures are asked; none for the county.
    pub(crate) async fn figured(&self, unit: &mut dyn Unit, school: Option<SchoolId>) -> Result<Option<School>, Stop> {
        match school {
            Some(school) => Ok(Some(out::school(unit, school).await?.ok_or(DeskError::NotFound)?)),
            None => Ok(None),
        }
    }

    /// Why figures of what was chosen are not told.
    pub(crate) fn days_fit(&self, chosen: Chosen) -> Result<(), DeskError> {
        match chosen.span.problem(self.today()) {
            Some(fault) => Err(DeskError::invalid(Input::Days, fault)),
            None => Ok(()),
        }
    }
}

/// What a year's report has besides its table.
async fn view(unit: &mut dyn Unit, annual: &Annual, filled: &[Filled]) -> Result<AnnualView, StorageError> {
    let mut names: BTreeMap<AccountId, String> = BTreeMap::new();
    for one in filled {
        if let Entry::Vacant(place) = names.entry(one.by) {
            place.insert(name_of(unit, one.by).await?);
        }
    }
    let line = |one: &Filled| FilledLine {
        count: one.count,
        fen: one.fen,
        by: names.get(&one.by).cloned().unwrap_or_default(),
        at: one.at,
    };
    let gap = |gap: &Gap| GapLine { gap: *gap, filled: filled.iter().filter(|one| one.gap == *gap).map(line).collect() };
    Ok(AnnualView { paragraph: annual.paragraph(), gaps: annual.gaps.iter().map(gap).collect() })
}

#[async_trait]
impl FiguresDesk for Desk {
    async fn figures(&self, school: Option<SchoolId>, kind: OutKind, chosen: Chosen) -> Result<FiguresView, DeskError> {
        answer(async {
            match school {
                Some(school) => self.require(Action::SeeSchool, Subject::School(school))?,
                None => self.require(Action::SeeCounty, Subject::County)?,
            }
            self.days_fit(chosen)?;
            let mut unit = self.read().await?;
            let found = self.figured(unit.as_mut(), school).await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let asked = Asked { school: found.as_ref(), chosen, today: self.today() };
            let (table, annual) = if kind == OutKind::Annual {
                let (annual, filled) = figures::annual(unit.as_mut(), &history, &asked).await?;
                let view = view(unit.as_mut(), &annual, &filled).await?;
                (Some(figures::annual_table(&history, &annual)), Some(view))
            } else {
                (figures::table(unit.as_mut(), &history, kind, &asked).await?, None)
            };
            let table = self.marked(table.ok_or(DeskError::NotFound)?);
            drop(unit);
            self.looked(Look::Figures, school.map_or(self.home().0, |school| school.0)).await?;
            Ok(FiguresView { table: TableView::from(&table), annual })
        })
        .await
    }

    async fn fill_figure(&self, filling: Filling) -> Result<(), DeskError> {
        answer(async {
            self.require(Action::FillFigures, Subject::County)?;
            let Filling { year, gap, count, fen } = filling;
            self.days_fit(Chosen::of(Timespan::year(year)))?;
            if let Some(fault) = problem(gap, count, fen) {
                return Err(DeskError::invalid(Input::Figure, fault).into());
            }
            let mut unit = self.write().await?;
            let seq = unit.commits().next(self.by()).await?;
            let filled = Filled { year, gap, count, fen, by: self.who.account.id, at: self.onlooker.at };
            unit.figures().fill(seq, &filled).await?;
            Ok(self.keep(unit, Deed::new(Power::FigureFilled, self.home().0).because(gap.code())).await?)
        })
        .await
    }
}
