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
