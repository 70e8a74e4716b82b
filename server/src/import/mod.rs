//! Import of school files: a ledger of children, a pairing roster, a pupil registry's export.
//!
//! Files look different from school to school, so columns are recognised by what they mean. Reading
//! is pure (`sheet`, `columns`, `ledger`, `roster`); `plan` compares with the register and
//! writes everything in one transaction, or nothing. Running it twice changes nothing.

mod columns;
mod ledger;
mod plan;
mod report;
mod roster;
mod sheet;

use std::path::PathBuf;

use storage::{County, Storage};

use crate::clock::Clock;
use crate::sealing::Sealer;

pub use report::{Finding, Report, Trouble};

/// Whose files are read.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The county; it is made if it is not there.
    pub county: &'a County,
    /// The school's name; the school is made if it is not there.
    pub school: &'a str,
}

/// Reads files of one school and brings the register up to date.
pub async fn command(
    storage: &dyn Storage,
    clock: &Clock,
    sealer: &Sealer,
    place: Place<'_>,
    files: &[PathBuf],
    dry_run: bool,
) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut children = Vec::new();
    let mut roster = Vec::new();
    for file in files {
        for sheet in sheet::read(file)? {
            match columns::recognise(&sheet) {
                Some(table) if table.is_roster() => roster.extend(roster::read(&sheet, &table, &mut report)),
                Some(table) => children.extend(ledger::read(&sheet, &table, clock.today(), &mut report)),
                None => report.skipped.push(sheet.title()),
            }
        }
    }
    if children.is_empty() && roster.is_empty() {
        anyhow::bail!(
            "no table of children or pairings was found; the first rows need column names such as 姓名, 身份证号, 监护人"
        );
    }
    plan::carry_out(storage, clock, sealer, place, children, roster, dry_run, &mut report).await?;
    Ok(report)
}
