//! Phone numbers as schools write them: blanks, dashes, full-width digits, a remark in brackets.

/// A number and the remark that stood beside it, such as whose phone it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// The number in digits: 11 of a mobile phone, 7 to 12 of a landline.
    pub number: String,
    /// What stood in brackets, without them.
    pub remark: Option<String>,
}

/// A text that holds no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Neither an 11-digit mobile number nor a 7 to 12-digit landline.
    #[error("a mobile number has 11 digits")]
    Length,
    /// Something that is not a digit.
    #[error("a phone number has digits only")]
    Character,
}

/// Full-width digits and letters as their half-width forms.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '（' => '(',
            '）' => ')',
            '　' => ' ',
            other => other,
        })
        .collect()
}

impl Phone {
    /// Reads a number as people type it.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let text = half_width(text);
        let (head, remark) = match text.split_once('(') {
            Some((head, tail)) => (head.to_owned(), Some(tail.trim_end().trim_end_matches(')').trim().to_owned())),
            None => (text, None),
        };
        let number: String = head.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '—' | '+')).collect();
        if !number.chars().all(|c| c.is_ascii_digit()) {
            return Err(PhoneError::Character);
        }
        let mobile = number.len() == 11 && number.starts_with('1');
        let landline = (7..=12).contains(&number.len()) && !number.starts_with('1');
        if !mobile && !landline {
            return Err(PhoneError::Length);
        }
        Ok(Self { number, remark: remark.filter(|r| !r.is_empty()) })
    }
}

/// Hides the middle of a number: `139****4292`.
pub fn masked(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    if chars.len() < 8 {
        return "****".to_owned();
    }
    let head: String = chars[..3].iter().collect();
    let tail: String = chars[chars.len() - 4..].iter().collect();
    format!("{head}****{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_schools_write_them() {
        for (text, number, remark) in [
            ("159 0007 3248", "15900073248", None),
            ("188-0006-8157", "18800068157", None),
            ("１３９０００９５１１９", "13900095119", None),
            ("18800215963(奶奶)", "18800215963", Some("奶奶")),
            ("0915-6312345", "09156312345", None),
        ] {
            let phone = Phone { number: number.to_owned(), remark: remark.map(str::to_owned) };
            assert_eq!(Phone::parse(text), Ok(phone), "{text}");
        }
        assert_eq!(Phone::parse("1390009511"), Err(PhoneError::Length));
        assert_eq!(Phone::parse("没有电话"), Err(PhoneError::Character));
    }

    #[test]
    fn a_mask_shows_seven_digits_at_most() {
        assert_eq!(masked("13900324292"), "139****4292");
        assert_eq!(masked("12345"), "****");
    }
}
