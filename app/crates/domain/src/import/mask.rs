//! Hides identity and phone numbers wherever they stand in a text that is shown.

use super::messy_date;
use crate::register::phone;

/// Fewest digits in a row of what is hidden as a phone number in any text.
const PHONE: usize = 10;
/// Fewest digits of what is hidden in a column of numbers.
const SHORT: usize = 7;
/// Fewest digits of what is hidden as an identity number.
const ID: usize = 13;

/// A text with the middle of each long number hidden.
pub fn masked(text: &str) -> String {
    hidden(text, PHONE)
}

/// The text of a cell that should hold a number: shorter ones are hidden too.
pub fn masked_number(text: &str) -> String {
    hidden(text, SHORT)
}

fn hidden(text: &str, least: usize) -> String {
    let chars: Vec<char> = super::text::half(text).chars().collect();
    let (mut shown, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(c) = chars.get(at) {
        if !c.is_ascii_digit() {
            shown.push(*c);
            at += 1;
            continue;
        }
        let run = run(chars.get(at..).unwrap_or_default());
        at += run.len();
        shown.push_str(&number(&run, least));
    }
    shown
}

/// The digits at the start, with the blanks and dashes between them, and the X of an identity number.
fn run(chars: &[char]) -> Vec<char> {
    let (mut run, mut digits) = (Vec::new(), 0);
    for (at, c) in chars.iter().enumerate() {
        let next = chars.get(at + 1);
        match c {
            '0'..='9' => digits += 1,
            'X' | 'x' if digits >= 14 => {
                run.push(*c);
                break;
            }
            ' ' | '-' | '—' if next.is_some_and(char::is_ascii_digit) => {}
            _ => break,
        }
        run.push(*c);
    }
    run
}

fn number(run: &[char], least: usize) -> String {
    let text: String = run.iter().collect();
    let digits: Vec<char> = run.iter().copied().filter(char::is_ascii_alphanumeric).collect();
    if digits.len() < least || (digits.len() < ID && messy_date::parse(&text).is_some()) {
        return text;
    }
    let plain: String = digits.iter().collect();
    if digits.len() < ID {
        return phone::masked(&plain);
    }
    let head: String = digits.iter().take(6).collect();
    let last = digits.last().copied().unwrap_or_default();
    format!("{head}{}{last}", "*".repeat(digits.len() - 7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_hidden_right_or_wrong() {
        assert_eq!(masked("610922201806309843"), "610922***********3");
        assert_eq!(masked("61092220180630984x"), "610922***********x");
        assert_eq!(masked("G610922201806309843"), "G610922***********3");
        assert_eq!(masked("6109222018063098"), "610922*********8");
        assert_eq!(masked("１３９ ００３２ ４２９２（奶奶）"), "139****4292(奶奶)");
        assert_eq!(masked("父:13900324292/母:13900324293"), "父:139****4292/母:139****4293");
        assert_eq!(masked_number("6312345"), "****");
    }

    #[test]
    fn days_and_short_numbers_are_shown() {
        for text in ["2016-11-17 00:00:00", "2016/11/17", "20161117", "松岭村3组15号", "2016-11-17"] {
            assert_eq!(masked(text), text);
        }
    }
}
