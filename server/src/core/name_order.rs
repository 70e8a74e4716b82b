//! The order of people's names in lists that somebody looks through: by sound, as a dictionary has them.
//!
//! The common characters stand in GB 2312, and with it in GB 18030, in the order of pinyin; rare ones follow after
//! them. A surname that is said otherwise than the character mostly is stands where the character stands.

use encoding_rs::GB18030;

/// By what names are ordered.
pub fn by_sound(name: &str) -> Vec<u8> {
    GB18030.encode(name).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_each_other_by_sound() {
        let mut names = ["郑勇", "傅素芬", "李老师", "陈建国", "张芳", "李军", "安宁"];
        names.sort_by_key(|name| by_sound(name));
        assert_eq!(names, ["安宁", "陈建国", "傅素芬", "李军", "李老师", "张芳", "郑勇"]);
    }
}
