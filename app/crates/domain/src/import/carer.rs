//! Who looks after a child, from the words of a cell: a relation, a name, or both.

use super::text::{compact, half, has, is_han, is_one};
use crate::guardianship::CarerKind;

/// Words that are a relation and nothing else, so that they can be told from a name beside them.
const RELATIONS: &[&str] = &[
    "爷爷奶奶",
    "外公外婆",
    "姥姥姥爷",
    "姥爷姥姥",
    "外爷外婆",
    "外爷外奶",
    "公公婆婆",
    "家公家婆",
    "祖父母",
    "外祖父母",
    "外祖父",
    "外祖母",
    "祖父",
    "祖母",
    "爷爷",
    "奶奶",
    "外公",
    "外婆",
    "外爷",
    "外奶",
    "姥姥",
    "姥爷",
    "公公",
    "婆婆",
    "家公",
    "家婆",
    "嘎公",
    "嘎婆",
    "太爷",
    "太奶",
    "太公",
    "太婆",
    "曾祖父",
    "曾祖母",
    "父亲",
    "母亲",
    "爸爸",
    "妈妈",
    "父母",
    "继父",
    "继母",
    "养父",
    "养母",
    "伯父",
    "伯母",
    "大伯",
    "二伯",
    "伯伯",
    "叔叔",
    "叔父",
    "二叔",
    "婶婶",
    "婶子",
    "姑姑",
    "姑妈",
    "姑父",
    "姑母",
    "大姑",
    "舅舅",
    "舅妈",
    "舅父",
    "大舅",
    "二舅",
    "小舅",
    "姨妈",
    "姨母",
    "姨父",
    "姨夫",
    "小姨",
    "大姨",
    "阿姨",
    "哥哥",
    "姐姐",
    "嫂子",
    "堂哥",
    "表哥",
    "堂姐",
    "表姐",
    "亲戚",
    "亲属",
    "邻居",
    "朋友",
    "姑奶",
    "姑奶奶",
    "姨奶",
    "姨奶奶",
    "舅爷",
    "舅爷爷",
    "舅公",
    "姑婆",
    "姨婆",
    "叔公",
    "叔爷",
    "本人",
    "自己",
    "爷",
    "奶",
    "婆",
    "父",
    "母",
    "祖孙",
    "外祖孙",
];

/// Who that is to the child; `None` for a word that is not known.
pub fn carer_of(relation: &str) -> Option<CarerKind> {
    let word = compact(relation);
    let has = |words: &[&str]| has(&word, words);
    Some(match word.as_str() {
        "" => return None,
        "本人" | "自己" | "无" | "无人" | "独居" | "无人照护" | "无人监护" => CarerKind::Nobody,
        "婆" | "爷" | "奶" | "祖孙" | "爷孙" | "婆孙" | "孙子" | "孙女" => CarerKind::PaternalGrandparents,
        "父" | "母" | "父子" | "父女" | "母子" | "母女" | "儿子" | "女儿" | "子女" => {
            CarerKind::ParentHome
        }
        _ if has(&[
            "舅爷", "姑奶", "姨奶", "舅公", "姑婆", "姨婆", "叔公", "叔爷", "舅奶", "姑爷", "姨爷", "舅婆", "伯爷",
        ]) =>
        {
            CarerKind::Relative
        }
        _ if has(&[
            "外公", "外婆", "外祖", "外爷", "外奶", "姥", "家公", "家婆", "嘎公", "嘎婆", "家爷", "外孙", "太外",
        ]) =>
        {
            CarerKind::MaternalGrandparents
        }
        _ if has(&["干爸", "干妈", "干爹", "干娘", "邻居", "朋友", "邻里", "街坊"]) => {
            CarerKind::Neighbour
        }
        _ if has(&["姑", "叔", "伯", "舅", "姨", "婶", "哥", "姐", "嫂", "亲戚", "亲属", "堂", "表", "侄", "外甥"]) => {
            CarerKind::Relative
        }
        _ if has(&["爷", "奶", "祖父", "祖母", "婆婆", "公公", "太公", "太婆"]) => {
            CarerKind::PaternalGrandparents
        }
        _ if has(&["父亲", "母亲", "爸", "妈", "父母", "继父", "继母", "养父", "养母"]) => {
            CarerKind::ParentHome
        }
        _ if has(&["托管", "成长中心"]) => CarerKind::Trusteeship,
        _ if has(&["民政", "福利院", "儿童主任"]) => CarerKind::CivilAffairs,
        _ => return None,
    })
}

