//! Codes of the second step: what an authenticator shows, what stands on a card, and what helps who has lost them.

use storage::{CodeUse, SecondStep, StepCode, StepKind};
use subtle::ConstantTimeEq as _;
use totp_rs::{Builder, Totp};

use super::code;
use crate::clock::Clock;
use crate::core::access_log::keyed;

/// What an authenticator calls us.
const ISSUER: &str = "五有";
/// Bytes of a seed, as RFC 4226 has it.
pub const SEED_BYTES: usize = 20;
/// Codes on a card: an A4 page.
pub const CARD_CODES: u32 = 40;
/// Digits of a code on a card: 26 bits.
const CARD_DIGITS: usize = 8;
/// Codes for who has lost card or authenticator.
pub const RECOVERY_CODES: u32 = 10;
/// By how many steps of half a minute a phone's clock may be wrong.
const SKEW: u16 = 1;

/// An authenticator as the server has it. `None` for a seed that is none.
fn totp(seed: &[u8], login: &str) -> Option<Totp> {
    let named = Builder::new().with_account_name(login).with_issuer(Some(ISSUER));
    named.with_secret(seed.to_vec()).with_skew(SKEW).build().ok()
}

/// How an authenticator is told a seed: the key to be typed, and the address to be scanned.
pub fn told(seed: &[u8], login: &str) -> Option<(String, String)> {
    // A name with a colon would end where the issuer does.
    let totp = totp(seed, &login.replace(':', " "))?;
    let key = totp_rs::Secret::new(seed.into()).to_base32();
    let groups: Vec<String> = key.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    Some((groups.join(" "), totp.to_url().ok()?))
}

/// What was typed, without what does not matter: blanks, dashes, small letters, the wide characters of a Chinese input
/// method.
pub fn cleaned(typed: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        c => c,
    };
    typed.chars().map(narrow).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// The step of time of which an authenticator shows a code at an instant, in seconds.
pub fn step_of(seed: &[u8], typed: &str, seconds: i64) -> Option<u64> {
    totp(seed, "")?.check(&cleaned(typed), u64::try_from(seconds).ok()?)
}

/// The digest that is kept of a code. A code of a card is bound to its number.
fn digest(key: &[u8], usage: CodeUse, n: u32, code: &str) -> Option<String> {
    let text = match usage {
        CodeUse::Card => format!("card {n} {code}"),
        CodeUse::Recovery => format!("recovery {code}"),
    };
    Some(hex::encode(keyed(key.try_into().ok()?, text.as_bytes())))
}

/// How a code was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// An authenticator showed it for a step of time.
    Step(u64),
    /// It is one that is good once, by use and number.
    Code(CodeUse, u32),
}

/// Whether what was typed is a code that is good now: of the authenticator, of the card the one that is asked for, or
/// one for who has lost them.
pub fn right(step: &SecondStep, typed: &str, seconds: i64) -> Option<Right> {
    let code = cleaned(typed);
    if let StepKind::Authenticator(seed) = &step.kind
        && let Some(found) = step_of(seed, &code, seconds).filter(|found| *found > step.last_step)
    {
        return Some(Right::Step(found));
    }
    let asked = step.good(CodeUse::Card).take(1).chain(step.good(CodeUse::Recovery));
    let fits = |kept: &&StepCode| {
        let made = digest(&step.digest_key, kept.usage, kept.n, &code);
        made.is_some_and(|made| made.as_bytes().ct_eq(kept.digest.as_bytes()).into())
    };
    // All are compared, whichever fits.
    let found: Vec<&StepCode> = asked.filter(fits).collect();
    found.first().map(|kept| Right::Code(kept.usage, kept.n))
}

/// The number of the card's code that is asked for; none without a card.
pub fn asked_of_card(step: &SecondStep) -> Option<u32> {
    step.good(CodeUse::Card).next().map(|code| code.n)
}

