//! Tables, and taking them out: each taking is written down before anything is shown.

use app::pages::print::Names;
use async_trait::async_trait;
use chrono::NaiveDate;
use desk_api::access_log::Look;
use desk_api::child_file::{ChildFile, ChildFileDesk as _};
use desk_api::term_page::{TermsView, TermPageDesk as _};
use desk_api::out::{Ask, Nameable, OutDesk, OutLine, TableView};
use desk_api::{DeskError, Input};
use domain::id::{ChildId, OutId, SchoolId};
use domain::log::Fault;
use domain::policy::{Action, Subject};
use domain::report::handover::leaving;
use domain::report::out::problem;
use domain::report::roster::Line;
use domain::register::School;
use domain::report::{Chosen, EntryLine, Form, Handover, Out, OutKind, OutReason, Table, Whose};
use domain::term::local_day;
use storage::{StorageError, Unit};

use super::error::Stop;
use super::{Desk, answer, left_behind, name_of};
use crate::core::out::handover::{self, Days};
use crate::core::figures::{self, Asked};
use crate::core::{campaign, child_file, out};

/// What stands on the pages of something that was taken out.
pub enum Sheet {
    /// A table.
    Table(Table),
    /// A child's file.
    ChildFile(Box<ChildFile>),
    /// A form with names on it.
    Form(NamedForm),
    /// What the next school needs of a child.
    Handover(Box<Handover>),
    /// The five haves and the plan of a child.
    TermPage(Box<TermsView>),
}

/// A form with names on it.
pub struct NamedForm {
    /// The form.
    pub form: Form,
    /// Name of the school.
    pub school: String,
    /// The class, or the name of the mentor.
    pub whose: String,
    /// The children.
    pub lines: Vec<Line>,
    /// The day whose children they are.
    pub as_of: NaiveDate,
}

impl NamedForm {
    /// As the printed form takes it.
    pub fn names(&self) -> Names<'_> {
        Names { form: self.form, school: &self.school, whose: &self.whose, lines: &self.lines }
    }
}

/// How many are shown of what was taken out.
const SHOWN: u32 = 20;

/// Of what something is taken out: a school, or the county.
fn of(school: Option<SchoolId>) -> Subject<'static> {
    school.map_or(Subject::County, Subject::School)
}

/// The class, the name of the mentor, or the gift, whose children a form names; empty for none.
async fn whose_name(unit: &mut dyn Unit, whose: Option<&Whose>) -> Result<String, StorageError> {
    match whose {
        Some(Whose::Class(name)) => Ok(name.clone()),
        Some(Whose::Mentor(mentor)) => name_of(unit, *mentor).await,
        Some(Whose::Campaign(id)) => {
            let given = campaign::whole(&unit.donations().of_campaign(*id).await?);
            Ok(given.map(|given| format!("{}：{}", given.aid.occasion, given.aid.each())).unwrap_or_default())
        }
        None => Ok(String::new()),
    }
}

impl Desk {
    /// What this person took out today, and may still.
    pub(crate) async fn taken(&self, unit: &mut dyn Unit, id: OutId) -> Result<Out, Stop> {
        let found = unit.outs().get(id).await?.filter(|out| out.is_open_to(self.who.account.id, self.today()));
        let found = found.ok_or(DeskError::NotFound)?;
        self.require_found(Action::Export, of(found.school))?;
        self.confirmed()?;
        Ok(found)
    }

    /// The school of what was taken out, where it is a school's.
    async fn school_taken(&self, unit: &mut dyn Unit, taken: &Out) -> Result<School, Stop> {
        let school = taken.school.ok_or(DeskError::NotFound)?;
        Ok(out::school(unit, school).await?.ok_or(DeskError::NotFound)?)
    }

    /// A table that was taken out, with its numbers where they were asked for.
    pub(crate) async fn table_of(&self, unit: &mut dyn Unit, taken: &Out) -> Result<Table, Stop> {
        let history = self.state.ledger.of(unit).await?;
        let today = local_day(taken.at);
        let table = if let Some(chosen) = taken.chosen {
            let school = self.figured(unit, taken.school).await?;
            let asked = Asked { school: school.as_ref(), chosen, today };
            figures::table(unit, &history, taken.kind, &asked).await?
        } else if taken.school.is_some() {
            let school = self.school_taken(unit, taken).await?;
            out::table(unit, &history, &school, taken.kind, today, taken.numbers).await?
        } else {
            out::county_table(unit, &history, taken.kind, today).await?
        };
        Ok(self.marked(table.ok_or(DeskError::NotFound)?))
    }

    /// A year's report as a text: its paragraph, which says so where people are made up.
    async fn paragraph(&self, unit: &mut dyn Unit, taken: &Out, chosen: Chosen) -> Result<String, Stop> {
        let school = self.figured(unit, taken.school).await?;
        let history = self.state.ledger.of(unit).await?;
        let asked = Asked { school: school.as_ref(), chosen, today: local_day(taken.at) };
        let (annual, _) = figures::annual(unit, &history, &asked).await?;
        let mark = if self.state.settings.demo { out::MADE_UP } else { "" };
        Ok(format!("{mark}{}", annual.paragraph()))
    }

