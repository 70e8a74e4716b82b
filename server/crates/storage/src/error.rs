//! Errors of a database.

/// What went wrong. It carries no values from the rows, because it may be logged.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database cannot be reached, or did not answer in time.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A value that must be unique exists already.
    #[error("a value exists already: {0}")]
    Conflict(String),
    /// A change did not find the row that it was for, or found another number of rows than it must.
    #[error("the row to change is not there: {what}")]
    Missing {
        /// The table, or the table and what is asked of its row.
        what: &'static str,
    },
    /// A value cannot be stored or read: damaged, out of range, or written by a newer version.
    #[error("a stored value cannot be read: {0}")]
    Inconsistent(&'static str),
    /// The database is sealed under another key than the one given.
    #[error("the database is sealed under another key than the one given")]
    WrongKey,
    /// Anything else the driver says.
    #[error("the database says: {0}")]
    Driver(String),
}

impl StorageError {
    /// Whether trying again may help.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}
