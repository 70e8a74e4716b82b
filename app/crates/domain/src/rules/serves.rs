//! Which of the five haves a kind of activity serves in this county. The centre edits it; what was recorded before is
//! read by it, too, because evidence is reckoned when it is read.

use serde::{Deserialize, Serialize};

use crate::log::{ActivityKind, Goal};

/// What one kind serves, where the county sees it otherwise than usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Serves {
    /// The kind.
    pub kind: ActivityKind,
    /// All that it serves; none where it is no evidence for any.
    pub goals: Vec<Goal>,
}
