//! Laws of accounts.

use domain::id::{AccountId, SchoolId};
use domain::policy::{Grant, Role};

use super::fixtures::{COUNTY, OTHER, account, at, id, inconsistent, missing};
use crate::{Account, Storage, StorageError, Unit};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let people = [
        account(COUNTY, 21, "mentor", Role::Mentor, Some(11)),
        account(COUNTY, 22, "other", Role::Mentor, Some(11)),
        account(COUNTY, 23, "centre", Role::Centre, None),
    ];
    unit.accounts().add(&people).await?;
    inconsistent(unit.accounts().add(&[account(OTHER, 24, "astray", Role::Centre, None)]).await);
    for person in &people {
        assert_eq!(unit.accounts().get(person.id).await?.as_ref(), Some(person), "an account comes back as it was");
    }
    assert_eq!(unit.accounts().get(AccountId(id(99))).await?, None);
    assert!(unit.accounts().login_taken("other").await?);
    assert!(!unit.accounts().login_taken("astray").await?);
    assert_eq!(unit.accounts().of_school(SchoolId(id(11))).await?, people[..2], "the centre is no school's");
    assert_eq!(unit.accounts().of_school(SchoolId(id(12))).await?, []);

    assert_eq!(unit.accounts().of_county().await?, people[2..], "nobody of a school alone");
    roles(unit.as_mut(), &people[1]).await?;

    let me = AccountId(id(21));
    assert_eq!(unit.accounts().code_by(me).await?, None);
    let issuer = AccountId(id(22));
    unit.accounts().set_activation(me, b"digest", at(60), issuer).await?;
    let found = unit.accounts().get(me).await?;
    assert_eq!(found.as_ref().and_then(|a| a.activation.clone()), Some(b"digest".to_vec()));
    assert_eq!(found.and_then(|a| a.activation_until), Some(at(60)), "instants keep milliseconds");
    unit.accounts().set_password(me, "hash").await?;
    let found = unit.accounts().get(me).await?;
    assert_eq!(found.as_ref().and_then(|a| a.password_hash.as_deref()), Some("hash"));
    assert_eq!(found.and_then(|a| a.activation), None, "a used code is gone");
    assert_eq!(unit.accounts().code_by(me).await?, Some(issuer), "who issued it is not");
    let other = unit.accounts().get(AccountId(id(22))).await?;
    assert_eq!(other.and_then(|a| a.password_hash), None, "and it is one person's password");

    corrected(unit.as_mut()).await?;
    let nobody = AccountId(id(99));
    missing(unit.accounts().correct(nobody, "名", None, "nobody").await, "account");
    missing(unit.accounts().set_activation(nobody, b"digest", at(60), nobody).await, "account");
    missing(unit.accounts().set_password(nobody, "hash").await, "account");
    missing(unit.accounts().disable(nobody, at(1), at(2)).await, "account");
    unit.commit().await
}

/// A role is taken from one school and given at another, and back.
async fn roles(unit: &mut dyn Unit, one: &Account) -> Result<(), StorageError> {
    let mentor = |school| Grant { role: Role::Mentor, school };
    let (here, there) = (mentor(Some(SchoolId(id(11)))), mentor(Some(SchoolId(id(12)))));
    unit.accounts().give_role(one.id, there).await?;
    unit.accounts().take_role(one.id, here).await?;
    let now = unit.accounts().get(one.id).await?;
    assert_eq!(now, Some(Account { grants: vec![there], ..one.clone() }));
    let of_school = unit.accounts().of_school(SchoolId(id(12))).await?;
    assert_eq!(of_school.iter().map(|a| a.id).collect::<Vec<_>>(), [one.id]);
    unit.accounts().give_role(one.id, mentor(None)).await?;
    unit.accounts().take_role(one.id, mentor(None)).await?;
    missing(unit.accounts().take_role(one.id, here).await, "role");
    missing(unit.accounts().give_role(AccountId(id(99)), here).await, "account");
    unit.accounts().give_role(one.id, here).await?;
    unit.accounts().take_role(one.id, there).await?;
    assert_eq!(unit.accounts().get(one.id).await?.as_ref(), Some(one));
    Ok(())
}

/// A name and a number are put right, and back.
async fn corrected(unit: &mut dyn Unit) -> Result<(), StorageError> {
    let (one, other) = (AccountId(id(22)), AccountId(id(23)));
    let before = unit.accounts().get(one).await?.unwrap_or_else(|| account(COUNTY, 22, "", Role::Mentor, None));
    unit.accounts().correct(one, "王芳", Some("13800000001"), "13800000001").await?;
    let after = unit.accounts().get(one).await?;
    let (login, phone) = ("13800000001".to_owned(), Some("13800000001".to_owned()));
    assert_eq!(after, Some(Account { name: "王芳".to_owned(), phone, login, ..before.clone() }), "and nothing else");
    assert!(!unit.accounts().login_taken(&before.login).await?, "the old sign-in name is nobody's");
    assert!(unit.accounts().number_taken("13800000001", other).await?);
    assert!(!unit.accounts().number_taken("13800000001", one).await?, "their own");
    assert!(!unit.accounts().number_taken("13800000009", other).await?);
    assert!(unit.accounts().number_taken("centre", one).await?, "somebody's sign-in name");
    unit.accounts().correct(one, &before.name, before.phone.as_deref(), &before.login).await?;
    assert_eq!(unit.accounts().get(one).await?, Some(before));
    Ok(())
}

/// A person leaves, at the end of everything.
pub async fn end(storage: &dyn Storage) -> Result<(), StorageError> {
    let (leaver, stays) = (AccountId(id(21)), AccountId(id(22)));
    let mut unit = storage.write(COUNTY).await?;
    unit.accounts().disable(leaver, at(1), at(2)).await?;
    assert_eq!(unit.accounts().get(leaver).await?.map(|a| a.disabled), Some(true));
    assert_eq!(unit.accounts().get(stays).await?.map(|a| a.disabled), Some(false));
    let devices = unit.devices().of_account(leaver).await?;
    assert!(
        devices.len() > 1 && devices.iter().all(|d| d.revoked_at.is_some()),
        "every device is revoked: {devices:?}"
    );
    assert!(unit.devices().of_account(stays).await?.iter().all(|d| d.revoked_at.is_none()));
    unit.commit().await?;
    let kept = storage.directory().await?.session(b"third").await?;
    assert_eq!(kept.map(|s| s.closing), Some(true), "a session on a device still hands in work");
    assert_eq!(storage.directory().await?.session(b"bare").await?, None, "one without a device has none");
    Ok(())
}
