//! Pairing.

use chrono::NaiveDate;
use desk_api::Choice;
use desk_api::pairing::{Matched, PairingsView, Unfit};
use domain::id::{AccountId, ChildId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// The mentors a child may be given to.
#[server(prefix = "/rpc", endpoint = "desk/mentors_for", input = Json)]
pub async fn mentors_for(child: ChildId) -> Result<Vec<Choice<AccountId>>, CallError> {
    Ok(super::desks()?.mentors_for(child).await?)
}

/// Gives a child to a mentor of its school.
#[server(prefix = "/rpc", endpoint = "desk/pair", input = Json)]
pub async fn pair(child: ChildId, mentor: AccountId) -> Result<(), CallError> {
    Ok(super::desks()?.pair(child, mentor).await?)
}

/// A school's children without a mentor, with a proposal.
#[server(prefix = "/rpc", endpoint = "desk/pairings", input = Json)]
pub async fn pairings(school: SchoolId) -> Result<PairingsView, CallError> {
    Ok(super::desks()?.pairings(school).await?)
}

/// Pairs children from a day on: all, or none and what does not fit.
#[server(prefix = "/rpc", endpoint = "desk/accept_pairings", input = Json)]
pub async fn accept_pairings(school: SchoolId, from: NaiveDate, pairs: Vec<Matched>) -> Result<Vec<Unfit>, CallError> {
    Ok(super::desks()?.accept_pairings(school, from, pairs).await?)
}