    /// The table; where people are made up, its title says so, and with it all that is drawn from it.
    pub(super) fn marked(&self, mut table: Table) -> Table {
        if self.state.settings.demo {
            table.title.insert_str(0, out::MADE_UP);
        }
        table
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
        let sheet = match (taken.kind, taken.kind.form(), taken.child) {
            (OutKind::Handover, _, Some(child)) => {
                Sheet::Handover(Box::new(answer(self.handed_over(child, &taken)).await?))
            }
            (OutKind::TermPage, _, Some(child)) => Sheet::TermPage(Box::new(self.terms_on_paper(child, &taken).await?)),
            (_, _, Some(child)) => Sheet::ChildFile(Box::new(self.file_on_paper(child, &taken).await?)),
            (_, Some(form), None) => Sheet::Form(answer(self.named_form(form, &taken)).await?),
            (_, None, None) => Sheet::Table(self.taken_table(id).await?.2),
        };
        Ok((taken, name, sheet))
    }

    /// A child's file as it stands on paper.
    async fn file_on_paper(&self, child: ChildId, taken: &Out) -> Result<ChildFile, DeskError> {
        let mut file = self.child_file(child).await?;
        if Some(file.school_id) != taken.school {
            return Err(DeskError::NotFound);
        }
        // Paper goes from hand to hand: no word of a talk stands on it, also where a mentor prints it.
        let on_paper = |line: EntryLine| if line.kind.attributes().confidential { line.confidential() } else { line };
        file.entries = file.entries.into_iter().map(on_paper).collect();
        if taken.numbers {
            answer(self.with_phones(child, &mut file)).await?;
        }
        Ok(file)
    }

    /// A child's terms as they stand on paper.
    async fn terms_on_paper(&self, child: ChildId, taken: &Out) -> Result<TermsView, DeskError> {
        answer(async {
            let place = self.place_of(self.read().await?.as_mut(), child).await?;
            if Some(place.school) == taken.school { Ok(()) } else { Err(DeskError::NotFound.into()) }
        })
        .await?;
        self.child_terms(child).await
    }

    /// What the next school needs of a child, while its school may hand it over.
    async fn handed_over(&self, child: ChildId, taken: &Out) -> Result<Handover, Stop> {
        let today = self.today();
        let mut unit = self.read().await?;
        let (file, _) = self.readable(unit.as_mut(), child).await?;
        let school = taken.school.ok_or(DeskError::NotFound)?;
        let last = file.leaves_county(school, today).ok_or(DeskError::NotFound)?;
        let days = Days::of(last, today);
        let verdicts = left_behind::judged(unit.as_mut(), &file, days.judged_on).await?.verdicts;
        Ok(handover::handover(unit.as_mut(), &file, verdicts, days, taken.numbers).await?)
    }

    /// A form with the names that were asked for.
    async fn named_form(&self, form: Form, taken: &Out) -> Result<NamedForm, Stop> {
        let as_of = local_day(taken.at);
        let whose = taken.whose.as_ref().ok_or(DeskError::NotFound)?;
        let mut unit = self.read().await?;
        let school = self.school_taken(unit.as_mut(), taken).await?;
        let history = self.state.ledger.of(unit.as_mut()).await?;
        let lines = out::named(unit.as_mut(), &history, &school, as_of, whose).await?;
        let whose = whose_name(unit.as_mut(), Some(whose)).await?;
        Ok(NamedForm { form, school: school.name, whose, lines, as_of })
    }

    /// The name of the school that stands on a blank form.
    pub async fn blank(&self, form: Form, school: SchoolId) -> Result<String, DeskError> {
        answer(async {
            self.require(Action::Export, Subject::School(school))?;
            let mut unit = self.read().await?;
            let found = out::school(unit.as_mut(), school).await?.filter(|_| form != Form::Unlisted);
            Ok(found.ok_or(DeskError::NotFound)?.name)
        })
        .await
    }

    /// Puts the whole phone numbers into a file.
    async fn with_phones(&self, child: ChildId, file: &mut ChildFile) -> Result<(), Stop> {
        let mut unit = self.read().await?;
        let whole = child_file::read(unit.as_mut(), child).await?.ok_or(DeskError::NotFound)?;
        (file.adults, file.facts) = (whole.adult_lines(), whole.fact_lines());
        Ok(())
    }

