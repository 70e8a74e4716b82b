//! Figures of a school or of the county.

use desk_api::figures::{FiguresView, Filling};
use domain::id::SchoolId;
use domain::report::{Chosen, OutKind};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Figures of a school, or of the county.
#[server(prefix = "/rpc", endpoint = "desk/figures", input = Json)]
pub async fn figures(school: Option<SchoolId>, kind: OutKind, chosen: Chosen) -> Result<FiguresView, CallError> {
    Ok(super::desks()?.figures(school, kind, chosen).await?)
}

/// Fills in what a year's report tells and the register does not hold.
#[server(prefix = "/rpc", endpoint = "desk/fill_figure", input = Json)]
pub async fn fill_figure(filling: Filling) -> Result<(), CallError> {
    Ok(super::desks()?.fill_figure(filling).await?)
}
