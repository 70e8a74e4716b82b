//! Which children have a full plan.

use desk_api::full_plan::WhyFull;
use domain::id::ChildId;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Marks a child for whom a full plan is written, or takes its mark away.
#[server(prefix = "/rpc", endpoint = "desk/set_full_plan", input = Json)]
pub async fn set_full_plan(child: ChildId, full: bool, why: WhyFull) -> Result<(), CallError> {
    Ok(super::desks()?.set_full_plan(child, full, why).await?)
}
