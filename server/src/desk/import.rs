//! Taking over a school's files.

use async_trait::async_trait;
use desk_api::{DeskError, Input};
use desk_api::access_log::Look;
use desk_api::import::{
    BatchView, ImportDesk, ImportView, Step as Ask, NewAccess, NewTeacher, SheetView, TakenBack,
};
use domain::id::{BatchId, SchoolId};
use domain::import::batch::BatchState;
use domain::import::draft::past::PastEnd;
use domain::import::draft::{NewMentor, Outcome, StagedChild};
use domain::import::finding::grouped;
use domain::import::reading::{Reading, SheetRead};
use domain::import::recipe::Recipe;
use domain::log::Fault;
use domain::policy::{Action, Power, Subject};
use domain::register::phone::masked;
use domain::register::{Cause, School};
use storage::{BatchLine, By, StorageError, Unit};

use super::error::Stop;
use super::{Desk, answer, name_of};
use crate::core::access_log::Deed;
use crate::core::import::{self, Compared, Opened, Step, Tools};
use crate::exchange::rows;
use crate::reader;

#[async_trait]
impl ImportDesk for Desk {
    async fn imports(&self, school: SchoolId) -> Result<Vec<BatchView>, DeskError> {
        answer(async {
            self.require(Action::Import, Subject::School(school))?;
            let mut unit = self.read().await?;
            let mut views = vec![];
            for line in unit.batches().of_school(school).await? {
                // One that cannot be read is in the list all the same.
                let opened = import::open(unit.as_mut(), line.id).await;
                let opened = rows::unless_damaged(opened, line.id.0)?.flatten();
                views.push(batch_view(unit.as_mut(), &line, opened.as_ref()).await?);
            }
            Ok(views)
        })
        .await
    }

    async fn begin_import(&self, school: SchoolId) -> Result<BatchId, DeskError> {
        answer(async {
            self.require(Action::Import, Subject::School(school))?;
            let mut unit = self.write().await?;
            unit.schools().get(school).await?.filter(School::goes_on).ok_or(DeskError::NotFound)?;
            let id = import::begin(unit.as_mut(), self.tools(), school, Some(self.who.account.id)).await?;
            unit.commit().await?;
            Ok(id)
        })
        .await
    }

    async fn import(&self, batch: BatchId) -> Result<ImportView, DeskError> {
        let view = answer(async {
            let mut unit = self.read().await?;
            let opened = self.opened(unit.as_mut(), batch).await?;
            self.view(unit.as_mut(), &opened).await
        })
        .await?;
        answer(async { Ok(self.looked(Look::Import, batch.0).await?) }).await?;
        Ok(view)
    }

    async fn import_step(&self, batch: BatchId, seen: u64, step: Ask) -> Result<ImportView, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let mut opened = self.opened(unit.as_mut(), batch).await?;
            still(&opened, seen)?;
            let step = self.meant(&opened, step)?;
            if !import::step(unit.as_mut(), &mut opened, step).await? {
                return Err(Stop::Desk(DeskError::invalid(Input::Cells, Fault::TooMany)));
            }
            let view = self.view(unit.as_mut(), &opened).await?;
            unit.commit().await?;
            Ok(view)
        })
        .await
    }

    async fn apply_import(&self, batch: BatchId, seen: u64, digest: String) -> Result<Vec<NewAccess>, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let mut opened = self.opened(unit.as_mut(), batch).await?;
            // It issues codes.
            self.confirmed()?;
            still(&opened, seen)?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let compared = import::compare(unit.as_mut(), self.tools(), &history, &opened).await?;
            // The register moves without the batch: what is done is what was shown, or nothing.
            if compared.digest()? != digest {
                return Err(Stop::Desk(DeskError::Changed));
            }
            let by = By { cause: Cause::Import, ..self.by() };
            let made =
                import::apply(unit.as_mut(), self.tools(), &history, &mut opened, &compared.staged, by).await?;
            for one in &made {
                self.did(unit.as_mut(), Deed::on(Power::CodeIssued, one.id)).await?;
            }
            self.keep(unit, Deed::new(Power::ImportApplied, batch.0)).await?;
            Ok(made.into_iter().map(|m| NewAccess { name: m.name, login: m.login, code: m.code }).collect())
        })
        .await
    }

    async fn take_back_import(&self, batch: BatchId) -> Result<TakenBack, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let mut opened = self.opened(unit.as_mut(), batch).await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let by = By { cause: Cause::Import, ..self.by() };
            match import::take_back(unit.as_mut(), &history, &mut opened, by).await? {
                import::TakenBack::Done => {
                    self.keep(unit, Deed::new(Power::ImportTakenBack, batch.0)).await?;
                    Ok(TakenBack::Done)
                }
                import::TakenBack::NotThere => Err(Stop::Desk(DeskError::Changed)),
                import::TakenBack::BuiltOn(why) => {
                    let known = match why.child {
                        Some(child) => unit.children().get(child).await?,
                        None => None,
                    };
                    Ok(TakenBack::BuiltOn { child: why.child, name: known.map(|c| c.name).unwrap_or_default() })
                }
            }
        })
        .await
    }

    async fn discard_import(&self, batch: BatchId) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            self.opened(unit.as_mut(), batch).await?;
            unit.batches().discard(batch).await?;
            Ok(self.keep(unit, Deed::new(Power::ImportDiscarded, batch.0)).await?)
        })
        .await
    }
}

