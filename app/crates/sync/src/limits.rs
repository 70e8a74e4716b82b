//! Limits, asserted on both sides.

/// Most operations of one request.
pub const PUSH_OPS_MAX: usize = 500;
/// Bytes of operations at which a request is closed, before compression.
pub const PUSH_BATCH_BYTES: usize = 256 * 1024;
/// Most bytes of one request body, after decompression.
pub const REQUEST_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most bytes of a request of a few short fields, such as a sign-in.
pub const SHORT_BYTES_MAX: usize = 4 * 1024;
/// Most bytes of one operation's change.
pub const OP_BYTES_MAX: usize = 64 * 1024;
/// Rows at which a pulled page is closed.
pub const PULL_ROWS: usize = 2_000;
/// Most children whose file may be asked for again in one request.
pub const REFETCH_MAX: usize = 200;
/// Days for which a device holds what was acknowledged, in case the server is put back from a backup.
pub const HOLDS_DAYS: i64 = 30;
/// Most acknowledged operations about which a device asks whether the server knows them.
pub const HOLDS_MAX: usize = 20_000;
/// Longest feedback, in characters.
pub const FEEDBACK_CHARS_MAX: usize = 2_000;
/// Bytes of a photo sent in one request.
pub const PHOTO_CHUNK_BYTES: usize = 128 * 1024;
/// Most bytes of one photo; a phone shrinks further rather than being refused.
pub const PHOTO_BYTES_MAX: usize = 1024 * 1024;
/// Most photos that an account may begin to send within a day: those of a month without a network.
pub const PHOTOS_DAY_MAX: u64 = 240;
/// Most bytes of those.
pub const PHOTO_BYTES_DAY_MAX: u64 = 96 * 1024 * 1024;
/// Most bytes of all photos of an account: more than ten years of visits with a few photos each.
pub const PHOTO_BYTES_ACCOUNT_MAX: u64 = 1024 * 1024 * 1024;
/// Longest wait between two tries, in seconds.
pub const BACK_OFF_SECONDS_MAX: u32 = 300;
/// Seconds between two pulls when nothing happens.
pub const IDLE_SECONDS: u32 = 300;
