//! A device's picture of its scope: the rows of the last pull with the unsent operations laid over them.

mod compare;
mod index;
mod queries;
mod today;

pub use compare::Difference;
pub use today::ChildToday;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::id::{AccountId, ChildId, HouseholdId, LogId};
use uuid::Uuid;

use self::index::Index;
use crate::op::Written;
use crate::raw::Object;
use crate::row::{Envelope, FileSum, RowBody, RowKey, RowKind};

/// Rows by name, each with its version (0 while it is not yet acknowledged).
///
/// A copy is cheap: rows are shared until one of them changes. What a row says is read when somebody
/// asks, and once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    rows: BTreeMap<RowKey, Arc<Envelope>>,
    index: Index,
}

impl Snapshot {
    /// Takes in a row.
    pub fn put(&mut self, row: impl Into<Arc<Envelope>>) {
        let row = row.into();
        self.changing().insert(row.key(), row);
    }

    /// Forgets a row, if it is here.
    pub fn remove(&mut self, key: &RowKey) {
        self.changing().remove(key);
    }

    /// The rows, to be changed: what was found among them is found anew.
    fn changing(&mut self) -> &mut BTreeMap<RowKey, Arc<Envelope>> {
        self.index = Index::default();
        &mut self.rows
    }

    /// Every row, by name.
    pub fn rows(&self) -> impl Iterator<Item = &Envelope> {
        self.rows.values().map(AsRef::as_ref)
    }

    /// The row of a name.
    pub fn row(&self, key: &RowKey) -> Option<&Arc<Envelope>> {
        self.rows.get(key)
    }

    /// The rows of a kind.
    pub fn of_kind(&self, kind: &RowKind) -> impl Iterator<Item = &Envelope> {
        let all = RowKey::new(kind.clone(), Uuid::nil())..=RowKey::new(kind.clone(), Uuid::max());
        self.rows.range(all).map(|(_, row)| row.as_ref())
    }

    /// Lays an unsent operation over the rows, as the server will apply it. It makes or changes the
    /// rows of [`crate::Op::keys`].
    pub fn lay(&mut self, op: &Written, author: AccountId) {
        op.change.lay(op, author, self);
    }

    /// Changes an entry's JSON, if it is here; `None` leaves it as it is.
    pub(crate) fn edit_log(&mut self, id: LogId, edit: impl FnOnce(&mut Object) -> Option<()>) {
        let Some(row) = self.changing().get_mut(&RowKey::of_log(id)) else { return };
        let edited = Object::read(&row.body).and_then(|mut entry| edit(&mut entry).and_then(|()| entry.write().ok()));
        if let Some(body) = edited {
            Arc::make_mut(row).rewrite(body);
        }
    }

    /// The version of a row.
    pub fn version(&self, key: &RowKey) -> Option<u64> {
        self.row(key).map(|row| row.version)
    }

    /// Gives a row the version under which the server acknowledged it.
    pub fn acknowledge(&mut self, key: &RowKey, version: u64) {
        if let Some(row) = self.changing().get_mut(key) {
            Arc::make_mut(row).version = version;
        }
    }

    /// How many rows there are in files.
    pub fn len(&self) -> usize {
        self.rows.values().filter(|row| row.is_in_a_file()).count()
    }

    /// Whether nothing has been pulled yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows in a child's file; none when the child is not here.
    pub fn file_rows(&self, child: ChildId) -> impl Iterator<Item = &Envelope> {
        let row = self.row(&RowKey::of_child(child));
        let homes: Vec<HouseholdId> = row.and_then(|row| row.home()).into_iter().collect();
        let is_here = row.is_some();
        self.rows().filter(move |row| is_here && row.of.is_of(&[child], &homes))
    }

    /// The sum of a child's file.
    pub fn file_sum(&self, child: ChildId) -> FileSum {
        FileSum::of(child, self.file_rows(child).map(|row| (row.key(), row.version)))
    }

    /// Forgets children; what else was in their files goes with [`Self::sweep`] and [`Self::narrow`].
    pub fn forget(&mut self, children: &[ChildId]) {
        for child in children {
            self.remove(&RowKey::of_child(*child));
        }
    }

    fn here(&self) -> Vec<ChildId> {
        self.of_kind(&RowKind::Child).map(|row| ChildId(row.id)).collect()
    }

    /// Forgets those of some rows whose children and household are all gone; the owner's class sessions
    /// and what is in nobody's file stay. Returns their names.
    pub fn sweep(&mut self, owner: AccountId, among: &[RowKey]) -> Vec<RowKey> {
        let here = self.here();
        let homes: Vec<HouseholdId> = self.of_kind(&RowKind::Child).filter_map(Envelope::home).collect();
        let stays = |row: &Envelope| matches!(row.read(), Some(RowBody::Log(log)) if log.is_class_session_of(owner));
        let is_loose = |row: &Arc<Envelope>| row.is_in_a_file() && !row.of.is_of(&here, &homes) && !stays(row);
        let loose: Vec<RowKey> = among.iter().filter(|key| self.row(key).is_some_and(is_loose)).cloned().collect();
        for key in &loose {
            self.remove(key);
        }
        loose
    }

    /// Takes the children who are not here out of some rows that stay for others. Returns the changed ones.
    pub fn narrow(&mut self, among: &[RowKey]) -> Vec<Arc<Envelope>> {
        let here = self.here();
        let mut changed = Vec::new();
        for key in among {
            let Some(row) = self.changing().get_mut(key) else { continue };
            if row.of.children.iter().all(|child| here.contains(child)) {
                continue;
            }
            Arc::make_mut(row).narrow(&here);
            changed.push(Arc::clone(row));
        }
        changed
    }
}

/// Counts a revision of an entry.
pub(crate) fn next_revision(entry: &mut Object) -> Option<()> {
    let revision: u32 = crate::json::read(entry.get("revision")?.get()).ok()?;
    entry.set("revision", &(revision + 1)).ok()
}