/// Codes of a use, as they are shown this once, and as they are kept.
pub fn codes(clock: &Clock, key: &[u8], usage: CodeUse) -> (Vec<String>, Vec<StepCode>) {
    let all = 1..=if usage == CodeUse::Card { CARD_CODES } else { RECOVERY_CODES };
    let make = |n| {
        let shown = match usage {
            CodeUse::Card => card_code(u64::from_be_bytes(clock.random())),
            CodeUse::Recovery => code::make(clock.random()),
        };
        let digest = digest(key, usage, n, &cleaned(&shown)).unwrap_or_default();
        (shown, StepCode { usage, n, digest, used_at: None })
    };
    all.map(make).unzip()
}

/// Eight digits in two groups.
fn card_code(random: u64) -> String {
    let digits = format!("{:0CARD_DIGITS$}", random % 100_000_000);
    let (first, last) = digits.split_at(CARD_DIGITS / 2);
    format!("{first} {last}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::id::AccountId;
    use uuid::Uuid;

    /// The seed of the RFC's vectors.
    const SEED: &[u8; SEED_BYTES] = b"12345678901234567890";

    fn step(kind: StepKind, codes: Vec<StepCode>) -> SecondStep {
        let (account, set_at) = (AccountId(Uuid::nil()), DateTime::UNIX_EPOCH);
        SecondStep { account, kind, digest_key: vec![5; 32], last_step: 0, set_at, wrong: 0, wrong_at: None, codes }
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Its appendix B, the last six of eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step_of(SEED, code, seconds), u64::try_from(seconds / 30).ok(), "{code}");
        }
    }

    #[test]
    fn a_clock_may_be_wrong_by_one_step() {
        for (seconds, is_right) in [(0, true), (30, true), (59, true), (89, true), (90, false)] {
            assert_eq!(step_of(SEED, "287082", seconds).is_some(), is_right, "{seconds}");
        }
    }

    #[test]
    fn a_code_that_was_used_and_those_before_it_are_used_up() {
        let own = step(StepKind::Authenticator(SEED.to_vec()), vec![]);
        assert_eq!(right(&own, "２８７ ０８２", 59), Some(Right::Step(1)));
        let used = SecondStep { last_step: 1, ..own };
        assert_eq!(right(&used, "287082", 59), None);
        assert_eq!(right(&SecondStep { last_step: 2, ..used }, "287082", 59), None, "an earlier one");
    }

    #[test]
    fn of_a_card_the_code_of_the_number_that_is_asked_is_right() {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH, 7);
        let (shown, kept) = codes(&clock, &[5; 32], CodeUse::Card);
        assert_eq!((shown.len(), shown[0].len()), (40, 9));
        let mut card = step(StepKind::Card, kept);
        assert_eq!(asked_of_card(&card), Some(1));
        assert_eq!(right(&card, &shown[0].replace(' ', "-"), 0), Some(Right::Code(CodeUse::Card, 1)));
        assert_eq!(right(&card, &shown[1], 0), None, "the code of another number");
        card.codes[0].used_at = Some(DateTime::UNIX_EPOCH);
        assert_eq!(right(&card, &shown[0], 0), None, "used");
        assert_eq!(right(&card, &shown[1], 0), Some(Right::Code(CodeUse::Card, 2)));
        let other = SecondStep { digest_key: vec![6; 32], ..card };
        assert_eq!(right(&other, &shown[1], 0), None, "of another card");
    }

    #[test]
    fn who_has_lost_it_has_ten_codes_each_good_once() {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH, 8);
        let (shown, kept) = codes(&clock, &[5; 32], CodeUse::Recovery);
        let mut own = step(StepKind::Authenticator(SEED.to_vec()), kept);
        assert_eq!(shown.len(), 10);
        assert_eq!(right(&own, &shown[9].to_lowercase(), 0), Some(Right::Code(CodeUse::Recovery, 10)));
        own.codes[9].used_at = Some(DateTime::UNIX_EPOCH);
        assert_eq!(right(&own, &shown[9], 0), None);
        assert_eq!(right(&own, "", 0), None);
    }

    #[test]
    fn an_authenticator_is_told_the_seed_in_two_ways() {
        let (key, address) = told(SEED, "li.xiu").unwrap_or_default();
        assert_eq!(key, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(address.starts_with("otpauth://totp/") && address.contains("li.xiu?secret=GEZDGNBV"), "{address}");
    }
}
