//! School files on their way into the register: added, understood, compared, decided on, taken over, taken back.
//! Nothing of them touches the register before somebody takes them over.

mod body;
mod failed;
mod fault;
mod past;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use desk_api::import::Counts;
use domain::guardianship::{Fact, register_on};
use domain::id::{AccountId, BatchId, ChildId, LogId, PageId, SchoolId};
use domain::import::batch::BatchState;
use domain::import::draft::back::{self, BuiltOn};
use domain::import::draft::decision::{Decision, QuestionId};
use domain::import::draft::known::{Known, KnownMentor};
use domain::import::draft::past::PastEnd;
use domain::import::draft::{NewMentor, Outcome, Source, Staged, Table, stage};
use domain::import::reading::SheetRead;
use domain::import::recipe::Recipe;
use domain::import::sheet::Sheet;
use domain::log::Log;
use domain::policy::{Grant, Role};
use domain::register::{History, IdNumber, Written};
use domain::term::{TermPage, local_day};
use storage::{Account, Batch, BatchLine, By, ChildNumber, FileRow, Since, StorageError, Unit};
use uuid::Uuid;

pub use self::body::{BatchSheet, Body, Done, Record};
pub use self::failed::failed;
use super::{digest, doubles, ending};
use crate::auth::code;
use crate::clock::Clock;
use crate::exchange::rows::{readable, rules};
use storage_sql::Keys;

/// Sheets that a batch may hold.
const SHEETS_MAX: usize = 60;
/// Rows that the sheets of a batch may have together.
const ROWS_MAX: usize = 20_000;

/// What the work on a batch needs besides the database.
#[derive(Clone, Copy)]
pub struct Tools<'t> {
    /// Time and randomness.
    pub clock: &'t Clock,
    /// The server's key.
    pub keys: &'t Keys,
}

/// A batch that is open on the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// What lists show of it.
    pub line: BatchLine,
    /// What is in it.
    pub body: Body,
}

impl Opened {
    /// The names of its files, each once; an empty one for what was pasted.
    pub fn files(&self) -> Vec<String> {
        let mut all: Vec<String> = self.body.sheets.iter().map(|own| own.sheet.file.clone()).collect();
        let mut met = BTreeSet::new();
        all.retain(|file| met.insert(file.clone()));
        all
    }
}

/// Begins a batch.
pub async fn begin(
    unit: &mut dyn Unit,
    tools: Tools<'_>,
    school: SchoolId,
    by: Option<AccountId>,
) -> Result<BatchId, StorageError> {
    let (id, begun_at) = (BatchId(tools.clock.uuid()), tools.clock.now());
    let line = BatchLine {
        id,
        school,
        begun_by: by,
        begun_at,
        state: BatchState::Open,
        settled_at: None,
        emptied: false,
        revision: 1,
    };
    let body = Body::default().bytes()?;
    unit.batches().add(&Batch { line, body }).await?;
    Ok(id)
}

/// Opens a batch; none when there is no such batch.
pub async fn open(unit: &mut dyn Unit, id: BatchId) -> Result<Option<Opened>, StorageError> {
    let Some(batch) = unit.batches().get(id).await? else { return Ok(None) };
    Ok(Some(Opened { body: Body::read(&batch.body)?, line: batch.line }))
}

/// Keeps a batch that was changed.
async fn keep(unit: &mut dyn Unit, opened: &mut Opened) -> Result<(), StorageError> {
    opened.line.revision += 1;
    let body = opened.body.bytes()?;
    unit.batches().put(&Batch { line: opened.line.clone(), body }).await
}

/// How the files of a school were understood the last time.
async fn recipe(unit: &mut dyn Unit, school: SchoolId) -> Result<Recipe, StorageError> {
    let text = unit.batches().recipe(school).await?;
    // One that this version cannot read is no loss: the columns are understood by their titles.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Adds sheets. `false` when they would be too many.
pub async fn add(unit: &mut dyn Unit, opened: &mut Opened, sheets: Vec<Sheet>) -> Result<bool, StorageError> {
    let rows = |all: &mut dyn Iterator<Item = &Sheet>| all.map(|sheet| sheet.rows.len()).sum::<usize>();
    let now = rows(&mut opened.body.sheets.iter().map(|own| &own.sheet)) + rows(&mut sheets.iter());
    if opened.body.sheets.len() + sheets.len() > SHEETS_MAX || now > ROWS_MAX {
        return Ok(false);
    }
    let recipe = recipe(unit, opened.line.school).await?;
    for sheet in sheets {
        let id = opened.body.next;
        opened.body.next += 1;
        opened.body.sheets.push(BatchSheet { id, sheet, recipe: recipe.clone() });
    }
    keep(unit, opened).await?;
    Ok(true)
}

/// What somebody does with a batch before it is taken over.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Sheets are added.
    Add(Vec<Sheet>),
    /// A sheet is left out.
    Leave(u32),
    /// The columns of a sheet mean this.
    Columns(u32, Recipe),
    /// The sheets hold all children of the school, or some.
    Whole(bool),
    /// Questions are answered, or answers withdrawn.
    Decide(Vec<(QuestionId, Option<Decision>)>),
}

