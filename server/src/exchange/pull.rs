//! What changed in a device's scope since its cursor.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;
use domain::id::{ChildId, OpId, SchoolId};
use domain::policy::Role;
use domain::term::local_day;
use storage::{Account, Device, Notice, Since, Storage, StorageError, Unit};
use sync::cursor::{Cursor, SCHEMA};
use sync::limits::PULL_ROWS;
use sync::protocol::{ComparedFile, Comparison};
use sync::row::OwnSchool;
use sync::{Envelope, ErrorCode, FileSum, Page, Returned, Row, RowBody, SyncRequest};
use uuid::Uuid;

use super::{kept, rows};
use crate::core::notices::told;
use crate::error::ApiError;

/// The device that asks, and the account it is of.
pub struct Asker<'a> {
    account: &'a Account,
    device: &'a Device,
}

impl<'a> Asker<'a> {
    /// A device of an account.
    pub fn new(account: &'a Account, device: &'a Device) -> Self {
        Self { account, device }
    }

    /// Whether the device is to hand in its work and forget everything.
    pub fn is_ended(&self) -> bool {
        self.device.revoked_at.is_some() || self.account.disabled
    }
}

/// One page, and the cursor that goes with it.
#[derive(Default)]
pub struct Pulled {
    pub page: Page,
    pub cursor: String,
    pub more: bool,
    pub resync: bool,
    pub returned: Vec<Returned>,
    pub trouble: Option<ErrorCode>,
    pub epoch: Option<u64>,
    pub unknown: Vec<OpId>,
}

impl Pulled {
    /// Nothing new, and ask again: the cursor comes back as it was, even a damaged one, which asks for
    /// a resync the next time.
    pub fn nothing(request: &SyncRequest, trouble: ErrorCode) -> Self {
        let cursor = request.cursor.clone().unwrap_or_else(|| Cursor::start(SCHEMA).encode());
        Self { cursor, more: true, trouble: Some(trouble), ..Self::default() }
    }

    /// Nothing, for a device that must forget everything.
    pub async fn end(storage: &dyn Storage, asker: &Asker<'_>) -> Result<Self, ApiError> {
        let epoch = storage.read(asker.account.county).await?.commits().epoch().await?;
        Ok(Self { cursor: Cursor::start(SCHEMA).encode(), epoch: Some(epoch), ..Self::default() })
    }

    /// No rows: the device is to drop what it has and pull from the beginning.
    fn resync(epoch: u64) -> Self {
        let cursor = Cursor { epoch, ..Cursor::start(SCHEMA) }.encode();
        Self { more: true, resync: true, cursor, epoch: Some(epoch), ..Self::default() }
    }
}

/// The children whose files the account may hold today, and those it ever had who were erased: of them there is no
/// file any more.
async fn scope(
    unit: &mut dyn Unit,
    account: &Account,
    today: NaiveDate,
) -> Result<(BTreeSet<ChildId>, Vec<ChildId>), StorageError> {
    let pairings = rows::readable(unit.pairings().of_mentor(account.id).await?);
    let mut files: BTreeSet<ChildId> = pairings.iter().filter(|p| p.on(today)).map(|p| p.child).collect();
    let ever: BTreeSet<Uuid> = pairings.iter().map(|p| p.child.0).collect();
    let ever: Vec<Uuid> = ever.into_iter().collect();
    let erased: Vec<ChildId> = unit.erasure().erased(&ever).await?.into_iter().map(ChildId).collect();
    files.retain(|child| !erased.contains(child));
    Ok((files, erased))
}

