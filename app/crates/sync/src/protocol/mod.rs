//! The wire: request, reply and errors.

mod comparison;
mod error_code;
mod reply;
mod request;

pub use comparison::{ComparedFile, Comparison};
pub use error_code::{ErrorBody, ErrorCode};
pub use reply::{OpResult, Page, Returned, Settlement, SyncResponse};
pub use request::{NumberedOp, SET_ASIDE, SyncRequest, Unsent};

/// The protocol version of this build, and the oldest that the server accepts. It answers a later one in
/// this: between two versions the later only adds.
pub const PROTOCOL: u16 = 3;