/// Does a step. `false` when there would be too many sheets or rows.
pub async fn step(unit: &mut dyn Unit, opened: &mut Opened, step: Step) -> Result<bool, StorageError> {
    let body = &mut opened.body;
    match step {
        Step::Add(sheets) => return add(unit, opened, sheets).await,
        Step::Leave(id) => body.sheets.retain(|sheet| sheet.id != id),
        Step::Columns(id, recipe) => {
            if let Some(sheet) = body.sheets.iter_mut().find(|sheet| sheet.id == id) {
                sheet.recipe = recipe.clone();
            }
            let mut kept = self::recipe(unit, opened.line.school).await?;
            kept.columns.extend(recipe.columns);
            let text = serde_json::to_string(&kept).map_err(|_| StorageError::Inconsistent("recipe.body"))?;
            unit.batches().keep_recipe(opened.line.school, &text).await?;
        }
        Step::Whole(is_whole) => body.is_whole = is_whole,
        Step::Decide(said) => {
            for (question, decision) in said {
                match decision {
                    Some(decision) => drop(body.decisions.insert(question, decision)),
                    None => drop(body.decisions.remove(&question)),
                }
            }
        }
    }
    keep(unit, opened).await?;
    Ok(true)
}

/// A batch, understood and compared with the register.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// What became of each sheet.
    pub sheets: Vec<(u32, SheetRead)>,
    /// What taking it over would change.
    pub staged: Staged,
}

/// An identifier made of a batch and a name: the same again, whoever asks.
fn id_of(batch: BatchId, name: &str) -> Uuid {
    super::named(batch.0, name)
}

/// Understands a batch and compares it with the register as it is now.
pub async fn compare(
    unit: &mut dyn Unit,
    tools: Tools<'_>,
    history: &History,
    opened: &Opened,
) -> Result<Compared, StorageError> {
    let (school, today) = (opened.line.school, tools.clock.today());
    let kind = unit.schools().all().await?.into_iter().find(|s| s.id == school).map(|s| s.kind);
    let kind = kind.ok_or(StorageError::Missing { what: "school" })?;
    let numbers = numbers(unit, history, school).await?;
    let register = register_on(history, today);
    let here = register.enrolled().filter(|child| child.enrolment.is_some_and(|e| e.school == school));
    let paired = here.flat_map(|child| child.pairings.iter().map(|pairing| pairing.mentor)).collect();
    let mentors = mentors(unit, school, &paired).await?;
    let now = tools.clock.now();
    let sheets: Vec<(u32, SheetRead)> =
        opened.body.sheets.iter().map(|own| (own.id, domain::import::read(&own.sheet, today, &own.recipe))).collect();
    let tables: Vec<Table> = sheets
        .iter()
        .filter_map(|(id, read)| match read {
            SheetRead::Table(reading) => Some(Table { id: *id, reading: reading.clone() }),
            SheetRead::NoTable { .. } => None,
        })
        .collect();
    let links = unit.doubles().links().await?;
    let known = Known::of(history, &register, (school, kind), today, &numbers, mentors);
    let mut known = known.leading(|child| doubles::kept(&links, child));
    known.rules = rules(unit).await?.value.on(today);
    known.past = past::on_record(unit, history, school, &known, &tables).await?;
    let source = Source { tables: &tables, is_whole: opened.body.is_whole, decisions: &opened.body.decisions };
    let staged = stage(source, &known, now, &|name| id_of(opened.line.id, name));
    Ok(Compared { sheets, staged })
}

impl Compared {
    /// What taking it over would do, in short: another draft, another deed. When it was compared is no part of it.
    pub fn digest(&self) -> Result<String, StorageError> {
        let staged = &self.staged;
        let at = DateTime::UNIX_EPOCH;
        let written = staged.written.iter().map(|one| match one {
            Written::Fact(fact) => Written::Fact(Fact { captured_at: at, ..fact.clone() }),
            other => other.clone(),
        });
        let written: Vec<Written> = written.collect();
        let numbers: Vec<_> = staged.numbers.iter().map(|(child, number)| (child, number.as_str())).collect();
        let logs: Vec<Log> = staged.logs.iter().map(|log| Log { captured_at: at, ..log.clone() }).collect();
        let pages: Vec<TermPage> =
            staged.pages.iter().map(|page| TermPage { captured_at: at, ..page.clone() }).collect();
        digest(&(written, numbers, &staged.mentors, logs, pages, &staged.unpaired, counts(staged)))
    }
}

