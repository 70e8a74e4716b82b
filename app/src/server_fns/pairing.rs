//! Pairing.

use chrono::NaiveDate;
use desk_api::pairing::{Beside, Handing, HandingView, Matched, PairingsView, Unfit, UnfitWhy};
use domain::id::{ChildId, ProposalId, SchoolId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Who has a child, and the mentors it may be given to.
#[server(prefix = "/rpc", endpoint = "desk/mentors_for", input = Json)]
pub async fn mentors_for(child: ChildId) -> Result<HandingView, CallError> {
    Ok(super::desks()?.mentors_for(child).await?)
}

/// Ends whoever has a child and gives it to another mentor of its school, or to nobody yet.
#[server(prefix = "/rpc", endpoint = "desk/hand_on", input = Json)]
pub async fn hand_on(child: ChildId, handing: Handing) -> Result<Option<UnfitWhy>, CallError> {
    Ok(super::desks()?.hand_on(child, handing).await?)
}

/// Puts a second mentor beside the one responsible.
#[server(prefix = "/rpc", endpoint = "desk/put_beside", input = Json)]
pub async fn put_beside(child: ChildId, beside: Beside) -> Result<Option<UnfitWhy>, CallError> {
    Ok(super::desks()?.put_beside(child, beside).await?)
}

/// Agrees to what waits for the lead, or declines it.
#[server(prefix = "/rpc", endpoint = "desk/decide_proposal", input = Json)]
pub async fn decide_proposal(id: ProposalId, accept: bool) -> Result<(), CallError> {
    Ok(super::desks()?.decide_proposal(id, accept).await?)
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
