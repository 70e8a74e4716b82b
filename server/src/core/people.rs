//! Those who work for the children: a mentor leaves, or is called or reached otherwise than it is written.

use chrono::NaiveDate;
use desk_api::help::{Identity, NAME_CHARS_MAX};
use domain::id::AccountId;
use domain::log::Fault;
use domain::register::phone::Phone;
use domain::register::{PairingEnded, name};
use storage::{Account, By, StorageError, Unit};

use super::ending;
use super::pairing::end_all;
use crate::exchange::rows::readable;

/// Ends an account: the children are free from a day on, sign-in is refused, and each phone hands in
/// its work at its next contact and then forgets everything.
pub async fn end_account(unit: &mut dyn Unit, account: AccountId, from: NaiveDate, by: By) -> Result<(), StorageError> {
    // One that cannot be read must not keep anybody signed in.
    let before = readable(unit.pairings().of_mentor(account).await?);
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &end_all(&before, from, PairingEnded::MentorLeft)).await?;
    ending::disable(unit, account, by.at).await
}

/// Whether somebody signs in with their phone number, or with one that is written down nowhere else.
pub fn signs_in_by_number(account: &Account) -> bool {
    match &account.phone {
        Some(phone) => *phone == account.login,
        None => Phone::parse(&account.login).is_ok_and(|phone| phone.number == account.login),
    }
}

/// A person's name and number as they are now.
pub fn identity(account: &Account) -> Identity {
    Identity { name: account.name.clone(), phone: account.phone.clone().unwrap_or_default() }
}

/// Why a name or a number is not put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// They are not any more as they were seen.
    Seen,
    /// The name does not do.
    Name(Fault),
    /// The number does not do.
    Number(Fault),
    /// Somebody else has the number. Whose it is, is told nobody.
    Taken,
}

/// A name as it is kept.
fn name_of(text: &str) -> Result<String, Refused> {
    let name = name::kept(text);
    match name.chars().count() {
        0 => Err(Refused::Name(Fault::Missing)),
        n if n > NAME_CHARS_MAX || name.chars().any(char::is_control) => Err(Refused::Name(Fault::TooLong)),
        _ => Ok(name),
    }
}

/// A number as it is kept. Whoever signs in with theirs cannot be without one.
fn number_of(text: &str, needed: bool) -> Result<Option<String>, Refused> {
    if text.trim().is_empty() {
        return if needed { Err(Refused::Number(Fault::Missing)) } else { Ok(None) };
    }
    Phone::parse(text).map(|phone| Some(phone.number)).map_err(|_| Refused::Number(Fault::OutOfRange))
}

/// Puts a person's name and number right. With the number goes the sign-in name, where it is the same; account, children,
/// entries, phones and password stay.
pub async fn correct(
    unit: &mut dyn Unit,
    account: &Account,
    seen: &Identity,
    now: &Identity,
) -> Result<Result<(), Refused>, StorageError> {
    if identity(account) != *seen {
        return Ok(Err(Refused::Seen));
    }
    let by_number = signs_in_by_number(account);
    let number = || match now.phone.trim() {
        same if same == seen.phone => Ok(account.phone.clone()),
        other => number_of(other, by_number),
    };
    let (name, phone) = match name_of(&now.name).and_then(|name| Ok((name, number()?))) {
        Ok(both) => both,
        Err(refused) => return Ok(Err(refused)),
    };
    let new = phone.as_deref().filter(|number| account.phone.as_deref() != Some(number));
    if let Some(number) = new
        && unit.accounts().number_taken(number, account.id).await?
    {
        return Ok(Err(Refused::Taken));
    }
    let login = new.filter(|_| by_number).unwrap_or(&account.login);
    unit.accounts().correct(account.id, &name, phone.as_deref(), login).await?;
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_number_are_kept_as_lists_keep_them() {
        assert_eq!(name_of(" 王　芳 "), Ok("王芳".to_owned()));
        assert_eq!(name_of(" 　"), Err(Refused::Name(Fault::Missing)));
        assert_eq!(name_of(&"长".repeat(NAME_CHARS_MAX + 1)), Err(Refused::Name(Fault::TooLong)));
        assert_eq!(number_of("139 0003-242", false), Err(Refused::Number(Fault::OutOfRange)));
        assert_eq!(number_of("139 0032 4292", true), Ok(Some("13900324292".to_owned())));
        assert_eq!(number_of(" ", false), Ok(None));
        assert_eq!(number_of(" ", true), Err(Refused::Number(Fault::Missing)), "they sign in with it");
    }
}
