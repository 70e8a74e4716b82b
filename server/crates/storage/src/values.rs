//! What several repositories answer with.

use uuid::Uuid;

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

/// What a query over many rows found. One unreadable row does not hide the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// What could be read, in the query's order.
    pub rows: Vec<T>,
    /// What could not. The caller reports it.
    pub unreadable: Vec<Unreadable>,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { rows: vec![], unreadable: vec![] }
    }
}
