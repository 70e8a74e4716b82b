//! A child moves to another school.

use async_trait::async_trait;
use domain::id::{ChildId, SchoolId};

use crate::{Choice, DeskError};

/// Most characters of a class's name.
pub const CLASS_CHARS_MAX: usize = 40;

/// Sending a child to another school of the county.
#[async_trait]
pub trait MovingDesk: Send + Sync {
    /// The schools a child may move to: all but its own.
    async fn schools_for(&self, child: ChildId) -> Result<Vec<Choice<SchoolId>>, DeskError>;
    /// Moves a child to another school from today. Without a class it keeps the name of its own.
    async fn move_child(&self, child: ChildId, school: SchoolId, class_name: String) -> Result<(), DeskError>;
}
