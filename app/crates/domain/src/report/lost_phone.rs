//! What families are told when a teacher's phone is lost: that it is, what was on it, what was done, what to heed, and
//! whom to ask. It names no child and no teacher, so that one text is for all.

use chrono::NaiveDate;

use super::timespan::day;

/// The title.
pub const TITLE: &str = "关于一部工作手机遗失的告知书";

/// The paragraphs, of a school, about a phone that was stopped on a day; none for one that is still in use.
pub fn notice(school: &str, stopped_on: Option<NaiveDate>, today: NaiveDate) -> Vec<String> {
    let stopped = match stopped_on {
        Some(on) => format!("学校已于{}停用这部手机上的应用。", day(on)),
        None => "学校正在停用这部手机上的应用。".to_owned(),
    };
    vec![
        "家长（监护人）您好：".to_owned(),
        format!(
            "我校一位老师的工作手机遗失，手机上可能有您孩子的资料，现依照《个人信息保护法》第五十七条、《未成年人网络保护条例》第三十五条告诉您。{stopped}"
        ),
        "手机上可能有：孩子的姓名、班级、家庭住址，家里大人的姓名和联系电话，老师家访、谈心时的记录和照片。手机上没有身份证号码。"
            .to_owned(),
        "这些内容在手机上是加密的，没有老师的密码或数字打不开。到现在没有发现有人看过。学校已停用这部手机，并记录在案。"
            .to_owned(),
        "请您留意：有人自称老师、学校或资助中心，打电话、发信息要钱、要验证码、要单独见孩子的，请不要相信，先打学校电话问清楚；请告诉孩子，只跟家里说好的人走。"
            .to_owned(),
        "您可以到学校查看、更正或要求删除孩子的资料。有疑问，请找学校：联系人＿＿＿＿＿＿，电话＿＿＿＿＿＿＿＿＿＿。".to_owned(),
        format!("{school}（盖章）"),
        day(today),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_says_what_was_done_and_labels_nobody() {
        let on = |d| NaiveDate::from_ymd_opt(2026, 9, d).unwrap_or_default();
        let text = notice("甲校", Some(on(17)), on(18)).join("\n");
        assert!(text.contains("2026年9月17日停用") && text.ends_with("甲校（盖章）\n2026年9月18日"), "{text}");
        assert!(notice("甲校", None, on(18)).join("").contains("正在停用"));
        assert!(!text.contains("留守") && !TITLE.contains("留守"));
    }
}
