//! The pull cursor. A device keeps and returns it without looking inside.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::ChildId;
use serde::{Deserialize, Serialize};

/// The version of what is sent in rows; a cursor of another version asks for a resync.
pub const SCHEMA: u16 = 4;

/// What the server needs to know of a device's last pull.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Version of the rows.
    pub schema: u16,
    /// The county's commit sequence up to which rows were sent.
    pub seq: u64,
    /// The children whose files the device has, sorted.
    pub children: Vec<ChildId>,
}

impl Cursor {
    /// The cursor of a device that has nothing.
    pub fn start() -> Self {
        Self { schema: SCHEMA, seq: 0, children: vec![] }
    }

    /// The opaque text.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads a text; `None` when it is damaged or of another version, which asks for a resync.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice::<Self>(&bytes).ok().filter(|c| c.schema == SCHEMA)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_damaged_cursor_is_none() {
        let cursor = Cursor { seq: 42, children: vec![ChildId(Uuid::from_u128(3))], ..Cursor::start() };
        let text = cursor.encode();
        assert_eq!(Cursor::decode(&text), Some(cursor));
        assert_eq!(Cursor::decode(&text[1..]), None);
        assert_eq!(Cursor::decode(&Cursor { schema: SCHEMA + 1, ..Cursor::start() }.encode()), None);
    }
}
