//! Help for one teacher.

use desk_api::accounts::CodeSlip;
use desk_api::help::{Identity, LostPhoneView, PersonView};
use domain::id::{AccountId, DeviceId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A person with their phones.
#[server(prefix = "/rpc", endpoint = "desk/person", input = Json)]
pub async fn person(account: AccountId) -> Result<PersonView, CallError> {
    Ok(super::desks()?.person(account).await?)
}

/// What a lost phone held.
#[server(prefix = "/rpc", endpoint = "desk/phone", input = Json)]
pub async fn phone(phone: DeviceId) -> Result<LostPhoneView, CallError> {
    Ok(super::desks()?.phone(phone).await?)
}

/// A phone is lost.
#[server(prefix = "/rpc", endpoint = "desk/lost_phone", input = Json)]
pub async fn lost_phone(account: AccountId, phone: DeviceId) -> Result<CodeSlip, CallError> {
    Ok(super::desks()?.lost_phone(account, phone).await?)
}

/// Puts name and number right.
#[server(prefix = "/rpc", endpoint = "desk/correct_person", input = Json)]
pub async fn correct_person(account: AccountId, seen: Identity, now: Identity) -> Result<(), CallError> {
    Ok(super::desks()?.correct_person(account, seen, now).await?)
}
