//! What is asked for an account and done when a second person agrees.

use crate::code::coded;

coded! {
    /// What is asked.
    Countersigned {
        /// A one-time code for an account in use. Who asked takes it once it is agreed to.
        Code = "code",
        /// That a lost second step be taken away, which is done when it is agreed to.
        SecondStep = "second_step",
    }
}
