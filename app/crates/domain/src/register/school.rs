//! A school or kindergarten.

use chrono::NaiveDate;
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

coded! {
    /// Why a school becomes part of another.
    MergeReason {
        /// 学生太少
        FewChildren = "few_children",
        /// 布局调整, the county's plan of its schools.
        Layout = "layout",
        /// 校舍不能用了
        Building = "building",
        /// What none of these says.
        Other = "merge_other",
    }
}

/// What a school has become part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The school that goes on.
    pub into: SchoolId,
    /// The first day on which it is part of that one.
    pub from: NaiveDate,
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
    /// What it has become part of; none while it goes on. Nobody is sent to one that does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<Merged>,
}

impl School {
    /// Whether children can come to it.
    pub fn goes_on(&self) -> bool {
        self.merged.is_none()
    }
}

/// The school that a school is today: itself, or what it and its successors have become part of.
pub fn successor(schools: &[School], school: SchoolId) -> SchoolId {
    // However often schools have merged, each step is another school.
    (0..schools.len()).fold(school, |at, _| {
        let next = schools.iter().find(|one| one.id == at).and_then(|one| one.merged);
        next.map_or(at, |merged| merged.into)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_schools_successor_is_followed_to_the_one_that_goes_on() {
        let id = |n| SchoolId(Uuid::from_u128(n));
        let school = |n, into: Option<u128>| School {
            id: id(n),
            name: String::new(),
            kind: SchoolKind::Primary,
            town: String::new(),
            merged: into.map(|into| Merged { into: id(into), from: NaiveDate::default() }),
        };
        let all = [school(1, Some(2)), school(2, Some(3)), school(3, None)];
        assert_eq!([1, 2, 3, 4].map(|n| successor(&all, id(n))), [id(3), id(3), id(3), id(4)]);
    }
}
