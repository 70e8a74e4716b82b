//! Why a desk's work ends early. The one place where a failing database becomes an answer, and is logged.

use desk_api::DeskError;
use storage::StorageError;

/// Why a desk's work ends early.
pub enum Stop {
    /// The desk says no.
    Desk(DeskError),
    /// The database failed, or the register has changed in the meantime.
    Storage(StorageError),
}

impl From<DeskError> for Stop {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<Stop> for DeskError {
    fn from(stop: Stop) -> Self {
        let error = match stop {
            Stop::Desk(error) => return error,
            Stop::Storage(error) => error,
        };
        tracing::error!(%error, "a desk was not answered");
        match error {
            StorageError::Unavailable(_) => Self::Unavailable,
            // Somebody else made the same at the same time, or has taken it away.
            StorageError::Conflict(_) | StorageError::Missing { .. } => Self::Changed,
            StorageError::Inconsistent(_) | StorageError::WrongKey | StorageError::Driver(_) => Self::Damaged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_data_is_told_from_a_passing_failure() {
        let said = |error| DeskError::from(Stop::from(error)).status();
        assert_eq!(said(StorageError::Unavailable("busy".to_owned())), 503);
        assert_eq!(said(StorageError::Inconsistent("fact.value")), 500);
        assert_eq!(said(StorageError::Conflict("login".to_owned())), 409);
    }
}
