//! Of whom a second step is asked when they sign in at a desk.

use crate::code::coded;
use crate::policy::{Actor, Role};

coded! {
    /// Of whom a second step is asked. Whoever has set one up is asked for it in any case.
    SecondStepOf {
        /// Of nobody.
        Nobody = "nobody",
        /// Of the county's own people: the centre and the auditor.
        County = "county",
        /// Of everybody who works at a desk.
        Desks = "desks",
    }
}

impl SecondStepOf {
    /// Whether it is asked of somebody, by the roles that they hold today.
    pub fn asks(self, actor: &Actor) -> bool {
        match self {
            Self::Nobody => false,
            Self::County => actor.holds(Role::Centre) || actor.holds(Role::Auditor),
            // What a later version asks of some is asked of all.
            Self::Desks | Self::Unlisted => true,
        }
    }
}

/// Nobody, also by rules that were written before it could be asked.
impl Default for SecondStepOf {
    fn default() -> Self {
        Self::Nobody
    }
}
