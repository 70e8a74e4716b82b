//! What schools call what they did and how far a child had come. Official names are known as they are; of a text that
//! may mean two things a person says which.

use super::super::text::{compact, has, is_one};
use crate::log::{ActivityKind, Mode, Outcome};
use crate::report::official;
use crate::term::Owed;

/// Longest word that is looked at, in characters: what is longer is a sentence.
const LONGEST: usize = 12;

/// What is called what, by parts of words.
const KINDS: &[(ActivityKind, &[&str])] = &[
    (ActivityKind::HomeSchool, &["家校", "家访", "走访", "入户", "家长会", "家长学校"]),
    (ActivityKind::MaterialAid, &["物质", "捐", "资助", "慰问", "救助"]),
    (ActivityKind::Counselling, &["心理", "谈心", "谈话", "疏导"]),
    (ActivityKind::Tutoring, &["学业", "辅导", "补课", "作业", "培优"]),
    (ActivityKind::FamilyCare, &["亲情", "连线"]),
    (ActivityKind::SafetyLesson, &["安全", "防溺水", "防欺凌", "防性侵"]),
    (ActivityKind::Drill, &["演练"]),
    (ActivityKind::Recreation, &["文体", "文娱", "娱乐", "生日会", "运动会", "联欢"]),
];

const MODES: &[(Mode, &[&str])] = &[
    (Mode::HomeVisit, &["到家", "入户", "上门", "家访", "走访", "登门", "家中", "在家"]),
    (Mode::AtSchool, &["在校", "到校", "学校", "校内", "面谈", "当面", "面对面", "办公室", "教室"]),
    (Mode::Phone, &["电话", "电访", "语音", "通话"]),
    (Mode::Video, &["视频"]),
    (Mode::Group, &["集体", "班会", "讲座", "全班", "小组", "团体"]),
];

/// The one meaning of a text; `None` where it has none or several.
fn one<T: Copy>(text: &str, all: &[(T, &[&str])], passed: impl Fn(T) -> bool) -> Option<T> {
    let mut found = all.iter().filter(|(meaning, parts)| has(text, parts) && !passed(*meaning)).map(|(one, _)| *one);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Which kind of activity a text names.
pub fn kind(text: &str) -> Option<ActivityKind> {
    let text = compact(text);
    if let Some(kind) = ActivityKind::ALL.iter().find(|kind| official::activity(**kind) == text) {
        return Some(*kind);
    }
    if text.is_empty() || text.chars().count() > LONGEST {
        return None;
    }
    // 安全演练 is a drill, 心理辅导 is no lesson.
    let drill = text.contains("演练");
    let mind = has(&text, &["心理辅导", "心理健康辅导"]);
    let passed = |kind| match kind {
        ActivityKind::SafetyLesson => drill,
        ActivityKind::Tutoring => mind,
        _ => false,
    };
    one(&text, KINDS, passed)
}

/// How something took place.
pub fn mode(text: &str) -> Option<Mode> {
    let text = compact(text);
    if text.is_empty() || text.chars().count() > LONGEST { None } else { one(&text, MODES, |_| false) }
}

/// What the name of an activity says of how it took place: 家访 is at home, 亲情视频 is a call. That it is of the school,
/// as 家长学校, says nothing.
pub fn mode_of_kind(text: &str) -> Option<Mode> {
    mode(&text.replace("学校", ""))
}

/// What came of it; `None` for words that say something else.
pub fn outcome(text: &str) -> Option<Outcome> {
    let text = compact(text);
    Some(match text.as_str() {
        t if has(t, &["没见到", "未见到", "没人在家", "无人在家", "不在家", "未接", "没接", "无人接听"]) => {
            Outcome::NotMet
        }
        t if has(t, &["需跟进", "待跟进", "继续跟进", "要跟进"]) => Outcome::FollowUp,
        t if is_one(t, &["有情况", "异常", "有异常", "有问题"]) => Outcome::Concern,
        t if is_one(t, &["正常", "一切正常", "良好", "好", "无异常", "完成", "已完成", "顺利"]) => {
            Outcome::Normal
        }
        _ => return None,
    })
}

/// What is still owed, in the words of official tables or of the phone.
pub fn owed(text: &str) -> Option<Owed> {
    let text = compact(text);
    if let Some(owed) = Owed::ALL.iter().find(|owed| official::owed(**owed) == text) {
        return Some(*owed);
    }
    Some(match text.as_str() {
        "够了" | "已达成" | "完全达成" | "达到" | "已达到" | "达标" => Owed::Enough,
        "还差点" | "还差一点" | "差一点" | "部分达成" | "基本达到" | "基本达标" => Owed::ALittle,
        "还要多陪" | "没有达成" | "没达成" | "未达到" | "未达标" | "没达标" => Owed::Much,
        "说不准" | "不好说" | "无法判断" | "难以判断" | "待定" => Owed::Unclear,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn official_names_and_what_schools_call_it() {
        for (text, expected) in [
            ("家访", ActivityKind::HomeSchool),
            ("家校共育", ActivityKind::HomeSchool),
            ("谈心谈话", ActivityKind::Counselling),
            ("心理辅导", ActivityKind::Counselling),
            ("作业辅导", ActivityKind::Tutoring),
            ("亲情连线", ActivityKind::FamilyCare),
            ("防溺水安全教育", ActivityKind::SafetyLesson),
            ("安全疏散演练", ActivityKind::Drill),
            ("应急防范演练", ActivityKind::Drill),
            ("文体娱乐", ActivityKind::Recreation),
        ] {
            assert_eq!(kind(text), Some(expected), "{text}");
        }
        for kind in ActivityKind::ALL {
            assert_eq!(super::kind(official::activity(*kind)), Some(*kind));
        }
        for text in ["家访谈心", "春游", "", "其他"] {
            assert_eq!(kind(text), None, "{text}: a person says what it was");
        }
    }

    #[test]
    fn ways_and_what_came_of_it() {
        for (text, expected) in [
            ("到家", Mode::HomeVisit),
            ("电 话", Mode::Phone),
            ("微信视频", Mode::Video),
            ("在校面谈", Mode::AtSchool),
            ("主题班会", Mode::Group),
        ] {
            assert_eq!(mode(text), Some(expected), "{text}");
        }
        assert_eq!([mode("微信"), mode("电话或视频"), mode("")], [None; 3]);
        assert_eq!([mode_of_kind("家访"), mode_of_kind("谈心")], [Some(Mode::HomeVisit), None]);
        assert_eq!(outcome("家里没人在家"), Some(Outcome::NotMet));
        assert_eq!([outcome("正常"), outcome("情绪好转")], [Some(Outcome::Normal), None]);
    }

    #[test]
    fn levels_in_both_ways_of_saying_them() {
        for owed in Owed::ALL {
            assert_eq!(super::owed(official::owed(*owed)), Some(*owed));
        }
        let said = ["够了", "还差点", "还要多陪", "说不准"].map(owed);
        assert_eq!(said, [Owed::Enough, Owed::ALittle, Owed::Much, Owed::Unclear].map(Some));
        assert_eq!(owed("优"), None);
    }
}
