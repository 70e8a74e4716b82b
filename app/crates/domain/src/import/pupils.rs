//! The pupils that stand together in one cell of a roster.

use crate::register::phone::half_width;

/// What a cell says of one pupil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A name, perhaps of nobody who is known, and the class where it was written.
    Pupil {
        /// The name, as it stands there.
        name: String,
        /// The class that stood in brackets.
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
    for (name, rest) in (1..=parts.len()).map(|n| (parts[..n].join(" "), &parts[n..])) {
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
        match (1..=rest.len()).rev().find(|n| is_known(&rest[..*n].join(" "))) {
            Some(n) => {
                all.extend((!unknown.is_empty()).then(|| unknown.join(" ")));
                all.push(rest[..n].join(" "));
                unknown.clear();
                rest = &rest[n..];
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