    /// Figures are of days, and of the county as well, as are a few tables of which nothing else is said. Of a school see
    /// [`Self::may_leave_school`].
    async fn may_leave(&self, unit: &mut dyn Unit, school: Option<SchoolId>, ask: &Ask) -> Result<(), Stop> {
        if let Some(school) = school {
            unit.schools().get(school).await?.ok_or(DeskError::NotFound)?;
        }
        match (OutKind::FIGURES.contains(&ask.kind), ask.chosen, school) {
            (true, Some(chosen), _) if ask.child.is_none() && ask.whose.is_none() => Ok(self.days_fit(chosen)?),
            (false, None, Some(school)) => self.may_leave_school(unit, school, ask).await,
            (false, None, None) if ask.kind.is_of_county() && ask.child.is_none() && ask.whose.is_none() => Ok(()),
            _ => Err(DeskError::NotFound.into()),
        }
    }

    /// A child's file is one of the school's own child, and handed over is only who goes to another county; a form
    /// names children whom the school has; a table is of nobody alone.
    async fn may_leave_school(&self, unit: &mut dyn Unit, school: SchoolId, ask: &Ask) -> Result<(), Stop> {
        let stop = || Err(DeskError::NotFound.into());
        match (ask.kind, ask.child, &ask.whose) {
            (kind, Some(child), None) if kind.is_of_a_child() => {
                let place = self.place_of(unit, child).await?;
                let subject = Subject::Child { school, paired: false };
                self.require_found(Action::SeeChildFile, subject)?;
                if place.school != school {
                    return stop();
                }
                let history = self.state.ledger.of(unit).await?;
                let goes = leaving(history.enrolments_of(child), school, self.today());
                if kind == OutKind::Handover && goes.is_none() {
                    return Err(DeskError::Changed.into());
                }
                Ok(())
            }
            (kind, None, Some(whose)) if kind.form().is_some() => {
                let found = out::school(unit, school).await?.ok_or(DeskError::NotFound)?;
                let history = self.state.ledger.of(unit).await?;
                if out::named(unit, &history, &found, self.today(), whose).await?.is_empty() { stop() } else { Ok(()) }
            }
            (kind, None, None) if OutKind::TABLES.contains(&kind) => Ok(()),
            _ => stop(),
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
            let table = out::table(unit.as_mut(), &history, &found, kind, self.today(), false).await?;
            let table = self.marked(table.ok_or(DeskError::NotFound)?);
            drop(unit);
            self.looked(Look::SchoolList, school.0).await?;
            Ok(TableView::from(&table.on_paper()))
        })
        .await
    }

    async fn nameable(&self, school: SchoolId) -> Result<Nameable, DeskError> {
        answer(async {
            self.require(Action::Export, Subject::School(school))?;
            let mut unit = self.read().await?;
            let found = out::school(unit.as_mut(), school).await?.ok_or(DeskError::NotFound)?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let nameable = out::nameable(unit.as_mut(), &history, &found, self.today()).await?;
            drop(unit);
            self.looked(Look::SchoolList, school.0).await?;
            Ok(nameable)
        })
        .await
    }

    async fn take_out(&self, school: Option<SchoolId>, ask: Ask) -> Result<OutId, DeskError> {
        answer(async {
            self.require(Action::Export, of(school))?;
            self.confirmed()?;
            let words = ask.words.trim().to_owned();
            if ask.reason == OutReason::Unlisted {
                return Err(DeskError::invalid(Input::Reason, Fault::Missing).into());
            }
            if let Some(fault) = problem(ask.reason, &words) {
                return Err(DeskError::invalid(Input::Reason, fault).into());
            }
            let mut unit = self.write().await?;
            self.may_leave(unit.as_mut(), school, &ask).await?;
            let (id, who) = (OutId(self.state.clock.uuid()), &self.onlooker);
            let Ask { kind, whose, child, chosen, numbers, reason, .. } = ask;
            // A form has no place for them; figures, and what is the county's, have none.
            let numbers = numbers && kind.form().is_none() && chosen.is_none() && school.is_some();
            let (by, at) = (who.account, who.at);
            let taken = Out { id, school, kind, whose, child, chosen, numbers, reason, words, by, at };
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
            if let (OutKind::Annual, Some(chosen)) = (taken.kind, taken.chosen) {
                return self.paragraph(unit.as_mut(), &taken, chosen).await;
            }
            // A chat is no place for numbers, whatever was asked for.
            let table = self.table_of(unit.as_mut(), &Out { numbers: false, ..taken }).await?;
            Ok(table.plain_text())
        })
        .await
    }

    async fn outs(&self, school: Option<SchoolId>) -> Result<Vec<OutLine>, DeskError> {
        answer(async {
            self.require(Action::Export, of(school))?;
            let mut unit = self.read().await?;
            let mut lines = vec![];
            for (out, who) in out::newest(unit.as_mut(), school, SHOWN).await? {
                let whose = whose_name(unit.as_mut(), out.whose.as_ref()).await?;
                let Out { id, kind, numbers, reason, words, at, .. } = out;
                lines.push(OutLine { id, kind, whose, numbers, reason, words, who, at });
            }
            Ok(lines)
        })
        .await
    }
}
