//! Titles that are nearly known: one character is another, is missing or is too much.

/// Whole titles against which a misspelt one is held.
const WHOLE: &[&str] = &[
    "学生姓名",
    "儿童姓名",
    "身份证号",
    "身份证号码",
    "身份证件号",
    "出生日期",
    "出生年月",
    "家庭住址",
    "家庭地址",
    "现住址",
    "联系电话",
    "家长电话",
    "家庭电话",
    "父亲姓名",
    "父亲电话",
    "父亲联系电话",
    "父亲务工地点",
    "父亲去向",
    "母亲姓名",
    "母亲电话",
    "母亲联系电话",
    "母亲务工地点",
    "母亲去向",
    "父母去向",
    "父母务工地点",
    "外出时间",
    "务工地点",
    "外出务工时间",
    "监护人",
    "监护人姓名",
    "监护人电话",
    "监护人联系电话",
    "监护人关系",
    "实际监护人",
    "与学生关系",
    "与儿童关系",
    "与监护人关系",
    "监护情况",
    "是否寄宿",
    "是否住校",
    "是否寄宿生",
    "是否留守",
    "是否留守儿童",
    "留守类型",
    "结对教师",
    "帮扶教师",
    "教师姓名",
    "教师电话",
    "结对学生",
    "帮扶学生",
    "结对儿童",
    "曾用名",
    "班级",
    "所在班级",
    "就读班级",
    "手机号",
    "手机号码",
    "联系方式",
    "代理家长",
];

/// The one known title that a text is one character away from.
pub fn nearest(text: &str) -> Option<&'static str> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() < 3 {
        return None;
    }
    let mut near = WHOLE.iter().filter(|known| is_one_away(&chars, &known.chars().collect::<Vec<_>>()));
    match (near.next(), near.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Whether two texts differ in one character at most.
fn is_one_away(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < 3 || long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest = |chars: &[char], skip: usize| chars.get(same + skip..).unwrap_or_default().to_vec();
    if short.len() == long.len() { rest(short, 1) == rest(long, 1) } else { rest(short, 0) == rest(long, 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_may_be_wrong() {
        for (text, known) in [
            ("身份正号", Some("身份证号")),
            ("监护人店话", Some("监护人电话")),
            ("联系电活", Some("联系电话")),
            ("出身日期", Some("出生日期")),
            ("家庭住扯", Some("家庭住址")),
            // Father or mother, nobody knows.
            ("某亲姓名", None),
            ("班子", None),
            ("身体健康", None),
        ] {
            assert_eq!(nearest(text), known, "{text}");
        }
    }
}