/// The identity numbers of the children who are or were at a school.
pub(super) async fn numbers(
    unit: &mut dyn Unit,
    history: &History,
    school: SchoolId,
) -> Result<BTreeMap<ChildId, IdNumber>, StorageError> {
    let known = unit.children().numbers(&history.ever_at(school)).await?;
    Ok(known.into_iter().filter_map(|one| Some((one.child, one.number?))).collect())
}

/// Numbers with the digests by which lists are matched.
pub(super) fn digested(tools: Tools<'_>, numbers: &[(ChildId, IdNumber)]) -> Vec<ChildNumber> {
    let with = |(child, number): &(ChildId, IdNumber)| ChildNumber {
        child: *child,
        number: Some(number.clone()),
        digest: Some(tools.keys.number_digest(number.as_str())),
    };
    numbers.iter().map(with).collect()
}

/// The school's mentors, and those of other schools who have a child of this one.
async fn mentors(
    unit: &mut dyn Unit,
    school: SchoolId,
    paired: &BTreeSet<AccountId>,
) -> Result<Vec<KnownMentor>, StorageError> {
    let is_mentor = |account: &Account| {
        !account.disabled && account.grants.iter().any(|g| g.role == Role::Mentor && g.school == Some(school))
    };
    let mut all: Vec<Account> = unit.accounts().of_school(school).await?.into_iter().filter(is_mentor).collect();
    for mentor in paired {
        if all.iter().all(|account| account.id != *mentor) {
            all.extend(unit.accounts().get(*mentor).await?.filter(|account| !account.disabled));
        }
    }
    Ok(all
        .into_iter()
        .map(|account| KnownMentor { id: account.id, name: account.name, phone: account.phone })
        .collect())
}

/// A new account's name, sign-in name and one-time code. The code is shown once and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The account.
    pub id: AccountId,
    /// Name of the teacher.
    pub name: String,
    /// By which the teacher signs in.
    pub login: String,
    /// The one-time code.
    pub code: String,
}

/// Takes a batch over, in the unit's one transaction: exactly what was compared.
pub async fn apply(
    unit: &mut dyn Unit,
    tools: Tools<'_>,
    history: &History,
    opened: &mut Opened,
    staged: &Staged,
    by: By,
) -> Result<Vec<NewAccount>, StorageError> {
    let mut accounts = vec![];
    for mentor in &staged.mentors {
        accounts.push(account(unit, tools, opened.line.school, mentor).await?);
    }
    let ids: Vec<ChildId> = staged.numbers.iter().map(|(child, _)| *child).collect();
    let mut before: BTreeMap<ChildId, ChildNumber> =
        unit.children().numbers(&ids).await?.into_iter().map(|number| (number.child, number)).collect();
    let numbers = ids
        .iter()
        .map(|child| before.remove(child).unwrap_or(ChildNumber { child: *child, number: None, digest: None }).into());
    let numbers = numbers.collect();
    let changes = back::changes(history, &staged.written);
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &staged.written).await?;
    unit.children().keep_numbers(&digested(tools, &staged.numbers)).await?;
    past::write(unit, seq, staged, by).await?;
    let made = accounts.iter().map(|account: &NewAccount| account.id).collect();
    let logs = staged.logs.iter().map(|log| log.id).collect();
    let pages = staged.pages.iter().map(|page| page.id).collect();
    opened.body.done = Some(Done { seq, changes, numbers, accounts: made, logs, pages });
    opened.body.record = Some(Record { seq, counts: counts(staged) });
    opened.line.state = BatchState::Applied;
    opened.line.settled_at = Some(by.at);
    keep(unit, opened).await?;
    Ok(accounts)
}

/// Makes a teacher's account. The sign-in name is the phone number, which the teacher knows; without one it is drawn.
async fn account(
    unit: &mut dyn Unit,
    tools: Tools<'_>,
    school: SchoolId,
    mentor: &NewMentor,
) -> Result<NewAccount, StorageError> {
    let drawn = || {
        let [a, b, c] = tools.clock.random::<3>();
        format!("js{:06}", (u32::from(a) << 16 | u32::from(b) << 8 | u32::from(c)) % 1_000_000)
    };
    let mut login = mentor.phone.clone().unwrap_or_else(drawn);
    while unit.accounts().login_taken(&login).await? {
        login = drawn();
    }
    let made = code::make(tools.clock.random());
    let account = Account {
        id: mentor.id,
        county: unit.county(),
        login: login.clone(),
        name: mentor.name.clone(),
        phone: mentor.phone.clone(),
        password_hash: None,
        activation: Some(code::digest(&made)),
        activation_until: Some(tools.clock.now() + TimeDelta::days(code::VALID_DAYS)),
        disabled: false,
        grants: vec![Grant { role: Role::Mentor, school: Some(school) }],
    };
    unit.accounts().add(&[account]).await?;
    Ok(NewAccount { id: mentor.id, name: mentor.name.clone(), login, code: made })
}

