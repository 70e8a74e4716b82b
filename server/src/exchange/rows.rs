//! Between what the protocol says and what storage keeps. Storage speaks of domain values and of texts
//! that it does not read; here they become rows, settlements and operations, and back.

use domain::id::{ChildId, OpId};
use domain::log::Log;
use domain::register::Pairing;
use domain::rules::RuleBook;
use storage::{Account, Colleague, FileRow, Found, SettledOp, Since, StorageError, Unit, Unreadable, Versioned};
use sync::{Op, Row, RowBody, RowKey, RowKind, Settlement};
use uuid::Uuid;

/// Rows of children's files. What cannot be read is reported and left out.
pub fn of_files(found: Found<Versioned<FileRow>>) -> Vec<Row> {
    readable(found).into_iter().map(|read| Row { version: read.seq, body: body(read.value) }).collect()
}

/// Rows of entries. What cannot be read is reported and left out.
pub fn of_logs(found: Found<Versioned<Log>>) -> Vec<Row> {
    readable(found).into_iter().map(|read| Row { version: read.seq, body: RowBody::Log(read.value) }).collect()
}

fn body(row: FileRow) -> RowBody {
    match row {
        FileRow::Child(r) => RowBody::Child(r),
        FileRow::Household(r) => RowBody::Household(r),
        FileRow::Adult(r) => RowBody::Adult(r),
        FileRow::Relation(r) => RowBody::Relation(r),
        FileRow::Enrolment(r) => RowBody::Enrolment(r),
        FileRow::Status(r) => RowBody::Status(r),
        FileRow::Fact(r) => RowBody::Fact(r),
        FileRow::Pairing(r) => RowBody::Pairing(r),
        FileRow::Colleague(Colleague { pairing: Pairing { id, child, role, from, to, .. }, name }) => {
            RowBody::Colleague(sync::row::Colleague { id, child, name, role, from, to })
        }
        FileRow::Log(r) => RowBody::Log(r),
        FileRow::TermPage(r) => RowBody::TermPage(r),
        FileRow::Question(r) => RowBody::Question(r),
    }
}

/// The name that a row has in the protocol.
fn key(row: &FileRow) -> RowKey {
    match row {
        FileRow::Child(r) => RowKey::of_child(r.id),
        FileRow::Household(r) => RowKey::new(RowKind::Household, r.id.0),
        FileRow::Adult(r) => RowKey::new(RowKind::Adult, r.id.0),
        FileRow::Relation(r) => RowKey::new(RowKind::Relation, r.id.0),
        FileRow::Enrolment(r) => RowKey::new(RowKind::Enrolment, r.id.0),
        FileRow::Status(r) => RowKey::new(RowKind::Status, r.id.0),
        FileRow::Fact(r) => RowKey::new(RowKind::Fact, r.id.0),
        FileRow::Pairing(r) => RowKey::new(RowKind::Pairing, r.id.0),
        FileRow::Colleague(r) => RowKey::new(RowKind::Colleague, r.pairing.id.0),
        FileRow::Log(r) => RowKey::of_log(r.id),
        FileRow::TermPage(r) => RowKey::new(RowKind::TermPage, r.id.0),
        FileRow::Question(r) => RowKey::new(RowKind::Question, r.id.0),
    }
}

/// The names and versions of all rows of a child's file, as a pull sends them to its mentor. A row that
/// cannot be read is sent to nobody, so it is not counted either.
pub async fn keys(unit: &mut dyn Unit, account: &Account, file: ChildId) -> Result<Vec<(RowKey, u64)>, StorageError> {
    let found = unit.files().rows(&[file], &[], Some(account.id), Since::BEGINNING).await?;
    Ok(found.rows.iter().map(|read| (key(&read.value), read.seq)).collect())
}

/// Says in the log which stored rows cannot be read; the database is to be looked after.
pub fn report(unreadable: &[Unreadable]) {
    for Unreadable { what, id } in unreadable {
        tracing::error!(%what, %id, "a stored row cannot be read");
    }
}

/// What could be read of a list. The rest is reported.
pub fn readable<T>(found: Found<T>) -> Vec<T> {
    report(&found.unreadable);
    found.rows
}

/// What was read; none when it is damaged, which is reported under `id`.
pub fn unless_damaged<T>(read: Result<T, StorageError>, id: Uuid) -> Result<Option<T>, StorageError> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(StorageError::Inconsistent(what)) => {
            report(&[Unreadable { what, id }]);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The county's rules and the commit of their last change. In the place of a version that cannot be read holds
/// the one before, and it is reported.
pub async fn rules(unit: &mut dyn Unit) -> Result<Versioned<RuleBook>, StorageError> {
    let kept = unit.rules().book().await?;
    report(&kept.unreadable);
    Ok(Versioned { seq: kept.seq, value: kept.value })
}

/// A settlement as it is kept.
pub fn kept(settlement: &Settlement) -> Result<String, StorageError> {
    serde_json::to_string(settlement).map_err(|_| StorageError::Inconsistent("settlement"))
}

/// A settlement that was kept. One that cannot be read is reported, and told like one of a later version: the
/// operation has arrived.
pub fn settlement(settled: &SettledOp) -> Settlement {
    serde_json::from_str(&settled.settlement).unwrap_or_else(|_| {
        report(&[Unreadable { what: "op.settlement", id: settled.op.map_or_else(Default::default, |op| op.0) }]);
        Settlement::Kept
    })
}

/// What was done with an operation, whatever its number and device; none when it never came.
pub async fn settlement_of(unit: &mut dyn Unit, op: OpId) -> Result<Option<Settlement>, StorageError> {
    Ok(unit.ops().find(&[op]).await?.first().map(settlement))
}

/// An operation as text, to be parked.
pub fn text(op: &Op) -> Result<String, StorageError> {
    serde_json::to_string(op).map_err(|_| StorageError::Inconsistent("operation"))
}

/// A parked operation; none when it cannot be read any more.
pub fn parked(parked: &storage::Parked) -> Option<Op> {
    let op = serde_json::from_str(&parked.text).ok();
    if op.is_none() {
        report(&[Unreadable { what: "parked.body", id: parked.op.0 }]);
    }
    op
}

/// What waits on a device, as it is kept.
pub fn unsent(said: &sync::Unsent) -> storage::Unsent {
    storage::Unsent { count: said.count, oldest: said.oldest.map(domain::term::clocked), rejected: said.rejected }
}
