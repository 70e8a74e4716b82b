//! The pupils of a mentor, several in one cell.

use crate::register::phone::half_width;

/// What a cell says of one pupil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A name, perhaps of nobody who is known, and the class where it was written.
    Pupil {
        /// The name as it stands there.
        name: String,
        /// The class in brackets beside it.
        class_name: Option<String>,
    },
    /// Names with blanks between and within, which can be told apart in more than one way.
    Unclear(String),
}

impl Named {
    /// The name, or the names that cannot be told apart.
    pub fn text(&self) -> &str {
        match self {
            Self::Pupil { name, .. } | Self::Unclear(name) => name,
        }
    }
}

/// Pupils of one cell: separated by 、，,;；/, a line break or a blank, each perhaps with a class in brackets.
///
/// Lists also pad short names with blanks, so that only who is known tells whether `王 芳` is one child
/// or two: the whole is tried as one name first, then what stands between separators, then its parts.
pub fn pupils(text: &str, is_known: impl Fn(&str) -> bool) -> Vec<Named> {
    if is_known(text) {
        return vec![Named::Pupil { name: text.to_owned(), class_name: None }];
    }
    let text = half_width(text);
    let separated = text.split(['、', '，', ',', ';', '；', '/', '\n', '\r', '\t']);
    let pieces = separated.flat_map(one_by_one).map(str::trim).filter(|piece| !piece.is_empty());
    let mut all = Vec::new();
    for piece in pieces {
        let (names, class_name) = match piece.split_once('(') {
            Some((names, class)) => (names.trim(), Some(class.strip_suffix(')').unwrap_or(class).trim().to_owned())),
            None => (piece, None),
        };
        let mut names = told_apart(names, &is_known);
        if let Some(Named::Pupil { class_name: class, .. }) = names.last_mut() {
            *class = class_name;
        }
        all.extend(names);
    }
    all
}

/// A text up to each bracket that closes: it ends a pupil, whatever follows. A class may have brackets of its own.
fn one_by_one(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0usize;
    text.split_inclusive(move |c| {
        depth = match c {
            '(' => depth + 1,
            ')' => depth.saturating_sub(1),
            _ => depth,
        };
        c == ')' && depth == 0
    })
}

/// The names in a text that holds no separator but blanks.
fn told_apart(text: &str, is_known: &impl Fn(&str) -> bool) -> Vec<Named> {
    let pupil = |name: String| Named::Pupil { name, class_name: None };
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() < 2 || is_known(text) {
        return vec![pupil(text.to_owned())];
    }
    let mut readings = readings(&parts, is_known);
    match (readings.pop(), readings.is_empty()) {
        (Some(only), true) => only.into_iter().map(pupil).collect(),
        (Some(_), false) => vec![Named::Unclear(text.to_owned())],
        (None, _) => known_and_unknown(&parts, is_known).into_iter().map(pupil).collect(),
    }
}

/// Every way in which parts make known names and nothing else.
fn readings(parts: &[&str], is_known: &impl Fn(&str) -> bool) -> Vec<Vec<String>> {
    if parts.is_empty() {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for (name, rest) in (1..=parts.len()).filter_map(|n| parts.split_at_checked(n)) {
        let name = name.join(" ");
        if is_known(&name) {
            all.extend(readings(rest, is_known).into_iter().map(|names| [vec![name.clone()], names].concat()));
        }
    }
    all
}

/// The longest known names from the left, and as one what stands between them: somebody whom nobody knows.
fn known_and_unknown(parts: &[&str], is_known: &impl Fn(&str) -> bool) -> Vec<String> {
    let (mut all, mut unknown, mut rest) = (Vec::new(), Vec::new(), parts);
    while let Some((first, others)) = rest.split_first() {
        let parted = (1..=rest.len()).rev().filter_map(|n| rest.split_at_checked(n));
        match parted.map(|(name, others)| (name.join(" "), others)).find(|(name, _)| is_known(name)) {
            Some((name, others)) => {
                all.extend((!unknown.is_empty()).then(|| unknown.join(" ")));
                all.push(name);
                unknown.clear();
                rest = others;
            }
            None => {
                unknown.push(*first);
                rest = others;
            }
        }
    }
    all.extend((!unknown.is_empty()).then(|| unknown.join(" ")));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::name;

    fn named(name: &str, class: Option<&str>) -> Named {
        Named::Pupil { name: name.to_owned(), class_name: class.map(str::to_owned) }
    }

    /// Reads a cell where some children are known.
    fn read(text: &str, known: &[&str]) -> Vec<Named> {
        pupils(text, |name| known.iter().any(|known| name::same(known, name)))
    }

    #[test]
    fn pupils_are_separated_in_every_way_seen() {
        let known = ["袁凯", "薛晓燕", "齐可欣", "文萌萌", "程洋", "舒梓萱"];
        assert_eq!(
            read("袁凯(五年级2班)；薛晓燕（九年级1班）", &known),
            [named("袁凯", Some("五年级2班")), named("薛晓燕", Some("九年级1班"))]
        );
        assert_eq!(read("齐可欣\n文萌萌", &known), [named("齐可欣", None), named("文萌萌", None)]);
        let both = [named("程洋", Some("八年级3班")), named("舒梓萱", None)];
        assert_eq!(read("程洋(八年级3班) 舒梓萱", &known), both);
        assert_eq!(read("程洋(八年级3班)舒梓萱", &known), both);
        assert_eq!(read("程洋（八年级（3）班）舒梓萱", &known)[0], named("程洋", Some("八年级(3)班")));
        assert_eq!(read("程洋(八年级3班、舒梓萱", &known), both, "a bracket that was never closed");
        assert_eq!(read("程洋　舒梓萱  袁凯", &known).len(), 3);
        assert_eq!(read("", &known), []);
    }

    #[test]
    fn a_padded_name_is_one_pupil() {
        let known = ["王芳", "李娜", "阿依古丽·买买提", "Anna Maria"];
        for text in ["王　芳", "王 芳", "王  芳 "] {
            assert!(
                matches!(&read(text, &known)[..], [Named::Pupil { name, .. }] if name::same(name, "王芳")),
                "{text}"
            );
        }
        assert_eq!(read("王 芳（一年级1班）", &known), [named("王 芳", Some("一年级1班"))]);
        assert_eq!(read("王　芳、李　娜", &known), [named("王 芳", None), named("李 娜", None)]);
        assert_eq!(read("王　芳　李　娜", &known), [named("王 芳", None), named("李 娜", None)]);
        assert_eq!(
            read("李 娜 阿依古丽 • 买买提(二年级1班)", &known),
            [named("李 娜", None), named("阿依古丽 • 买买提", Some("二年级1班"))]
        );
        assert_eq!(read("Anna Maria 王芳", &known), [named("Anna Maria", None), named("王芳", None)]);
    }

    #[test]
    fn who_is_not_known_is_told_from_who_is() {
        assert_eq!(read("王 芳 赵无名", &["王芳"]), [named("王 芳", None), named("赵无名", None)]);
        assert_eq!(read("赵 无 名 王芳", &["王芳"]), [named("赵 无 名", None), named("王芳", None)]);
        assert_eq!(read("赵 无 名", &["王芳"]), [named("赵 无 名", None)]);
    }

    #[test]
    fn names_that_can_be_told_apart_in_two_ways_are_left_to_a_person() {
        let known = ["欧阳", "欧阳明", "明月", "月"];
        assert_eq!(read("欧阳 明 月", &known), [Named::Unclear("欧阳 明 月".to_owned())]);
        assert_eq!(read("欧阳、明 月", &known), [named("欧阳", None), named("明 月", None)]);
    }
}
