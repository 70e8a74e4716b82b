//! What several repositories answer with.

use std::ops::Deref;

use uuid::Uuid;

use crate::StorageError;

/// A value and the commit that wrote it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned<T> {
    /// The county's commit sequence when the value last changed.
    pub seq: u64,
    /// The value as that commit left it.
    pub value: T,
}

/// A stored row that cannot be decoded: damaged, or written by a newer server. It names no person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable {
    /// Table and column, such as `log.body`.
    pub what: &'static str,
    /// The row's identifier, to find it by.
    pub id: Uuid,
}

/// What a query over many rows found: the list of what could be read. One unreadable row does not hide the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// What could be read, in the query's order.
    pub rows: Vec<T>,
    /// What could not. The caller reports it.
    pub unreadable: Vec<Unreadable>,
}

impl<T> Found<T> {
    /// Everything, for whom a part will not do: `Inconsistent` when something could not be read.
    pub fn whole(self) -> Result<Vec<T>, StorageError> {
        match self.unreadable.first() {
            Some(damaged) => Err(StorageError::Inconsistent(damaged.what)),
            None => Ok(self.rows),
        }
    }
}

impl<T> Deref for Found<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.rows
    }
}

impl<T> IntoIterator for Found<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { rows: vec![], unreadable: vec![] }
    }
}
