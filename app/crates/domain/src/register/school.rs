//! A school or kindergarten.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::SchoolId;

coded! {
    /// Kind of school.
    SchoolKind {
        /// 幼儿园
        Kindergarten = "kindergarten",
        /// 小学
        Primary = "primary",
        /// 九年制学校
        NineYear = "nine_year",
        /// 初级中学
        Junior = "junior",
        /// 高级中学
        Senior = "senior",
    }
}

/// A school or kindergarten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct School {
    /// Identifier.
    pub id: SchoolId,
    /// Official name.
    pub name: String,
    /// Kind.
    pub kind: SchoolKind,
    /// Township.
    pub town: String,
}