/// Pulls. `own` are the versions this request itself made, which the device shows already.
pub async fn pull(
    storage: &dyn Storage,
    asker: &Asker<'_>,
    request: &SyncRequest,
    own: &[u64],
    today: NaiveDate,
) -> Result<Pulled, ApiError> {
    let account = asker.account;
    let mut unit = storage.read(account.county).await?;
    let seq = unit.commits().newest().await?;
    let epoch = unit.commits().epoch().await?;
    let before = match request.cursor.as_deref() {
        None => Cursor::start(SCHEMA),
        // Damaged, of another version, or from after a restored backup: begin anew.
        Some(text) => match Cursor::decode(text, SCHEMA).filter(|c| c.epoch == epoch && c.seq <= seq) {
            Some(cursor) => cursor,
            None => return Ok(Pulled::resync(epoch)),
        },
    };
    let (scope, erased) = scope(unit.as_mut(), account, today).await?;
    let visible: Vec<ChildId> = scope.iter().copied().collect();
    let had: BTreeSet<ChildId> = before.children.iter().copied().collect();
    let again: BTreeSet<ChildId> = request.refetch.iter().copied().collect();
    let gained: Vec<ChildId> = scope.difference(&had).copied().collect();
    let (mut whole, mut kept): (Vec<ChildId>, Vec<ChildId>) =
        scope.intersection(&had).copied().partition(|child| again.contains(child));

    // Most of what the phone has just sent is not read again; what is left of it is taken out below.
    let since = Since { after: before.seq, but: longest_run(own) };
    let mut rows = rows::of_files(unit.files().rows(&kept, &visible, Some(account.id), since.clone()).await?);
    let changed: Vec<ChildId> = rows.iter().filter_map(child_of).collect();
    if !changed.is_empty() {
        // A child whose own row has changed may have another home, or entries less.
        kept.retain(|child| !changed.contains(child));
        whole.extend(changed);
        rows = rows::of_files(unit.files().rows(&kept, &visible, Some(account.id), since.clone()).await?);
    }
    rows.extend(rows::of_logs(unit.files().class_sessions(account.id, &visible, since).await?));
    let returned = kept::returned(unit.as_mut(), asker.device.id, before.seq).await?;
    let (mut upto, mut more) = (seq, false);
    if rows.len() > PULL_ROWS {
        upto = cut(&mut rows);
        more = true;
    }
    rows.retain(|r| !own.contains(&r.version));

    // What the phone has of them is replaced at once: it keeps a cursor that has passed them.
    rows.extend(rows::of_files(unit.files().rows(&whole, &visible, Some(account.id), Since::BEGINNING).await?));
    let mut has: BTreeSet<ChildId> = kept.iter().chain(&whole).copied().collect();
    for child in gained.iter().filter(|_| !more) {
        if rows.len() >= PULL_ROWS {
            more = true;
            break;
        }
        let whole = unit.files().rows(&[*child], &visible, Some(account.id), Since::BEGINNING).await?;
        rows.extend(rows::of_files(whole));
        has.insert(*child);
    }
    // With the first page of several: the cursor of the next has passed them.
    rows.extend(extras(unit.as_mut(), account, &before, today).await?);
    let mut page = Page::default();
    if !erased.is_empty() {
        page.erased = unit.erasure().erased_after(&erased, before.seq).await?;
    }
    // Files are added up once all the work is here.
    if !more && !request.more_ops {
        let touched = touched(&rows, &gained, !request.ops.is_empty(), &[kept, whole].concat());
        page.files = sums(unit.as_mut(), account, &touched).await?;
    }
    page.rows = sealed(rows)?;
    let lost: Vec<ChildId> = had.difference(&scope).copied().collect();
    if request.more_ops || more {
        // First the work, then the removal.
        has.extend(&lost);
    } else {
        page.removed = lost;
    }
    let cursor = Cursor { epoch, seq: upto, children: has.into_iter().collect(), ..Cursor::start(SCHEMA) };
    Ok(Pulled { page, cursor: cursor.encode(), more, returned, epoch: Some(epoch), ..Pulled::default() })
}

/// Of some operations that were acknowledged once, those that are not in the database: it was put back from a backup. Of
/// what others did nothing is told.
pub async fn unknown(storage: &dyn Storage, asker: &Asker<'_>, holds: &[OpId]) -> Result<Vec<OpId>, ApiError> {
    let mut unit = storage.read(asker.account.county).await?;
    let known: BTreeSet<OpId> = unit.ops().known(asker.account.id, holds).await?.into_iter().collect();
    Ok(holds.iter().filter(|op| !known.contains(op)).copied().collect())
}

/// The child whose own row it is.
fn child_of(row: &Row) -> Option<ChildId> {
    if let RowBody::Child(child) = &row.body { Some(child.id) } else { None }
}

/// Leaves one page of rows, and says up to which version.
fn cut(rows: &mut Vec<Row>) -> u64 {
    rows.sort_by_key(|r| r.version);
    // A version is sent whole or not at all, because the cursor says "up to here".
    let upto = (rows[PULL_ROWS].version - 1).max(rows[0].version);
    rows.retain(|r| r.version <= upto);
    upto
}

