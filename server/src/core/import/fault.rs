//! Why a file was not taken, in the words that a desk has for it.

use domain::import::batch::FileFault;

use crate::reader::ReadError;

impl From<ReadError> for FileFault {
    fn from(why: ReadError) -> Self {
        match why {
            ReadError::Empty => Self::Empty,
            ReadError::UnknownFormat => Self::Unknown,
            ReadError::Encrypted => Self::Encrypted,
            ReadError::Damaged | ReadError::Crashed => Self::Damaged,
            ReadError::TooSlow => Self::TooSlow,
            ReadError::NotStarted | ReadError::Busy => Self::Later,
            _ => Self::TooLarge,
        }
    }
}
