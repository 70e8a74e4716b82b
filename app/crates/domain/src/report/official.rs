//! The words of official tables. These are Chinese whoever reads them, and a school's file with them reads back.

use crate::guardianship::CareQuality;
use crate::register::Sex;
use crate::term::due::Duty;

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

/// What is due.
pub fn duty(duty: Duty) -> &'static str {
    match duty {
        Duty::FirstContact => "第一次联系",
        Duty::HomeVisit => "家访",
        Duty::FamilyCall => "亲情连线",
        Duty::Talk => "谈心",
        Duty::Farewell => "道别",
        Duty::Unlisted => "",
    }
}
