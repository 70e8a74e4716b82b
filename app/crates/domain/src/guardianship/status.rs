//! What somebody certified of a child for a time: aid statuses, disability, a stay in hospital.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::attributed;
use crate::id::{ChildId, StatusId};
use crate::register::Period;

/// What follows from a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusAttributes {
    /// Whether it makes the child one in difficulty, 困境儿童 (国发〔2016〕36号).
    pub hardship: bool,
    /// Whether the duties to visit and call wait as long as it lasts.
    pub pauses: bool,
}

const PLAIN: StatusAttributes = StatusAttributes { hardship: false, pauses: false };
const HARDSHIP: StatusAttributes = StatusAttributes { hardship: true, ..PLAIN };
const PAUSE: StatusAttributes = StatusAttributes { pauses: true, ..PLAIN };

attributed! {
    /// The statuses that a child can have.
    StatusKind: StatusAttributes, otherwise PLAIN, {
        /// 低保
        SubsistenceAllowance = "subsistence_allowance" => HARDSHIP,
        /// 特困
        DestituteSupport = "destitute_support" => HARDSHIP,
        /// 原建档立卡、脱贫户
        OutOfPoverty = "out_of_poverty" => PLAIN,
        /// 监测户: 脱贫不稳定、边缘易致贫、突发严重困难
        Monitored = "monitored" => HARDSHIP,
        /// 孤儿
        Orphan = "orphan" => HARDSHIP,
        /// 事实无人抚养
        DeFactoUnsupported = "de_facto_unsupported" => HARDSHIP,
        /// 残疾
        Disability = "disability" => HARDSHIP,
        /// 重大疾病
        SevereIllness = "severe_illness" => HARDSHIP,
        /// 住院
        InHospital = "in_hospital" => PAUSE,
        /// 随父母同住: the child is with its parents for a while, as in the summer.
        WithParents = "with_parents" => PAUSE,
    }
}

/// A status, from–to, both days included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Of this status alone; it stays when the status ends.
    pub id: StatusId,
    /// The child of whom it was certified.
    pub child: ChildId,
    /// Which of the statuses it is.
    pub kind: StatusKind,
    /// Who certified it or where it was read, such as 民政 2026-10.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// First day on which it holds.
    pub from: NaiveDate,
    /// Last day; `None` while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl Status {
    /// Its days, from the first to the last.
    pub fn period(&self) -> Period {
        Period::new(self.from, self.to)
    }
}

/// The days in which a child's duties wait.
pub fn pauses<'a>(statuses: impl IntoIterator<Item = &'a Status>) -> Vec<Period> {
    statuses.into_iter().filter(|s| s.kind.attributes().pauses).map(Status::period).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_a_stay_elsewhere_pauses() {
        let status = |kind| Status {
            id: StatusId(Uuid::nil()),
            child: ChildId(Uuid::nil()),
            kind,
            source: String::new(),
            from: NaiveDate::default(),
            to: None,
        };
        let all = [status(StatusKind::Orphan), status(StatusKind::InHospital)];
        assert_eq!(pauses(&all), [all[1].period()]);
        assert!(StatusKind::Orphan.attributes().hardship && !StatusKind::OutOfPoverty.attributes().hardship);
    }
}
