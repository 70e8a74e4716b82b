//! Which passwords others guess first: those that many have, and those made of what is known about the person.

use domain::id::SchoolId;
use pinyin::ToPinyinMulti as _;
use storage::{Account, StorageError, Unit};
use sync::ErrorCode;
use zxcvbn::{Score, zxcvbn};

use crate::exchange::rows;

/// What everybody here thinks of, beside the 30,000 words that the estimate knows.
const COMMON: &[&str] = &[
    "woaini",
    "woaini1314",
    "5201314",
    "1314520",
    "520",
    "1314",
    "wuyou",
    "五有",
    "laoshi",
    "老师",
    "xuexiao",
    "学校",
    "mima",
    "密码",
    "baobao",
    "woaiwojia",
    "a123456",
    "qq123456",
];
/// Fewer characters are in many passwords by chance.
const TERM_CHARS_MIN: usize = 3;
/// Most ways in which a name is read: some characters have several readings.
const READINGS_MAX: usize = 16;

/// By how many digits there are fewer guesses for who knows the person, where the password is made of that.
const EASIER_LOG10: f64 = 1.0;

/// What is known about somebody, in small letters.
#[derive(Debug, Clone, Default)]
pub struct Known(Vec<String>);

impl Known {
    /// What is known of the owner of an account.
    pub async fn of(unit: &mut dyn Unit, account: &Account) -> Result<Self, StorageError> {
        let mut terms = vec![account.login.clone()];
        terms.extend(account.phone.iter().flat_map(|number| ends(number)));
        terms.extend(named(&account.name));
        let mut schools: Vec<SchoolId> = account.grants.iter().filter_map(|grant| grant.school).collect();
        schools.dedup();
        for id in schools {
            let school = rows::unless_damaged(unit.schools().get(id).await, id.0)?.flatten();
            terms.extend(school.into_iter().flat_map(|school| [named(&school.name), named(&school.town)]).flatten());
        }
        Ok(Self::from(terms))
    }
}

impl From<Vec<String>> for Known {
    fn from(terms: Vec<String>) -> Self {
        let is_telling = |term: &String| term.chars().count() >= TERM_CHARS_MIN || !term.is_ascii();
        let mut terms: Vec<String> = terms.into_iter().map(|term| term.to_lowercase()).filter(is_telling).collect();
        terms.sort_unstable();
        terms.dedup();
        Self(terms)
    }
}

/// A number and its ends, which many remember it by.
fn ends(number: &str) -> Vec<String> {
    let end = |digits: usize| number.len().checked_sub(digits).and_then(|at| number.get(at..)).map(str::to_owned);
    [Some(number.to_owned()), end(8), end(6), end(4)].into_iter().flatten().collect()
}

/// A name of a person, school or place as it is written, and as it is typed: in full, without its first syllable,
/// the first syllable with the initials of the rest, and initials alone.
fn named(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let rest: String = characters.iter().skip(1).collect();
    let mut terms = vec![characters.iter().collect(), rest];
    let mut readings: Vec<Vec<&'static str>> = vec![vec![]];
    for character in characters {
        let Some(said) = character.to_pinyin_multi() else { continue };
        let mut said: Vec<&str> = said.into_iter().map(pinyin::Pinyin::plain).collect();
        said.sort_unstable();
        said.dedup();
        let one_more = |before: &Vec<&'static str>| {
            let before = before.clone();
            said.iter().map(move |now| [before.as_slice(), &[*now]].concat()).collect::<Vec<_>>()
        };
        readings = readings.iter().flat_map(one_more).take(READINGS_MAX).collect();
    }
    for syllables in readings {
        let [first, rest @ ..] = syllables.as_slice() else { continue };
        let initials: String = rest.iter().filter_map(|syllable| syllable.chars().next()).collect();
        let initial: String = first.chars().take(1).collect();
        terms.extend([syllables.concat(), rest.concat(), format!("{first}{initials}"), format!("{initial}{initials}")]);
    }
    terms
}

/// Why somebody else would soon have guessed a password, if they would.
pub fn why(password: &str, known: &Known) -> Option<ErrorCode> {
    // One that takes more than a million guesses is not found through the limits of sign-in.
    let by_anybody = zxcvbn(password, COMMON);
    if by_anybody.score() < Score::Two {
        return Some(ErrorCode::PasswordCommon);
    }
    // Who knows the person has an easier task; a name within a sentence does not make it easy.
    let terms: Vec<&str> = COMMON.iter().copied().chain(known.0.iter().map(String::as_str)).collect();
    let by_friends = zxcvbn(password, &terms);
    let easier = by_friends.guesses_log10() + EASIER_LOG10 < by_anybody.guesses_log10();
    (easier && by_friends.score() < Score::Three).then_some(ErrorCode::PasswordPersonal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luo() -> Known {
        let terms = [
            named("罗桂兰"),
            named("松岭镇九年制学校"),
            named("松岭镇"),
            ends("13900324292"),
            vec!["lgl2019".to_owned()],
        ];
        Known::from(terms.concat())
    }

    #[test]
    fn what_many_have_is_refused_whoever_has_it() {
        for password in [
            "12345678",
            "password",
            "Passw0rd",
            "88888888",
            "11111111",
            "qwertyuiop",
            "1qaz2wsx",
            "abcd1234",
            "5201314520",
            "woaini1314",
            "woaini520",
            "iloveyou1",
            "19880203",
            "a1234567",
            "wuyou123",
            "asdfghjkl",
            "我的密码密码密码",
        ] {
            let said = why(password, &Known::default());
            assert!(said == Some(ErrorCode::PasswordCommon) || password.starts_with('我'), "{password}: {said:?}");
        }
    }

    #[test]
    fn what_is_made_of_the_person_is_refused_to_that_person_only() {
        for password in [
            "luoguilan",
            "LuoGuilan88",
            "guilan1988",
            "luogl1988",
            "13900324292",
            "gl00324292",
            "lgl2019lgl",
            "罗桂兰罗桂兰罗桂",
            "songlingzhen",
            "lgl19880203",
        ] {
            assert!(why(password, &luo()).is_some(), "{password}");
        }
        for password in ["luoguilan", "LuoGuilan88", "guilan1988"] {
            assert_eq!(why(password, &luo()), Some(ErrorCode::PasswordPersonal), "{password}");
            assert_eq!(why(password, &Known::default()), None, "{password} of somebody else");
        }
    }

    #[test]
    fn a_sentence_of_ones_own_is_taken_without_rules_of_composition() {
        for password in [
            "山里的春天真好呀",
            "春天的花都开好了",
            "correct horse battery",
            "xiaohe liushui qiao",
            "门前那棵核桃树结果了",
            "zaoshang8dianxiayu",
            "tie shu kai hua",
        ] {
            assert_eq!(why(password, &luo()), None, "{password}");
        }
    }

    #[test]
    fn a_character_of_several_readings_is_known_by_each() {
        let terms = named("曾乐");
        for spelled in ["zengle", "cengle", "zengyue", "zengl", "曾乐"] {
            assert!(terms.iter().any(|term| term == spelled), "{spelled}: {terms:?}");
        }
        assert!(named("乐乐乐乐乐乐乐乐").len() <= 2 + 4 * READINGS_MAX);
    }
}