/// What became of a batch that was to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBack {
    /// All is as it was before.
    Done,
    /// It was not taken over, or is taken back already.
    NotThere,
    /// Something has built on it. Nothing is done.
    BuiltOn(BuiltOn),
}

/// Takes a batch back as a whole.
pub async fn take_back(
    unit: &mut dyn Unit,
    history: &History,
    opened: &mut Opened,
    by: By,
) -> Result<TakenBack, StorageError> {
    let (BatchState::Applied, Some(done)) = (opened.line.state, opened.body.done.clone()) else {
        return Ok(TakenBack::NotThere);
    };
    let ids = |name: &str| id_of(opened.line.id, name);
    let written = match back::taken_back(&done.changes, history, by.at, &ids) {
        Ok(written) => written,
        Err(why) => return Ok(TakenBack::BuiltOn(why)),
    };
    if let Some(child) = written_about(unit, &back::brought(&done.changes), (&done.logs, &done.pages)).await? {
        return Ok(TakenBack::BuiltOn(BuiltOn { child: Some(child) }));
    }
    let standing = match past::standing(unit, &done.logs, &done.pages).await? {
        Ok(standing) => standing,
        Err(why) => return Ok(TakenBack::BuiltOn(why)),
    };
    let seq = unit.commits().next(by).await?;
    past::take_back(unit, seq, opened.line.id, standing, by).await?;
    unit.register().write(seq, &written).await?;
    let numbers: Vec<ChildNumber> = done.numbers.into_iter().map(ChildNumber::from).collect();
    unit.children().keep_numbers(&numbers).await?;
    for made in done.accounts {
        // Whoever has a password by now has begun to work; the account stays, without these children.
        if let Some(unused) = unit.accounts().get(made).await?.filter(|account| account.password_hash.is_none()) {
            ending::disable(unit, made, by.at).await?;
            // The number is the teacher's, not this account's: the mended file makes another by it.
            let gone = format!("gone-{}", made.0.simple());
            unit.accounts().correct(made, &unused.name, None, &gone).await?;
        }
    }
    opened.line.state = BatchState::TakenBack;
    opened.line.settled_at = Some(by.at);
    keep(unit, opened).await?;
    Ok(TakenBack::Done)
}

/// Takes out of the batches that were settled long enough ago whatever names somebody: sheets, answers, and what was there
/// before. They cannot be taken back any more; how many children came to which end, who did it and when stays, and how
/// the school's files are understood.
pub async fn empty(unit: &mut dyn Unit, now: DateTime<Utc>) -> Result<usize, StorageError> {
    let days = rules(unit).await?.value.on(local_day(now)).staged_days;
    let ids = unit.batches().to_empty(now - TimeDelta::days(i64::from(days))).await?;
    for id in &ids {
        let Some(batch) = unit.batches().get(*id).await? else { continue };
        // What cannot be read any more is forgotten all the same.
        let body = Body::read(&batch.body).map(|body| body.emptied()).unwrap_or_default();
        let mut opened = Opened { line: batch.line, body };
        opened.line.emptied = true;
        keep(unit, &mut opened).await?;
    }
    Ok(ids.len())
}

/// How many children come to which end.
pub fn counts(staged: &Staged) -> Counts {
    Counts {
        new: staged.count(Outcome::New),
        changed: staged.count(Outcome::Changed),
        moved_up: staged.count(Outcome::MovedUp),
        unchanged: staged.count(Outcome::Unchanged),
        left_out: staged.count(Outcome::LeftOut),
        not_left_behind: staged.count(Outcome::NotLeftBehind),
        open: staged.open(),
        entries: staged.logs.len(),
        pages: staged.pages.len(),
        there: staged.past(PastEnd::There),
        twice: staged.past(PastEnd::Twice),
        failed: staged.past(PastEnd::Failed),
    }
}

/// The first of these children of whom something was recorded or asked, besides the batch's own entries and pages.
async fn written_about(
    unit: &mut dyn Unit,
    children: &[ChildId],
    (logs, pages): (&[LogId], &[PageId]),
) -> Result<Option<ChildId>, StorageError> {
    for child in children {
        let rows = readable(unit.files().rows(&[*child], &[*child], None, Since::BEGINNING).await?);
        let is_others = |row: &FileRow| match row {
            FileRow::Log(log) => !logs.contains(&log.id),
            FileRow::TermPage(page) => !page.unsaid && !pages.contains(&page.id),
            FileRow::Question(_) => true,
            _ => false,
        };
        if rows.iter().any(|row| is_others(&row.value)) {
            return Ok(Some(*child));
        }
    }
    Ok(None)
}
