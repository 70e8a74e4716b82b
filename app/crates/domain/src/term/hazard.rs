//! What is dangerous at a child's home, from the day it was found until somebody has done something about it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;

coded! {
    /// What kind of danger. Harm by people is none of these: that is reported at once, not noted.
    HazardKind {
        /// 用电、用火
        Electric = "electric",
        /// 煤气、炭火
        Gas = "gas",
        /// 水塘、河边
        Water = "water",
        /// 房屋、墙、楼梯
        House = "house",
        /// 山坡、滑坡
        Slope = "slope",
        /// 上学路、车辆
        Road = "road",
        /// 农药、药品
        Poison = "poison",
        /// 夜里没有大人在
        Alone = "alone",
    }
}

/// That a danger is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The day on which it was seen to be gone.
    pub on: NaiveDate,
    /// What was done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub how: String,
}

/// A danger at home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hazard {
    /// What kind.
    pub kind: HazardKind,
    /// What exactly, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// The day on which it was found.
    pub found_on: NaiveDate,
    /// Who is to do something about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// Till when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<NaiveDate>,
    /// That it is gone; `None` while it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

impl Hazard {
    /// One that was just found.
    pub fn found(kind: HazardKind, what: &str, found_on: NaiveDate) -> Self {
        Self { kind, what: what.to_owned(), found_on, who: String::new(), by: None, closed: None }
    }

    /// All that it says in words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let how = self.closed.as_ref().map_or("", |closed| closed.how.as_str());
        [self.what.as_str(), self.who.as_str(), how].into_iter()
    }
}
