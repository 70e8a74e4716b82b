//! The 18-digit citizen identity number: region, birth date, sequence (odd for male), check digit (GB 11643).

use chrono::NaiveDate;

use crate::register::Sex;

/// A number with a valid birth date and check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdNumber(String);

/// Why a text is not an identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdNumberError {
    /// Not 18 characters after blanks and quotes are taken away.
    #[error("an identity number has 18 characters")]
    Length,
    /// A character that is neither a digit nor a final X.
    #[error("an identity number has digits, and perhaps X at the end")]
    Character,
    /// Digits 7 to 14 are not a day of the calendar.
    #[error("digits 7 to 14 are not a date")]
    Birth,
    /// The last digit does not match the others.
    #[error("the check digit does not match")]
    Check,
    /// A spreadsheet kept 15 digits and rounded the rest.
    #[error("the spreadsheet rounded this number; its last digits are lost")]
    Rounded,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

impl IdNumber {
    /// Reads a number as people type it: blanks, a leading apostrophe, full-width digits and a small x are forgiven.
    pub fn parse(text: &str) -> Result<Self, IdNumberError> {
        let clean: String = crate::register::phone::half_width(text)
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '\'' && *c != '’' && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if clean.chars().count() != 18 {
            return Err(IdNumberError::Length);
        }
        if !clean.is_ascii() {
            return Err(IdNumberError::Character);
        }
        let (body, check) = clean.split_at(clean.len() - 1);
        if !body.chars().all(|c| c.is_ascii_digit()) || !check.chars().all(|c| c.is_ascii_digit() || c == 'X') {
            return Err(IdNumberError::Character);
        }
        NaiveDate::parse_from_str(&body[6..14], "%Y%m%d").map_err(|_| IdNumberError::Birth)?;
        if check_digit(body) != check.chars().next() {
            return Err(if clean.ends_with("000") { IdNumberError::Rounded } else { IdNumberError::Check });
        }
        Ok(Self(clean))
    }

    /// Builds a number; `sequence` is 0 to 999, odd for male.
    pub fn build(region: u32, birth: NaiveDate, sequence: u32) -> Option<Self> {
        let body = format!("{region:06}{}{sequence:03}", birth.format("%Y%m%d"));
        let check = check_digit(&body)?;
        (body.len() == 17).then(|| Self(format!("{body}{check}")))
    }

    /// All 18 characters, nothing hidden.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The birth date in the number.
    pub fn birth(&self) -> NaiveDate {
        NaiveDate::parse_from_str(&self.0[6..14], "%Y%m%d").unwrap_or_default()
    }

    /// The sex in the number.
    pub fn sex(&self) -> Sex {
        match self.0.as_bytes()[16] % 2 {
            1 => Sex::Male,
            _ => Sex::Female,
        }
    }

    /// Region and the last character; the rest hidden.
    pub fn masked(&self) -> String {
        format!("{}***********{}", &self.0[..6], &self.0[17..])
    }
}

fn check_digit(body: &str) -> Option<char> {
    let sum: u32 = body.chars().zip(WEIGHTS).map(|(c, w)| c.to_digit(10).unwrap_or(0) * w).sum();
    CHECKS.get((sum % 11) as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blanks_apostrophes_and_small_x_are_forgiven() {
        for text in [" 610922 20180630 9843 ", "'610922201806309843", "６１０９２２２０１８０６３０９８４３"]
        {
            let id = IdNumber::parse(text);
            assert_eq!(id.as_ref().map(IdNumber::as_str), Ok("610922201806309843"), "{text}");
        }
        assert!(IdNumber::parse("61092220190320981x").is_ok());
    }

    #[test]
    fn a_wrong_digit_and_a_rounded_number_are_told_apart() {
        assert_eq!(IdNumber::parse("610922201806309844"), Err(IdNumberError::Check));
        assert_eq!(IdNumber::parse("610922201403249000"), Err(IdNumberError::Rounded));
        assert_eq!(IdNumber::parse("610922201813309843"), Err(IdNumberError::Birth));
        assert_eq!(IdNumber::parse("6109"), Err(IdNumberError::Length));
        assert_eq!(IdNumber::parse("61092220180630984三"), Err(IdNumberError::Character));
        assert_eq!(IdNumber::parse("某某某某某某某某某某某某某某某某某某"), Err(IdNumberError::Character));
    }

    proptest! {
        #[test]
        fn what_is_built_is_read_back(days in 0u64..10_000, sequence in 0u32..1000, region in 100_000u32..999_999) {
            let birth = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default() + chrono::Days::new(days);
            let id = IdNumber::build(region, birth, sequence);
            prop_assert!(id.is_some());
            let Some(id) = id else { return Ok(()) };
            prop_assert_eq!(IdNumber::parse(id.as_str()), Ok(id.clone()));
            prop_assert_eq!(id.birth(), birth);
            prop_assert_eq!(id.sex(), if sequence % 2 == 1 { Sex::Male } else { Sex::Female });
        }

        #[test]
        fn one_changed_digit_is_noticed(days in 0u64..10_000, sequence in 0u32..1000, at in 0usize..6, by in 1u32..10) {
            let birth = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default() + chrono::Days::new(days);
            let Some(id) = IdNumber::build(610_922, birth, sequence) else { return Ok(()) };
            let changed: String = id.as_str().chars().enumerate().map(|(i, c)| {
                if i == at { char::from_digit((c.to_digit(10).unwrap_or(0) + by) % 10, 10).unwrap_or('0') } else { c }
            }).collect();
            prop_assert!(IdNumber::parse(&changed).is_err());
        }
    }
}
