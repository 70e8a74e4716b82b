//! Words and codes that stand in cells: sexes, yes and no, how well a child is looked after, who is left behind.

use super::text::{compact, has, is_one};
use crate::guardianship::CareQuality;
use crate::register::Sex;

const YES: &[&str] = &["是", "Y", "YES", "√", "✓", "✔", "1", "有", "对", "T", "TRUE", "是的", "☑"];
const NO: &[&str] = &["否", "N", "NO", "×", "✗", "✘", "X", "0", "无", "不是", "F", "FALSE", "没有", "非", "╳", "☐"];

/// A sex: 男, 女生, 1, F.
pub fn sex(text: &str) -> Option<Sex> {
    match compact(text).to_uppercase().as_str() {
        "男" | "男生" | "男孩" | "男性" | "男童" | "男孩子" | "M" | "MALE" | "1" | "♂" | "1男" | "1-男" | "男1" => {
            Some(Sex::Male)
        }
        "女" | "女生" | "女孩" | "女性" | "女童" | "女孩子" | "F" | "FEMALE" | "2" | "♀" | "2女" | "2-女" | "女2" => {
            Some(Sex::Female)
        }
        _ => None,
    }
}

/// Whether the child boards: 是, √, 住校, 走读.
pub fn boarding(text: &str) -> Option<bool> {
    let word = compact(text).to_uppercase();
    match boarding_word(&word) {
        None if is_one(&word, YES) => Some(true),
        None if is_one(&word, NO) => Some(false),
        known => known,
    }
}

/// A word that is about boarding and nothing else.
pub fn boarding_word(text: &str) -> Option<bool> {
    let out = [
        "走读",
        "走读生",
        "不住校",
        "不寄宿",
        "非寄宿",
        "非寄宿生",
        "未寄宿",
        "未住校",
        "通学",
        "通学生",
        "不住宿",
        "非住校",
    ];
    let inside = [
        "住校",
        "寄宿",
        "住读",
        "住宿",
        "内宿",
        "寄宿生",
        "住校生",
        "住宿生",
        "住读生",
        "全寄宿",
        "周寄宿",
        "内宿生",
        "在校住宿",
    ];
    match text {
        word if is_one(word, &out) => Some(false),
        word if is_one(word, &inside) => Some(true),
        _ => None,
    }
}

/// Whether a word says no more than yes or no.
pub fn is_yes_or_no(text: &str) -> bool {
    let word = compact(text).to_uppercase();
    is_one(&word, YES) || is_one(&word, NO)
}

/// How well the child is looked after: 较好, 一般, 监护情况差.
pub fn quality(text: &str) -> Option<CareQuality> {
    let word = compact(text);
    if has(&word, &["无人监护", "能力不足", "无监护能力"]) {
        return Some(CareQuality::Poor);
    }
    let bare =
        ["监护情况", "监护状况", "监护质量", "监护", "照护情况", "照护"].iter().find_map(|w| word.strip_prefix(w));
    match bare.unwrap_or(&word) {
        "好" | "较好" | "良好" | "很好" | "优" | "优秀" | "良" | "比较好" => Some(CareQuality::Good),
        "一般" | "中" | "尚可" | "中等" | "还行" | "一般般" => Some(CareQuality::Fair),
        "差" | "较差" | "很差" | "不好" | "欠佳" | "比较差" => Some(CareQuality::Poor),
        _ => None,
    }
}

/// Whether the child counts as left behind: 0, 1, 2, 双亲留守儿童, 是.
pub fn left_behind(text: &str) -> Option<bool> {
    let word = compact(text).to_uppercase();
    match word.as_str() {
        "2" => Some(true),
        w if is_one(w, YES) => Some(true),
        w if is_one(w, NO) => Some(false),
        _ => left_behind_word(&word),
    }
}

/// A word that is about being left behind and nothing else.
pub fn left_behind_word(text: &str) -> Option<bool> {
    if has(text, &["非留守", "不是留守", "不留守", "未留守", "父母在家", "双亲在家"]) {
        return Some(false);
    }
    has(
        text,
        &["留守", "单亲", "双亲", "双方外出", "一方外出", "父亲外出", "母亲外出", "父母外出", "单方外出", "都外出"],
    )
    .then_some(true)
}

/// An age in years: 8, 8岁, 8周岁.
pub fn age(text: &str) -> Option<u32> {
    let word = compact(text);
    let number = ["周岁", "虚岁", "岁半", "岁"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(&word);
    number.strip_suffix(".0").unwrap_or(number).parse().ok().filter(|age| *age < 120)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sexes() {
        for text in ["男", "男生", "M", "1", " 男 ", "１"] {
            assert_eq!(sex(text), Some(Sex::Male), "{text}");
        }
        for text in ["女", "女生", "F", "2"] {
            assert_eq!(sex(text), Some(Sex::Female), "{text}");
        }
        assert_eq!(sex("男女"), None);
    }

    #[test]
    fn who_boards_and_who_is_left_behind() {
        for text in ["是", "Y", "√", "住校", "寄宿", "1"] {
            assert_eq!(boarding(text), Some(true), "{text}");
        }
        for text in ["否", "N", "×", "走读", "0", "不住校"] {
            assert_eq!(boarding(text), Some(false), "{text}");
        }
        assert_eq!(boarding("午托"), None);
        for text in ["1", "2", "单亲留守儿童", "双亲留守", "是"] {
            assert_eq!(left_behind(text), Some(true), "{text}");
        }
        for text in ["0", "非留守儿童", "否"] {
            assert_eq!(left_behind(text), Some(false), "{text}");
        }
        assert_eq!(left_behind("3"), None);
    }

    #[test]
    fn qualities_and_ages() {
        assert_eq!(quality("较好"), Some(CareQuality::Good));
        assert_eq!(quality("监护情况一般"), Some(CareQuality::Fair));
        assert_eq!(quality("受委托监护人监护能力不足"), Some(CareQuality::Poor));
        assert_eq!(quality("甲"), None);
        assert_eq!([age("8"), age("8岁"), age("8周岁"), age("八岁")], [Some(8), Some(8), Some(8), None]);
    }
}