/// Rows as they are sent.
fn sealed(rows: Vec<Row>) -> Result<Vec<Envelope>, ApiError> {
    let rows = rows.into_iter().map(Envelope::try_from).collect::<Result<_, _>>();
    rows.map_err(|_| ApiError::Internal("a row cannot be written"))
}

/// The longest run of consecutive numbers, each one above that before it.
fn longest_run(numbers: &[u64]) -> Range<u64> {
    let runs = numbers.chunk_by(|a, b| b.checked_sub(*a) == Some(1));
    let longest = runs.max_by_key(|run| run.len());
    longest.and_then(|run| Some(*run.first()?..*run.last()? + 1)).unwrap_or_default()
}

/// The files whose sum the device should check.
fn touched(rows: &[Row], gained: &[ChildId], pushed: bool, kept: &[ChildId]) -> Vec<ChildId> {
    // A changed household concerns all its children; the few of a mentor are cheap to sum.
    if pushed || !rows.is_empty() { gained.iter().chain(kept).copied().collect() } else { gained.to_vec() }
}

async fn sums(unit: &mut dyn Unit, account: &Account, files: &[ChildId]) -> Result<Vec<FileSum>, StorageError> {
    let mut sums = Vec::with_capacity(files.len());
    for file in files {
        sums.push(FileSum::of(*file, rows::keys(unit, account, *file).await?));
    }
    Ok(sums)
}

/// The rule set and the own school, when they changed or are not there yet, and what others did that affected the owner.
async fn extras(
    unit: &mut dyn Unit,
    account: &Account,
    before: &Cursor,
    today: NaiveDate,
) -> Result<Vec<Row>, StorageError> {
    let mut rows = Vec::new();
    let rules = rows::rules(unit).await?;
    if before.seq == 0 || rules.seq > before.seq {
        let book = rules.value.from_day(today).with_guides();
        rows.push(Row { version: rules.seq, body: RowBody::Rules(book) });
    }
    let school = account.grants.iter().find(|g| g.role == Role::Mentor).and_then(|g| g.school);
    if let Some(id) = school
        && classes_changed(unit, id, before, today).await?
        && let Some(school) = rows::unless_damaged(unit.schools().get(id).await, id.0)?.flatten()
    {
        let classes = unit.schools().classes(id, today).await?;
        rows.push(Row { version: 0, body: RowBody::School(OwnSchool { id, name: school.name, classes }) });
    }
    let told = told(unit, account.id, before.seq, today).await?;
    rows.extend(told.into_iter().map(|(Notice { id, at, act, seq, .. }, by)| Row {
        version: seq,
        body: RowBody::Notice(sync::row::Notice { id, at, act, by }),
    }));
    Ok(rows)
}

/// Whether a school may have other classes than a device has been told. The device was told no earlier than on
/// the day of its cursor's commit; new classes that were written ahead begin without a commit on their first day.
async fn classes_changed(
    unit: &mut dyn Unit,
    school: SchoolId,
    before: &Cursor,
    today: NaiveDate,
) -> Result<bool, StorageError> {
    match rows::unless_damaged(unit.commits().get(before.seq).await, school.0)?.flatten() {
        Some(commit) => unit.schools().classes_changed(school, before.seq, local_day(commit.at), today).await,
        None => Ok(true),
    }
}

/// What the server holds of an account's scope, row by row.
pub async fn compare(storage: &dyn Storage, account: &Account, today: NaiveDate) -> Result<Comparison, ApiError> {
    let mut unit = storage.read(account.county).await?;
    let (scope, _) = scope(unit.as_mut(), account, today).await?;
    let scope: Vec<ChildId> = scope.into_iter().collect();
    let mut files = Vec::with_capacity(scope.len());
    for child in &scope {
        let keys = rows::keys(unit.as_mut(), account, *child).await?;
        let rows = keys.into_iter().map(|(key, version)| (key.to_string(), version)).collect();
        files.push(ComparedFile { child: *child, rows });
    }
    let sessions = unit.files().class_sessions(account.id, &scope, Since::BEGINNING).await?;
    let sessions = rows::of_logs(sessions).into_iter().map(|row| (row.body.key().to_string(), row.version)).collect();
    Ok(Comparison { files, sessions })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_has_no_holes() {
        assert_eq!(longest_run(&[]), 0..0);
        assert_eq!(longest_run(&[7]), 7..8);
        assert_eq!(longest_run(&[3, 4, 6, 7, 8, 2]), 6..9);
    }
}
