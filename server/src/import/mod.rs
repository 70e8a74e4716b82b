//! `server import`: school files from the command line, by the same way as at the desk.
//!
//! What is clear is taken over when nothing is asked. Where something is asked the batch waits at the school's desk,
//! and nothing is changed.

pub(crate) mod report;

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use domain::id::SchoolId;
use domain::import::batch::{BatchState, FileFault};
use domain::import::reading::SheetRead;
use domain::policy::Power;
use domain::register::{Cause, School, SchoolKind};
use storage::{By, County, Storage, Unit};

use crate::core::access_log::{Deed, Guard, Onlooker, did, told_mentors};
use crate::core::import::{self, Tools};
use crate::core::ledger::Ledger;
use crate::reader::Reader;

pub use report::Report;

/// Whose files are read.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The county; it is made if it is not there.
    pub county: &'a County,
    /// The school's name; the school is made if it is not there.
    pub school: &'a str,
    /// What guards the county's access log, which says what was taken over.
    pub guard: &'a Guard,
}

fn kind_of(name: &str) -> SchoolKind {
    match name {
        n if n.contains("幼儿园") => SchoolKind::Kindergarten,
        n if n.contains("九年") => SchoolKind::NineYear,
        n if n.contains("高级中学") || n.contains("高中") => SchoolKind::Senior,
        n if n.contains("中学") || n.contains("初中") => SchoolKind::Junior,
        _ => SchoolKind::Primary,
    }
}

/// The township in a school's name.
fn town_of(name: &str) -> String {
    name.split_once('镇').map(|(town, _)| format!("{town}镇")).unwrap_or_default()
}

/// The school of a name; it is made where there is none.
async fn school_of(unit: &mut dyn Unit, tools: Tools<'_>, name: &str) -> anyhow::Result<SchoolId> {
    if let Some(known) = unit.schools().all().await?.whole()?.into_iter().find(|school| school.name == name) {
        if !known.goes_on() {
            bail!("{name} has become part of another school");
        }
        return Ok(known.id);
    }
    let id = SchoolId(tools.clock.uuid());
    let school = School { id, name: name.to_owned(), kind: kind_of(name), town: town_of(name), merged: None };
    unit.schools().add(&[school]).await?;
    Ok(id)
}

/// Reads files of one school and brings the register up to date, or with `dry_run` only says what it would do.
pub async fn command(
    storage: &dyn Storage,
    tools: Tools<'_>,
    reader: &Reader,
    place: Place<'_>,
    files: &[PathBuf],
    dry_run: bool,
) -> anyhow::Result<Report> {
    let mut sheets = vec![];
    for file in files {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let read = reader.read(&name, &bytes).await;
        sheets.extend(read.map_err(|why| anyhow::anyhow!("{name}: {}", report::fault(FileFault::from(why))))?);
    }
    let mut unit = storage.write(place.county.id).await?;
    unit.commits().found(&place.county.name).await?;
    let school = school_of(unit.as_mut(), tools, place.school).await?;
    let batch = import::begin(unit.as_mut(), tools, school, None).await?;
    let mut opened = import::open(unit.as_mut(), batch).await?.context("the batch is not there")?;
    if !import::add(unit.as_mut(), &mut opened, sheets).await? {
        anyhow::bail!("{}", report::fault(FileFault::TooMany));
    }
    let history = Ledger::default().of(unit.as_mut()).await?;
    let compared = import::compare(unit.as_mut(), tools, &history, &opened).await?;
    if !compared.sheets.iter().any(|(_, sheet)| matches!(sheet, SheetRead::Table(_))) {
        anyhow::bail!(
            "no table of children or pairings was found; the first rows need column names such as 姓名, 身份证号, 监护人"
        );
    }
    let mut report = Report::of(compared);
    if dry_run {
        return Ok(report);
    }
    if report.asks() {
        // Nothing but the waiting batch.
        unit.commit().await?;
        report.waits = true;
        return Ok(report);
    }
    if report.changes_something() {
        let by = By { at: tools.clock.now(), actor: None, cause: Cause::Import };
        report.codes = import::apply(unit.as_mut(), tools, &history, &mut opened, &report.staged, by).await?;
        debug_assert_eq!(opened.line.state, BatchState::Applied);
        let who = Onlooker::operator(place.county.id, by.at, place.guard);
        for made in &report.codes {
            did(unit.as_mut(), &who, Deed::on(Power::CodeIssued, made.id)).await?;
        }
        did(unit.as_mut(), &who, Deed::new(Power::ImportApplied, batch.0)).await?;
        told_mentors(unit.as_mut(), &who).await?;
    } else {
        unit.batches().discard(batch).await?;
    }
    unit.commit().await?;
    report.done = true;
    Ok(report)
}