/// Whether a text is a relation and no name.
pub fn is_relation(text: &str) -> bool {
    is_one(&compact(text), RELATIONS)
}

/// The name and the relation in a text that may hold both: `王秀英（奶奶）`, `奶奶：王秀英`, `奶奶 王秀英`, `奶奶王秀英`.
pub fn name_and_relation(text: &str) -> (Option<String>, Option<String>) {
    let text = half(text);
    let parts: Vec<&str> = text.split(['(', ')', ':', ',', ';', '/', '-', '—', '、', '|']).map(str::trim).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let relation: Vec<&str> = parts.iter().copied().filter(|part| is_relation(part)).collect();
    if !relation.is_empty() {
        let names: Vec<&str> = parts.iter().copied().filter(|part| !is_relation(part)).collect();
        return (told(&names.join("、")), told(&relation.join("、")));
    }
    match parts.as_slice() {
        [one] => one_word(one),
        _ => (told(&text), None),
    }
}

/// A text without separators, of which one end may be a relation.
fn one_word(text: &str) -> (Option<String>, Option<String>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    if let [first, rest @ ..] = words.as_slice()
        && !rest.is_empty()
    {
        if is_relation(first) {
            return (told(&rest.join(" ")), told(first));
        }
        if let Some((last, names)) = words.split_last()
            && is_relation(last)
        {
            return (told(&names.join(" ")), told(last));
        }
        return (told(text), None);
    }
    let long = |word: &&&str| word.chars().count() > 1;
    let is_name = |rest: &str| (2..=4).contains(&rest.chars().count()) && rest.chars().all(is_han);
    let front = RELATIONS.iter().filter(long).find_map(|word| text.strip_prefix(word).map(|rest| (*word, rest)));
    let back = RELATIONS.iter().filter(long).find_map(|word| text.strip_suffix(word).map(|rest| (*word, rest)));
    match front.into_iter().chain(back).find(|(_, rest)| is_name(rest)) {
        Some((word, name)) => (told(name), told(word)),
        None => (told(text), None),
    }
}

fn told(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_as_schools_write_them() {
        for (word, kind) in [
            ("爷爷奶奶", CarerKind::PaternalGrandparents),
            ("婆婆", CarerKind::PaternalGrandparents),
            ("祖母", CarerKind::PaternalGrandparents),
            ("外婆", CarerKind::MaternalGrandparents),
            ("外爷", CarerKind::MaternalGrandparents),
            ("家婆", CarerKind::MaternalGrandparents),
            ("外祖父", CarerKind::MaternalGrandparents),
            ("姑奶奶", CarerKind::Relative),
            ("姑妈", CarerKind::Relative),
            ("伯父", CarerKind::Relative),
            ("母亲", CarerKind::ParentHome),
            ("母女", CarerKind::ParentHome),
            ("邻居", CarerKind::Neighbour),
            ("本人", CarerKind::Nobody),
            ("托管中心", CarerKind::Trusteeship),
        ] {
            assert_eq!(carer_of(word), Some(kind), "{word}");
        }
        assert_eq!(carer_of("保姆"), None);
        assert_eq!(carer_of(""), None);
    }

    #[test]
    fn a_name_and_a_relation_in_one_cell() {
        let both = (Some("王秀英".to_owned()), Some("奶奶".to_owned()));
        for text in [
            "王秀英（奶奶）",
            "奶奶 王秀英",
            "奶奶:王秀英",
            "奶奶：王秀英",
            "奶奶王秀英",
            "王秀英奶奶",
            "王秀英/奶奶",
            "奶奶(王秀英)",
            "王秀英 奶奶",
        ] {
            assert_eq!(name_and_relation(text), both, "{text}");
        }
        assert_eq!(name_and_relation("奶奶"), (None, Some("奶奶".to_owned())));
        assert_eq!(name_and_relation("王伯涛"), (Some("王伯涛".to_owned()), None));
        assert_eq!(name_and_relation("王　芳"), (Some("王 芳".to_owned()), None));
        assert_eq!(name_and_relation(""), (None, None));
    }
}