/// A step needs the batch as it was seen, and not yet taken over.
fn still(opened: &Opened, seen: u64) -> Result<(), DeskError> {
    let fits = opened.line.revision == seen && opened.line.state == BatchState::Open;
    if fits { Ok(()) } else { Err(DeskError::Changed) }
}

/// A batch in a list.
pub(super) async fn batch_view(
    unit: &mut dyn Unit,
    line: &BatchLine,
    opened: Option<&Opened>,
) -> Result<BatchView, StorageError> {
    let begun_by = match line.begun_by {
        Some(account) => name_of(unit, account).await?,
        None => String::new(),
    };
    let files = opened.map(Opened::files).unwrap_or_default();
    Ok(BatchView { id: line.id, begun_by, begun_at: line.begun_at, state: line.state, files, emptied: line.emptied })
}

impl Desk {
    fn tools(&self) -> Tools<'_> {
        Tools { clock: &self.state.clock, keys: &self.state.keys }
    }

    /// A batch of a school whose files this person may take over; another's is not there.
    async fn opened(&self, unit: &mut dyn Unit, batch: BatchId) -> Result<Opened, Stop> {
        let opened = import::open(unit, batch).await?;
        let own = opened.filter(|opened| self.may(Action::Import, Subject::School(opened.line.school)));
        Ok(own.ok_or(DeskError::NotFound)?)
    }

    /// A step in the core's terms. A column is known by its title, so that the next file of its kind is understood as well.
    fn meant(&self, opened: &Opened, step: Ask) -> Result<Step, DeskError> {
        Ok(match step {
            Ask::Paste(text) => {
                let sheet = reader::pasted(&text).map_err(|_| DeskError::invalid(Input::Cells, Fault::Missing))?;
                Step::Add(vec![sheet])
            }
            Ask::LeaveSheet(sheet) => Step::Leave(sheet),
            Ask::Whole(is_whole) => Step::Whole(is_whole),
            Ask::Decide(said) => Step::Decide(said),
            Ask::Column { sheet, index, column } => {
                let own = opened.body.sheets.iter().find(|own| own.id == sheet).ok_or(DeskError::Changed)?;
                let mut columns = match domain::import::read(&own.sheet, self.today(), &own.recipe) {
                    SheetRead::Table(reading) => reading.columns,
                    SheetRead::NoTable { .. } => vec![],
                };
                for used in &mut columns {
                    if used.index == index {
                        used.column = column;
                    } else if used.column == column {
                        // What another column was taken for until now.
                        used.column = None;
                    }
                }
                Step::Columns(sheet, Recipe::of(&columns))
            }
        })
    }

    async fn view(&self, unit: &mut dyn Unit, opened: &Opened) -> Result<ImportView, Stop> {
        let history = self.state.ledger.of(unit).await?;
        let compared = import::compare(unit, self.tools(), &history, opened).await?;
        let digest = compared.digest()?;
        let Compared { sheets, staged } = compared;
        // Of files that are forgotten the counts were kept.
        let kept = opened.body.record.filter(|_| opened.line.emptied);
        let counts = kept.map_or_else(|| import::counts(&staged), |record| record.counts);
        let shown = [Outcome::New, Outcome::Changed, Outcome::Asked, Outcome::LeftOut];
        // What is kept against the file is shown too.
        let is_shown = |child: &StagedChild| shown.contains(&child.outcome) || !child.changes.is_empty();
        let told = [PastEnd::Added, PastEnd::LeftOut, PastEnd::Failed];
        Ok(ImportView {
            batch: batch_view(unit, &opened.line, Some(opened)).await?,
            school: opened.line.school,
            revision: opened.line.revision,
            digest,
            is_whole: opened.body.is_whole,
            sheets: sheets.into_iter().map(sheet_view).collect(),
            counts,
            children: staged.children.into_iter().filter(is_shown).collect(),
            pairings: staged.pairings,
            unpaired: staged.unpaired,
            teachers: staged.mentors.into_iter().map(teacher).collect(),
            questions: staged.questions,
            contradictions: staged.contradictions,
            past: staged.past.into_iter().filter(|past| told.contains(&past.end)).collect(),
        })
    }
}

fn teacher(mentor: NewMentor) -> NewTeacher {
    NewTeacher { name: mentor.name, phone: mentor.phone.as_deref().map(masked).unwrap_or_default() }
}

fn titled(file: String, sheet: &str) -> String {
    if sheet.is_empty() { file } else { format!("{file}〔{sheet}〕") }
}

fn sheet_view((id, read): (u32, SheetRead)) -> SheetView {
    match read {
        SheetRead::Table(Reading { file, sheet, header, columns, children, mentors, entries, levels, passed_over, findings }) => SheetView {
            id,
            title: titled(file, &sheet),
            header: Some(header),
            columns,
            children: children.len(),
            mentors: mentors.len(),
            entries: entries.len(),
            levels: levels.len(),
            passed_over,
            findings: grouped(&findings),
            first: vec![],
        },
        SheetRead::NoTable { file, sheet, first } => SheetView {
            id,
            title: titled(file, &sheet),
            header: None,
            columns: vec![],
            children: 0,
            mentors: 0,
            entries: 0,
            levels: 0,
            passed_over: vec![],
            findings: vec![],
            first,
        },
    }
}
