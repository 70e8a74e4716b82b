//! A school or kindergarten.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::SchoolId;

coded! {
    /// What kind a school is: it says after which year the children leave.
    SchoolKind {
        /// 幼儿园, from 托班 to 大班.
        Kindergarten = "kindergarten",
        /// 小学, years 1 to 6.
        Primary = "primary",
        /// 九年制学校, years 1 to 9.
        NineYear = "nine_year",
        /// 初级中学, years 7 to 9.
        Junior = "junior",
        /// 高级中学, years 10 to 12.
        Senior = "senior",
    }
}

/// A school or kindergarten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct School {
    /// By which enrolments and roles name the school.
    pub id: SchoolId,
    /// Official name, unique in the county.
    pub name: String,
    /// What kind it is; the import tells it from the name.
    pub kind: SchoolKind,
    /// Township, such as 松岭镇; empty when not known.
    pub town: String,
}
