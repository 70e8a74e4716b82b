//! What leaves the house, as a workbook, on paper or as text: what it is, for what it is needed, who took it and when.
//!
//! It is written down before anything is shown, and stands on every sheet.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::form::{Form, Whose};
use super::not_reached::Lack;
use super::timespan::Timespan;
use crate::code::coded;
use crate::id::{AccountId, ChildId, OutId, SchoolId};
use crate::log::{ActivityKind, Fault};
use crate::term::local_day;

coded! {
    /// What is taken out.
    OutKind {
        /// 留守儿童花名册
        Roster = "roster",
        /// 师生结对帮扶名册
        Pairings = "pairings",
        /// 各班情况汇总表
        Classes = "classes",
        /// 近期关爱安排表
        Due = "due",
        /// One child's file
        ChildFile = "child_file",
        /// 家访谈心记录表 with names on it, to be filled in by hand
        Visits = "visits",
        /// 结对登记表 with names on it, to be filled in by hand
        PairingForm = "pairing_form",
        /// 外县转接单 of one child
        Handover = "handover",
        /// 五有与一生一策 of one child
        TermPage = "term_page",
        /// 关爱活动统计表
        Activities = "activities",
        /// 还没记下的孩子
        NotReached = "not_reached",
        /// 年度总结数据
        Annual = "annual",
        /// 五有学期汇总表
        Haves = "haves",
        /// 捐赠台账
        Donations = "donations",
        /// 签收表 with the names of those who are given something, to be signed
        Receipts = "receipts",
    }
}

coded! {
    /// For what it is needed.
    OutReason {
        /// 上报
        Report = "report",
        /// 存档
        Filing = "filing",
        /// 开会商量
        Meeting = "meeting",
        /// 下乡走访
        Visits = "visits",
        /// 转学交接
        Handover = "handover",
        /// Something else, in words
        Other = "other",
    }
}

/// What is chosen of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Of which days.
    pub span: Timespan,
    /// Of which kind of activity; of all where none is chosen.
    #[serde(default)]
    pub activity: Option<ActivityKind>,
    /// What is not written down; anything where none is chosen.
    #[serde(default)]
    pub lack: Option<Lack>,
}

impl Chosen {
    /// Some days and all of them.
    pub fn of(span: Timespan) -> Self {
        Self { span, activity: None, lack: None }
    }
}

/// Most characters of the words.
pub const WORDS_MAX: usize = 60;

/// Something taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Out {
    /// By which its sheets are asked for.
    pub id: OutId,
    /// Of which school; none for what is of the county.
    pub school: Option<SchoolId>,
    /// What it is.
    pub kind: OutKind,
    /// Whose names stand on a form; none for what is no form.
    pub whose: Option<Whose>,
    /// The child whose file it is; none for a table.
    pub child: Option<ChildId>,
    /// Which figures they are; none for what are no figures.
    pub chosen: Option<Chosen>,
    /// Whether identity and phone numbers are on it.
    pub numbers: bool,
    /// For what it is needed.
    pub reason: OutReason,
    /// In words; never empty where the reason is another.
    pub words: String,
    /// Who took it.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

impl OutKind {
    /// The tables, in the order in which they are offered.
    pub const TABLES: [Self; 5] = [Self::Roster, Self::Pairings, Self::Classes, Self::Due, Self::Donations];

    /// The figures, in the order in which they are offered.
    pub const FIGURES: [Self; 4] = [Self::Activities, Self::NotReached, Self::Haves, Self::Annual];

    /// Whether it is a table of the county as well, in which each line says of which school it is.
    pub fn is_of_county(self) -> bool {
        self == Self::Donations
    }

    /// Its short official name, for a sheet and for the name of a file, which names nobody.
    pub fn title(self) -> &'static str {
        match self {
            Self::Roster => "花名册",
            Self::Pairings => "结对一览表",
            Self::Classes => "各班汇总表",
            Self::Due => "关爱安排表",
            Self::ChildFile | Self::Unlisted => "个人档案",
            Self::Visits => "家访谈心记录表",
            Self::PairingForm => "结对登记表",
            Self::Handover => "外县转接单",
            Self::TermPage => "五有与一生一策",
            Self::Activities => "关爱活动统计表",
            Self::NotReached => "还没记下的孩子",
            Self::Annual => "年度总结数据",
            Self::Haves => "五有学期汇总表",
            Self::Donations => "捐赠台账",
            Self::Receipts => "签收表",
        }
    }

    /// The form to which names are put.
    pub fn form(self) -> Option<Form> {
        match self {
            Self::Visits => Some(Form::Visits),
            Self::PairingForm => Some(Form::Pairings),
            Self::Receipts => Some(Form::Receipts),
            _ => None,
        }
    }

    /// Whether it is of one child.
    pub fn is_of_a_child(self) -> bool {
        matches!(self, Self::ChildFile | Self::Handover | Self::TermPage)
    }
}

/// What is wrong with the words beside a reason.
pub fn problem(reason: OutReason, words: &str) -> Option<Fault> {
    let count = words.trim().chars().count();
    match reason {
        OutReason::Other | OutReason::Unlisted if count == 0 => Some(Fault::Missing),
        _ if count > WORDS_MAX => Some(Fault::TooLong),
        _ => None,
    }
}

impl Out {
    /// For what it is needed, in the words that stand on the sheet.
    pub fn purpose(&self) -> String {
        let reason = match self.reason {
            OutReason::Report => "上报",
            OutReason::Filing => "存档",
            OutReason::Meeting => "开会商量",
            OutReason::Visits => "下乡走访",
            OutReason::Handover => "转学交接",
            OutReason::Other | OutReason::Unlisted => "",
        };
        [reason, self.words.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，")
    }

    /// Whether its sheets can still be asked for: by who took it, on the day on which it was taken.
    pub fn is_open_to(&self, account: AccountId, today: NaiveDate) -> bool {
        self.by == account && local_day(self.at) == today
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn another_reason_needs_words_and_words_have_an_end() {
        assert_eq!(problem(OutReason::Report, ""), None);
        assert_eq!(problem(OutReason::Other, "  "), Some(Fault::Missing));
        assert_eq!(problem(OutReason::Other, "县里要"), None);
        assert_eq!(problem(OutReason::Report, &"长".repeat(61)), Some(Fault::TooLong));
    }

    #[test]
    fn a_sheet_is_open_to_who_took_it_and_that_day_only() {
        let at = DateTime::<Utc>::from_timestamp(1_789_693_200, 0).unwrap_or_default();
        let id = Uuid::nil();
        let out = Out {
            id: OutId(id),
            school: Some(SchoolId(id)),
            kind: OutKind::Roster,
            whose: None,
            child: None,
            chosen: None,
            numbers: false,
            reason: OutReason::Report,
            words: "县里要".into(),
            by: AccountId(id),
            at,
        };
        let day = local_day(at);
        assert!(out.is_open_to(AccountId(id), day));
        assert!(!out.is_open_to(AccountId(Uuid::from_u128(1)), day));
        assert!(!out.is_open_to(AccountId(id), day.succ_opt().unwrap_or_default()));
        assert_eq!(out.purpose(), "上报，县里要");
    }
}
