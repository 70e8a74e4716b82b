//! What an adult is to one child. Relations are per child: siblings of one household may have
//! different parents, and who may be told or may fetch a child is decided child by child.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AdultId, ChildId, RelationId};

coded! {
    /// What an adult is to a child.
    RelationKind {
        /// 父亲
        Father = "father",
        /// 母亲
        Mother = "mother",
        /// 继父
        Stepfather = "stepfather",
        /// 继母
        Stepmother = "stepmother",
        /// 照护人, other than a parent
        Carer = "carer",
        /// Someone else to know of, such as an elder brother.
        Other = "other",
    }
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_yes(value: &bool) -> bool {
    *value
}

/// What an adult is to a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Of this relation alone; it stays when the relation is corrected.
    pub id: RelationId,
    /// The child it is about.
    pub child: ChildId,
    /// The adult it is about.
    pub adult: AdultId,
    /// What the adult is to the child.
    pub kind: RelationKind,
    /// In the field's words, such as 奶奶; empty when the kind says all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub called: String,
    /// Whether the adult has custody, 抚养权; `None` when nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custody: Option<bool>,
    /// Whether the adult may be told about the child and be called. A court or a parent may forbid it.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub may_be_told: bool,
    /// Whether the adult may fetch the child from school.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub may_fetch: bool,
    /// Whether it holds no more, or never did: it is kept, and shown nowhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub over: bool,
}

impl Relation {
    /// A relation of which nothing more is known.
    pub fn plain(id: RelationId, child: ChildId, adult: AdultId, kind: RelationKind) -> Self {
        Self {
            id,
            child,
            adult,
            kind,
            called: String::new(),
            custody: None,
            may_be_told: true,
            may_fetch: true,
            over: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_nobody_forbade_is_not_written_and_is_read_as_allowed() {
        let id = Uuid::nil();
        let plain = Relation::plain(RelationId(id), ChildId(id), AdultId(id), RelationKind::Father);
        let json = serde_json::to_value(&plain).unwrap_or_default();
        assert_eq!(json.as_object().map(serde_json::Map::len), Some(4));
        assert_eq!(serde_json::from_value::<Relation>(json).ok(), Some(plain.clone()));
        let forbidden = Relation { may_be_told: false, may_fetch: false, ..plain };
        let json = serde_json::to_value(&forbidden).unwrap_or_default();
        assert_eq!(serde_json::from_value::<Relation>(json).ok(), Some(forbidden));
    }
}
