//! What a donor is told: what was given, on what occasion, to how many children. It names no child, and has no place for one.

use chrono::NaiveDate;

use super::timespan::day;
use crate::log::aid::{Aid, yuan};

/// The title.
pub const TITLE: &str = "感谢信（捐赠收讫）";

/// What `count` children got together: `书包94件，共计11280元`.
fn together(aid: &Aid, count: u64) -> String {
    let things = match u64::from(aid.things_each) * count {
        0 => aid.gift.clone(),
        things => format!("{}{things}件", aid.gift),
    };
    let money = match aid.fen_each * count {
        0 => String::new(),
        fen if things.is_empty() => format!("慰问金共计{}元", yuan(fen)),
        fen => format!("价值共计{}元", yuan(fen)),
    };
    [things, money].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，")
}

/// The paragraphs, of a school, for what was given to `count` children on a day.
pub fn thanks(school: &str, aid: &Aid, on: NaiveDate, count: usize, today: NaiveDate) -> Vec<String> {
    let all = together(aid, u64::try_from(count).unwrap_or(u64::MAX));
    let slips = if aid.receipts { "，家长回执已收齐，存放在学校备查" } else { "" };
    vec![
        format!("{}：", aid.donor),
        format!(
            "您（贵单位）为我校“{}”捐赠的{all}，已于{}发到{count}名孩子手中，每人{}{slips}。",
            aid.occasion,
            day(on),
            aid.each()
        ),
        "这份心意孩子们收到了。谨代表全校师生和孩子的家人，向您（贵单位）表示感谢。".to_owned(),
        "为保护孩子，本信只写人数，不写姓名，也不附照片。".to_owned(),
        format!("{school}（盖章）"),
        day(today),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_donor_is_told_counts() {
        let on = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap_or_default();
        let aid = Aid {
            occasion: "六一慰问".to_owned(),
            donor: "县慈善协会".to_owned(),
            gift: "书包".to_owned(),
            things_each: 1,
            fen_each: 12_000,
            ..Aid::default()
        };
        let text = thanks("甲校", &aid, on, 94, on).join("\n");
        assert!(text.starts_with("县慈善协会：\n") && text.ends_with("甲校（盖章）\n2026年6月1日"), "{text}");
        assert!(
            text.contains("书包94件，价值共计11280元，已于2026年6月1日发到94名孩子手中，每人书包×1，120元。"),
            "{text}"
        );
        assert!(!text.contains("留守") && !text.contains('！'), "nobody is labelled, nobody shouts");
        let money = Aid { gift: String::new(), things_each: 0, receipts: true, ..aid };
        let text = thanks("甲校", &money, on, 2, on).join("\n");
        assert!(text.contains("捐赠的慰问金共计240元，") && text.contains("每人120元，家长回执已收齐"), "{text}");
    }
}
