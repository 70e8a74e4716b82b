//! Tables, and taking them out: each taking is written down before anything is shown.

use async_trait::async_trait;
use desk_api::access_log::Look;
use desk_api::child_file::{ChildFile, ChildFileDesk as _};
use desk_api::out::{Ask, OutDesk, OutLine, TableView};
use desk_api::{DeskError, Input};
use domain::id::{ChildId, OutId, SchoolId};
use domain::log::Fault;
use domain::policy::{Action, Subject};
use domain::report::out::problem;
use domain::report::{EntryLine, Out, OutKind, OutReason, Table};
use domain::term::local_day;
use storage::Unit;

use super::error::Stop;
use super::{Desk, answer};
use crate::core::{child_file, out};

/// What stands on the pages of something that was taken out.
pub enum Sheet {
    /// A table.
    Table(Table),
    /// A child's file.
    ChildFile(Box<ChildFile>),
}

/// How many are shown of what was taken out.
const SHOWN: u32 = 20;

impl Desk {
    /// What this person took out today, and may still.
    pub(crate) async fn taken(&self, unit: &mut dyn Unit, id: OutId) -> Result<Out, Stop> {
        let found = unit.outs().get(id).await?.filter(|out| out.is_open_to(self.who.account.id, self.today()));
        let found = found.ok_or(DeskError::NotFound)?;
        self.require_found(Action::Export, Subject::School(found.school))?;
        Ok(found)
    }

    /// A table that was taken out, with its numbers where they were asked for.
    pub(crate) async fn table_of(&self, unit: &mut dyn Unit, taken: &Out) -> Result<Table, Stop> {
        let school = out::school(unit, taken.school).await?.ok_or(DeskError::NotFound)?;
        let history = self.state.ledger.of(unit).await?;
        let numbers = taken.numbers.then_some(&self.state.sealer);
        let table = out::table(unit, &history, &school, taken.kind, local_day(taken.at), numbers).await?;
        Ok(table.ok_or(DeskError::NotFound)?)
    }

    /// A table that was taken out, with what was written down of it and the name of who took it.
    pub async fn taken_table(&self, id: OutId) -> Result<(Out, String, Table), DeskError> {
        answer(async {
            let mut unit = self.read().await?;
            let taken = self.taken(unit.as_mut(), id).await?;
            let table = self.table_of(unit.as_mut(), &taken).await?;
            Ok((taken, self.who.account.name.clone(), table))
        })
        .await
    }

    /// What was taken out as it stands on paper, with what was written down of it and the name of who took it.
    pub async fn sheet(&self, id: OutId) -> Result<(Out, String, Sheet), DeskError> {
        let taken = answer(async { self.taken(self.read().await?.as_mut(), id).await }).await?;
        let name = self.who.account.name.clone();
        let Some(child) = taken.child else {
            let (taken, name, table) = self.taken_table(id).await?;
            return Ok((taken, name, Sheet::Table(table)));
        };
        let mut file = self.child_file(child).await?;
        if file.school_id != taken.school {
            return Err(DeskError::NotFound);
        }
        // Paper goes from hand to hand: no word of a talk stands on it, also where a mentor prints it.
        let on_paper = |line: EntryLine| if line.kind.attributes().confidential { line.confidential() } else { line };
        file.entries = file.entries.into_iter().map(on_paper).collect();
        if taken.numbers {
            answer(self.with_phones(child, &mut file)).await?;
        }
        Ok((taken, name, Sheet::ChildFile(Box::new(file))))
    }

    /// Puts the whole phone numbers into a file.
    async fn with_phones(&self, child: ChildId, file: &mut ChildFile) -> Result<(), Stop> {
        let mut unit = self.read().await?;
        let whole = child_file::read(unit.as_mut(), child).await?.ok_or(DeskError::NotFound)?;
        (file.adults, file.facts) = (whole.adult_lines(), whole.fact_lines());
        Ok(())
    }

    /// A child's file is one of the school's own child; a table is of nobody alone.
    async fn may_leave(&self, unit: &mut dyn Unit, school: SchoolId, ask: &Ask) -> Result<(), Stop> {
        match (ask.kind, ask.child) {
            (OutKind::ChildFile, Some(child)) => {
                let place = self.place_of(unit, child).await?;
                let subject = Subject::Child { school, paired: false };
                self.require_found(Action::SeeChildFile, subject)?;
                if place.school == school { Ok(()) } else { Err(DeskError::NotFound.into()) }
            }
            (OutKind::ChildFile | OutKind::Unlisted, _) | (_, Some(_)) => Err(DeskError::NotFound.into()),
            (_, None) => Ok(()),
        }
    }
}

#[async_trait]
impl OutDesk for Desk {
    async fn table(&self, school: SchoolId, kind: OutKind) -> Result<TableView, DeskError> {
        answer(async {
            self.require(Action::Export, Subject::School(school))?;
            let mut unit = self.read().await?;
            let found = out::school(unit.as_mut(), school).await?.ok_or(DeskError::NotFound)?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let table = out::table(unit.as_mut(), &history, &found, kind, self.today(), None).await?;
            let table = table.ok_or(DeskError::NotFound)?;
            drop(unit);
            self.looked(Look::SchoolList, school.0).await?;
            Ok(TableView::from(&table.on_paper()))
        })
        .await
    }

    async fn take_out(&self, school: SchoolId, ask: Ask) -> Result<OutId, DeskError> {
        answer(async {
            self.require(Action::Export, Subject::School(school))?;
            let words = ask.words.trim().to_owned();
            if ask.reason == OutReason::Unlisted {
                return Err(DeskError::invalid(Input::Reason, Fault::Missing).into());
            }
            if let Some(fault) = problem(ask.reason, &words) {
                return Err(DeskError::invalid(Input::Reason, fault).into());
            }
            let mut unit = self.write().await?;
            unit.schools().get(school).await?.ok_or(DeskError::NotFound)?;
            self.may_leave(unit.as_mut(), school, &ask).await?;
            let (id, who) = (OutId(self.state.clock.uuid()), self.onlooker());
            let Ask { kind, child, numbers, reason, .. } = ask;
            let taken = Out { id, school, kind, child, numbers, reason, words, by: who.account, at: who.at };
            out::take(unit.as_mut(), who, &taken).await?;
            unit.commit().await?;
            Ok(id)
        })
        .await
    }

    async fn out_text(&self, id: OutId) -> Result<String, DeskError> {
        answer(async {
            let mut unit = self.read().await?;
            let taken = self.taken(unit.as_mut(), id).await?;
            // A chat is no place for numbers, whatever was asked for.
            let table = self.table_of(unit.as_mut(), &Out { numbers: false, ..taken }).await?;
            Ok(table.plain_text())
        })
        .await
    }

    async fn outs(&self, school: SchoolId) -> Result<Vec<OutLine>, DeskError> {
        answer(async {
            self.require(Action::Export, Subject::School(school))?;
            let mut unit = self.read().await?;
            let line = |(out, who): (Out, String)| OutLine {
                id: out.id,
                kind: out.kind,
                numbers: out.numbers,
                reason: out.reason,
                words: out.words,
                who,
                at: out.at,
            };
            Ok(out::newest(unit.as_mut(), school, SHOWN).await?.into_iter().map(line).collect())
        })
        .await
    }
}
