//! An operation as it came.

use serde_json::Value;
use sha2::{Digest, Sha256};
use sync::Written;
use sync::protocol::{NumberedOp, SET_ASIDE};

/// An operation as it came, whether it can be read or not.
pub struct Arrived<'a> {
    /// Everything that came, as text.
    pub text: &'a str,
    /// The operation, if it can be read.
    pub op: Option<Written>,
    /// Whether the device set it aside because the server failed over it.
    pub set_aside: bool,
    /// What binds it to its number: the operation's content, or the text when it cannot be read.
    pub hash: String,
}

impl<'a> Arrived<'a> {
    /// Reads what came under a number.
    pub fn read(numbered: &'a NumberedOp) -> Self {
        let text = numbered.op.get();
        if let Ok(op) = Written::read(&numbered.op) {
            return Self { text, hash: op.content_hash(), op: Some(op), set_aside: false };
        }
        let inside = numbered.value().as_mut().and_then(|all| all.get_mut(SET_ASIDE)).map(Value::take);
        let set_aside = inside.is_some();
        let op: Option<Written> = inside.and_then(|inside| serde_json::from_value(inside).ok());
        let hash = op.as_ref().map_or_else(|| hex::encode(Sha256::digest(text.as_bytes())), Written::content_hash);
        Self { text, op, set_aside, hash }
    }
}
