//! The pull cursor. A device keeps and returns it without looking inside.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::ChildId;
use serde::Deserialize;

/// The version of what is sent in rows; a cursor of another version asks for a resync.
pub const SCHEMA: u16 = 6;

/// What the server needs to know of a device's last pull.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Cursor {
    /// Version of the rows.
    pub schema: u16,
    /// The epoch in which the sequence counts; another one after the server was put back from a backup.
    #[serde(default)]
    pub epoch: u64,
    /// The county's commit sequence up to which rows were sent.
    pub seq: u64,
    /// The children whose files the device has, sorted.
    pub children: Vec<ChildId>,
}

impl Cursor {
    /// The cursor of a device that has nothing, for rows of a version.
    pub fn start(schema: u16) -> Self {
        Self { schema, epoch: 0, seq: 0, children: vec![] }
    }

    /// The cursor as text, opaque to devices.
    pub fn encode(&self) -> String {
        let children: Vec<String> = self.children.iter().map(|child| format!("\"{child}\"")).collect();
        let epoch = if self.epoch == 0 { String::new() } else { format!(r#""epoch":{},"#, self.epoch) };
        let (schema, seq, children) = (self.schema, self.seq, children.join(","));
        let json = format!(r#"{{"schema":{schema},{epoch}"seq":{seq},"children":[{children}]}}"#);
        URL_SAFE_NO_PAD.encode(json)
    }

    /// Reads a text; `None` when it is damaged or of another version of rows, which asks for a resync.
    pub fn decode(text: &str, schema: u16) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice::<Self>(&bytes).ok().filter(|c| c.schema == schema)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_damaged_cursor_is_none() {
        let cursor = Cursor { seq: 42, epoch: 7, children: vec![ChildId(Uuid::from_u128(3))], ..Cursor::start(SCHEMA) };
        let text = cursor.encode();
        assert_eq!(Cursor::decode(&text, SCHEMA), Some(cursor));
        assert_eq!(Cursor::decode(&text[1..], SCHEMA), None);
        assert_eq!(Cursor::decode(&text, SCHEMA + 1), None);
    }
}
