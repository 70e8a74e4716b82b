//! Words of the desks alone.

use desk_api::access_log::Look;

use super::code::lists;

lists! {
    /// What was looked at.
    look: Look = LOOKS,
}
