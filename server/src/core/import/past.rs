//! The past of a school's files on its way into the log and the pages of terms, and out of them again.

use std::collections::BTreeSet;

use domain::id::{BatchId, ChildId, LogId, OpId, PageId, SchoolId};
use domain::import::draft::Staged;
use domain::import::draft::back::BuiltOn;
use domain::import::draft::known::Known;
use domain::import::draft::past::on_record::OnRecord;
use domain::import::draft::{Table, past};
use domain::log::Log;
use domain::register::{History, successor};
use domain::term::{TermPage, page};
use storage::{By, FileRow, NewLog, Since, StorageError, Unit};

use super::id_of;
use crate::exchange::rows::{readable, unless_damaged};

/// What is on record of the children whom the tables name; nothing where no table tells of the past.
pub async fn on_record<'a>(
    unit: &mut dyn Unit,
    history: &'a History,
    school: SchoolId,
    known: &Known<'a>,
    tables: &[Table],
) -> Result<OnRecord<'a>, StorageError> {
    let entries = tables.iter().flat_map(|table| table.reading.entries.iter().map(|read| read.name.as_str()));
    let levels = tables.iter().flat_map(|table| table.reading.levels.iter().map(|read| read.name.as_str()));
    let names: BTreeSet<&str> = entries.chain(levels).collect();
    let children: BTreeSet<ChildId> =
        names.iter().flat_map(|name| known.named(name)).map(|known| known.child.id).collect();
    let ids: Vec<ChildId> = children.iter().copied().collect();
    let schools = readable(unit.schools().all().await?);
    let own = schools.iter().map(|one| one.id).filter(|one| successor(&schools, *one) == school).chain([school]);
    let mut record = OnRecord::of(history, own.collect(), ids.iter().copied());
    if ids.is_empty() {
        return Ok(record);
    }
    let mut pages: Vec<TermPage> = vec![];
    for row in readable(unit.files().rows(&ids, &ids, None, Since::BEGINNING).await?) {
        match row.value {
            FileRow::Log(log) if !log.withdrawn => {
                let of = |child: &ChildId| (*child, log.body.occurred_on, log.body.kind);
                record.entries.extend(log.body.children.iter().map(of));
            }
            FileRow::TermPage(page) => pages.push(page),
            _ => {}
        }
    }
    let stands = |one: &&TermPage| page::current(&pages, one.child, one.term).is_some();
    record.pages.extend(pages.iter().filter(stands).map(|page| (page.child, page.term)));
    // Who was there with a whole class is in no entry by name.
    let days = entries_days(tables);
    if let Some((first, last)) = days {
        let counted = readable(unit.credits().between(first, last, Some(&ids)).await?);
        record.entries.extend(counted.iter().map(|one| (one.child, one.credit.on, one.credit.kind)));
    }
    Ok(record)
}

/// The first and the last day of the tables' activities.
fn entries_days(tables: &[Table]) -> Option<(chrono::NaiveDate, chrono::NaiveDate)> {
    let days = || tables.iter().flat_map(|table| table.reading.entries.iter().map(|read| read.on));
    Some((days().min()?, days().max()?))
}

/// Enters what was staged. Each entry is its teacher's, and says who entered it.
pub async fn write(unit: &mut dyn Unit, seq: u64, staged: &Staged, by: By) -> Result<(), StorageError> {
    let new = staged.logs.iter().map(|log| NewLog {
        log: Log { entered_by: by.actor, captured_at: by.at, ..log.clone() },
        children: log.body.children.clone(),
        op: None,
        seq,
    });
    let new: Vec<NewLog> = new.collect();
    unit.logs().add(&new, by.at).await?;
    for page in &staged.pages {
        unit.pages().add(seq, &TermPage { captured_at: by.at, ..page.clone() }).await?;
    }
    Ok(())
}

/// What is left of a batch's entries and pages, for taking it back.
pub struct Standing {
    logs: Vec<Log>,
    pages: Vec<TermPage>,
}

/// The entries and pages of a batch as they stand. Of what its author has taken back, and of who was erased, nothing is
/// left; what somebody has written on since was built on.
pub async fn standing(
    unit: &mut dyn Unit,
    logs: &[LogId],
    pages: &[PageId],
) -> Result<Result<Standing, BuiltOn>, StorageError> {
    let mut standing = Standing { logs: vec![], pages: vec![] };
    for id in logs {
        let log = unless_damaged(unit.logs().get(*id).await, id.0)?.flatten();
        let Some(log) = log.filter(|log| !log.withdrawn) else { continue };
        if log.revision != 1 || log.followed_up_on.is_some() {
            return Ok(Err(BuiltOn { child: log.body.children.first().copied() }));
        }
        standing.logs.push(log);
    }
    for id in pages {
        let Some(own) = unless_damaged(unit.pages().get(*id).await, id.0)?.flatten() else { continue };
        let all = readable(unit.pages().of_child(own.child, own.term).await?);
        if is_written_over(&all, &own) {
            return Ok(Err(BuiltOn { child: Some(own.child) }));
        }
        standing.pages.push(own);
    }
    Ok(Ok(standing))
}

/// Whether somebody wrote the page of a batch's term themselves, also where theirs is not the one that holds. There was none
/// when the batch made its own, but what another batch had made and taken back by then.
fn is_written_over(all: &[TermPage], own: &TermPage) -> bool {
    let is_taken_back = |page: &TermPage| {
        all.iter().any(|over| over.unsaid && (page.captured_at..=own.captured_at).contains(&over.captured_at))
    };
    all.iter().any(|page| page.id != own.id && !page.unsaid && !is_taken_back(page))
}

/// Takes back what is left of a batch's entries and pages.
pub async fn take_back(
    unit: &mut dyn Unit,
    seq: u64,
    batch: BatchId,
    standing: Standing,
    by: By,
) -> Result<(), StorageError> {
    for mut log in standing.logs {
        log.withdrawn = true;
        log.revision += 1;
        let op = OpId(id_of(batch, &format!("back {}", log.id)));
        unit.logs().revise(seq, &log, op, by.at).await?;
    }
    for page in standing.pages {
        let id = PageId(id_of(batch, &format!("back {}", page.id)));
        unit.pages().add(seq, &past::taken_back(&page, id, by.at)).await?;
    }
    Ok(())
}
