//! The rows of each child and each household, so that what is asked of one child does not walk the rows of all.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use uuid::Uuid;

use crate::row::{Envelope, RowKey, RowKind};

/// The rows of each holder of a file. It is made when somebody asks, in one pass, and again after a row has changed.
#[derive(Debug, Default)]
pub(super) struct Index(OnceLock<Files>);

#[derive(Debug, Default)]
struct Files {
    /// Children and households with their rows, by identifier.
    holders: Vec<(Uuid, Vec<Arc<Envelope>>)>,
    /// The entries that the server has not seen.
    unsent: Vec<Arc<Envelope>>,
}

impl Index {
    fn files(&self, rows: &BTreeMap<RowKey, Arc<Envelope>>) -> &Files {
        self.0.get_or_init(|| Files::of(rows))
    }

    /// The rows of a kind in the file of a child or household.
    pub(super) fn of<'a>(
        &'a self,
        rows: &BTreeMap<RowKey, Arc<Envelope>>,
        holder: Uuid,
        kind: &'static RowKind,
    ) -> impl Iterator<Item = &'a Envelope> + use<'a> {
        let holders = &self.files(rows).holders;
        let at = holders.partition_point(|(known, _)| *known < holder);
        let own = holders.get(at).filter(|(known, _)| *known == holder).map(|(_, rows)| rows);
        own.into_iter().flatten().map(AsRef::as_ref).filter(move |row| row.kind == *kind)
    }

    /// The entries that the server has not seen.
    pub(super) fn unsent(&self, rows: &BTreeMap<RowKey, Arc<Envelope>>) -> &[Arc<Envelope>] {
        &self.files(rows).unsent
    }
}

impl Files {
    fn of(rows: &BTreeMap<RowKey, Arc<Envelope>>) -> Self {
        let mut files = Self::default();
        for row in rows.values() {
            for holder in row.of.children.iter().map(|child| child.0).chain(row.of.household.map(|home| home.0)) {
                files.add(holder, row);
            }
            if row.kind == RowKind::Log && row.version == 0 {
                files.unsent.push(Arc::clone(row));
            }
        }
        files
    }

    fn add(&mut self, holder: Uuid, row: &Arc<Envelope>) {
        let at = self.holders.partition_point(|(known, _)| *known < holder);
        if self.holders.get(at).is_none_or(|(known, _)| *known != holder) {
            self.holders.insert(at, (holder, vec![]));
        }
        if let Some((_, rows)) = self.holders.get_mut(at) {
            rows.push(Arc::clone(row));
        }
    }
}

/// Of a copy it is made anew, if somebody asks.
impl Clone for Index {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// It says nothing that the rows do not say.
impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Index {}
