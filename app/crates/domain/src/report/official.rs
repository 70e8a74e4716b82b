//! The words of official tables. These are Chinese whoever reads them, and a school's file with them reads back.

use crate::guardianship::left_behind::{CIVIL_AFFAIRS_AGE, COUNTY_AGE, REGISTRY_MONTHS};
use crate::guardianship::{CareQuality, Holds, StatusKind};
use crate::log::{ActivityKind, Goal};
use crate::register::Sex;
use crate::term::due::Duty;
use crate::term::{Half, Owed, Term};

/// A sex.
pub fn sex(sex: Option<Sex>) -> &'static str {
    match sex {
        Some(Sex::Male) => "男",
        Some(Sex::Female) => "女",
        Some(Sex::Unlisted) | None => "",
    }
}

/// Yes or no; empty where nobody said.
pub fn yes(yes: Option<bool>) -> &'static str {
    match yes {
        Some(true) => "是",
        Some(false) => "否",
        None => "",
    }
}

/// How well a child is looked after.
pub fn quality(quality: Option<CareQuality>) -> &'static str {
    match quality {
        Some(CareQuality::Good) => "较好",
        Some(CareQuality::Fair) => "一般",
        Some(CareQuality::Poor) => "差",
        Some(CareQuality::Unlisted) | None => "",
    }
}

/// Whether a definition holds; what the register does not say is to be asked.
pub fn holds(holds: Holds) -> &'static str {
    match holds {
        Holds::Yes => "是",
        Holds::No => "否",
        Holds::NotKnown | Holds::Unlisted => "待核实",
    }
}

/// The three definitions of a left-behind child, as they stand below a table whose columns they are. `months` are those
/// that the county asks for.
pub fn definitions(months: u32) -> String {
    let county = if months == 0 { String::new() } else { format!("满{months}个月") };
    format!(
        "备注：三种口径各算各的，不相加。民政：父母都外出，或一方外出、另一方无监护能力，不满{CIVIL_AFFAIRS_AGE}周岁；\
         学籍：父母一方或双方外出满{REGISTRY_MONTHS}个月，义务教育阶段；本县：父母一方或双方外出{county}，不满{COUNTY_AGE}周岁。\
         名册里的还不够判断，写“待核实”。"
    )
}

/// What we still owe, in the words of official tables.
pub fn owed(owed: Owed) -> &'static str {
    match owed {
        Owed::Enough => "达成",
        Owed::ALittle => "基本达成",
        Owed::Much => "未达成",
        Owed::Unclear | Owed::Unlisted => "暂无法判断",
    }
}

/// One of the five haves.
pub fn goal(goal: Goal) -> &'static str {
    match goal {
        Goal::Material => "物质上有帮助",
        Goal::Mind => "心理上有疏导",
        Goal::Study => "学习上有进步",
        Goal::Family => "亲情上有关爱",
        Goal::Virtue => "品德上有提升",
        Goal::Unlisted => "",
    }
}

/// A term: 2026年秋季学期.
pub fn term(term: Term) -> String {
    let half = match term.half {
        Half::Spring => "春",
        Half::Autumn => "秋",
    };
    format!("{}年{half}季学期", term.year)
}

/// What is due.
pub fn duty(duty: Duty) -> &'static str {
    match duty {
        Duty::FirstContact => "第一次联系",
        Duty::HomeVisit => "家访",
        Duty::FamilyCall => "亲情连线",
        Duty::Talk => "谈心",
        Duty::Farewell => "道别",
        Duty::Hazard => "家中隐患整改",
        Duty::Review => "帮扶计划回看",
        Duty::TermPage => "学期五有小结",
        Duty::RoundContact => "联系一次",
        Duty::RoundVisit => "家访一次",
        Duty::RoundSafety => "安全教育一次",
        Duty::RoundFamily => "告知家长（回执）",
        Duty::Unlisted => "",
    }
}

/// A kind of activity, as the county's annual report calls it.
pub fn activity(kind: ActivityKind) -> &'static str {
    kind.attributes().official
}

/// A stay for which a child's duties wait; empty for any other status.
pub fn stay(kind: StatusKind) -> &'static str {
    match kind {
        StatusKind::InHospital => "住院",
        StatusKind::WithParents => "随父母同住",
        _ => "",
    }
}
