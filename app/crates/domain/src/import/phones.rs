//! The phone numbers of a cell: one with a remark, or two beside each other.

use super::text::half;
use crate::register::phone::Phone;

/// Every number in a text, as they stand.
pub fn phones(text: &str) -> Vec<String> {
    if let Ok(phone) = Phone::parse(text)
        && !phone.remark.is_some_and(|remark| remark.contains(|c: char| c.is_ascii_digit()))
    {
        return vec![phone.number];
    }
    let mut found: Vec<String> = Vec::new();
    for group in groups(&half(text)) {
        let whole: String = group.concat();
        let whole = whole.strip_prefix("86").filter(|rest| is_mobile(rest)).map_or(whole.clone(), str::to_owned);
        match Phone::parse(&whole) {
            Ok(phone) => found.push(phone.number),
            Err(_) => found.extend(in_pieces(&group)),
        }
    }
    found.dedup();
    found
}

/// Whether a text holds a mobile number, or a landline with its area.
pub fn is_phone_like(text: &str) -> bool {
    let has_area = |n: &str| n.starts_with('0') && (10..=12).contains(&n.len());
    phones(text).iter().any(|number| is_mobile(number) || has_area(number))
}

fn is_mobile(number: &str) -> bool {
    number.len() == 11 && number.starts_with('1')
}

/// Runs of digits with nothing but blanks and dashes between them.
fn groups(text: &str) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = vec![vec![]];
    let mut run = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => run.push(c),
            ' ' | '-' | '—' | '+' => end(&mut groups, &mut run),
            _ => {
                end(&mut groups, &mut run);
                groups.push(vec![]);
            }
        }
    }
    end(&mut groups, &mut run);
    groups.into_iter().filter(|group| !group.is_empty()).collect()
}

fn end(groups: &mut [Vec<String>], run: &mut String) {
    if let (Some(group), false) = (groups.last_mut(), run.is_empty()) {
        group.push(std::mem::take(run));
    }
}

/// Mobile numbers that stand beside each other with a blank between.
fn in_pieces(group: &[String]) -> Vec<String> {
    let (mut found, mut number) = (Vec::new(), String::new());
    for run in group {
        if is_mobile(run) {
            number.clear();
        }
        number.push_str(run);
        if is_mobile(&number) {
            found.push(std::mem::take(&mut number));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_with_a_remark() {
        for text in [
            "18800215963(奶奶)",
            "奶奶：188 0021 5963",
            "188-0021-5963",
            "１８８００２１５９６３",
            "+86 18800215963",
            "8618800215963",
            "18800215963（微信同号）",
            "奶奶18800215963",
        ] {
            assert_eq!(phones(text), ["18800215963"], "{text}");
        }
        assert_eq!(phones("0915-6312345"), ["09156312345"]);
    }

    #[test]
    fn two_numbers_in_a_cell() {
        for text in [
            "18800215963/13900324292",
            "18800215963、13900324292",
            "18800215963 13900324292",
            "18800215963\n13900324292",
            "188 0021 5963 139 0032 4292",
            "18800215963(父) 13900324292(母)",
        ] {
            assert_eq!(phones(text).first().map(String::as_str), Some("18800215963"), "{text}");
        }
        assert_eq!(phones("18800215963/13900324292").len(), 2);
    }

    #[test]
    fn what_is_no_number() {
        for text in ["1390009511", "没有电话", "", "139000951199"] {
            assert_eq!(phones(text), Vec::<String>::new(), "{text}");
        }
        assert!(is_phone_like("139 0032 4292") && !is_phone_like("20181013"));
    }
}
