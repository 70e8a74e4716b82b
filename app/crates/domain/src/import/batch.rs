//! School files that are compared with the register, decided on and taken over together.

use crate::code::coded;

coded! {
    /// How far a batch has come.
    BatchState {
        /// It is looked at and decided on.
        Open = "open",
        /// It was taken over.
        Applied = "applied",
        /// It was taken over, and taken back as a whole.
        TakenBack = "taken_back",
    }
}

coded! {
    /// Why a file could not be read.
    FileFault {
        /// It is no workbook and no list.
        Unknown = "unknown",
        /// It is empty.
        Empty = "empty",
        /// It is locked by a password.
        Encrypted = "encrypted",
        /// It is cut off or damaged.
        Damaged = "damaged",
        /// It has too many cells, rows or bytes.
        TooLarge = "too_large",
        /// It took too long.
        TooSlow = "too_slow",
        /// The server is busy with other files.
        Later = "later",
        /// The batch has too many sheets or rows already.
        TooMany = "too_many",
    }
}
